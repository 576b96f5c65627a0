import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** The repository's root. */
export const root = join(import.meta.dirname, '..');

/** One source file with its path from the root, in forward slashes. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** Every TypeScript source below a folder of the repository; built output and dependencies are left out. */
export function sourcesIn(folder: string): Source[] {
  const found: Source[] = [];
  for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
    const path = relative(root, join(entry.parentPath, entry.name)).split(sep).join('/');
    if (!entry.isFile() || !/\.tsx?$/.test(path) || /(^|\/)(node_modules|dist)\//.test(path)) continue;
    found.push({ path, text: readFileSync(join(root, path), 'utf8') });
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Ends a check: prints what is wrong and leaves with 1, or says that all is well. */
export function conclude(check: string, looked: number, faults: readonly string[]): void {
  for (const fault of faults) console.error(fault);
  console.log(`${check}: ${looked} looked at, ${faults.length} at fault`);
  if (faults.length > 0) process.exitCode = 1;
}
