/**
 * Euler sampling along the straight line from noise e (sigma 1) to the picture x (sigma 0): z = alpha·x + sigma·e with
 * alpha = 1 − sigma. The network predicts x (JiT, Li and He 2025). Conditioning frames are put back with their own noise
 * as long as alpha does not exceed their strength, after RePaint (Lugmayr et al. 2022) and SDEdit (Meng et al. 2022).
 */
import type { ConditioningFrame } from '../inputs/frames-in-window.ts';

/** Predicts the clean pixels of a window's new patch-frames from noisy ones; sigma is 1 for noise, 0 for clean. */
export type Predict = (noisy: Float32Array, sigma: number) => Promise<Float32Array>;

/** Progress after one evaluation, with the clean pixels as predicted so far. */
export interface SampleStep {
  readonly index: number;
  readonly total: number;
  readonly clean: Float32Array;
}

/** Shares of picture and noise in a noisy picture. Both are stored, since `1 − sigma` rounds. */
interface NoiseLevel {
  readonly alpha: number;
  readonly sigma: number;
}

/**
 * Sigma never goes below this before the last evaluation, which then depends more on the scene than on a nearly finished
 * picture: a third less error with these weights.
 */
const lowestSigma = 0.4;

/** Noise levels before each of `steps` evaluations, and after the last. */
function noiseLevels(steps: number): NoiseLevel[] {
  const alphas = Array.from({ length: steps }, (_, step) => (step / steps) * (1 - lowestSigma));
  return [...alphas, 1].map((alpha) => ({ alpha, sigma: 1 - alpha }));
}

function insertConditioning(
  z: Float32Array,
  noise: Float32Array,
  conditioning: readonly ConditioningFrame[],
  { alpha, sigma }: NoiseLevel,
): void {
  for (const { frame, pixels, strength } of conditioning) {
    if (alpha > strength) continue;
    const start = frame * pixels.length;
    for (let i = 0; i < pixels.length; i += 1) z[start + i] = alpha * pixels[i]! + sigma * noise[start + i]!;
  }
}

/**
 * Samples one window; yields after every evaluation and returns the finished pixels in [−1, 1].
 * @param noise standard normal values `[frames, height, width, 3]`
 */
export async function* sampleWindow(
  noise: Float32Array,
  steps: number,
  conditioning: readonly ConditioningFrame[],
  predict: Predict,
  signal: AbortSignal,
): AsyncGenerator<SampleStep, Float32Array, void> {
  const z = new Float32Array(noise);
  const levels = noiseLevels(steps);
  insertConditioning(z, noise, conditioning, levels[0]!);
  for (let step = 0; step < steps; step += 1) {
    signal.throwIfAborted();
    const [level, next] = [levels[step]!, levels[step + 1]!];
    const clean = await predict(z, level.sigma);
    const stride = (next.alpha - level.alpha) / level.sigma;
    for (let i = 0; i < z.length; i += 1) z[i] = z[i]! + stride * (clean[i]! - z[i]!);
    insertConditioning(z, noise, conditioning, next);
    yield { index: step + 1, total: steps, clean };
  }
  for (let i = 0; i < z.length; i += 1) z[i] = Math.min(Math.max(z[i]!, -1), 1);
  return z;
}
