import type { DraftCard, StoryboardData } from '@akezora/contract/api';
import { thumbnailOf } from '../../api/thumbnails.ts';
import type { Film, LinePiece } from '../../timeline/piece.ts';
import { lengthsOf } from './cards.ts';

/** Ends the key of the seconds that a card has beyond its clip. */
const restMark = '/rest';

/** The card that a piece of the line belongs to, and whether it is what the card has beyond its clip. */
export const cardOfPiece = (key: string): { readonly id: string; readonly rest: boolean } =>
  key.endsWith(restMark) ? { id: key.slice(0, -restMark.length), rest: true } : { id: key, rest: false };

/** Less than a frame, in seconds. */
const tiny = 0.03;

/** Seconds that a clip's card shows of its clip. */
export const shownOf = ({ from = 0, to }: DraftCard, film: Film, seconds: number): number =>
  Math.max(0, Math.min(seconds, Math.min(to ?? film.seconds, film.seconds) - from));

/**
 * The cards as pieces of a line. A clip's card that is longer than its stretch of the clip has a second piece: seconds yet to be painted.
 * @param films The films of clips' cards, as far as they are known.
 * @param stills Pictures of text cards' words, as far as they are made.
 */
export const piecesOf = (
  data: StoryboardData,
  films: ReadonlyMap<string, Film>,
  stills: ReadonlyMap<string, string>,
): LinePiece[] =>
  lengthsOf(data).flatMap(({ card, seconds }): LinePiece[] => {
    const base = { key: card.id, seconds, words: card.prompt };
    const film = card.kind === 'video' ? films.get(card.id) : undefined;
    if (film !== undefined) {
      const shown = shownOf(card, film, seconds);
      const clip = { ...base, kind: 'clip', film, from: card.from ?? 0 } as const;
      if (seconds - shown < tiny) return [clip];
      return [
        { ...clip, seconds: shown },
        { ...base, kind: 'new', key: `${card.id}${restMark}`, seconds: seconds - shown },
      ];
    }
    const picture = card.kind === 'text' ? stills.get(card.id) : thumbnailOf(card);
    if (card.kind !== 'text' && picture !== undefined) return [{ ...base, kind: 'still', picture }];
    return [{ ...base, kind: 'words', ...(picture === undefined ? {} : { picture }) }];
  });
