import type { PresetName } from './presets.ts';

/** A published LTX-Video checkpoint: where it lies on the hub and how it is sampled. */
export interface PublishedLtx {
  readonly id: string;
  readonly name: string;
  readonly repo: string;
  /** A single file of the repository; without it the repository is a diffusers folder. */
  readonly file?: string;
  readonly preset: PresetName;
  /** Used in place of `preset` when the latent upsampler is here. */
  readonly twoScale?: PresetName;
  /** The upsampler of its two-scale pipeline, a single file or a folder of the repository named here. */
  readonly upsampler?: { readonly repo: string; readonly file?: string };
  /** Billions of parameters of the transformer. */
  readonly billions: 2 | 13;
  readonly weightBytes: number;
}

const lightricks = 'Lightricks/LTX-Video';
const upscaler097 = { repo: 'Lightricks/ltxv-spatial-upscaler-0.9.7' } as const;
const upscaler098 = { repo: lightricks, file: 'ltxv-spatial-upscaler-0.9.8.safetensors' } as const;
const gigabytes = (n: number) => Math.round(n * 1e9);

/** Repository whose `text_encoder` and `tokenizer` serve every single file: T5 v1.1 XXL. */
export const textEncoderRepo = lightricks;

/** Name under which the text encoder alone is pulled, for files that were added by hand. */
export const textEncoderName = 'ltx-video-text-encoder';

/** The checkpoints of this family, oldest first. Weight sizes include the autoencoder, not the text encoder. */
export const publishedLtx: readonly PublishedLtx[] = [
  {
    id: 'ltx-video-2b-0.9.0',
    name: 'LTX-Video 2B 0.9.0',
    repo: lightricks,
    preset: 'base',
    billions: 2,
    weightBytes: gigabytes(9.4),
  },
  {
    id: 'ltx-video-2b-0.9.1',
    name: 'LTX-Video 2B 0.9.1',
    repo: lightricks,
    file: 'ltx-video-2b-v0.9.1.safetensors',
    preset: 'base',
    billions: 2,
    weightBytes: gigabytes(5.7),
  },
  {
    id: 'ltx-video-2b-0.9.5',
    name: 'LTX-Video 2B 0.9.5',
    repo: 'Lightricks/LTX-Video-0.9.5',
    preset: 'base',
    billions: 2,
    weightBytes: gigabytes(6.3),
  },
  {
    id: 'ltx-video-2b-0.9.6',
    name: 'LTX-Video 2B 0.9.6',
    repo: lightricks,
    file: 'ltxv-2b-0.9.6-dev-04-25.safetensors',
    preset: 'base',
    billions: 2,
    weightBytes: gigabytes(6.3),
  },
  {
    id: 'ltx-video-2b-0.9.6-distilled',
    name: 'LTX-Video 2B 0.9.6 distilled',
    repo: lightricks,
    file: 'ltxv-2b-0.9.6-distilled-04-25.safetensors',
    preset: 'distilled-0.9.6',
    billions: 2,
    weightBytes: gigabytes(6.3),
  },
  {
    id: 'ltx-video-13b-0.9.7',
    name: 'LTX-Video 13B 0.9.7',
    repo: 'Lightricks/LTX-Video-0.9.7-dev',
    preset: 'development-13b',
    twoScale: 'development-13b-two-scale',
    upsampler: upscaler097,
    billions: 13,
    weightBytes: gigabytes(28.6),
  },
  {
    id: 'ltx-video-13b-0.9.7-distilled',
    name: 'LTX-Video 13B 0.9.7 distilled',
    repo: 'Lightricks/LTX-Video-0.9.7-distilled',
    preset: 'distilled',
    twoScale: 'distilled-two-scale',
    upsampler: upscaler097,
    billions: 13,
    weightBytes: gigabytes(28.6),
  },
  {
    id: 'ltx-video-2b-0.9.8-distilled',
    name: 'LTX-Video 2B 0.9.8 distilled',
    repo: lightricks,
    file: 'ltxv-2b-0.9.8-distilled.safetensors',
    preset: 'distilled',
    twoScale: 'distilled-two-scale',
    upsampler: upscaler098,
    billions: 2,
    weightBytes: gigabytes(6.3),
  },
  {
    id: 'ltx-video-2b-0.9.8-distilled-fp8',
    name: 'LTX-Video 2B 0.9.8 distilled (fp8)',
    repo: lightricks,
    file: 'ltxv-2b-0.9.8-distilled-fp8.safetensors',
    preset: 'distilled',
    twoScale: 'distilled-two-scale',
    upsampler: upscaler098,
    billions: 2,
    weightBytes: gigabytes(4.5),
  },
  {
    id: 'ltx-video-13b-0.9.8',
    name: 'LTX-Video 13B 0.9.8',
    repo: lightricks,
    file: 'ltxv-13b-0.9.8-dev.safetensors',
    preset: 'development-13b',
    twoScale: 'development-13b-two-scale',
    upsampler: upscaler098,
    billions: 13,
    weightBytes: gigabytes(28.6),
  },
  {
    id: 'ltx-video-13b-0.9.8-distilled',
    name: 'LTX-Video 13B 0.9.8 distilled',
    repo: lightricks,
    file: 'ltxv-13b-0.9.8-distilled.safetensors',
    preset: 'distilled',
    twoScale: 'distilled-13b-two-scale',
    upsampler: upscaler098,
    billions: 13,
    weightBytes: gigabytes(28.6),
  },
];

/** The checkpoint a file or folder name stands for, e.g. a copy of `ltxv-2b-0.9.8-distilled.safetensors` elsewhere. */
export function publishedByFileName(name: string): PublishedLtx | undefined {
  return publishedLtx.find((model) => model.file === name);
}
