/** A thread that makes frames, started by `thread-frame-maker.ts`. It loads little: it starts with every clip. */
import { parentPort, workerData } from 'node:worker_threads';
import { Compositor } from '../compositor/compositor.ts';
import type { Picture } from '../compositor/picture.ts';
import { LocalFrameMaker } from './frame-maker.ts';
import type { FrameAnswer, FrameQuestion, FrameThreadData } from './frame-messages.ts';
import { openFrameNet } from './frame-net.ts';

const { placed, shape, session } = workerData as FrameThreadData;
const port = parentPort!;
const pictures = new Map<string, Picture>();
const loading = Promise.all([Compositor.load(), openFrameNet(placed, shape, session)]).then(
  ([compositor, net]) => new LocalFrameMaker(compositor, net, shape),
);

async function answer(question: FrameQuestion): Promise<Uint8Array | undefined> {
  const maker = await loading;
  if (question.type === 'close') await maker.close();
  if (question.type === 'forget') {
    pictures.clear();
    maker.forget();
  }
  if (question.type !== 'make') return undefined;
  for (const [name, picture] of question.pictures) pictures.set(name, picture);
  if (question.into !== undefined) maker.giveBack(question.into);
  return maker.make(question.parts, (name) => pictures.get(name));
}

/** One frame at a time: what else waits here would only take memory. */
let turn: Promise<unknown> = Promise.resolve();

port.on('message', (question: FrameQuestion) => {
  const { id } = question;
  const reply = (message: FrameAnswer, move: ArrayBuffer[] = []) => port.postMessage(message, move);
  turn = turn
    .then(() => answer(question))
    .then(
      (planes) => reply({ id, planes }, planes === undefined ? [] : [planes.buffer as ArrayBuffer]),
      (thrown: unknown) => reply({ id, failure: thrown instanceof Error ? thrown.message : String(thrown) }),
    );
});
