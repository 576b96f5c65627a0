import { f32, type Tensor } from '../tensor/tensor.ts';

/** Most channels that are rotated together. */
const longest = 64;

/** Channels rotated together in a row of `channels`: the largest power of two that divides it, up to 64. */
export const rotationOf = (channels: number): number => Math.min(longest, channels & -channels);

/**
 * Hadamard's matrix of a power of two, scaled to be orthonormal; it is its own inverse. Multiplying a row of activations
 * by it distributes a large value over all of them, so that rounding to int8 takes a finer step: large values
 * of single channels are where int8 arithmetic loses most (Ashkboos et al. 2024, QuaRot).
 */
export function hadamard(size: number): Tensor<'f32'> {
  const data = new Float32Array(size * size);
  for (let i = 0; i < size; i++) data[i * size + i] = 1;
  return f32([size, size], rotateRows(data, size));
}

/** Rotates every `size` consecutive values in place: x · H by the fast Walsh–Hadamard transform. */
export function rotateRows(data: Float32Array, size: number): Float32Array {
  const scale = size ** -0.5;
  for (let start = 0; start < data.length; start += size) {
    for (let half = 1; half < size; half *= 2)
      for (let at = start; at < start + size; at += 2 * half)
        for (let i = at; i < at + half; i++) {
          // Two variables: exchanging by a pair takes ten times as long over billions of weights.
          const a = data[i] as number;
          const b = data[i + half] as number;
          data[i] = a + b;
          data[i + half] = a - b;
        }
    for (let i = start; i < start + size; i++) data[i]! *= scale;
  }
  return data;
}
