import type { StoryboardData } from '@akezora/contract/api';
import type { EdgeOf, Film } from '../../timeline/piece.ts';
import { cardOfPiece, shownOf } from './card-pieces.ts';
import { type BoardLimits, inOrder, lengthsOf, moveCard, moveEnd, trimClip } from './cards.ts';

/** Shortest stretch of a clip, in seconds. */
const leastShown = 0.25;

/** Seconds within which a half second draws the border of two cards. */
const draws = 0.07;

/** A border that was pulled, drawn to the nearest half second; a step of a few frames stays as it is. */
function drawn(to: number, by: number): number {
  const half = Math.round(to * 2) / 2;
  return Math.abs(by) > 0.15 && Math.abs(half - to) <= draws ? half : to;
}

/**
 * Begins to pull an edge of a card: the border to its neighbour moves, a clip's beginning gives and takes frames with it, and the border between a
 * clip and the seconds beyond it trims the clip.
 * @returns The storyboard with the edge moved by some seconds, to the right where positive; undefined for the beginning of the first card.
 */
export function pullCard(
  data: StoryboardData,
  { key, edge }: EdgeOf,
  film: Film | undefined,
  limits: BoardLimits,
): ((by: number) => StoryboardData) | undefined {
  const { id, rest } = cardOfPiece(key);
  const found = lengthsOf(data).find(({ card }) => card.id === id);
  if (found === undefined) return undefined;
  const { card, seconds } = found;
  const from = card.from ?? 0;
  if (film !== undefined) {
    const shown = shownOf(card, film, seconds);
    const trims = rest ? edge === 'start' : edge === 'end' && shown < seconds - draws;
    if (trims)
      return (by) => {
        const most = Math.min(film.seconds, from + seconds);
        return trimClip(data, id, { to: Math.max(from + leastShown, Math.min(most, from + shown + by)) });
      };
  }
  if (edge === 'end') return (by) => moveEnd(data, id, drawn(card.at + seconds + by, by), limits);
  if (inOrder(data.cards)[0]?.id === id) return undefined;
  return (by) => {
    const moved = moveCard(data, id, drawn(card.at + by, by));
    if (film === undefined) return moved;
    const passed = (moved.cards.find((one) => one.id === id)?.at ?? card.at) - card.at;
    const end = Math.min(card.to ?? film.seconds, film.seconds);
    return trimClip(moved, id, { from: Math.min(from + passed, end - leastShown) });
  };
}
