/** Deterministic steps of CogVideoX (DDIM, Song et al. 2020; `CogVideoXDDIMScheduler` in diffusers). */
import { alphasAt, cleanSample, type NoiseTable } from './cogvideox-noise.ts';

/** Moves a sample in place to the next noise level; returns the clean sample that the velocity stands for. */
export function ddimStep(table: NoiseTable, index: number, sample: Float32Array, velocity: Float32Array): Float32Array {
  const { alpha, next } = alphasAt(table, index);
  const clean = cleanSample(sample, velocity, alpha);
  const kept = Math.sqrt((1 - next) / (1 - alpha));
  const added = Math.sqrt(next) - Math.sqrt(alpha) * kept;
  for (let i = 0; i < sample.length; i++) sample[i] = kept * sample[i]! + added * clean[i]!;
  return clean;
}
