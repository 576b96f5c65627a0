/**
 * Sampler of flow-matching models (Lipman et al. 2022; Esser et al. 2024): the model predicts the velocity noise − clean, a step
 * follows it to the next sigma. Conditioning tokens have a noise level of their own, as in diffusers' `LTXConditionPipeline`;
 * stochastic sampling draws fresh noise at every step, as `FlowMatchEulerDiscreteScheduler` does.
 * Samples are tokens `[tokens, channels]`.
 */
import { eulerStep, eulerStepPerToken, type SigmaTable } from '../schedulers/flow-match-euler.ts';
import type { Sampler } from './denoise.ts';

/** Draws noise for a step, `count` values. */
export type DrawNoise = (step: number, count: number) => Float32Array;

/** Conditioning tokens with their strengths. */
export interface ConditioningTokens {
  /** Strength of each token, 0: ignored, 1: unchanged. A token of strength s is never noisier than sigma 1 − s. */
  readonly strengths: Float32Array;
  /** Tokens before the first step, `[tokens, channels]`. */
  readonly sample: Float32Array;
  /** Scale of the noise on tokens of strength 1 at every step, times the square of sigma. Default 0: none; 0.15 in the reference. */
  readonly imageCondNoiseScale?: number;
  /** Draws that noise. Default: none, and no such noise. */
  readonly draw?: DrawNoise;
}

/** Options of a flow-matching sampler. */
export interface FlowMatchOptions {
  readonly table: SigmaTable;
  readonly channels: number;
  /** Default: none; all tokens are free. */
  readonly conditioning?: ConditioningTokens | undefined;
  /** Draws fresh noise for the next sigma. Default: none; Euler steps instead. */
  readonly stochasticSampling?: DrawNoise | undefined;
}

/** Number of timesteps for sigma 0 … 1. */
const trainTimesteps = 1000;
/** Sigmas closer than this are equal. */
const close = 1e-6;

/** A sampler of flow-matching models. */
export function flowMatchSampler(options: FlowMatchOptions): Sampler {
  const { table, channels, conditioning, stochasticSampling } = options;
  const strengths = conditioning?.strengths;
  const sigmaAt = (index: number) => Math.fround(table.timesteps[index]! / trainTimesteps);
  const timestepsAt = (index: number): Float32Array => {
    const timestep = table.timesteps[index]!;
    if (!strengths) return Float32Array.of(timestep);
    return Float32Array.from(strengths, (strength) => Math.min(timestep, Math.fround(1 - strength) * trainTimesteps));
  };
  return {
    steps: table.timesteps.length,
    sigmaAt,
    timestepsAt,
    beforeStep(index, sample) {
      if (conditioning) addConditioningNoise(conditioning, channels, index, sigmaAt(index), sample);
    },
    step(index, sample, velocity) {
      const timesteps = timestepsAt(index);
      const perToken = (i: number) => timesteps[strengths ? Math.floor(i / channels) : 0]! / trainTimesteps;
      const clean = Float32Array.from(sample, (value, i) => value - perToken(i) * velocity[i]!);
      const sigma = sigmaAt(index);
      // Conditioning tokens wait until the schedule comes down to their own noise level.
      const waits = (token: number) => strengths !== undefined && sigma - close >= 1 - strengths[token]!;
      const next = table.sigmas[index + 1]!;
      if (stochasticSampling) {
        const noise = stochasticSampling(index, sample.length);
        for (let i = 0; i < sample.length; i++)
          if (!waits(Math.floor(i / channels))) sample[i] = (1 - next) * clean[i]! + next * noise[i]!;
      } else if (!strengths) eulerStep(sample, velocity, table.sigmas[index]!, next);
      else {
        const before = Float32Array.from(sample);
        const sigmas = timesteps.map((timestep) => timestep / trainTimesteps);
        eulerStepPerToken(sample, velocity, sigmas, table, channels);
        for (let token = 0; token < strengths.length; token++)
          if (waits(token)) sample.set(before.subarray(token * channels, (token + 1) * channels), token * channels);
      }
      return clean;
    },
  };
}

function addConditioningNoise(
  { strengths, sample: start, imageCondNoiseScale = 0, draw }: ConditioningTokens,
  channels: number,
  index: number,
  sigma: number,
  sample: Float32Array,
): void {
  if (imageCondNoiseScale === 0 || !draw) return;
  const noise = draw(index, sample.length);
  for (let token = 0; token < strengths.length; token++) {
    if (strengths[token]! <= 1 - close) continue;
    for (let i = token * channels; i < (token + 1) * channels; i++)
      sample[i] = start[i]! + imageCondNoiseScale * noise[i]! * sigma ** 2;
  }
}
