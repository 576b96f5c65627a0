import { AkezoraError } from '@akezora/contract';

/** Work that takes turns by key: of one key one runs at a time, in the order in which it was asked for. */
export interface Turns {
  /**
   * Waits for the turn of a key, then does the work.
   * @throws AkezoraError `cancelled` when the signal was aborted before its turn; whatever the work threw.
   */
  take<T>(key: string, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
}

/** Creates a set of turns. */
export function createTurns(): Turns {
  /** The end of the last work of each key. */
  const ends = new Map<string, Promise<void>>();
  return {
    take: async (key, signal, work) => {
      const before = ends.get(key) ?? Promise.resolve();
      const { promise: mine, resolve: leave } = Promise.withResolvers<void>();
      // One that gives up while it waits leaves the earlier ones in front of the next.
      const end = before.then(() => mine);
      ends.set(key, end);
      void end.then(() => {
        if (ends.get(key) === end) ends.delete(key);
      });
      try {
        await turnOf(before, signal);
        return await work();
      } finally {
        leave();
      }
    },
  };
}

async function turnOf(before: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise: gone, reject } = Promise.withResolvers<never>();
  const giveUp = () => reject(new AkezoraError('cancelled', {}, { cause: signal.reason }));
  signal.addEventListener('abort', giveUp, { once: true });
  if (signal.aborted) giveUp();
  try {
    await Promise.race([gone, before]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
