/**
 * Every export of contract and engine has a doc comment of at least a few words; public options and the fields of a request say
 * their effect and default; the packages that programs import show an example.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { conclude, root, type Source, sourcesIn } from './sources.ts';

const declaration =
  /^export (?:declare |abstract |async )*(?:const|let|function\*?|class|interface|type|enum) +\*?([\w$]+)/;

function undocumented({ path, text }: Source): string[] {
  const lines = text.split('\n');
  const faults: string[] = [];
  const seen = new Set<string>();
  for (const [index, line] of lines.entries()) {
    const name = declaration.exec(line)?.[1];
    if (name === undefined || seen.has(name)) continue;
    seen.add(name);
    if (commentAbove(lines, index).length < 8) faults.push(`${path}:${index + 1}: ${name} has no doc comment`);
  }
  return faults;
}

/** Words of the doc comment that ends on the line above, empty when there is none. */
function commentAbove(lines: readonly string[], index: number): string {
  const end = index - 1;
  if (!lines[end]?.trimEnd().endsWith('*/')) return '';
  let start = end;
  while (start >= 0 && !lines[start]!.includes('/**')) start--;
  return lines
    .slice(Math.max(0, start), end + 1)
    .join(' ')
    .replace(/[/*\s]+/g, ' ')
    .trim();
}

/** Options of the public option types: each says its effect, and each that can be left out its default. */
function vagueOptions({ path, text }: Source): string[] {
  const lines = text.split('\n');
  const faults: string[] = [];
  let inside = '';
  for (const [index, line] of lines.entries()) {
    inside = /^export interface (\w+Options)\b/.exec(line)?.[1] ?? (line.startsWith('}') ? '' : inside);
    const option = inside === '' || !isPublic(path, inside) ? null : /^ {2}(?:readonly )?(\w+)(\??):/.exec(line);
    if (option === null) continue;
    const said = commentAbove(lines, index);
    if (said.length < 12) faults.push(`${path}:${index + 1}: ${inside}.${option[1]} does not say its effect`);
    else if (option[2] === '?' && !/default/i.test(said))
      faults.push(`${path}:${index + 1}: ${inside}.${option[1]} does not say its default`);
  }
  return faults;
}

/** Fields of the request: each says its effect, and each that can be left out its default. */
function vagueFields(): string[] {
  const path = 'packages/contract/src/request.ts';
  const lines = readFileSync(join(root, path), 'utf8').split('\n');
  const start = lines.findIndex((line) => line.startsWith('export const generationRequestSchema'));
  const end = lines.findIndex((line, index) => index > start && line.startsWith('}'));
  return lines.flatMap((line, index) => {
    const field = index > start && index < end ? /^ {2}(\w+):/.exec(line)?.[1] : undefined;
    if (field === undefined || field === 'prompt') return [];
    return /default/i.test(commentAbove(lines, index))
      ? []
      : [`${path}:${index + 1}: ${field} does not say its effect and default`];
  });
}

/** Packages whose door shows no example. */
const exampleless = (packages: readonly string[]): string[] =>
  packages
    .filter((name) => !sourcesIn(`packages/${name}/src`).some(({ text }) => text.includes('* @example')))
    .map((name) => `packages/${name}/src/index.ts: no export carries an @example`);

/** Options types that a package exports through its door, as `path:Name`. */
function publicOptions(name: string): Set<string> {
  const door = readFileSync(join(root, `packages/${name}/src/index.ts`), 'utf8');
  const exports = [...door.matchAll(/\{([^}]*)\} from '\.\/([^']+)'/g)].flatMap(([, names = '', file = '']) =>
    [...names.matchAll(/\w+Options\b/g)].map(([option]) => `packages/${name}/src/${file}:${option}`),
  );
  return new Set(exports);
}

const contract = sourcesIn('packages/contract/src');
const engine = sourcesIn('packages/engine/src');
const server = sourcesIn('packages/server/src');
const open = new Set([...publicOptions('engine'), ...publicOptions('server')]);
const isPublic = (path: string, name: string) => path.startsWith('packages/contract/') || open.has(`${path}:${name}`);
conclude('docs', contract.length + engine.length + server.length, [
  ...[...contract, ...engine].flatMap(undocumented),
  ...[...contract, ...engine, ...server].flatMap(vagueOptions),
  ...vagueFields(),
  ...exampleless(['contract', 'engine', 'server']),
]);
