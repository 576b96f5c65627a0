import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Native bytes that may wait to be freed: about ten 1080p frames. */
const waitingBytes = 32e6;

type Collect = (options: { type: 'minor' }) => void;

let collect: Collect | undefined;
let waiting = 0;

/**
 * Counts a closed native frame. The coders free a frame's pixels only when its object is collected, and the collector,
 * which sees small objects, is in no hurry: a minute of 1080p piled up 5.7 GB. A minor collection (2–3 ms) every few frames
 * prevents that; finalizers then run on the next turn of the event loop.
 */
export function countClosedFrame(bytes: number): void {
  waiting += bytes;
  if (waiting < waitingBytes) return;
  waiting = 0;
  collect ??= openCollector();
  collect({ type: 'minor' });
}

/** `gc` is hidden by default; a new context has it after the flag is set. */
function openCollector(): Collect {
  if (globalThis.gc !== undefined) return globalThis.gc as unknown as Collect;
  try {
    setFlagsFromString('--expose-gc');
    return runInNewContext('gc') as Collect;
  } catch {
    return () => undefined;
  }
}
