/** For each target pixel along one axis: the first source pixel and the weights of `taps` pixels from there. */
export interface AxisWeights {
  readonly first: Int32Array;
  readonly weights: Float32Array;
  readonly taps: number;
}

/**
 * Weights of one axis from `length` source pixels beginning at `start` (fractions allowed) to `target` pixels. Weights of
 * one target pixel add up to 1; indices beyond the picture are clamped by the caller.
 */
export function axisWeights(sourceSize: number, start: number, length: number, target: number): AxisWeights {
  const ratio = length / target;
  return ratio > 1 ? areaWeights(sourceSize, start, ratio, target) : cubicWeights(start, ratio, target);
}

/** Exact coverage: pixels cut by an edge count by the part inside. */
function areaWeights(sourceSize: number, start: number, ratio: number, target: number): AxisWeights {
  const taps = Math.ceil(ratio) + 1;
  const first = new Int32Array(target);
  const weights = new Float32Array(target * taps);
  for (let i = 0; i < target; i++) {
    const from = Math.max(0, start + i * ratio);
    const to = Math.min(sourceSize, start + (i + 1) * ratio);
    first[i] = Math.floor(from + 1e-9);
    for (let tap = 0; tap < taps; tap++) {
      const pixel = first[i]! + tap;
      weights[i * taps + tap] = Math.max(0, Math.min(to, pixel + 1) - Math.max(from, pixel)) / (to - from);
    }
  }
  return { first, weights, taps };
}

/** Catmull-Rom: passes through the samples, four neighbours (R. Keys 1981 with a = -1/2). */
function cubicWeights(start: number, ratio: number, target: number): AxisWeights {
  const first = new Int32Array(target);
  const weights = new Float32Array(target * 4);
  for (let i = 0; i < target; i++) {
    const centre = start + (i + 0.5) * ratio - 0.5;
    const base = Math.floor(centre);
    const t = centre - base;
    first[i] = base - 1;
    weights[i * 4] = ((2 - t) * t - 1) * t * 0.5;
    weights[i * 4 + 1] = (t * t * (3 * t - 5) + 2) * 0.5;
    weights[i * 4 + 2] = ((4 - 3 * t) * t + 1) * t * 0.5;
    weights[i * 4 + 3] = (t - 1) * t * t * 0.5;
  }
  return { first, weights, taps: 4 };
}
