/** Planes of numbers, one a pixel, and their box blur. */

/** One number a pixel. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** A plane blurred twice by a box of `radius` pixels to each side, which is nearly a Gaussian. Beyond its edges it is 0, or repeats along x. */
export function blurred(plane: Plane, radius: number, wraps = false): Plane {
  if (radius < 1) return plane;
  return boxed(boxed(plane, radius, wraps), radius, wraps);
}

function boxed({ width, height, values }: Plane, radius: number, wraps: boolean): Plane {
  const across = new Float32Array(values.length);
  for (let y = 0; y < height; y += 1) line(values, across, { from: y * width, step: 1, length: width, radius, wraps });
  const out = new Float32Array(values.length);
  for (let x = 0; x < width; x += 1) line(across, out, { from: x, step: width, length: height, radius, wraps: false });
  return { width, height, values: out };
}

interface Line {
  readonly from: number;
  readonly step: number;
  readonly length: number;
  readonly radius: number;
  readonly wraps: boolean;
}

/** The running mean of one row or column. */
function line(values: Float32Array, out: Float32Array, { from, step, length, radius, wraps }: Line): void {
  const share = 1 / (2 * radius + 1);
  let sum = 0;
  for (let i = -radius; i <= radius; i += 1) {
    if (wraps) sum += values[from + step * ((i + length) % length)]!;
    else if (i >= 0 && i < length) sum += values[from + step * i]!;
  }
  for (let i = 0; i < length; i += 1) {
    out[from + step * i] = sum * share;
    const [enters, leaves] = [i + radius + 1, i - radius];
    if (enters < length) sum += values[from + step * enters]!;
    else if (wraps) sum += values[from + step * (enters - length)]!;
    if (leaves >= 0) sum -= values[from + step * leaves]!;
    else if (wraps) sum -= values[from + step * (leaves + length)]!;
  }
}

/** A value from 0 to 1 that is different, but always the same, for every pixel: grain. */
export function grainAt(x: number, y: number, seed: number): number {
  let hash = (Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca6b) ^ Math.imul(seed + 1, 0xc2b2ae35)) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39) >>> 0;
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}
