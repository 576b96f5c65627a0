import type { Guidance } from '../../diffusion/guidance.ts';

/** A value that holds from a noise level downwards: the first entry whose level is at most the step's is taken. */
export interface GuidanceSchedule {
  readonly levels: readonly number[];
  readonly guidance: readonly Guidance[];
}

/** One denoising pass of a preset. */
export interface PassPreset {
  readonly steps: number;
  /** Timesteps (1000 … 0) the checkpoint was distilled for; without them the scheduler's own. */
  readonly timesteps?: readonly number[];
  readonly guidance: Guidance | GuidanceSchedule;
  /** Steps left out at the end and at the start of the schedule. */
  readonly skipLast?: number;
  readonly skipFirst?: number;
  /** Fresh noise at every step instead of Euler steps. */
  readonly stochastic?: boolean;
}

/** How a published checkpoint is meant to be sampled. */
export interface SamplingPreset {
  readonly first: PassPreset;
  /** The second pass at twice the size, for checkpoints published with a two-scale pipeline. */
  readonly second?: PassPreset;
  readonly decodeTime: number;
  readonly decodeNoise: number;
  /** Compression of large latents before decoding (0.9.8 13B distilled). */
  readonly toneMap?: number;
}

/** The guidance of a step at a noise level 0 … 1. */
export function guidanceAt({ guidance }: PassPreset, level: number): Guidance {
  if (!('levels' in guidance)) return guidance;
  const index = guidance.levels.findIndex((value) => value <= level);
  return guidance.guidance.at(index < 0 ? -1 : index)!;
}

/** Every guidance a pass can use. */
export const guidancesOf = ({ guidance }: PassPreset): readonly Guidance[] =>
  'levels' in guidance ? guidance.guidance : [guidance];

const plain: PassPreset = {
  steps: 40,
  guidance: { scale: 3, rescale: 0.7, stg: { scale: 1, blocks: [19] } },
};

/** Eight steps in one go, or seven and then three at twice the size. */
const distilledTimesteps = [1000, 993.7, 987.5, 981.2, 975, 909.4, 725, 421.9];

const distilled: PassPreset = { steps: 8, timesteps: distilledTimesteps, guidance: { scale: 1 } };
const distilledFirst: PassPreset = { steps: 7, timesteps: distilledTimesteps.slice(0, 7), guidance: { scale: 1 } };
const distilledSecond: PassPreset = { steps: 3, timesteps: [909.4, 725, 421.9], guidance: { scale: 1 } };

const step = (scale: number, stg: number, blocks: readonly number[], rescale: number): Guidance => ({
  scale,
  rescale: rescale === 1 ? 0 : rescale,
  star: true,
  ...(stg > 0 ? { stg: { scale: stg, blocks } } : {}),
});

const development: PassPreset = {
  steps: 30,
  skipLast: 3,
  guidance: {
    levels: [1, 0.996, 0.9933, 0.985, 0.9767, 0.9008, 0.618],
    guidance: [
      step(1, 0, [], 1),
      step(1, 0, [11, 25, 35, 39], 1),
      step(6, 4, [22, 35, 39], 0.5),
      step(8, 4, [28], 0.5),
      step(6, 4, [28], 1),
      step(1, 2, [28], 1),
      step(1, 1, [28], 1),
    ],
  },
};

/**
 * The sampling of each published checkpoint, from its own repository's `configs/*.yaml`. `diffusers` holds the defaults
 * of the diffusers pipelines, for folders that are none of these.
 */
export const presets = {
  diffusers: { first: { steps: 50, guidance: { scale: 3 } }, decodeTime: 0.05, decodeNoise: 0.025 },
  base: { first: plain, decodeTime: 0.05, decodeNoise: 0.025 },
  'distilled-0.9.6': {
    first: { steps: 8, guidance: { scale: 1 }, stochastic: true },
    decodeTime: 0.05,
    decodeNoise: 0.025,
  },
  distilled: { first: distilled, decodeTime: 0.05, decodeNoise: 0.025 },
  'distilled-two-scale': {
    first: distilledFirst,
    second: distilledSecond,
    decodeTime: 0.05,
    decodeNoise: 0.025,
  },
  'distilled-13b-two-scale': {
    first: distilledFirst,
    second: distilledSecond,
    decodeTime: 0.05,
    decodeNoise: 0.025,
    toneMap: 0.6,
  },
  'development-13b': { first: { ...development, skipLast: 0 }, decodeTime: 0.05, decodeNoise: 0.025 },
  'development-13b-two-scale': {
    first: development,
    second: { steps: 30, skipFirst: 17, guidance: step(1, 1, [27], 1) },
    decodeTime: 0.05,
    decodeNoise: 0.025,
  },
} as const satisfies Record<string, SamplingPreset>;

/** Name of a sampling preset. */
export type PresetName = keyof typeof presets;
