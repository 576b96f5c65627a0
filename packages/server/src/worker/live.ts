import type { Attempt } from '../jobs/running.ts';
import { beginStream, storePiece } from '../library/live-pieces.ts';
import type { Storage } from '../platform/storage/storage.ts';
import type { Store } from '../platform/store/database.ts';

/** Bytes of a live stream that are kept: ten minutes at 1080p. */
const mostBytes = 1e9;
/** Bytes that may wait for a slow storage. */
const mostWaiting = 64e6;
/** Milliseconds that a finished clip waits for the last pieces. */
const settleMs = 10_000;

/**
 * Stores the pieces of a live stream in order, beside the work. A storage that fails or does not keep up ends the stream, and
 * never the job.
 */
export function livePublisher(store: Store, storage: Storage, attempt: Attempt) {
  const waiting: Uint8Array[] = [];
  let writing: Promise<void> | undefined;
  let stored = 0;
  let [bytes, waitingBytes] = [0, 0];
  let broken = false;
  const write = async () => {
    try {
      for (let piece = waiting[0]; piece !== undefined && !broken; piece = waiting[0]) {
        if (stored === 0) await beginStream(store, attempt);
        await storePiece(store, storage, attempt, stored, piece);
        stored += 1;
        waiting.shift();
        waitingBytes -= piece.length;
      }
    } catch {
      broken = true;
    }
    if (broken) waiting.length = 0;
  };
  return {
    onLive: (piece: Uint8Array): void => {
      bytes += piece.length;
      waitingBytes += piece.length;
      broken ||= bytes > mostBytes || waitingBytes > mostWaiting;
      if (broken) return;
      waiting.push(piece);
      writing ??= write().finally(() => {
        writing = undefined;
      });
    },
    /** Resolves when every piece is stored, at the latest after some seconds; what is left then is dropped. */
    settled: async (): Promise<void> => {
      if (writing === undefined) return;
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, settleMs);
      });
      await Promise.race([writing, late]);
      clearTimeout(timer);
      broken = true;
    },
  };
}
