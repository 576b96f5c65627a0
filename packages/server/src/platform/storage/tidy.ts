import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Milliseconds for which a file must not have changed. */
const left = 3_600_000;

/**
 * Makes a function that removes what has lain in a folder for an hour without a change, as a process that died leaves it. The
 * hour is one of the monotonic clock, from the first time that the function saw the file as it is: where the clock of the
 * machine jumps ahead, the files of running jobs would look old.
 * @param now milliseconds of a monotonic clock. Default: those of this process.
 */
export function createTidy(folder: string, now: () => number = () => performance.now()): () => Promise<void> {
  let seen = new Map<string, { readonly changed: number; readonly since: number }>();
  return async () => {
    const names = await readdir(folder).catch(() => []);
    const kept: typeof seen = new Map();
    for (const name of names) {
      const path = join(folder, name);
      const changed = (await stat(path).catch(() => undefined))?.mtimeMs;
      if (changed === undefined) continue;
      const before = seen.get(name);
      const since = before?.changed === changed ? before.since : now();
      if (now() - since > left) await rm(path, { force: true, recursive: true });
      else kept.set(name, { changed, since });
    }
    seen = kept;
  };
}
