import { AkezoraError, type Condition, type GenerationRequest } from '@akezora/contract';
import { f32, type Tensor } from '../tensor/tensor.ts';
import { decodeVideo } from '../video/decode.ts';
import type { Frame } from '../video/frame.ts';
import { decodeImage } from '../video/image.ts';
import { resample } from '../video/resample.ts';

/** Normalised latents `[1, channels, frames, rows, columns]` of known frames, with their place and strength. */
export interface KnownLatents {
  readonly latents: Tensor<'f32'>;
  /** Frame of the video at which they start. */
  readonly frame: number;
  /** 0 free … 1 fixed. */
  readonly strength: number;
}

/** A strength that is the same all the time: curves count with their value where the known frames start. */
const strengthOf = ({ strength, at }: Condition): number => {
  if (typeof strength === 'number') return strength;
  const before = strength.filter((point) => point.at <= at).at(-1);
  return (before ?? strength[0])?.value ?? 1;
};

/** Frames as `[1, 3, frames, height, width]` in −1 … 1. */
export function framesTensor(frames: readonly Frame[], width: number, height: number): Tensor<'f32'> {
  const plane = width * height;
  const out = new Float32Array(3 * frames.length * plane);
  for (const [f, frame] of frames.entries()) {
    const { data } = resample(frame, width, height);
    for (let i = 0; i < plane; i++)
      for (let c = 0; c < 3; c++) out[(c * frames.length + f) * plane + i] = data[4 * i + c]! / 127.5 - 1;
  }
  return f32([1, 3, frames.length, height, width], out);
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

/** What reading the known frames of a request needs. */
export interface KnownFramesJob {
  readonly request: GenerationRequest;
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly fps: number;
  /** Frames of the clip a latent frame stands for. */
  readonly timeCompression: number;
  /** Normalised latents of frames `[1, 3, frames, height, width]`, of the n-th condition. */
  readonly encode: (video: Tensor<'f32'>, index: number) => Promise<Tensor<'f32'>>;
  readonly signal?: AbortSignal;
}

/** Frame at which a condition starts: clips stand at whole latents, pictures anywhere. */
export function startFrame(condition: Condition, fps: number, time: number): number {
  const frame = Math.round(condition.at * fps);
  return condition.source.kind === 'image' || frame === 0 ? frame : Math.round(frame / time) * time;
}

/**
 * Reads and encodes the known frames of a request. Clips are brought to the clip's rate and cut to 8·n + 1 frames that
 * fit behind their start.
 * @throws AkezoraError `input_missing`, `input_unreadable`, `input_too_large`, `request_invalid`.
 */
export async function encodeKnownFrames(job: KnownFramesJob): Promise<KnownLatents[]> {
  const { width, height, timeCompression: time } = job;
  const known: KnownLatents[] = [];
  for (const [index, condition] of (job.request.conditions ?? []).entries()) {
    job.signal?.throwIfAborted();
    const frame = startFrame(condition, job.fps, time);
    if (frame >= job.frames)
      throw new AkezoraError('request_invalid', {
        field: `conditions.${index}.at`,
        reason: { en: 'it lies after the end of the clip', ja: 'クリップの終わりより後ろにあります' },
      });
    const read = await readFrames(condition, index, job.fps, job.frames - frame, job.signal);
    const count = Math.floor((read.length - 1) / time) * time + 1;
    const video = framesTensor(read.slice(0, count), width, height);
    known.push({ latents: await job.encode(video, index), frame, strength: strengthOf(condition) });
  }
  return known;
}
