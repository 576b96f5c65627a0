import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AkezoraError, type ErrorShape, wordsOfFileFault } from '@akezora/contract';
import { type CarryContext, carryOut, take, workingOf } from './carry-out.ts';
import { dropsOf, isUnfinished, isWaiting } from './drops.ts';
import { createSettling, type ListedFile } from './settle.ts';

/** How a folder is watched. */
export interface WatchOptions extends CarryContext {
  /** Orders at once. */
  readonly jobs: number;
  /** Milliseconds between two looks at the folder. */
  readonly pollMs: number;
  /** Milliseconds for which a file must stay the same to count as complete. */
  readonly settleMs: number;
  /** Ends when everything that lies there has been done, instead of at the signal. */
  readonly once: boolean;
}

/**
 * Watches a folder by looking at it again and again, which works on every drive of every system. No more orders are taken than are
 * worked on: the rest stays where it was dropped, and its owner can still change it or take it away.
 * @returns the first error of an order, for `once`
 */
export async function watchFolder(options: WatchOptions): Promise<ErrorShape | undefined> {
  const { folders, signal, tell, jobs, pollMs, settleMs, once } = options;
  for (const folder of [folders.out, workingOf(folders), join(folders.in, 'done'), join(folders.in, 'failed')])
    await makeFolder(folder);
  await tell({ type: 'watching', in: folders.in, out: folders.out });
  const settling = createSettling(settleMs);
  const running = new Set<Promise<void>>();
  const held = new Set<string>();
  let first: ErrorShape | undefined;
  let isUnreadable = false;
  // What an earlier process left is gone on with first.
  const earlier = await readdir(workingOf(folders), { withFileTypes: true });
  const left = earlier.flatMap((one) => (one.isDirectory() ? [join(workingOf(folders), one.name)] : [])).sort();
  const start = (place: string) => {
    held.add(place);
    const work = carryOut(place, options)
      .then(
        (error) => {
          first ??= error;
          held.delete(place);
        },
        async (thrown: unknown) => {
          if (signal.aborted) return;
          // Its own files cannot be written, on a drive that is full or away: nothing is lost, and it is tried again.
          await tell({ type: 'unreadable', error: AkezoraError.from(thrown) });
          await sleep(10 * pollMs, undefined, { signal }).catch(() => undefined);
          left.push(place);
        },
      )
      .finally(() => running.delete(work));
    running.add(work);
  };
  while (!signal.aborted) {
    while (running.size < jobs && left.length > 0) start(left.shift()!);
    const look = await lookAt(folders.in).catch((thrown: Error) => thrown);
    if (!Array.isArray(look)) {
      // A network drive that is away comes back.
      const reason = wordsOfFileFault(look);
      if (!isUnreadable)
        await tell({
          type: 'unreadable',
          error: new AkezoraError('input_unreadable', { field: 'IN', path: folders.in, reason }),
        });
      isUnreadable = true;
    } else {
      isUnreadable = false;
      const settled = settling.look(look);
      const drops = dropsOf(look.map(({ name }) => name)).filter((drop) => !isWaiting(drop));
      const ready = drops.filter((drop) => drop.files.every((name) => settled.has(name)));
      for (const drop of ready) {
        if (running.size >= jobs || signal.aborted) break;
        const place = await take(drop, folders);
        if (place !== undefined) start(place);
      }
      if (once && drops.length === 0 && running.size === 0 && left.length === 0) break;
    }
    await Promise.race([sleep(pollMs, undefined, { signal }).catch(() => undefined), ...running]);
  }
  await Promise.all(running);
  if (signal.aborted) await tell({ type: 'stopped', left: held.size + left.length });
  return first;
}

/** The files of a folder that are not hidden; folders in it are left alone. */
async function lookAt(folder: string): Promise<ListedFile[]> {
  const names = (await readdir(folder, { withFileTypes: true })).filter(
    (one) => !one.isDirectory() && !isUnfinished(one.name),
  );
  const files = await Promise.all(
    names.map(({ name }) =>
      stat(join(folder, name)).then(
        (found) => (found.isFile() ? [{ name, bytes: found.size, changedAt: found.mtimeMs }] : []),
        () => [],
      ),
    ),
  );
  return files.flat();
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    const reason = wordsOfFileFault(cause);
    throw new AkezoraError('output_unwritable', { path: folder, reason }, { cause });
  });
}
