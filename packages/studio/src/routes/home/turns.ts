/** How far apart tiles follow one another, so that neighbours do not play one after the other. */
const stride = 5;

/** The tile of a turn. Turns count up from 0. */
const tileOf = (turn: number, count: number): number => (turn * stride) % count;

/**
 * The tile that plays at a turn: one at a time, every one in its turn.
 * @param turn Counts up from 0; negative: none has begun.
 * @param count How many tiles there are. A multiple of 5 leaves tiles out.
 */
export const playingAt = (turn: number, count: number): number | undefined =>
  turn < 0 ? undefined : tileOf(turn, count);

/** The turn after this one whose tile is in view; the very next where none is. */
export function turnAfter(turn: number, count: number, isSeen: (tile: number) => boolean): number {
  for (let next = turn + 1; next <= turn + count; next++) if (isSeen(tileOf(next, count))) return next;
  return turn + 1;
}
