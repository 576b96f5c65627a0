/** For each pixel of a run along one axis: the first of `taps` neighbouring texels, and their weights. */
export interface AxisTaps {
  readonly taps: number;
  /** May lie before the first texel and after the last: what lies there is empty, or repeats. */
  readonly starts: Int32Array;
  /** `[pixels, taps]`. */
  readonly weights: Float32Array;
}

/** An axis of a picture in a frame: it begins at pixel `start`, and is `extent` pixels and `texels` texels long. */
export interface Axis {
  readonly start: number;
  readonly extent: number;
  readonly texels: number;
  readonly wrap: boolean;
  readonly flip: boolean;
}

/** Taps of pixels `first` to `last` (exclusive), as `sparse_taps` of `training/world/render.py`. */
export const axisTaps = (axis: Axis, first: number, last: number): AxisTaps =>
  axis.wrap ? repeatingTaps(axis, first, last) : triangleTaps(axis, first, last);

/**
 * A triangle as wide as a pixel or a texel, whichever is larger. Weights are divided by their sum as if texels went on for
 * ever: a triangle over a grid does not add up to the same everywhere.
 */
function triangleTaps({ start, extent, texels, flip }: Axis, first: number, last: number): AxisTaps {
  const reach = Math.max(1, texels / extent);
  const taps = Math.ceil(2 * reach);
  const starts = new Int32Array(last - first);
  const weights = new Float32Array((last - first) * taps);
  const row = new Float64Array(taps);
  for (let i = 0; i < last - first; i += 1) {
    const along = ((first + i + 0.5 - start) / extent) * texels;
    const centre = flip ? texels - along : along;
    const lowest = Math.floor(centre - reach - 0.5) + 1;
    let sum = 0;
    for (let k = 0; k < taps; k += 1) {
      row[k] = Math.max(1 - Math.abs(lowest + k + 0.5 - centre) / reach, 0);
      sum += row[k]!;
    }
    starts[i] = Math.min(Math.max(lowest, -taps), texels);
    for (let k = 0; k < taps; k += 1) weights[i * taps + k] = row[k]! / sum;
  }
  return { taps, starts, weights };
}

/** Linear; where texels are finer than pixels, up to three evenly spaced samples a pixel are averaged. */
function repeatingTaps({ start, extent, texels }: Axis, first: number, last: number): AxisTaps {
  const ratio = texels / extent;
  const samples = ratio < 1.5 ? 1 : ratio <= 2.5 ? 2 : 3;
  const taps = samples === 1 ? 2 : Math.floor(((samples - 1) / samples) * ratio) + 3;
  const starts = new Int32Array(last - first);
  const weights = new Float32Array((last - first) * taps);
  for (let i = 0; i < last - first; i += 1) {
    const turns = (first + i + 0.5 / samples - start) / extent;
    const at = (turns - Math.floor(turns)) * texels - 0.5;
    const lowest = Math.floor(at);
    starts[i] = lowest + Math.floor(turns) * texels;
    for (let s = 0; s < samples; s += 1) {
      const sample = at + (s / samples) * ratio;
      const low = Math.floor(sample);
      const to = i * taps + low - lowest;
      weights[to] = weights[to]! + (low + 1 - sample) / samples;
      weights[to + 1] = weights[to + 1]! + (sample - low) / samples;
    }
  }
  return { taps, starts, weights };
}
