/** Euler steps of Mochi, whose time runs from noise at 0 up to the clip at 1000 (`schedulers/mochi.ts`). */
import type { Sampler } from '../../diffusion/denoise.ts';
import { eulerStep, type SigmaTable } from '../../schedulers/flow-match-euler.ts';

/** A sampler over a table that goes up; noise levels are given to guidance as everywhere, 1 is noise. */
export function mochiSampler({ sigmas, timesteps }: SigmaTable): Sampler {
  return {
    steps: timesteps.length,
    sigmaAt: (index) => 1 - sigmas[index]!,
    timestepsAt: (index) => Float32Array.of(timesteps[index]!),
    step(index, sample, velocity) {
      const left = 1 - sigmas[index]!;
      const clean = sample.map((value, i) => value + left * velocity[i]!);
      eulerStep(sample, velocity, sigmas[index]!, sigmas[index + 1]!);
      return clean;
    },
  };
}
