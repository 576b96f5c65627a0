/** What processes that were killed left in a folder. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from './process-alive.ts';

/** Which files and folders are leftovers. */
export interface Leftovers {
  /** Number of the process that made what has a name; `undefined` for everything else, which stays. */
  readonly ownerOf: (name: string) => number | undefined;
  /**
   * Milliseconds since the last change in which one stays, even where its process seems to be gone: another machine or container that shares
   * the folder may have a process of that number. Default 0.
   */
  readonly settledMs?: number;
}

/** Removes files and folders whose process is gone; what cannot be removed stays. */
export async function removeLeftovers(folder: string, { ownerOf, settledMs = 0 }: Leftovers): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const owner = ownerOf(name);
    if (owner === undefined || isAlive(owner)) continue;
    const path = join(folder, name);
    if (settledMs > 0 && (await unchangedMs(path)) <= settledMs) continue;
    await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Milliseconds since the last change; 0 for what is gone. */
const unchangedMs = (path: string): Promise<number> =>
  stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
