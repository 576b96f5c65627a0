import { eulerStep, eulerStepPerToken, type SigmaTable } from '../schedulers/flow-match-euler.ts';
import type { Guidance } from './guidance.ts';

/** The transformer with its prompts and positions at hand: sample and times in, guided velocity out. */
export interface Denoiser {
  /**
   * @param sample tokens `[tokens · channels]`
   * @param times one timestep (0 … 1000), or one a token
   */
  velocity(sample: Float32Array, times: Float32Array, guidance: Guidance): Promise<Float32Array>;
  free(): Promise<void>;
}

/** One denoising run. */
export interface DenoiseJob {
  readonly denoiser: Pick<Denoiser, 'velocity'>;
  readonly table: SigmaTable;
  /** How each step is guided; the timestep is 0 … 1. */
  readonly guidance: (level: number) => Guidance;
  readonly channels: number;
  /** Starting tokens `[tokens · channels]`; left as they are. */
  readonly sample: Float32Array;
  /** How fixed each token is, where frames are known. */
  readonly strengths?: Float32Array | undefined;
  /** Noise that fixed tokens get anew at every step, fading with the square of the noise level; 0.15 in the reference. */
  readonly fixedNoise?: number;
  /** Draws that noise for a step, `[tokens · channels]`. */
  readonly draw?: (step: number, count: number) => Float32Array;
  /** Draws fresh noise for the next level instead of an Euler step, `[tokens · channels]` (0.9.6 distilled). */
  readonly redraw?: ((step: number, count: number) => Float32Array) | undefined;
  readonly signal?: AbortSignal;
}

/** State after one step. */
export interface DenoiseStep {
  readonly index: number;
  readonly total: number;
  /** Tokens after the step, to be read at once: the next step changes them. */
  readonly sample: Float32Array;
  /** What the step says the clean tokens are. */
  readonly clean: Float32Array;
}

/**
 * Runs the steps of a schedule. Without known frames it is LTXPipeline's plain Euler; with them LTXConditionPipeline's
 * one noise level a token: a token known with strength s is never noisier than 1 − s, and waits until the schedule
 * comes down to it.
 */
export async function* denoise(job: DenoiseJob): AsyncGenerator<DenoiseStep, Float32Array, void> {
  const { table, channels, strengths } = job;
  const sample = Float32Array.from(job.sample);
  const total = table.timesteps.length;
  for (let index = 0; index < total; index++) {
    job.signal?.throwIfAborted();
    const timestep = table.timesteps[index]!;
    const level = Math.fround(timestep / 1000);
    const fixedNoise = job.fixedNoise ?? 0;
    if (strengths && fixedNoise > 0 && job.draw) {
      const noise = job.draw(index, sample.length);
      for (let token = 0; token < strengths.length; token++) {
        if (strengths[token]! <= 1 - 1e-6) continue;
        for (let i = token * channels; i < (token + 1) * channels; i++)
          sample[i] = job.sample[i]! + fixedNoise * noise[i]! * level ** 2;
      }
    }
    const times = strengths
      ? Float32Array.from(strengths, (strength) => Math.min(timestep, Math.fround(1 - strength) * 1000))
      : Float32Array.of(timestep);
    const velocity = await job.denoiser.velocity(sample, times, job.guidance(level));
    job.signal?.throwIfAborted();
    const clean = Float32Array.from(sample, (value, i) => {
      const sigma = (strengths ? times[Math.floor(i / channels)]! : timestep) / 1000;
      return value - sigma * velocity[i]!;
    });
    if (job.redraw) {
      const next = table.sigmas[index + 1]!;
      const noise = job.redraw(index, sample.length);
      for (let i = 0; i < sample.length; i++) {
        if (strengths && level - 1e-6 >= 1 - strengths[Math.floor(i / channels)]!) continue;
        sample[i] = (1 - next) * clean[i]! + next * noise[i]!;
      }
    } else if (!strengths) eulerStep(sample, velocity, table.sigmas[index]!, table.sigmas[index + 1]!);
    else {
      const before = Float32Array.from(sample);
      const levels = times.map((time) => time / 1000);
      eulerStepPerToken(sample, velocity, levels, table, channels);
      for (let token = 0; token < strengths.length; token++) {
        if (level - 1e-6 < 1 - strengths[token]!) continue;
        sample.set(before.subarray(token * channels, (token + 1) * channels), token * channels);
      }
    }
    yield { index, total, sample, clean };
  }
  return sample;
}
