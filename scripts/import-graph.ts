import { posix } from 'node:path';
import { type Source, sourcesIn } from './sources.ts';

/** The packages whose sources are checked, lowest first. */
export const packages = ['contract', 'engine', 'server', 'studio', 'web', 'cli'] as const;

/** Sources of one package, each with the modules it names. */
export interface ImportGraph {
  readonly name: string;
  readonly sources: readonly Source[];
  /** Files of the package that a file imports, types included. */
  readonly targets: ReadonlyMap<string, readonly string[]>;
}

const pattern =
  /(?:^|\n)\s*(?:import|export)\s[^;'"`]*?from\s+'([^']+)'|import\('([^']+)'\)|(?:^|\n)import\s+'([^']+)'/g;

/** Every module that a source names. */
export function specifiersOf({ text }: Source): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

/** The path from the root that a relative specifier names; undefined for a package's name. */
export function targetOf(from: string, specifier: string): string | undefined {
  return specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : undefined;
}

/** The import graph of `packages/<name>/src`. */
export function importGraph(name: string): ImportGraph {
  const sources = sourcesIn(`packages/${name}/src`);
  const paths = new Set(sources.map(({ path }) => path));
  const targets = new Map(
    sources.map((source) => [
      source.path,
      specifiersOf(source).flatMap((specifier) => {
        const target = targetOf(source.path, specifier);
        return target !== undefined && paths.has(target) && target !== source.path ? [target] : [];
      }),
    ]),
  );
  return { name, sources, targets };
}

/**
 * Groups of files that import each other in a circle: the strongly connected components of more than one file (Tarjan, 1972).
 */
export function circlesOf(targets: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];
  const visit = (node: string): void => {
    index.set(node, index.size);
    low.set(node, index.get(node)!);
    stack.push(node);
    for (const next of targets.get(node) ?? []) {
      if (!index.has(next)) {
        visit(next);
        low.set(node, Math.min(low.get(node)!, low.get(next)!));
      } else if (stack.includes(next)) {
        low.set(node, Math.min(low.get(node)!, index.get(next)!));
      }
    }
    if (low.get(node) !== index.get(node)) return;
    const circle = stack.splice(stack.indexOf(node));
    if (circle.length > 1) circles.push(circle.sort());
  };
  for (const node of targets.keys()) if (!index.has(node)) visit(node);
  return circles;
}
