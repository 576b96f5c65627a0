import { Session } from 'node:inspector/promises';

/** Counts which blocks of some source files have run (V8's precise coverage). */
export interface Coverage {
  /** Blocks that ran since the last call and never before. */
  fresh(): Promise<number>;
  /** Blocks that have run, and those that exist in functions that were compiled. */
  total(): { readonly run: number; readonly all: number };
  stop(): Promise<void>;
}

/** Starts counting in files whose address matches. */
export async function startCoverage(covers: RegExp): Promise<Coverage> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const run = new Set<string>();
  const all = new Set<string>();
  return {
    fresh: async () => {
      const before = run.size;
      const { result } = await session.post('Profiler.takePreciseCoverage');
      for (const { url, functions } of result) {
        if (!covers.test(url)) continue;
        for (const { ranges } of functions) {
          for (const { startOffset, endOffset, count } of ranges) {
            const key = `${url}:${startOffset}-${endOffset}`;
            all.add(key);
            if (count > 0) run.add(key);
          }
        }
      }
      return run.size - before;
    },
    total: () => ({ run: run.size, all: all.size }),
    stop: async () => {
      await session.post('Profiler.stopPreciseCoverage');
      session.disconnect();
    },
  };
}
