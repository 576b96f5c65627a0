import type { Clip } from '@akezora/contract/api';

/** A stretch of a clip that is kept, and the new seconds before it. */
export interface Piece {
  /** Its identity while pieces are moved. */
  readonly key: number;
  readonly clip: Clip;
  readonly from: number;
  readonly to: number;
  readonly gap: number;
}

/** Adds a whole clip as the last piece. */
export const addPiece = (pieces: readonly Piece[], clip: Clip): readonly Piece[] => [
  ...pieces,
  { key: 1 + Math.max(0, ...pieces.map(({ key }) => key)), clip, from: 0, to: clip.seconds, gap: 0 },
];

/** Changes one piece. */
export const editPiece = (pieces: readonly Piece[], index: number, change: Partial<Piece>): readonly Piece[] =>
  pieces.map((piece, i) => (i === index ? { ...piece, ...change } : piece));

/** Moves a piece `by` places later, or earlier where that is negative. */
export function movePiece(pieces: readonly Piece[], index: number, by: number): readonly Piece[] {
  const next = [...pieces];
  const [piece] = next.splice(index, 1);
  if (piece) next.splice(index + by, 0, piece);
  return next;
}

/** Shortest stretch that can be kept, in seconds. */
const shortest = 0.25;

/** The kept stretch after one of its ends was moved: the ends never cross, and at least a quarter of a second stays. */
export function trimTo(
  end: 'from' | 'to',
  at: number,
  { from, to }: Pick<Piece, 'from' | 'to'>,
  seconds: number,
): Pick<Piece, 'from' | 'to'> {
  const least = Math.min(shortest, seconds);
  return end === 'from'
    ? { from: Math.min(Math.max(0, at), to - least), to }
    : { from, to: Math.max(Math.min(seconds, at), from + least) };
}
