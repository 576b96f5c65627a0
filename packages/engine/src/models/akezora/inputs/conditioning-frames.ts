import type { GenerationRequest } from '@akezora/contract';
import type { Frame } from '../../../video/frame.ts';
import { resample } from '../../../video/resample.ts';
import { nativeFps } from '../config.ts';
import type { Size } from '../frame-sizes.ts';
import type { ForeignPictures } from './conditioning-video.ts';
import { conditionFrames } from './conditions.ts';

/** Conditioning frames of a clip at the painter's size and rate, by frame number; pixels are RGB bytes. */
export type ConditioningFrames = ReadonlyMap<number, { readonly pixels: Uint8Array; readonly strength: number }>;

/** A conditioning frame of a window. */
export interface ConditioningFrame {
  /** Index of the frame among the window's new frames. */
  readonly frame: number;
  /** In [−1, 1]. */
  readonly pixels: Float32Array;
  /** From 0 (no effect) to 1 (fixed). */
  readonly strength: number;
}

/**
 * Decodes the conditions of a request to the painter's size and rate. Where several overlap, their pixels are averaged by
 * strength and their strengths add up, to at most 1.
 * @param foreign pictures that the painter does not see: it cannot go on from them. Default: none
 */
export async function readConditioningFrames(
  request: GenerationRequest,
  seconds: number,
  size: Size,
  signal: AbortSignal,
  foreign: ForeignPictures = new Map(),
): Promise<ConditioningFrames> {
  const frames = new Map<number, { pixels: Uint8Array; strength: number }>();
  for (const [index, condition] of (request.conditions ?? []).entries()) {
    if (foreign.has(index)) continue;
    for await (const { number, frame, strength } of conditionFrames(condition, index, nativeFps, seconds, signal)) {
      if (strength <= 0) continue;
      const pixels = withoutAlpha(resample(frame, size.width, size.height));
      const other = frames.get(number);
      frames.set(number, other === undefined ? { pixels, strength } : mixed(other, { pixels, strength }));
    }
  }
  return frames;
}

function mixed(a: { pixels: Uint8Array; strength: number }, b: { pixels: Uint8Array; strength: number }) {
  const share = b.strength / (a.strength + b.strength);
  const pixels = a.pixels.map((value, i) => Math.round(value + (b.pixels[i]! - value) * share));
  return { pixels, strength: Math.min(a.strength + b.strength, 1) };
}

function withoutAlpha({ data, width, height }: Frame): Uint8Array {
  const out = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i += 1) {
    out[i * 3] = data[i * 4]!;
    out[i * 3 + 1] = data[i * 4 + 1]!;
    out[i * 3 + 2] = data[i * 4 + 2]!;
  }
  return out;
}

/** The conditioning frames among `count` frames from `first` on, in the form the sampler takes. */
export function conditioningFramesIn(frames: ConditioningFrames, first: number, count: number): ConditioningFrame[] {
  const out: ConditioningFrame[] = [];
  for (let frame = 0; frame < count; frame += 1) {
    const found = frames.get(first + frame);
    if (found === undefined) continue;
    out.push({ frame, pixels: Float32Array.from(found.pixels, (byte) => byte / 127.5 - 1), strength: found.strength });
  }
  return out;
}
