import { type Route, routes } from '@akezora/contract/api';
import { apiOf } from '../access/paths.ts';

/** Routes of our own API without an entry in the contract: its description, and signing in elsewhere. */
const others = ['GET /api', 'GET /api/openapi.json', 'GET /api/oidc/start', 'GET /api/oidc/callback'];

const patterns = Object.values(routes as Readonly<Record<string, Route>>)
  .filter(({ access }) => access === 'public')
  .map(({ method, path }) => `${method} ${path}`)
  .concat(others)
  .map((line) => new RegExp(`^${line.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`));

/** Whether a path answers requests without identification: pages, and the routes that are public. */
export function isPublic(method: string, path: string): boolean {
  const line = `${method === 'HEAD' ? 'GET' : method} ${path}`;
  // A change of a page is no route, but `POST /` is the endpoint of Hugging Face.
  if (apiOf(path) === 'page') return line !== 'POST /';
  return patterns.some((pattern) => pattern.test(line));
}
