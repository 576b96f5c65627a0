/**
 * Stochastic steps of CogVideoX: DPM-Solver++ (2M) as a stochastic differential equation (Lu et al. 2022; `CogVideoXDPMScheduler` in
 * diffusers). The clean samples of two steps are extrapolated, and fresh noise is added.
 */
import { alphasAt, cleanSample, type NoiseTable } from './cogvideox-noise.ts';

/** Half of the logarithm of the signal-to-noise ratio: −∞ without signal, ∞ without noise. */
const logRatio = (alpha: number): number => Math.log(Math.sqrt(alpha / (1 - alpha)));

/**
 * Moves a sample in place to the next noise level; returns the clean sample that the velocity stands for.
 * @param before clean sample of the step before; `undefined` at the first
 * @param noise fresh noise of the sample's length
 */
export function dpmStep(
  table: NoiseTable,
  index: number,
  sample: Float32Array,
  velocity: Float32Array,
  before: Float32Array | undefined,
  noise: Float32Array,
): Float32Array {
  const { alpha, next, isLast } = alphasAt(table, index);
  const clean = cleanSample(sample, velocity, alpha);
  const here = logRatio(alpha);
  const step = logRatio(next) - here;
  const kept = Math.sqrt((1 - next) / (1 - alpha)) * Math.exp(-step);
  const added = Math.expm1(-2 * step) * Math.sqrt(next);
  const fresh = Math.sqrt(1 - next) * Math.sqrt(1 - Math.exp(-2 * step));
  // Half the ratio of this step to the one before; 0 after the timestep without signal, which is infinitely far away.
  const share = before && !isLast ? step / (2 * (here - logRatio(table.alphas[table.timesteps[index - 1]!]!))) : 0;
  for (let i = 0; i < sample.length; i++) {
    const goal = share === 0 ? clean[i]! : (1 + share) * clean[i]! - share * before![i]!;
    sample[i] = kept * sample[i]! - added * goal + fresh * noise[i]!;
  }
  return clean;
}
