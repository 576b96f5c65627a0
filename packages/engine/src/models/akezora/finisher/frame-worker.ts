import { Worker } from 'node:worker_threads';
import { scriptFile } from '@akezora/contract/root';
import type { FrameThreadData } from './frame-messages.ts';
import type { FrameThread } from './thread-frame-maker.ts';

/** Starts a thread of Node that makes frames. */
export function startFrameThread(data: FrameThreadData): FrameThread {
  const script = scriptFile('engine/src/models/akezora/finisher/frame-thread.ts');
  // Node's own options, such as --input-type, are those of the program that asks.
  const worker = new Worker(script, { workerData: data, execArgv: [] });
  return {
    post: (question, move) => worker.postMessage(question, move),
    listen(onAnswer, onEnd) {
      worker.on('message', onAnswer);
      worker.on('error', (cause) => onEnd(cause.message, cause));
      worker.on('exit', (code) => onEnd(`a thread ended with code ${code}`));
    },
    terminate: () => worker.terminate(),
  };
}
