import {
  Compositor,
  type FrameAnswer,
  type FrameQuestion,
  type FrameThread,
  type FrameWorkerData,
  frameAnswers,
  frameNetOf,
  LocalFrameMaker,
  type Reply,
} from '../models/akezora/web.ts';
import type { OnnxLibrary } from '../runtime/onnx-program.ts';
import { openWebSession } from '../runtime/onnx-web.ts';

/** What a worker that makes frames is sent: what to begin with, then questions. */
export type FrameWorkerMessage = { readonly begin: FrameWorkerData } | { readonly question: FrameQuestion };

/**
 * What a worker that makes frames does with its messages.
 * @param ort the library, which the worker loads
 * @param reply sends an answer to the page
 */
export function serveFrames(ort: OnnxLibrary, reply: Reply): (message: FrameWorkerMessage) => void {
  let answer: ((question: FrameQuestion) => void) | undefined;
  return (message) => {
    if ('begin' in message) answer = frameAnswers(openMaker(ort, message.begin), reply);
    else answer?.(message.question);
  };
}

async function openMaker(ort: OnnxLibrary, { placed, shape }: FrameWorkerData): Promise<LocalFrameMaker> {
  const [compositor, session] = await Promise.all([Compositor.load(), openWebSession(ort, placed)]);
  return new LocalFrameMaker(compositor, frameNetOf(ort, session, shape, { reuses: false }), shape);
}

/** A worker of a page, whose script calls `serveFrames`, as a thread that makes frames. */
export function startFrameWorker(worker: Worker, begin: FrameWorkerData): FrameThread {
  const send = (message: FrameWorkerMessage, move: Transferable[] = []) => worker.postMessage(message, move);
  send({ begin });
  return {
    post: (question, move) => send({ question }, move),
    listen(onAnswer, onEnd) {
      worker.addEventListener('message', (event: MessageEvent<FrameAnswer>) => onAnswer(event.data));
      worker.addEventListener('error', (event) => onEnd(event.message || 'a worker failed'));
    },
    terminate: async () => worker.terminate(),
  };
}
