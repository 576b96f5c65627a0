import { uniform } from '../../../tensor/noise.ts';

/** Random values in a fixed order, which depends on the seed and the purpose alone. */
export interface Draw {
  /** In [0, 1). */
  uniform(): number;
  between(low: number, high: number): number;
  /** A whole number from 0 to `count` − 1. */
  below(count: number): number;
  /** An index, by the weights of all. */
  weighted(weights: readonly number[]): number;
}

/**
 * Starts the random values of a scene.
 * @param purpose values of different purposes are independent of each other
 */
export function drawing(seed: number, purpose = 'stage'): Draw {
  let values: Float32Array = new Float32Array(0);
  let at = 0;
  const next = () => {
    // A scene usually needs about a hundred values.
    if (at === values.length) values = uniform(seed, purpose, { count: values.length + 256 });
    return values[at++]!;
  };
  return {
    uniform: next,
    between: (low, high) => low + (high - low) * next(),
    below: (count) => Math.floor(next() * count),
    weighted(weights) {
      let rest = next() * weights.reduce((sum, weight) => sum + weight, 0);
      for (const [i, weight] of weights.entries()) {
        rest -= weight;
        if (rest < 0) return i;
      }
      return weights.length - 1;
    },
  };
}
