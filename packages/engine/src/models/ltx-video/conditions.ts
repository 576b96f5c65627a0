/** Conditioning frames in the starting noise, as diffusers' `LTXConditionPipeline` places them. */
import { AkezoraError } from '@akezora/contract';
import type { Compression } from '../../diffusion/clip-shape.ts';
import type { ConditioningLatents } from '../../diffusion/conditioning-frames.ts';
import { type LatentBox, pack, tokensOf } from '../../diffusion/latents.ts';
import { f32 } from '../../tensor/tensor.ts';
import { joinCoordinates, type VideoCoordinates, videoCoordinates } from './rotary.ts';

/** Tokens before the first step: extra tokens of conditions, then those of the clip. */
export interface StartingTokens {
  /** `[tokens, channels]`. */
  readonly sample: Float32Array;
  /** Strength of each token, 0: ignored, 1: unchanged; `undefined` without conditions. */
  readonly strengths: Float32Array | undefined;
  readonly coordinates: VideoCoordinates;
  /** Extra tokens, which are dropped after denoising. */
  readonly extra: number;
}

/** Latent frames of a later clip that become extra tokens; the others replace tokens of the clip. */
const prefixFrames = 2;

/**
 * Mixes conditioning frames into the starting noise by their strength. At frame 0 they replace tokens of the clip; later, an image or
 * the first two latent frames of a clip become extra tokens with coordinates of their own, and the others replace tokens.
 * @param noise starting noise, `[channels, frames, height, width]`
 * @param draw noise for the n-th group of extra tokens, in the layout of its latents
 * @throws AkezoraError `request_invalid` for a later clip of fewer than two latent frames.
 */
export function applyConditions(
  noise: Float32Array,
  channels: number,
  box: LatentBox,
  conditioning: readonly ConditioningLatents[],
  compression: Compression,
  frameRate: number,
  draw: (index: number, count: number) => Float32Array,
): StartingTokens {
  const plane = box.rows * box.columns;
  const tokens = tokensOf(box);
  const sample = pack(f32([1, channels, box.frames, box.rows, box.columns], noise)).data;
  const strengths = new Float32Array(tokens);
  const extras: { sample: Float32Array; strength: number; coordinates: VideoCoordinates }[] = [];
  for (const { latents, frame, strength } of conditioning) {
    const frames = latents.shape[2]!;
    const replaceTokens = (from: number, to: number) => {
      for (let f = from; f < frames && to + f - from < box.frames; f++)
        for (let i = 0; i < plane; i++) {
          const token = (to + f - from) * plane + i;
          strengths[token] = strength;
          for (let c = 0; c < channels; c++) {
            const at = token * channels + c;
            sample[at]! += strength * (latents.data[(c * frames + f) * plane + i]! - sample[at]!);
          }
        }
    };
    if (frame === 0) {
      replaceTokens(0, 0);
      continue;
    }
    const clip = frames > 1;
    if (clip && frames < prefixFrames)
      throw new AkezoraError('request_invalid', {
        field: 'conditions',
        reason: {
          en: `a clip that starts later needs at least ${compression.time * (prefixFrames - 1) + 1} frames`,
          ja: `途中から始まるクリップには ${compression.time * (prefixFrames - 1) + 1}フレーム以上が必要です`,
        },
      });
    if (clip) replaceTokens(prefixFrames, Math.floor(frame / compression.time) + prefixFrames);
    const front = clip ? prefixFrames : frames;
    const count = front * plane;
    const random = draw(extras.length, channels * count);
    const values = new Float32Array(count * channels);
    for (let c = 0; c < channels; c++)
      for (let i = 0; i < count; i++) {
        const value = random[c * count + i]!;
        values[i * channels + c] = value + strength * (latents.data[c * frames * plane + i]! - value);
      }
    const coordinates = videoCoordinates({ ...box, frames: front }, compression, frameRate, frame);
    extras.push({ sample: values, strength, coordinates });
  }
  const extra = extras.reduce((sum, group) => sum + group.sample.length / channels, 0);
  const all = new Float32Array((extra + tokens) * channels);
  const allStrengths = new Float32Array(extra + tokens);
  let at = 0;
  for (const group of extras) {
    all.set(group.sample, at * channels);
    allStrengths.fill(group.strength, at, at + group.sample.length / channels);
    at += group.sample.length / channels;
  }
  all.set(sample, at * channels);
  allStrengths.set(strengths, at);
  return {
    sample: all,
    strengths: conditioning.length > 0 ? allStrengths : undefined,
    coordinates: joinCoordinates([
      ...extras.map((group) => group.coordinates),
      videoCoordinates(box, compression, frameRate),
    ]),
    extra,
  };
}
