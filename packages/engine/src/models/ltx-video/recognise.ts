/**
 * What a model is: a published checkpoint, or weights of others. Those are judged by what a single file says of itself (Lightricks'
 * metadata, which `sampler: from_checkpoint` in the published settings reads), then by their name.
 */
import { basename } from 'node:path';
import type { Notice } from '@akezora/contract';
import type { LtxIdentity } from './capabilities.ts';
import {
  checkpoints,
  type LtxCheckpoint,
  type Sampling,
  type SamplingName,
  samplings,
  versions,
} from './checkpoints.ts';
import type { LtxFiles } from './config.ts';

/** A model with its sampling. */
export interface Recognised {
  readonly identity: LtxIdentity;
  /** Sampling with the latent upsampler. Default: `identity.sampling`. */
  readonly twoScale?: Sampling;
  readonly upsampler?: LtxCheckpoint['upsampler'];
}

/** A published checkpoint as a model. */
const published = ({ sampling, twoScale, upsampler, ...checkpoint }: LtxCheckpoint): Recognised => ({
  identity: { ...checkpoint, sampling: samplings[sampling] },
  ...(twoScale ? { twoScale: samplings[twoScale] } : {}),
  ...(upsampler ? { upsampler } : {}),
});

/** What weights are; `name` is that of their file, repository or folder. */
export function recognise(files: LtxFiles, name: string, checkpoint: LtxCheckpoint | undefined): Recognised {
  if (checkpoint) return published(checkpoint);
  const billions = files.transformer.config.num_layers > 30 ? 13 : 2;
  const version = versions.find((one) => name.includes(one));
  const levels = files.stated?.allowed_inference_steps ?? undefined;
  const distilled = levels !== undefined || /distill/i.test(name);
  const like = checkpoints.find(
    (one) => one.billions === billions && one.version === version && one.sampling.startsWith('distilled') === distilled,
  );
  const identity = { id: 'ltx-video', name: `LTX-Video (${name})`, version, billions } as const;
  if (levels) return { identity: { ...identity, sampling: distilledTo(levels) } };
  if (like) return { ...published(like), identity: { ...identity, sampling: samplings[like.sampling] } };
  return { identity: { ...identity, sampling: samplings[samplingOf(name, distilled, billions)] } };
}

/** The sampling of weights with Lightricks' name but no version; all others have that of the diffusers pipelines. */
function samplingOf(name: string, distilled: boolean, billions: 2 | 13): SamplingName {
  if (distilled) return 'distilled';
  if (!/ltxv?[-_]|lightricks/i.test(name)) return 'diffusers';
  return billions === 13 ? 'development-13b' : 'base';
}

/** Sampling at the noise levels (1 … 0) that a distilled file allows. */
function distilledTo(levels: readonly number[]): Sampling {
  const timesteps = [...new Set(levels)].sort((a, b) => b - a).map((level) => Math.round(level * 1e4) / 10);
  return { ...samplings.distilled, first: { ...samplings.distilled.first, steps: timesteps.length, timesteps } };
}

/** Name of the LoRA that makes the distilled model of a 13B development model: `ltxv-13b-0.9.7-distilled-lora128.safetensors`. */
const distillingLora = /ltxv?[-_].*distill.*lora/i;

/**
 * A 13B development model with the LoRA that distils it: it samples as the distilled model of its version. `undefined` for other models
 * and requests.
 */
export function distilledByLora(
  { identity, upsampler }: Recognised,
  loras: readonly { readonly path: string; readonly strength: number }[],
): Recognised | undefined {
  if (identity.billions !== 13 || identity.sampling.first.guidance === samplings.distilled.first.guidance)
    return undefined;
  const distils = loras.some(({ path, strength }) => strength > 0 && distillingLora.test(basename(path)));
  if (!distils) return undefined;
  return {
    identity: { ...identity, sampling: samplings.distilled },
    twoScale: samplings['distilled-two-scale'],
    ...(upsampler ? { upsampler } : {}),
  };
}

/** Says that a LoRA changed how the model samples. */
export const distilledNotice: Notice = {
  code: 'lora_distils',
  field: 'loras',
  message: {
    en: 'This LoRA distils the model: it runs with 8 steps and without guidance, as the distilled model does.',
    ja: 'モデルを蒸留する LoRA です。蒸留モデルと同じく、8ステップ、ガイダンスなしで実行します。',
  },
};
