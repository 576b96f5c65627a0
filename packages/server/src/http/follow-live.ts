import { readJob } from '../jobs/read.ts';
import { hasEnded } from '../jobs/states.ts';
import { readPiece } from '../library/live-pieces.ts';
import type { JobRow } from '../platform/store/tables.ts';
import type { Services } from './context.ts';

/** Milliseconds between looks when no signal arrives. */
const lookEveryMs = 1000;

/** Milliseconds without a new piece after which a stream ends: in the queue, or while a model has no frames yet. */
const longestWaitMs = 3_600_000;

/**
 * The pieces of a job's live stream, from the first: those that are there, then each as it is finished, until the job has ended.
 * A job that is tried again begins anew, so the stream of its earlier attempt ends.
 */
export async function* followLive(
  { store, storage }: Pick<Services, 'store' | 'storage'>,
  job: JobRow,
  signal: AbortSignal,
  waitMs = longestWaitMs,
): AsyncGenerator<Uint8Array, void, void> {
  const bell = ringing(signal);
  const unlisten = store.signals.listen((event) => {
    if (event === undefined || event.job === job.id) bell.ring();
  });
  try {
    let row = job;
    let sent = 0;
    let since = performance.now();
    while (!signal.aborted && performance.now() - since < waitMs) {
      const piece = await readPiece(storage, { job: job.id, attempt: row.attempt }, sent);
      if (piece !== undefined) {
        sent += 1;
        since = performance.now();
        yield piece;
        continue;
      }
      // A job ends after its last piece was stored: what is not there now will not come.
      if (hasEnded(row.state)) return;
      const now = await readJob(store.db, job.id);
      const beginsAnew = now?.attempt !== row.attempt || now.state === 'queued';
      if (now === undefined || (sent > 0 && beginsAnew)) return;
      row = now;
      if (!hasEnded(row.state)) await bell.wait(lookEveryMs);
    }
  } finally {
    unlisten();
  }
}

/** A bell that can be rung before somebody waits for it. */
function ringing(signal: AbortSignal) {
  let isRung = false;
  let wake: (() => void) | undefined;
  return {
    ring: () => {
      isRung = true;
      wake?.();
    },
    wait: async (milliseconds: number) => {
      if (!isRung && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const done = () => {
            clearTimeout(timer);
            signal.removeEventListener('abort', done);
            wake = undefined;
            resolve();
          };
          const timer = setTimeout(done, milliseconds);
          signal.addEventListener('abort', done, { once: true });
          wake = done;
        });
      }
      isRung = false;
    },
  };
}
