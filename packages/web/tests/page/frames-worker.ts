/** A worker that gives frames before they are encoded. */
import type { GenerationRequest } from '@akezora/contract';
import { openPageModel } from '../../src/making/page-model.ts';

/** Which frames of which clip. */
export interface FramesMessage {
  readonly request: GenerationRequest;
  readonly precision: 'int8' | 'f32';
  readonly numbers: readonly number[];
  readonly model: string;
  readonly onnx: string;
}

/** The frames, RGBA, or why there are none. */
export type FramesResult = { readonly frames: readonly Uint8Array<ArrayBuffer>[] } | { readonly failure: string };

async function framesOf({ request, precision, numbers, ...places }: FramesMessage): Promise<FramesResult> {
  const model = await openPageModel({ ...places, workers: 1 });
  const planned = await model.plan(request, { precision });
  const frames: Uint8Array<ArrayBuffer>[] = [];
  let number = 0;
  for await (const event of model.run(planned, new AbortController().signal)) {
    if (event.type !== 'frame') continue;
    if (numbers.includes(number)) frames.push(Uint8Array.from(event.frame.data));
    number += 1;
  }
  return { frames };
}

self.onmessage = async ({ data }: MessageEvent<FramesMessage>) => {
  self.postMessage(await framesOf(data).catch((thrown: unknown): FramesResult => ({ failure: String(thrown) })));
};
