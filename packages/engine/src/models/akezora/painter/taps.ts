/** Texel indices and weights for a run of pixels along one axis. */
export interface Taps {
  /** Taps a pixel. */
  stride: number;
  /** The first and the last texel in use. */
  lowest: number;
  highest: number;
  readonly index: Int32Array;
  readonly weight: Float32Array;
}

const maxSamples = 3;

/**
 * Writes the taps of pixels `first` to `last` (exclusive) for a texture of `texels` texels that begins at pixel `start`
 * and is `extent` pixels long.
 */
export function axisTaps(
  taps: Taps,
  first: number,
  last: number,
  start: number,
  extent: number,
  texels: number,
  wrap: boolean,
  flip: boolean,
): void {
  const { index, weight } = taps;
  const samples = Math.min(Math.max(Math.ceil(texels / extent - 0.5), 1), maxSamples);
  let [at, lowest, highest] = [0, texels, 0];
  for (let pixel = first; pixel < last; pixel += 1) {
    for (let sample = 0; sample < samples; sample += 1) {
      let u = (pixel + (sample + 0.5) / samples - start) / extent;
      if (wrap) u -= Math.floor(u);
      if (flip) u = 1 - u;
      const x = u * texels - 0.5;
      const low = Math.floor(x);
      const part = x - low;
      const i = wrap ? (low + texels) % texels : Math.min(Math.max(low, 0), texels - 1);
      const j = wrap ? (low + 1 + texels) % texels : Math.min(Math.max(low + 1, 0), texels - 1);
      index[at] = i;
      index[at + 1] = j;
      weight[at] = (1 - part) / samples;
      weight[at + 1] = part / samples;
      lowest = Math.min(lowest, i, j);
      highest = Math.max(highest, i, j);
      at += 2;
    }
  }
  taps.stride = 2 * samples;
  taps.lowest = lowest;
  taps.highest = highest;
}

/** First and last (exclusive) pixels with their centres in [start, start + extent). */
export function covered(start: number, extent: number, limit: number, wrap: boolean): [number, number] {
  if (wrap) return [0, limit];
  const clamp = (value: number) => Math.min(Math.max(value, 0), limit);
  return [clamp(Math.ceil(start - 0.5)), clamp(Math.ceil(start + extent - 0.5))];
}
