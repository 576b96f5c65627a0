/** A thread that makes frames, started by `frame-worker.ts`. It loads little: it starts with every clip. */
import { parentPort, workerData } from 'node:worker_threads';
import { Compositor } from '../compositor/compositor.ts';
import { frameAnswers } from './frame-answers.ts';
import { LocalFrameMaker } from './frame-maker.ts';
import type { FrameQuestion, FrameThreadData } from './frame-messages.ts';
import { openFrameNet } from './open-frame-net.ts';

const { placed, shape, session } = workerData as FrameThreadData;
const port = parentPort!;
const loading = Promise.all([Compositor.load(), openFrameNet(placed, shape, session)]).then(
  ([compositor, net]) => new LocalFrameMaker(compositor, net, shape),
);
const answer = frameAnswers(loading, (message, move) => port.postMessage(message, move));

port.on('message', (question: FrameQuestion) => answer(question));
