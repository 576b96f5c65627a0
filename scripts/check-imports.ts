/**
 * Imports go one way: studio → contract; engine → contract; server → contract, and only its inference,
 * worker and models → engine; cli → the doors of engine and server; nothing imports cli or studio. Inside the server a folder's `index.ts` is its only
 * door, inside the engine a family's below `models`. Tests may compare anything with anything.
 */
import { existsSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { conclude, root, type Source, sourcesIn } from './sources.ts';

/** What each package may import of the others. */
const allowed: Readonly<Record<string, (specifier: string, from: string) => boolean>> = {
  contract: () => false,
  engine: (specifier) => specifier.startsWith('@akezora/contract'),
  server: (specifier, from) =>
    specifier.startsWith('@akezora/contract') ||
    (specifier === '@akezora/engine' && /^packages\/server\/src\/(inference|worker|models)\//.test(from)),
  studio: (specifier) => specifier.startsWith('@akezora/contract'),
  cli: (specifier) => ['@akezora/contract', '@akezora/engine', '@akezora/server'].includes(specifier),
};

const pattern =
  /(?:^|\n)\s*(?:import|export)\s[^;'"`]*?from\s+'([^']+)'|import\('([^']+)'\)|(?:^|\n)import\s+'([^']+)'/g;

/** Every module a source names. */
function specifiersOf({ text }: Source): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

function faultsOf(source: Source): string[] {
  const name = source.path.split('/')[1] ?? '';
  const faults: string[] = [];
  for (const specifier of specifiersOf(source)) {
    const at = `${source.path}: imports ${specifier}`;
    if (specifier.startsWith('.')) {
      const target = posix.join(dirname(source.path), specifier);
      if (!target.startsWith(`packages/${name}/`)) faults.push(`${at}: relative imports stay inside their package`);
      else if (!throughDoor(source.path, target)) faults.push(`${at}: go through the folder's index.ts`);
    } else if (/^(@akezora\/|akezora$)/.test(specifier) && !allowed[name]?.(specifier, source.path)) {
      faults.push(`${at}: packages/${name} may not`);
    } else if (name === 'contract' && !/^(zod$|@akezora\/contract)/.test(specifier)) {
      faults.push(`${at}: contract imports zod and nothing else`);
    }
  }
  return faults;
}

/** Folder that has a door of its own: in the engine a family below `models`, in the server the first below `src`. */
function roomOf(path: string): string {
  const [, name, src, folder, family] = path.split('/');
  const first = path.split('/').slice(0, 4).join('/');
  if (src !== 'src' || folder === undefined || folder.includes('.')) return '';
  if (name !== 'engine') return first;
  return folder === 'models' && family !== undefined && !family.includes('.') ? `${first}/${family}` : '';
}

function throughDoor(from: string, target: string): boolean {
  const room = roomOf(target);
  if (!/^packages\/(engine|server)\/src\//.test(from) || room === '' || roomOf(from) === room) return true;
  if (from.startsWith(`${room}/`) || !existsSync(join(root, room, 'index.ts'))) return true;
  return target === `${room}/index.ts`;
}

const sources = ['contract', 'engine', 'server', 'studio', 'cli'].flatMap((name) => sourcesIn(`packages/${name}/src`));
conclude('imports', sources.length, sources.flatMap(faultsOf));
