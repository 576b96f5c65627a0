import { type ModelCapabilities, recut, recutSeconds } from '@akezora/contract';
import type { ClipDetail } from '@akezora/contract/api';
import { filmOf, type LinePiece } from '../../timeline/piece.ts';
import type { Compiled } from '../compiled.ts';
import { sourceOf } from '../source.ts';
import type { ToolSettings } from '../tool.ts';
import { addClip, type CutPiece, withGaps } from './pieces.ts';

/** Settings of a re-cut; its words say what happens in the new seconds. */
export interface RecutSettings extends ToolSettings {
  readonly pieces: readonly CutPiece[];
}

/** The whole clip, with nothing new. */
export const startRecut = (clip: ClipDetail): RecutSettings => ({ pieces: addClip([], clip), words: '' });

/** The pieces as they lie on the line. */
export const recutLine = (pieces: readonly CutPiece[]): LinePiece[] =>
  pieces.map((piece) =>
    piece.kind === 'new'
      ? piece
      : {
          kind: 'clip',
          key: piece.key,
          film: filmOf(piece.clip),
          from: piece.from,
          seconds: piece.to - piece.from,
        },
  );

/** The pieces in their order, with new seconds between and around them. */
export function compileRecut(clip: ClipDetail, { pieces, words }: RecutSettings, model: ModelCapabilities): Compiled {
  const { kept, after } = withGaps(pieces);
  const sources = kept.map((piece) => ({ ...piece, clip: sourceOf(piece.clip) }));
  return { part: { ...recut(sources, recutSeconds(kept, after), model), prompt: words.trim() || clip.prompt } };
}
