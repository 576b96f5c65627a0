import { type ModelCapabilities, recut, recutSeconds } from '@akezora/contract';
import type { ClipDetail } from '@akezora/contract/api';
import type { Compiled } from '../compiled.ts';
import { sourceOf } from '../source.ts';
import { addPiece, type Piece } from './pieces.ts';

/** Settings of a re-cut. */
export interface RecutSettings {
  readonly pieces: readonly Piece[];
  /** New seconds after the last piece. */
  readonly after: number;
  /** What happens in the new seconds. */
  readonly prompt: string;
}

/** The whole clip, with nothing new. */
export const startRecut = (clip: ClipDetail): RecutSettings => ({
  pieces: addPiece([], clip),
  after: 0,
  prompt: clip.prompt,
});

/** Length of a re-cut. */
export const secondsOf = ({ pieces, after }: Pick<RecutSettings, 'pieces' | 'after'>): number =>
  recutSeconds(pieces, after);

/** The pieces in their order, with new seconds between and around them. */
export function compileRecut(_clip: ClipDetail, settings: RecutSettings, model: ModelCapabilities): Compiled {
  const pieces = settings.pieces.map(({ clip, ...piece }) => ({ ...piece, clip: sourceOf(clip) }));
  return { part: { ...recut(pieces, secondsOf(settings), model), prompt: settings.prompt.trim() } };
}
