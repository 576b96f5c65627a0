import { AkezoraError, type ClipFacts, type GenerationPlan, type GenerationRequest } from '@akezora/contract';
import { factsOf, withMarks } from '../clip-facts.ts';
import type { WebModel } from '../models/akezora/web.ts';
import type { ModelEvent } from '../models/model.ts';
import { release } from '../video/planar-frame.ts';
import { codecHere, openWebEncoder } from '../video/web-encoder.ts';

/** What happens while a page makes a clip: its plan first, the file last. */
export type WebEvent =
  | { readonly type: 'planned'; readonly plan: GenerationPlan }
  | Exclude<ModelEvent, { readonly type: 'frame' }>
  | { readonly type: 'frames'; readonly done: number; readonly total: number }
  | { readonly type: 'done'; readonly file: Blob; readonly facts: ClipFacts };

/** How a page makes a clip. */
export interface WebClipOptions {
  /** Precision of the nets. Default `int8`. */
  readonly precision?: GenerationPlan['precision'];
  /** Cancels it. Default: nothing does. */
  readonly signal?: AbortSignal;
}

/**
 * Makes a clip in a worker of a page, as `generate` does in Node: the same facts and marks, an MP4 in memory. The codec is the
 * request's, or the first that the browser encodes.
 * @throws AkezoraError for what the model cannot do; `device_unavailable` when the browser encodes no video.
 */
export async function* makeClip(
  model: WebModel,
  request: GenerationRequest,
  { precision = 'int8', signal = new AbortController().signal }: WebClipOptions = {},
): AsyncGenerator<WebEvent, void, void> {
  const first = await model.plan(request, { precision });
  const codec = request.codec ?? (await codecHere(first.plan));
  if (codec === undefined || codec === 'webp' || codec === 'gif') throw noEncoder();
  const plan = { ...first.plan, codec };
  yield { type: 'planned', plan };
  const own = factsOf(model, request, plan);
  const { facts, mark } = await withMarks(own, plan, () => payloadOfText(JSON.stringify(own)));
  signal.throwIfAborted();
  const encoder = await openWebEncoder({ ...plan, codec }, facts);
  try {
    let done = 0;
    for await (const event of model.run({ ...first, plan }, signal)) {
      if (event.type !== 'frame') {
        yield event;
        continue;
      }
      const frame = mark === undefined ? event.frame : mark(event.frame, done);
      await encoder.add(frame);
      release(frame);
      done += 1;
      yield { type: 'frames', done, total: plan.frames };
    }
    yield { type: 'done', file: await encoder.finish(), facts };
  } finally {
    encoder.close();
  }
}

const noEncoder = () =>
  new AkezoraError('device_unavailable', {
    device: 'WebCodecs',
    reason: { en: 'this browser encodes no video', ja: 'このブラウザーは動画をエンコードできません' },
  });

/** The payload of a text, as `payloadOf` makes it: the first 64 bits of its SHA-256. */
async function payloadOfText(text: string): Promise<bigint> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return new DataView(digest).getBigUint64(0);
}
