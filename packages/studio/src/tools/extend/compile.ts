import { extend, type Join, type ModelCapabilities } from '@akezora/contract';
import type { ClipDetail } from '@akezora/contract/api';
import { type LinePiece, wholeClip } from '../../timeline/piece.ts';
import type { Compiled } from '../compiled.ts';
import { sourceOf } from '../source.ts';
import type { ToolSettings } from '../tool.ts';

/** Settings of an extension; its words say what happens in the new seconds. */
export interface ExtendSettings extends ToolSettings {
  readonly place: Join['place'];
  /** Seconds to add. */
  readonly seconds: number;
}

/** The fewest and the most seconds that the page adds at once. */
export const extensionRange = { min: 1, max: 20 } as const;

/** Four seconds after the end, in which it goes on as it was. */
export const startExtend = (): ExtendSettings => ({ place: 'after', seconds: 4, words: '' });

/** The most seconds that can be added: what the model's longest clip leaves beside this one, but at least one. */
export const mostSeconds = (clip: Pick<ClipDetail, 'seconds'>, model: ModelCapabilities | undefined): number =>
  Math.max(1, Math.min(extensionRange.max, Math.floor((model?.seconds.max ?? 60) - clip.seconds)));

/** The clip with its new seconds, as pieces of a line. */
export function extendLine(clip: ClipDetail, { place, seconds }: ExtendSettings): LinePiece[] {
  const fresh: LinePiece = { kind: 'new', key: 'new', seconds };
  return place === 'after' ? [wholeClip(clip), fresh] : [fresh, wholeClip(clip)];
}

/** The whole clip, and new seconds after its end or before its start. */
export function compileExtend(
  clip: ClipDetail,
  { place, seconds, words }: ExtendSettings,
  model: ModelCapabilities,
): Compiled | undefined {
  const prompt = words.trim() || clip.prompt.trim();
  if (prompt === '') return undefined;
  const { part, ...rest } = extend(sourceOf(clip), Math.min(seconds, mostSeconds(clip, model)), place, model);
  return { part: { ...part, prompt }, ...rest };
}
