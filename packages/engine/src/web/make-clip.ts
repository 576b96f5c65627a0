import { AkezoraError, type ClipFacts, type GenerationPlan, type GenerationRequest } from '@akezora/contract';
import { factsOf, withMarks } from '../clip-facts.ts';
import type { WebModel, WebPlanOptions } from '../models/akezora/web.ts';
import type { ModelEvent } from '../models/model.ts';
import { release } from '../video/planar-frame.ts';
import { codecHere, openWebEncoder } from '../video/web-encoder.ts';

/** What happens while a page makes a clip: its plan first, the file last. */
export type WebEvent =
  | { readonly type: 'planned'; readonly plan: GenerationPlan }
  | Exclude<ModelEvent, { readonly type: 'frame' }>
  /** A piece of fragmented MP4, for a player that shows the clip while it is made. Only where the codec is H.264. */
  | { readonly type: 'live'; readonly piece: Uint8Array<ArrayBuffer> }
  | { readonly type: 'frames'; readonly done: number; readonly total: number }
  | { readonly type: 'done'; readonly file: Blob; readonly facts: ClipFacts };

/** How a page makes a clip. */
export interface WebClipOptions extends WebPlanOptions {
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
  { signal = new AbortController().signal, ...options }: WebClipOptions = {},
): AsyncGenerator<WebEvent, void, void> {
  const first = await model.plan(request, options);
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
      for (const piece of encoder.takeLive()) yield { type: 'live', piece };
      done += 1;
      yield { type: 'frames', done, total: plan.frames };
    }
    const file = await encoder.finish();
    for (const piece of encoder.takeLive()) yield { type: 'live', piece };
    yield { type: 'done', file, facts };
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
