/** Pictures of a clip by a tiny decoder, from its file on. */
import type { Runtime } from '../../runtime/runtime.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type DecodedFrame, decodeFrames } from '../chunked-decode.ts';
import type { LatentBox } from '../latents.ts';
import { tinyDecoder } from './decoder.ts';
import type { TinyFile } from './files.ts';
import { openTinyPreview, type TinyPreview } from './preview.ts';

/** What computes a decoder. */
interface Device {
  readonly runtime: Runtime;
  readonly device: string;
}

/** A clip for a tiny decoder. */
export interface TinyJob extends Device {
  readonly file: TinyFile;
  /** `[1, channels, frames, height, width]`, as the decoder takes them. */
  readonly latents: Tensor<'f32'>;
  readonly memoryBytes: number;
  /** Pictures before the first of the clip. Default: one less than the growth in time. */
  readonly leadingPictures?: number;
  readonly signal: AbortSignal;
}

/**
 * Decodes a clip, in order, as its pictures are made.
 * @throws AkezoraError `runtime_failed`; what opening the file throws; the signal's reason.
 */
export async function* tinyPictures({
  file,
  latents,
  memoryBytes,
  signal,
  leadingPictures,
  ...on
}: TinyJob): AsyncGenerator<DecodedFrame, void, void> {
  const source = await file.open();
  try {
    const whole = tinyDecoder({ ...on, source, layout: file.layout });
    const decoder = leadingPictures === undefined ? whole : { ...whole, leadingPictures };
    yield* decodeFrames({ decoder, latents, memoryBytes, signal });
  } finally {
    await source.close();
  }
}

/** Loads a tiny decoder for previews; its file is closed with it. */
export async function tinyPreviewOf(file: TinyFile, on: Device, box: LatentBox): Promise<TinyPreview> {
  const source = await file.open();
  try {
    const preview = await openTinyPreview({ ...on, source, layout: file.layout }, box);
    return { ...preview, free: () => preview.free().finally(() => source.close()) };
  } catch (error) {
    await source.close();
    throw error;
  }
}
