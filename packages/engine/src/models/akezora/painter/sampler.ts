import type { ConditioningFrame } from '../inputs/conditioning-frames.ts';

/**
 * Euler steps along the straight line from noise to the predicted picture: z = t·x + (1 − t)·e with t from 0 (noise) to
 * 1 (clean), x-prediction (JiT, Li and He 2025). Known frames are put back at their own noise level while the level is
 * below their strength, after RePaint (Lugmayr et al. 2022) and SDEdit (Meng et al. 2022).
 */

/** Predicts the clean pixels of the painted patch-frames from noisy ones at a level. */
export type Predict = (noisy: Float32Array, level: number) => Promise<Float32Array>;

/** What the sampler reports after each evaluation: the picture as it stands. */
export interface SampleStep {
  readonly index: number;
  readonly total: number;
  readonly clean: Float32Array;
}

function holdKnown(z: Float32Array, noise: Float32Array, known: readonly ConditioningFrame[], level: number): void {
  for (const { frame, pixels, strength } of known) {
    if (level > strength) continue;
    const start = frame * pixels.length;
    for (let i = 0; i < pixels.length; i += 1) z[start + i] = level * pixels[i]! + (1 - level) * noise[start + i]!;
  }
}

/**
 * Levels visited end short of this one: the last evaluation then leans on the scene rather than on a nearly finished
 * picture, which the weights draw with a third less error.
 */
const highestLevel = 0.6;

/**
 * Samples one window; yields after every evaluation and returns the finished pixels in [−1, 1].
 * @param noise standard normal values `[frames, height, width, 3]`
 */
export async function* sampleWindow(
  noise: Float32Array,
  steps: number,
  known: readonly ConditioningFrame[],
  predict: Predict,
  signal: AbortSignal,
): AsyncGenerator<SampleStep, Float32Array, void> {
  const z = Float32Array.from(noise);
  holdKnown(z, noise, known, 0);
  for (let step = 0; step < steps; step += 1) {
    signal.throwIfAborted();
    const level = (step / steps) * highestLevel;
    const next = step + 1 < steps ? ((step + 1) / steps) * highestLevel : 1;
    const clean = await predict(z, level);
    const stride = (next - level) / (1 - level);
    for (let i = 0; i < z.length; i += 1) z[i] = z[i]! + stride * (clean[i]! - z[i]!);
    holdKnown(z, noise, known, next);
    yield { index: step + 1, total: steps, clean };
  }
  for (let i = 0; i < z.length; i += 1) z[i] = Math.min(Math.max(z[i]!, -1), 1);
  return z;
}
