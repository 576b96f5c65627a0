import type { Picture } from '../compositor/picture.ts';
import type { FrameMaker } from './frame-maker.ts';
import type { FrameAnswer, FrameQuestion } from './frame-messages.ts';

/** Sends an answer, with buffers that move along. */
export type Reply = (answer: FrameAnswer, move: ArrayBuffer[]) => void;

/** What a thread that makes frames does with questions: one frame at a time, since what else waits would only take memory. */
export function frameAnswers(loading: Promise<FrameMaker>, reply: Reply): (question: FrameQuestion) => void {
  const pictures = new Map<string, Picture>();
  const answer = async (question: FrameQuestion): Promise<Uint8Array | undefined> => {
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
  };
  let turn: Promise<unknown> = Promise.resolve();
  return (question) => {
    const { id } = question;
    turn = turn
      .then(() => answer(question))
      .then(
        (planes) => reply({ id, planes }, planes === undefined ? [] : [planes.buffer as ArrayBuffer]),
        (thrown: unknown) => reply({ id, failure: thrown instanceof Error ? thrown.message : String(thrown) }, []),
      );
  };
}
