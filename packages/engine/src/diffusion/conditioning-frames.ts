/**
 * Conditioning frames: pictures and clips of a request, read at the clip's rate and size and encoded to latents, each with its place
 * and strength. What a family does with them is its own. Reference: `LTXVideoCondition` in diffusers.
 */
import { AkezoraError, type Condition, type GenerationRequest } from '@akezora/contract';
import type { Tensor } from '../tensor/tensor.ts';
import { decodeVideo } from '../video/decode.ts';
import type { Frame } from '../video/frame.ts';
import { decodeImage } from '../video/image.ts';
import { resample } from '../video/resample.ts';
import { framesTensor } from './pixels.ts';
import { wornFrames } from './worn-frames.ts';

/** Normalised latents `[1, channels, frames, height, width]` of conditioning frames. */
export interface ConditioningLatents {
  readonly latents: Tensor<'f32'>;
  /** Frame of the clip at which they start. */
  readonly frame: number;
  /** 0 free … 1 fixed. */
  readonly strength: number;
}

/** Input for encoding the conditioning frames of a request. */
export interface ConditioningJob {
  readonly request: GenerationRequest;
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly fps: number;
  /** Frames of the clip in one latent frame. */
  readonly timeCompression: number;
  /** CRF of the H.264 pass that frames take first, see `wornFrames`. Default 0: none. */
  readonly crf?: number;
  /** Encodes frames `[1, 3, frames, height, width]` in −1 … 1, those of the n-th condition, to normalised latents. */
  readonly encode: (video: Tensor<'f32'>, index: number) => Promise<Tensor<'f32'>>;
  /** Cancels the encoding. Default: none. */
  readonly signal?: AbortSignal;
}

/**
 * Reads and encodes the conditioning frames of a request. Clips are resampled to the clip's rate and cut to n · compression + 1
 * frames that fit behind their start.
 * @throws AkezoraError `input_missing`, `input_unreadable`, `input_too_large`, `request_invalid`.
 */
export async function encodeConditioningFrames(job: ConditioningJob): Promise<ConditioningLatents[]> {
  const { width, height, timeCompression } = job;
  const encoded: ConditioningLatents[] = [];
  for (const [index, condition] of (job.request.conditions ?? []).entries()) {
    job.signal?.throwIfAborted();
    const frame = startFrame(condition, job.fps, timeCompression);
    if (frame >= job.frames)
      throw new AkezoraError('request_invalid', {
        field: `conditions.${index}.at`,
        reason: { en: 'it lies after the end of the clip', ja: 'クリップの終わりより後ろにあります' },
      });
    const read = await readFrames(condition, index, job.fps, job.frames - frame, job.signal);
    const count = Math.floor((read.length - 1) / timeCompression) * timeCompression + 1;
    const fitted = read.slice(0, count).map((one) => resample(one, width, height));
    const video = framesTensor(await wornFrames(fitted, job.crf ?? 0, job.signal), width, height);
    encoded.push({ latents: await job.encode(video, index), frame, strength: strengthOf(condition) });
  }
  return encoded;
}

/** Most frames the longest condition of a request can have: one for a picture, what fits behind its start for a clip; 0 without. */
export function conditioningLength(request: GenerationRequest, frames: number, fps: number): number {
  const lengths = (request.conditions ?? []).map(({ source, at, from = 0, to }) => {
    if (source.kind === 'image') return 1;
    const rest = frames - Math.round(at * fps);
    return Math.max(1, Math.min(rest, to === undefined ? rest : Math.ceil((to - from) * fps)));
  });
  return Math.max(0, ...lengths);
}

/** Frame at which a condition starts: clips at whole latents, pictures anywhere. */
function startFrame(condition: Condition, fps: number, timeCompression: number): number {
  const frame = Math.round(condition.at * fps);
  const anywhere = condition.source.kind === 'image' || frame === 0;
  return anywhere ? frame : Math.round(frame / timeCompression) * timeCompression;
}

/** One strength for all frames: a curve counts with its value where the frames start. */
function strengthOf({ strength, at }: Condition): number {
  if (typeof strength === 'number') return strength;
  const before = strength.filter((point) => point.at <= at).at(-1);
  return (before ?? strength[0])?.value ?? 1;
}

async function readFrames(
  condition: Condition,
  index: number,
  fps: number,
  most: number,
  signal?: AbortSignal,
): Promise<Frame[]> {
  const { source, from = 0, to } = condition;
  const field = `conditions.${index}`;
  if (source.kind === 'clip') throw new AkezoraError('input_missing', { field, path: source.id });
  if (source.kind === 'image') return [await decodeImage(source.file, { field, ...(signal ? { signal } : {}) })];
  const frames: Frame[] = [];
  const options = { field, from, fps, ...(to === undefined ? {} : { to }), ...(signal ? { signal } : {}) };
  for await (const frame of decodeVideo(source.file, options)) {
    frames.push(frame);
    if (frames.length >= most) break;
  }
  return frames;
}
