import { type LatentBox, tokensOf } from '../../diffusion/latents.ts';
import { f32, type Tensor } from '../../tensor/tensor.ts';

/** Positions of tokens: frame time in seconds, and row and column in pixels, `[3, tokens]` (time first). */
export type VideoCoordinates = Float32Array;

const { fround } = Math;
const base = [20, 2048, 2048] as const;

/** Grid positions times a scale, over the base size: what LTXPipeline passes (`rope_interpolation_scale`). */
export function gridPositions(box: LatentBox, scale?: readonly [number, number, number]): Float32Array {
  const { rows, columns } = box;
  const tokens = tokensOf(box);
  const out = new Float32Array(3 * tokens);
  for (let token = 0; token < tokens; token++) {
    const place = [Math.floor(token / (rows * columns)), Math.floor(token / columns) % rows, token % columns];
    for (let axis = 0; axis < 3; axis++) {
      const at = place[axis]!;
      out[axis * tokens + token] = scale ? fround(fround(at * scale[axis]!) / base[axis]!) : at;
    }
  }
  return out;
}

/**
 * Coordinates of a box of latents whose first frame is frame `firstFrame` of the video, as LTXConditionPipeline makes
 * them: the first latent is one frame, every further one `compression.time` frames.
 */
export function videoCoordinates(
  box: LatentBox,
  compression: { readonly space: number; readonly time: number },
  frameRate: number,
  firstFrame = 0,
): VideoCoordinates {
  const { rows, columns } = box;
  const tokens = tokensOf(box);
  const out = new Float32Array(3 * tokens);
  const second = fround(1 / frameRate);
  for (let token = 0; token < tokens; token++) {
    const frame = Math.floor(token / (rows * columns));
    const at = Math.max(0, frame * compression.time + 1 - compression.time) + firstFrame;
    out[token] = fround(at * second);
    out[tokens + token] = (Math.floor(token / columns) % rows) * compression.space;
    out[2 * tokens + token] = (token % columns) * compression.space;
  }
  return out;
}

/** Coordinates over the base size, as positions for `rotaryTables`. */
export function positionsOf(coordinates: VideoCoordinates): Float32Array {
  const tokens = coordinates.length / 3;
  return coordinates.map((value, at) => fround(value / base[Math.floor(at / tokens)]!));
}

/** Coordinates of two groups of tokens, one after the other. */
export function joinCoordinates(groups: readonly VideoCoordinates[]): VideoCoordinates {
  const tokens = groups.reduce((sum, group) => sum + group.length / 3, 0);
  const out = new Float32Array(3 * tokens);
  for (let axis = 0; axis < 3; axis++) {
    let at = axis * tokens;
    for (const group of groups) {
      const count = group.length / 3;
      out.set(group.subarray(axis * count, (axis + 1) * count), at);
      at += count;
    }
  }
  return out;
}

/**
 * Cosines and sines `[tokens, channels / 2]` of LTX's rotary positions, one angle a pair of neighbouring channels over
 * the whole width: `channels mod 6` channels without a position first, then frequency by frequency (time, row, column). Angles are
 * computed in f32 step by step as the reference does, because they reach 15 708 radians.
 */
export function rotaryTables(
  positions: Float32Array,
  channels: number,
): { readonly cos: Tensor<'f32'>; readonly sin: Tensor<'f32'> } {
  const tokens = positions.length / 3;
  const count = Math.floor(channels / 6);
  const plain = (channels % 6) / 2;
  const pairs = channels / 2;
  const step = count > 1 ? 1 / (count - 1) : 0;
  const frequencies = Float32Array.from({ length: count }, (_, i) =>
    fround(fround(fround(10_000 ** fround(i * step)) * fround(Math.PI)) / 2),
  );
  const cos = new Float32Array(tokens * pairs).fill(1);
  const sin = new Float32Array(tokens * pairs);
  for (let token = 0; token < tokens; token++)
    for (let axis = 0; axis < 3; axis++) {
      const position = fround(fround(positions[axis * tokens + token]! * 2) - 1);
      for (let i = 0; i < count; i++) {
        const angle = fround(frequencies[i]! * position);
        const at = token * pairs + plain + 3 * i + axis;
        cos[at] = Math.cos(angle);
        sin[at] = Math.sin(angle);
      }
    }
  return { cos: f32([tokens, pairs], cos), sin: f32([tokens, pairs], sin) };
}
