import { AkezoraError } from '@akezora/contract';

interface Run {
  readonly work: Promise<void>;
  readonly stop: AbortController;
  askers: number;
}

/** Work by key that several askers share. It is stopped when the last of them has gone. */
export interface SharedRuns {
  /**
   * Waits for the work of a key; the first asker starts it.
   * @throws AkezoraError `cancelled` when this asker's signal was aborted; whatever the work threw.
   */
  run(key: string, signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<void>): Promise<void>;
}

/** Creates a set of shared work. */
export function createSharedRuns(): SharedRuns {
  const runs = new Map<string, Run>();
  const start = (key: string, work: (signal: AbortSignal) => Promise<void>): Run => {
    const stop = new AbortController();
    const run: Run = {
      stop,
      askers: 0,
      work: work(stop.signal).finally(() => {
        if (runs.get(key) === run) runs.delete(key);
      }),
    };
    runs.set(key, run);
    // Those who wait handle its failure; there may be none left.
    run.work.catch(() => undefined);
    return run;
  };
  return {
    run: async (key, signal, work) => {
      if (signal?.aborted === true) throw new AkezoraError('cancelled', {}, { cause: signal.reason });
      const run = runs.get(key) ?? start(key, work);
      run.askers += 1;
      let leave: (() => void) | undefined;
      const gone = new Promise<never>((_, reject) => {
        leave = () => reject(new AkezoraError('cancelled', {}, { cause: signal?.reason }));
        signal?.addEventListener('abort', leave, { once: true });
      });
      try {
        await Promise.race([run.work, gone]);
      } finally {
        if (leave !== undefined) signal?.removeEventListener('abort', leave);
        run.askers -= 1;
        if (run.askers === 0 && runs.get(key) === run) {
          // The next asker begins anew instead of joining work that is being stopped.
          runs.delete(key);
          run.stop.abort();
        }
      }
    },
  };
}
