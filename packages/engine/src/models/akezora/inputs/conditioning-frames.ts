import type { GenerationRequest } from '@akezora/contract';
import type { Frame } from '../../../video/frame.ts';
import { resample } from '../../../video/resample.ts';
import { nativeFps } from '../config.ts';
import type { Size } from '../frame-sizes.ts';
import type { ForeignPictures } from './conditioning-video.ts';
import { conditionFrames } from './conditions.ts';
import type { ConditioningFrames } from './frames-in-window.ts';

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
