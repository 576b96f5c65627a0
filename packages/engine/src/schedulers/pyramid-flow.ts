/**
 * The schedule of Pyramid Flow (Jin et al. 2024; `PyramidFlowMatchEulerDiscreteScheduler` in jy0205/Pyramid-Flow): the way from noise to
 * the clean latents is cut into stages, each at twice the resolution of the one before. Within a stage a position runs from 1 to 0; the
 * model is told how far along the whole way it is. Between two stages noise is added, so that the latents that were enlarged have the
 * statistics of the next stage's start again.
 */
import { eulerStep } from './flow-match-euler.ts';

/** The fields of a published `scheduler_config.json`; the authors' program sets them to their defaults. */
export interface PyramidSchedulerConfig {
  readonly num_train_timesteps: number;
  readonly shift: number;
  readonly stages: number;
  /** Ends of the stages on the way, 0 … 1. */
  readonly stage_range: readonly number[];
  /** Correlation between the four values of a block of noise, negated. */
  readonly gamma: number;
}

/** What the authors' program runs all published weights with. */
export const pyramidSchedulerDefaults: PyramidSchedulerConfig = {
  num_train_timesteps: 1000,
  shift: 1,
  stages: 3,
  stage_range: [0, 1 / 3, 2 / 3, 1],
  gamma: 1 / 3,
};

/** Noise levels of one stage, 1 is pure noise. */
export interface PyramidStage {
  /** Noise level that the stage starts at, with the noise added between stages. */
  readonly startSigma: number;
  readonly endSigma: number;
  /** Noise level of the start without that noise. */
  readonly originalStartSigma: number;
  /** Share of the whole way at the start and at the end of the stage. */
  readonly ratios: readonly [start: number, end: number];
}

/** The sigmas of the whole way: one for each training step, from 1 down. */
function wholeSigmas({ num_train_timesteps: count, shift }: PyramidSchedulerConfig): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => {
    const sigma = Math.fround((count - i) / count);
    return (shift * sigma) / (1 + (shift - 1) * sigma);
  });
}

/** Share of the clean latents in the enlarged ones of a stage, after noise is added to a share of `signal`. */
const correctedScale = (signal: number, gamma: number): number =>
  1 / (Math.sqrt(1 + 1 / gamma) * (1 - signal) + signal);

/** The stages, the coarsest first. */
export function pyramidStages(config: PyramidSchedulerConfig): PyramidStage[] {
  const { stages, stage_range: range, num_train_timesteps: count, gamma } = config;
  const sigmas = wholeSigmas(config);
  const levels = Array.from({ length: stages }, (_, stage) => {
    const end = Math.floor(range[stage + 1]! * count);
    const original = sigmas[Math.floor(range[stage]! * count)]!;
    const signal = 1 - original;
    return {
      originalStartSigma: original,
      startSigma: stage === 0 ? original : 1 - correctedScale(signal, gamma) * signal,
      endSigma: end < count ? sigmas[end]! : 0,
    };
  });
  const total = levels.reduce((sum, { startSigma, endSigma }) => sum + startSigma - endSigma, 0);
  let done = 0;
  return levels.map((level, stage) => {
    const start = done / total;
    done += level.startSigma - level.endSigma;
    return { ...level, ratios: [start, stage === stages - 1 ? 1 : done / total] };
  });
}

/** Positions within a stage and the model's timesteps: `positions` has one entry more, 0 after the last step. */
export interface PyramidTable {
  readonly positions: Float64Array;
  readonly timesteps: Float64Array;
}

/** `count` values in equal steps, both ends included. */
const evenly = (from: number, to: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => (count === 1 ? from : from + ((to - from) * i) / (count - 1)));

/** The table of one stage for a number of steps. */
export function pyramidTable(config: PyramidSchedulerConfig, stage: number, steps: number): PyramidTable {
  const { num_train_timesteps: count } = config;
  const sigmas = wholeSigmas(config);
  const [start, end] = pyramidStages(config)[stage]!.ratios;
  const timestepAt = (ratio: number) => Math.fround(sigmas[Math.min(Math.floor(ratio * count), count - 1)]! * count);
  const [first, after] = [timestepAt(start), timestepAt(end)];
  return {
    timesteps: Float64Array.from(evenly(first, first + ((after - first) * (count - 1)) / count, steps)),
    positions: Float64Array.from([...evenly(1, 1 / count, steps), 0]),
  };
}

/** Factors with which a stage after the first begins: of the enlarged latents, and of the block noise. */
export function renoising(
  config: PyramidSchedulerConfig,
  stage: number,
): { readonly alpha: number; readonly beta: number } {
  const signal = 1 - pyramidStages(config)[stage]!.originalStartSigma;
  const alpha = correctedScale(signal, config.gamma);
  return { alpha, beta: (alpha * (1 - signal)) / Math.sqrt(config.gamma) };
}

/** Covariance `[4, 4]` of the four values of a 2×2 block of noise. */
export const blockCovariance = ({ gamma }: PyramidSchedulerConfig): Float32Array =>
  Float32Array.from({ length: 16 }, (_, at) =>
    at % 5 === 0 ? Math.fround(Math.fround(1 + gamma) - Math.fround(gamma)) : -gamma,
  );

/**
 * Lower triangle `[4, 4]` that makes block noise of independent noise (Cholesky), in f32. The last pivot is 0 in exact arithmetic, as the
 * values of a block then add up to 0; in f32 about 4·10⁻⁴ of rounding is left of it. So that it is the reference's, products are not
 * rounded before they are subtracted, and columns are multiplied by the reciprocal of their pivot.
 */
export function blockFactor(config: PyramidSchedulerConfig): Float32Array {
  const covariance = blockCovariance(config);
  const lower = new Float32Array(16);
  for (let row = 0; row < 4; row++)
    for (let column = 0; column <= row; column++) {
      let rest = covariance[4 * row + column]!;
      for (let k = 0; k < column; k++) rest = Math.fround(rest - lower[4 * row + k]! * lower[4 * column + k]!);
      lower[4 * row + column] =
        row === column ? Math.sqrt(Math.max(0, rest)) : rest * Math.fround(1 / lower[5 * column]!);
    }
  return lower;
}

/** One step of a stage, in place: along the velocity, which points from its end to its start. */
export const pyramidStep = (
  sample: Float32Array,
  velocity: Float32Array,
  { positions }: PyramidTable,
  index: number,
): void => eulerStep(sample, velocity, positions[index]!, positions[index + 1]!);
