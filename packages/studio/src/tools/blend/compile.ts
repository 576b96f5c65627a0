import { blend, type Curve, type ModelCapabilities } from '@akezora/contract';
import type { Clip, ClipDetail } from '@akezora/contract/api';
import type { Compiled } from '../compiled.ts';
import { sourceOf } from '../source.ts';
import { curveOf, stretchCurve } from './curve.ts';

/** Settings of a blend. */
export interface BlendSettings {
  /** The clip to blend into; null until it is chosen. */
  readonly second: Clip | null;
  readonly seconds: number;
  /** How strongly the second clip is kept over time; the first is kept by what is left. */
  readonly curve: Curve;
  readonly prompt: string;
}

/** A fade over the clip's own length. */
export const startBlend = (clip: ClipDetail): BlendSettings => ({
  second: null,
  seconds: clip.seconds,
  curve: curveOf('cross', clip.seconds),
  prompt: clip.prompt,
});

/** The longest blend that the page offers: what the model makes, but at most 30 seconds. */
export const longestBlend = (model: ModelCapabilities | undefined): number => Math.min(30, model?.seconds.max ?? 30);

/** Another length, with the curve stretched to it. */
export const withSeconds = (
  { seconds, curve }: BlendSettings,
  next: number,
): Pick<BlendSettings, 'seconds' | 'curve'> => ({
  seconds: next,
  curve: stretchCurve(curve, seconds, next),
});

/** A second clip, a length that shows both whole where the model allows it, and a prompt of both. */
export const withSecond = (
  settings: BlendSettings,
  clip: ClipDetail,
  second: Clip,
  model: ModelCapabilities | undefined,
): BlendSettings => ({
  ...withSeconds(settings, Math.min(longestBlend(model), Math.max(clip.seconds, second.seconds))),
  second,
  prompt: `${clip.prompt} / ${second.prompt}`,
});

/** The first clip from its start and the second up to its end, as the curve says. */
export function compileBlend(
  clip: ClipDetail,
  { second, seconds, curve, prompt }: BlendSettings,
  model: ModelCapabilities,
): Compiled | undefined {
  if (second === null) return undefined;
  return { part: { ...blend(sourceOf(clip), sourceOf(second), seconds, curve, model), prompt: prompt.trim() } };
}
