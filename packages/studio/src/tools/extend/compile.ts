import { extend, type Join, type ModelCapabilities } from '@akezora/contract';
import type { ClipDetail } from '@akezora/contract/api';
import type { Compiled } from '../compiled.ts';
import { sourceOf } from '../source.ts';

/** Settings of an extension. */
export interface ExtendSettings {
  readonly place: Join['place'];
  /** Seconds to add. */
  readonly seconds: number;
  readonly prompt: string;
}

/** Four seconds after the end, under the clip's own prompt. */
export const startExtend = (clip: ClipDetail): ExtendSettings => ({ place: 'after', seconds: 4, prompt: clip.prompt });

/** The most seconds that can be added: what the model's longest clip leaves beside this one, but at least one. */
export const mostSeconds = (clip: Pick<ClipDetail, 'seconds'>, model: ModelCapabilities | undefined): number =>
  Math.max(1, Math.floor((model?.seconds.max ?? 60) - clip.seconds));

/** The whole clip, and new seconds after its end or before its start. */
export function compileExtend(
  clip: ClipDetail,
  { place, seconds, prompt }: ExtendSettings,
  model: ModelCapabilities,
): Compiled | undefined {
  if (prompt.trim() === '') return undefined;
  const { part, ...rest } = extend(sourceOf(clip), Math.min(seconds, mostSeconds(clip, model)), place, model);
  return { part: { ...part, prompt: prompt.trim() }, ...rest };
}
