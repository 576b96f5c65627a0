import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for the files of a target, in memory where the machine has that. */
export function newFolder(): { readonly path: string; write(name: string, bytes: Uint8Array): string; remove(): void } {
  const path = mkdtempSync(join(process.platform === 'linux' ? '/dev/shm' : tmpdir(), 'akezora-fuzz-'));
  process.once('exit', () => rmSync(path, { recursive: true, force: true }));
  return {
    path,
    write: (name, bytes) => {
      const file = join(path, name);
      writeFileSync(file, bytes);
      return file;
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
