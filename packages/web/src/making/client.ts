import { AkezoraError, type Text } from '@akezora/contract';
import { failureOf } from './failure.ts';
import type { MakeEvent, MakeMessage } from './messages.ts';

const notStarted: Text = { en: 'a worker did not start', ja: 'ワーカーが起動しませんでした' };
const lost: Text = { en: 'a message between workers was lost', ja: 'ワーカー間のメッセージが失われました' };

/** A clip in the making. */
export interface Making {
  /** Stops at once: the workers end, and so does `events`. */
  cancel(): void;
  /** What happens, in order; ends after `done`, or when it is cancelled. */
  readonly events: AsyncGenerator<Exclude<MakeEvent, { readonly type: 'failed' }>, void, void>;
}

/**
 * Makes a clip in a worker.
 * @param worker a new worker that runs `clip-worker.ts`; it is ended with the clip
 * @throws AkezoraError from `events`, as the worker says
 */
export function make(worker: Worker, message: MakeMessage): Making {
  const waiting: MakeEvent[] = [];
  let wake: () => void = () => undefined;
  let cancelled = false;
  const add = (event: MakeEvent) => {
    waiting.push(event);
    wake();
  };
  worker.addEventListener('message', ({ data }: MessageEvent<MakeEvent>) => add(data));
  worker.addEventListener('error', ({ message: reason }) => {
    const error = failureOf(new AkezoraError('runtime_failed', { stage: 'page', reason: reason || notStarted }));
    add({ type: 'failed', error: error.toShape() });
  });
  worker.addEventListener('messageerror', () => {
    const error = new AkezoraError('runtime_failed', { stage: 'page', reason: lost });
    add({ type: 'failed', error: error.toShape() });
  });
  worker.postMessage(message);
  async function* events() {
    try {
      while (!cancelled) {
        const event = waiting.shift();
        if (event === undefined) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          continue;
        }
        if (event.type === 'failed') throw AkezoraError.fromShape(event.error);
        yield event;
        if (event.type === 'done') return;
      }
    } finally {
      worker.terminate();
    }
  }
  return {
    cancel() {
      cancelled = true;
      worker.terminate();
      wake();
    },
    events: events(),
  };
}
