import { type Route, routes } from '../../src/api/routes.ts';

/** The table of routes as Markdown, for the README of this folder (a test keeps the two the same). */
export function describeRoutes(): string {
  const rows = Object.entries(routes as Record<string, Route>).map(([name, route]) => {
    const has = [
      ...(route.query === undefined ? [] : ['query']),
      ...(route.body === undefined ? [] : ['body']),
      route.file ?? (route.answer === undefined ? 'no content' : 'JSON'),
    ].join(', ');
    const named = route.errors ?? [];
    const errors = named.length > 9 ? 'those of requests' : named.map((code) => `\`${code}\``).join(' ');
    return `| \`${name}\` | ${route.method} | \`${route.path}\` | ${route.access} | ${has}, ${route.status ?? 200} | ${route.summary} | ${errors} |`;
  });
  return [
    '| name | method | path | access | takes, gives | what | errors of its own |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
