/** The published LTX-Video checkpoints: their files on the hub, and their sampling (the `configs/*.yaml` of the repository). */
import type { GuidanceSettings } from '../../diffusion/guidance.ts';
import type { PassSettings } from '../../diffusion/passes.ts';
import type { Checkpoint, RepositoryPart } from '../open.ts';

/** Sampling of a checkpoint. */
export interface Sampling {
  readonly first: PassSettings;
  /** Second pass at twice the size, for checkpoints with a two-scale pipeline. Default: none. */
  readonly second?: PassSettings;
  /** Timestep of the decoder, 0 … 1. */
  readonly decodeTimestep: number;
  /** Share of noise in the latents before decoding, 0 to 1. */
  readonly decodeNoiseScale: number;
  /** Compression of large latents before decoding, 0 to 1. Default: none. */
  readonly toneMap?: number;
}

const unguided: GuidanceSettings = { guidanceScale: 1 };
const decoding = { decodeTimestep: 0.05, decodeNoiseScale: 0.025 } as const;

/** Timesteps of the distilled checkpoints: eight in one go, or seven and then three at twice the size. */
const distilledTimesteps = [1000, 993.7, 987.5, 981.2, 975, 909.4, 725, 421.9];
const distilled: PassSettings = { steps: 8, timesteps: distilledTimesteps, guidance: unguided };
const distilledTwoScale = {
  first: { steps: 7, timesteps: distilledTimesteps.slice(0, 7), guidance: unguided },
  second: { steps: 3, timesteps: [909.4, 725, 421.9], guidance: unguided },
  ...decoding,
} satisfies Sampling;

/** Settings of a noise level of the 13B development checkpoints; a rescale of 1 is none in their configs. */
const at = (guidanceScale: number, scale: number, layers: readonly number[], rescale: number): GuidanceSettings => ({
  guidanceScale,
  guidanceRescale: rescale === 1 ? 0 : rescale,
  cfgStar: true,
  ...(scale > 0 ? { skipLayers: { scale, layers } } : {}),
});

const development: PassSettings = {
  steps: 30,
  skipLast: 3,
  guidance: {
    sigmas: [1, 0.996, 0.9933, 0.985, 0.9767, 0.9008, 0.618],
    settings: [
      at(1, 0, [], 1),
      at(1, 0, [11, 25, 35, 39], 1),
      at(6, 4, [22, 35, 39], 0.5),
      at(8, 4, [28], 0.5),
      at(6, 4, [28], 1),
      at(1, 2, [28], 1),
      at(1, 1, [28], 1),
    ],
  },
};

/** Sampling of the checkpoints, by name; `diffusers` has the defaults of the diffusers pipelines, for unknown folders. */
export const samplings = {
  diffusers: { first: { steps: 50, guidance: { guidanceScale: 3 } }, ...decoding },
  base: {
    first: {
      steps: 40,
      guidance: { guidanceScale: 3, guidanceRescale: 0.7, skipLayers: { scale: 1, layers: [19] } },
    },
    ...decoding,
  },
  'distilled-0.9.6': { first: { steps: 8, guidance: unguided, stochasticSampling: true }, ...decoding },
  distilled: { first: distilled, ...decoding },
  'distilled-two-scale': distilledTwoScale,
  'distilled-13b-two-scale': { ...distilledTwoScale, toneMap: 0.6 },
  'development-13b': { first: { ...development, skipLast: 0 }, ...decoding },
  'development-13b-two-scale': {
    first: development,
    second: { steps: 30, skipFirst: 17, guidance: at(1, 1, [27], 1) },
    ...decoding,
  },
} as const satisfies Record<string, Sampling>;

/** Name of a sampling. */
export type SamplingName = keyof typeof samplings;

/** Versions of the model that were published, oldest first. */
export const versions = ['0.9.0', '0.9.1', '0.9.5', '0.9.6', '0.9.7', '0.9.8'] as const;

/** A version of the model. */
export type LtxVersion = (typeof versions)[number];

/** Whether a version is another one or later. */
export const isSince = (version: LtxVersion, first: LtxVersion): boolean =>
  versions.indexOf(version) >= versions.indexOf(first);

/** A published LTX-Video checkpoint. */
export interface LtxCheckpoint extends Checkpoint {
  readonly name: string;
  readonly file: string;
  /** Version of the model, as in `0.9.8`. */
  readonly version: LtxVersion;
  /** Billions of parameters of the transformer. */
  readonly billions: 2 | 13;
  readonly sampling: SamplingName;
  /** Sampling when the latent upsampler is on this machine. Default: `sampling`. */
  readonly twoScale?: SamplingName;
  /** Upsampler of its two-scale pipeline. Default: none. */
  readonly upsampler?: RepositoryPart;
}

const repo = 'Lightricks/LTX-Video';

/** The encoder in 32 bits that Lightricks' repositories hold, and that earlier versions of Akezora fetched. */
export const largeTextEncoder: RepositoryPart = { repo, folders: ['text_encoder', 'tokenizer'] };

/** The upsampler as a folder, which earlier versions of Akezora fetched for 0.9.7; the file of 0.9.8 is a copy of it. */
export const folderUpsampler: RepositoryPart = {
  repo: 'Lightricks/ltxv-spatial-upscaler-0.9.7',
  folders: ['latent_upsampler'],
};

/** The latent upsampler of the two-scale pipelines. */
export const upsampler = { repo, file: 'ltxv-spatial-upscaler-0.9.8.safetensors' } as const;
const distilledModel = { sampling: 'distilled', twoScale: 'distilled-two-scale', upsampler } as const;
const developed = { sampling: 'development-13b', twoScale: 'development-13b-two-scale', upsampler } as const;
const base = { sampling: 'base' } as const;

/** Id, name, size and weight bytes, from a title such as `2B 0.9.8 distilled (fp8)` and the gigabytes of its weights. */
function titled(title: `${2 | 13}B ${LtxVersion}${string}`, gigabytes: number) {
  const slug = title.toLowerCase().replaceAll(' ', '-').replaceAll(/[()]/g, '');
  const billions: 2 | 13 = title.startsWith('13B') ? 13 : 2;
  return {
    id: `ltx-video-${slug}`,
    name: `LTX-Video ${title}`,
    version: title.split(' ')[1] as LtxVersion,
    billions,
    weightBytes: Math.round(gigabytes * 1e9),
  };
}

/**
 * The checkpoints of this family, oldest first: single files, and the repositories that hold the same weights as diffusers folders.
 * Weight sizes include the autoencoder, not the text encoder. The fp8 files of 13B 0.9.7 are not here: see `refusals.ts`.
 */
export const checkpoints: readonly LtxCheckpoint[] = [
  { ...titled('2B 0.9.0', 9.37), ...base, repo, file: 'ltx-video-2b-v0.9.safetensors', folders: [repo] },
  { ...titled('2B 0.9.1', 5.72), ...base, repo, file: 'ltx-video-2b-v0.9.1.safetensors', folders: [`${repo}-0.9.1`] },
  { ...titled('2B 0.9.5', 6.34), ...base, repo, file: 'ltx-video-2b-v0.9.5.safetensors', folders: [`${repo}-0.9.5`] },
  { ...titled('2B 0.9.6', 6.34), ...base, repo, file: 'ltxv-2b-0.9.6-dev-04-25.safetensors' },
  {
    ...titled('2B 0.9.6 distilled', 6.34),
    sampling: 'distilled-0.9.6',
    repo,
    file: 'ltxv-2b-0.9.6-distilled-04-25.safetensors',
  },
  {
    ...titled('13B 0.9.7', 28.6),
    ...developed,
    repo,
    file: 'ltxv-13b-0.9.7-dev.safetensors',
    folders: [`${repo}-0.9.7-dev`],
  },
  {
    ...titled('13B 0.9.7 distilled', 28.6),
    ...distilledModel,
    repo,
    file: 'ltxv-13b-0.9.7-distilled.safetensors',
    folders: [`${repo}-0.9.7-distilled`],
  },
  { ...titled('2B 0.9.8 distilled', 6.34), ...distilledModel, repo, file: 'ltxv-2b-0.9.8-distilled.safetensors' },
  {
    ...titled('2B 0.9.8 distilled (fp8)', 4.46),
    ...distilledModel,
    repo,
    file: 'ltxv-2b-0.9.8-distilled-fp8.safetensors',
  },
  { ...titled('13B 0.9.8', 28.6), ...developed, repo, file: 'ltxv-13b-0.9.8-dev.safetensors' },
  { ...titled('13B 0.9.8 (fp8)', 15.7), ...developed, repo, file: 'ltxv-13b-0.9.8-dev-fp8.safetensors' },
  {
    ...titled('13B 0.9.8 distilled', 28.6),
    ...distilledModel,
    twoScale: 'distilled-13b-two-scale',
    repo,
    file: 'ltxv-13b-0.9.8-distilled.safetensors',
    folders: [`${repo}-0.9.8-13B-distilled`],
  },
  {
    ...titled('13B 0.9.8 distilled (fp8)', 15.7),
    ...distilledModel,
    twoScale: 'distilled-13b-two-scale',
    repo,
    file: 'ltxv-13b-0.9.8-distilled-fp8.safetensors',
  },
];
