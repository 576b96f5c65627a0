import type { ModelCapabilities } from '@akezora/contract';
import { guidanceOf, strengthsOf } from '../../diffusion/guidance.ts';
import { isSince, type LtxCheckpoint, type Sampling, samplings } from './checkpoints.ts';
import { licenceOf } from './licences.ts';

/** CRF of the H.264 pass of conditioning pictures, as published. */
const inputCrf = 29;

/** What the limits of a model depend on; `version` is `undefined` for files that are none of the published ones. */
export type LtxIdentity = Pick<LtxCheckpoint, 'id' | 'name' | 'billions'> & {
  readonly sampling: Sampling;
  readonly version: LtxCheckpoint['version'] | undefined;
};

/**
 * Limits of an LTX-Video model.
 * @param keyFrames whether it takes conditioning frames at any time: those before 0.9.5 were not trained for it. Default: by its version
 */
export function capabilitiesOf(
  model: LtxIdentity | LtxCheckpoint,
  keyFrames = model.version === undefined || isSince(model.version, '0.9.5'),
): ModelCapabilities {
  const { first } = typeof model.sampling === 'string' ? samplings[model.sampling] : model.sampling;
  const guided = guidanceOf(first.guidance).usesNegativePrompt;
  const { guidance, perturbation, rescale } = strengthsOf(first.guidance);
  const timesteps = 'timesteps' in first && first.timesteps ? [...first.timesteps] : undefined;
  return {
    id: model.id,
    name: model.name,
    family: 'ltx-video',
    summary: {
      en: `Lightricks' open model with ${model.billions} billion parameters: photographic clips from text and images.`,
      ja: `Lightricks の公開モデル（${model.billions}0億パラメーター）。文章や画像から実写風の動画を作ります。`,
    },
    ...licenceOf(model.version),
    languages: ['en'],
    promptLimit: { unit: 'tokens', max: 256 },
    aspects: ['16:9', '9:16', '1:1'],
    resolutions: ['360p', '480p', '540p', '720p'],
    sizes: { multipleOf: 32, minWidth: 64, maxWidth: 1920, minHeight: 64, maxHeight: 1920 },
    seconds: { min: 0.3, max: 20, default: 5 },
    fps: { values: [8, 12, 15, 16, 24, 25, 30], default: model.version && isSince(model.version, '0.9.6') ? 30 : 24 },
    steps: { min: 1, max: timesteps?.length ?? 100, default: first.steps, ...(timesteps && { timesteps }) },
    guidance: guided ? { min: 1, max: 15, default: guidance } : null,
    ...(perturbation > 0 ? { perturbation: { min: 0, max: 10, default: perturbation } } : {}),
    ...(rescale > 0 ? { rescale: { min: 0, max: 1, default: rescale } } : {}),
    inputCrf: { min: 0, max: 40, default: inputCrf },
    qualities: [],
    conditions: { image: true, video: true, anyFrame: keyFrames, strength: true },
    controls: {
      scene: false,
      storyboard: false,
      loop: false,
      extend: true,
      remix: true,
      blend: false,
      negativePrompt: guided,
      actors: false,
      backdrop: false,
      transition: false,
      loras: true,
      draft: false,
      stills: false,
    },
    presets: [],
    audio: 'none',
  };
}
