import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type Context, Skip } from '../case.ts';

/** Mounts a disk of so many megabytes for the case. @throws Skip without root or mount. */
export function smallDisk(context: Context, megabytes: number): string {
  if (process.getuid?.() !== 0) throw new Skip('only root can mount a small disk');
  const folder = context.folder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'attack', folder], { stdio: 'pipe' });
  } catch (error) {
    throw new Skip(`no disk can be mounted here: ${error instanceof Error ? error.message.slice(0, 100) : ''}`);
  }
  context.after(() => execFileSync('umount', ['-l', folder], { stdio: 'ignore' }));
  return folder;
}

/** Free bytes of a disk. */
export const freeOf = (folder: string): number => {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
};

/** Fills a disk until so many bytes are free; gives the file that did. */
export function fillDisk(folder: string, leave = 0): string {
  const path = join(folder, 'filler');
  const file = openSync(path, 'w');
  const chunk = Buffer.alloc(1 << 20);
  try {
    while (freeOf(folder) > leave) {
      const size = Math.min(chunk.length, Math.max(4096, freeOf(folder) - leave));
      writeSync(file, chunk, 0, size);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    closeSync(file);
  }
  return path;
}

/** Makes room again. */
export const emptyDisk = (filler: string): void => rmSync(filler, { force: true });
