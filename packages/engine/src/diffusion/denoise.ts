/**
 * The denoising loop: at every step the model predicts from the noisy latents, guidance combines the passes, the sampler moves the
 * latents to the next noise level. The same for every latent video model; what differs is the sampler and the model.
 *
 * Noise levels are sigmas: 1 is pure noise, 0 is clean. Reference: the `__call__` loops of diffusers' pipelines.
 */
import type { Guidance, GuidancePass } from './guidance.ts';

/** A model that predicts one pass of one step; it holds its prompts, positions and weights. */
export interface Denoiser {
  /**
   * @param sample flat latents in the model's layout, e.g. tokens `[tokens, channels]`
   * @param timesteps one timestep, or one for each token
   */
  predict(sample: Float32Array, timesteps: Float32Array, pass: GuidancePass): Promise<Float32Array>;
  free(): Promise<void>;
}

/** Moves the latents from one noise level to the next: a scheduler of diffusers for one run. */
export interface Sampler {
  readonly steps: number;
  /** Noise level before a step, 0 … 1. */
  sigmaAt(index: number): number;
  /** The model's timesteps at a step: one, or one for each token. */
  timestepsAt(index: number): Float32Array;
  /** Changes the sample in place before the model sees it, where a step wants that. */
  beforeStep?(index: number, sample: Float32Array): void;
  /** Moves the sample in place to the next noise level; returns the clean sample of the prediction. */
  step(index: number, sample: Float32Array, prediction: Float32Array): Float32Array;
}

/** One denoising run. */
export interface DenoiseJob {
  readonly denoiser: Pick<Denoiser, 'predict'>;
  readonly sampler: Sampler;
  readonly guidance: Guidance;
  /** Starting latents; they are not changed. */
  readonly sample: Float32Array;
  /** Cancels the run after the current pass. Default: none. */
  readonly signal?: AbortSignal;
}

/** State after one step. */
export interface DenoiseStep {
  readonly index: number;
  readonly total: number;
  /** Latents after the step. Read them before the next step, which changes them. */
  readonly sample: Float32Array;
  /** The clean latents that the step predicts. */
  readonly clean: Float32Array;
}

/** Runs all steps of a sampler and returns the denoised latents. */
export async function* denoise(job: DenoiseJob): AsyncGenerator<DenoiseStep, Float32Array, void> {
  const { denoiser, sampler, guidance, signal } = job;
  const sample = Float32Array.from(job.sample);
  for (let index = 0; index < sampler.steps; index++) {
    signal?.throwIfAborted();
    sampler.beforeStep?.(index, sample);
    const sigma = sampler.sigmaAt(index);
    const timesteps = sampler.timestepsAt(index);
    const predictions: Float32Array[] = [];
    for (const pass of guidance.passesAt(sigma)) predictions.push(await denoiser.predict(sample, timesteps, pass));
    signal?.throwIfAborted();
    const clean = sampler.step(index, sample, guidance.combine(sigma, predictions));
    yield { index, total: sampler.steps, sample, clean };
  }
  return sample;
}
