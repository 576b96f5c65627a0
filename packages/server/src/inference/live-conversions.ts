import { setTimeout as sleep } from 'node:timers/promises';
import { roleLimits } from './call-limits.ts';
import type { ChildrenOptions } from './children.ts';
import { Supervisor } from './supervisor.ts';
import { watchMemory } from './watch-memory.ts';

/** Bytes of one converted stream that are kept for those who come later: ten minutes. */
const mostBytes = 64 * 2 ** 20;

/** Milliseconds between looks for a free process. */
const placeEveryMs = 100;

/** Live streams in WebM. Whoever asks for the same stream shares one conversion. */
export interface LiveConversions {
  /**
   * The pieces of a stream in WebM, from the beginning. The conversion goes on as long as anybody listens.
   * @param key names the stream: an attempt of a job.
   * @param source opens the stream in MP4.
   * @throws AkezoraError, ChildCrashed when the stream cannot be converted.
   */
  follow(
    key: string,
    source: (signal: AbortSignal) => AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array, void, void>;
  /** Process ids of the living processes. */
  pids(): number[];
  /** Kills the processes at once; the streams end. */
  close(): Promise<void>;
}

interface Conversion {
  readonly pieces: Uint8Array[];
  readonly stop: AbortController;
  readonly wake: Set<() => void>;
  listeners: number;
  ended: { readonly failure: unknown } | undefined;
}

/** Starts a process for each stream that somebody listens to in WebM, at most `processes` at once; others wait for one. */
export function createLiveConversions(options: ChildrenOptions): LiveConversions {
  const { processes = 2, ...launch } = options;
  const running = new Map<string, Conversion>();
  const alive = new Set<Supervisor>();
  const closed = new AbortController();

  const convert = async (conversion: Conversion, pieces: AsyncIterable<Uint8Array>): Promise<void> => {
    const { signal } = conversion.stop;
    const supervisor = new Supervisor({ ...launch, role: 'conversion' });
    const unwatch = watchMemory(
      () => supervisor.pid,
      roleLimits.conversion.memoryBytes,
      () => supervisor.kill(),
    );
    let bytes = 0;
    const step = async (piece: Uint8Array | null) => {
      const { data } = await supervisor.call('convertLive', { piece }, { signal });
      bytes += data.length;
      if (data.length > 0) conversion.pieces.push(data);
      for (const wake of conversion.wake) wake();
    };
    try {
      for await (const piece of pieces) {
        // No process as long as there is nothing to convert.
        while (!alive.has(supervisor) && alive.size >= processes) await sleep(placeEveryMs, undefined, { signal });
        alive.add(supervisor);
        await step(piece);
        if (bytes > mostBytes) return;
      }
      if (alive.has(supervisor)) await step(null);
    } finally {
      unwatch();
      alive.delete(supervisor);
      await supervisor.close();
    }
  };

  const begin = (key: string, source: (signal: AbortSignal) => AsyncIterable<Uint8Array>): Conversion => {
    const stop = new AbortController();
    const conversion: Conversion = { pieces: [], stop, wake: new Set(), listeners: 0, ended: undefined };
    running.set(key, conversion);
    const end = (failure: unknown) => {
      conversion.ended = { failure };
      for (const wake of conversion.wake) wake();
    };
    convert(conversion, source(AbortSignal.any([stop.signal, closed.signal]))).then(() => end(undefined), end);
    return conversion;
  };

  return {
    follow: async function* (key, source, signal) {
      const conversion = running.get(key) ?? begin(key, source);
      conversion.listeners += 1;
      try {
        for (let sent = 0; !signal.aborted; ) {
          const piece = conversion.pieces[sent];
          if (piece !== undefined) {
            sent += 1;
            yield piece;
          } else if (conversion.ended !== undefined) {
            if (conversion.ended.failure !== undefined) throw conversion.ended.failure;
            return;
          } else await woken(conversion, signal);
        }
      } finally {
        conversion.listeners -= 1;
        if (conversion.listeners === 0) {
          running.delete(key);
          conversion.stop.abort();
        }
      }
    },
    pids: () => [...alive].flatMap(({ pid }) => (pid === undefined ? [] : [pid])),
    close: async () => {
      closed.abort();
      await Promise.all([...alive].map((supervisor) => supervisor.close()));
    },
  };
}

/** Resolves when a conversion has gone on, or the signal aborts. */
const woken = ({ wake }: Conversion, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      wake.delete(done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    wake.add(done);
    signal.addEventListener('abort', done, { once: true });
  });
