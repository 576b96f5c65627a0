import { blend, type Curve, type ModelCapabilities, type Transition } from '@akezora/contract';
import type { Clip, ClipDetail } from '@akezora/contract/api';
import type { Compiled } from '../compiled.ts';
import { sourceOf } from '../source.ts';
import type { ToolSettings } from '../tool.ts';
import { curveOf, stretchCurve } from './curve.ts';

/** Settings of a blend; its words say what is seen, by default what both clips show. */
export interface BlendSettings extends ToolSettings {
  /** The clip to blend into; null until it is chosen. */
  readonly second: Clip | null;
  readonly seconds: number;
  /** How the first clip gives way to the second; `curve`: both are mixed as the curve says. */
  readonly transition: Transition | 'curve';
  /** How strongly the second clip is kept over time; the first is kept by what is left. */
  readonly curve: Curve;
}

/** The transition that suits both clips. */
export const startBlend = (clip: ClipDetail): BlendSettings => ({
  second: null,
  seconds: clip.seconds,
  transition: 'auto',
  curve: curveOf('cross', clip.seconds),
  words: '',
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

/** A second clip, and a length that shows both whole where the model allows it. */
export const withSecond = (
  settings: BlendSettings,
  clip: ClipDetail,
  second: Clip,
  model: ModelCapabilities | undefined,
): BlendSettings => ({
  ...settings,
  ...withSeconds(settings, Math.min(longestBlend(model), Math.max(clip.seconds, second.seconds))),
  second,
});

/** How a blend is made by a model: one without transitions mixes along the curve. */
export const transitionOn = (
  model: ModelCapabilities | undefined,
  { transition }: Pick<BlendSettings, 'transition'>,
): BlendSettings['transition'] => (model?.controls.transition === false ? 'curve' : transition);

/** The first clip from its start and the second up to its end, with the transition, or as the curve says. */
export function compileBlend(
  clip: ClipDetail,
  settings: BlendSettings,
  model: ModelCapabilities,
): Compiled | undefined {
  const { second, seconds, curve, words } = settings;
  if (second === null) return undefined;
  const transition = transitionOn(model, settings);
  const how = transition === 'curve' ? curve : transition;
  const prompt = words.trim() || `${clip.prompt} / ${second.prompt}`;
  return { part: { ...blend(sourceOf(clip), sourceOf(second), seconds, how, model), prompt } };
}
