import { loop, loopSeams, type ModelCapabilities } from '@akezora/contract';
import type { ClipDetail } from '@akezora/contract/api';
import { type LinePiece, wholeClip } from '../../timeline/piece.ts';
import type { Compiled } from '../compiled.ts';
import { sourceOf } from '../source.ts';
import type { ToolSettings } from '../tool.ts';

/** Settings of a loop; its words say what happens on the way back. */
export interface LoopSettings extends ToolSettings {
  /** How long the seam is. */
  readonly length: keyof typeof loopSeams;
}

/** The lengths of a seam, the shortest first. */
export const seamLengths = ['short', 'normal', 'long'] as const satisfies readonly LoopSettings['length'][];

/** A seam of normal length. */
export const startLoop = (): LoopSettings => ({ length: 'normal', words: '' });

/** The length of seam nearest to some seconds. */
export const seamNear = (seconds: number): LoopSettings['length'] =>
  [...seamLengths].sort((a, b) => Math.abs(loopSeams[a] - seconds) - Math.abs(loopSeams[b] - seconds))[0] ?? 'normal';

/** The clip and the seam that leads back to its beginning, as pieces of a line. */
export const loopLine = (clip: ClipDetail, { length }: LoopSettings): LinePiece[] => [
  wholeClip(clip),
  { kind: 'new', key: 'seam', seconds: loopSeams[length] },
];

/** The clip, and a seam from its end back to its start. */
export const compileLoop = (clip: ClipDetail, { length, words }: LoopSettings, model: ModelCapabilities): Compiled => ({
  part: { ...loop(length, sourceOf(clip), model), prompt: words.trim() || clip.prompt },
});
