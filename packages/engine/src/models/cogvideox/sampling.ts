/** Denoising of CogVideoX: its schedulers as a sampler, and guidance that changes with the timestep. Reference: `CogVideoXPipeline` in diffusers. */
import type { Sampler } from '../../diffusion/denoise.ts';
import { type Guidance, guidanceOf } from '../../diffusion/guidance.ts';
import { ddimStep } from '../../schedulers/cogvideox-ddim.ts';
import { dpmStep } from '../../schedulers/cogvideox-dpm.ts';
import type { NoiseTable } from '../../schedulers/cogvideox-noise.ts';

/** Timesteps that noise levels are given as shares of. */
const trained = 1000;

/** Options of a sampler. */
export interface SamplerOptions {
  readonly table: NoiseTable;
  /** Draws fresh noise for each step of the stochastic scheduler. Default: none; the steps are deterministic. */
  readonly draw?: ((step: number, count: number) => Float32Array) | undefined;
}

/** A sampler of v-prediction: DDIM, or DPM-Solver++ with fresh noise. */
export function cogSampler({ table, draw }: SamplerOptions): Sampler {
  let before: Float32Array | undefined;
  return {
    steps: table.timesteps.length,
    sigmaAt: (index) => table.timesteps[index]! / trained,
    timestepsAt: (index) => Float32Array.of(table.timesteps[index]!),
    step(index, sample, velocity) {
      if (!draw) return ddimStep(table, index, sample, velocity);
      before = dpmStep(table, index, sample, velocity, before, draw(index, sample.length));
      return before;
    },
  };
}

/** Guidance of a run. */
export interface GuidanceOptions {
  readonly scale: number;
  /** Whether the scale changes with the timestep, as published for the stochastic scheduler. */
  readonly dynamic: boolean;
  /** Steps that run. */
  readonly steps: number;
}

/** Guidance with a fixed scale, or with one that follows the timestep. */
export function cogGuidance({ scale, dynamic, steps }: GuidanceOptions): Guidance {
  const fixed = guidanceOf({ guidanceScale: scale });
  if (!dynamic || !fixed.usesNegativePrompt) return fixed;
  return {
    ...fixed,
    combine(sigma, [positive, negative]) {
      const factor = dynamicScale(scale, Math.round(sigma * trained), steps);
      return positive!.map((value, i) => negative![i]! + factor * (value - negative![i]!));
    },
  };
}

/**
 * The scale at a timestep (0 … 999). The published formula subtracts the timestep, not the index of the step, from the number of steps:
 * the angle goes round many times, and the scale jumps between 1 and 1 + `scale`. Models are used, and judged, with it.
 */
export const dynamicScale = (scale: number, timestep: number, steps: number): number =>
  1 + (scale * (1 - Math.cos(Math.PI * ((steps - timestep) / steps) ** 5))) / 2;
