import type { Edge, Film, LinePiece } from './piece.ts';

type Sized = Pick<LinePiece, 'key' | 'seconds'>;

/** A piece with its place on the line. */
export interface Placed<P extends Sized = LinePiece> {
  readonly piece: P;
  readonly index: number;
  /** Second of the line where it begins. */
  readonly at: number;
}

/** The pieces with their places, one after another from 0 on. */
export function placed<P extends Sized>(pieces: readonly P[]): Placed<P>[] {
  let at = 0;
  return pieces.map((piece, index) => {
    const place = { piece, index, at };
    at += piece.seconds;
    return place;
  });
}

/** Length of the line in seconds. */
export const lengthOf = (pieces: readonly Sized[]): number => pieces.reduce((sum, { seconds }) => sum + seconds, 0);

/** Rounding of sums of times, in seconds: far below a frame. */
const tiny = 1e-6;

/** The piece that is seen at a time; the last one from its end on, and the first one before 0. Undefined for an empty line. */
export function pieceAt<P extends Sized>(pieces: readonly P[], time: number): Placed<P> | undefined {
  const all = placed(pieces);
  return all.filter(({ at, piece }) => at <= time + tiny && piece.seconds > 0).at(-1) ?? all[0];
}

/** A time at the nearest beginning of a frame. */
export const toFrame = (time: number, fps: number): number => Math.round(time * fps) / fps;

/** The last moment of a line at which a frame is seen: the beginning of its last frame. */
export const lastFrame = (seconds: number, fps: number): number => Math.max(0, toFrame(seconds, fps) - 1 / fps);

/**
 * A time drawn to the nearest of some marks, else to the nearest frame.
 * @param within How near a mark must be, in seconds.
 */
export function magnet(time: number, fps: number, marks: readonly number[], within: number): number {
  const nearest = [...marks].sort((a, b) => Math.abs(a - time) - Math.abs(b - time))[0];
  return nearest !== undefined && Math.abs(nearest - time) <= within ? nearest : toFrame(time, fps);
}

/** How seconds lie on the screen. */
export interface Scale {
  /** Pixels before second 0. */
  readonly lead: number;
  /** Pixels a second. */
  readonly perSecond: number;
}

/**
 * The scale at which a whole line is seen.
 * @param room Pixels that stay free before and after it.
 */
export const fitted = (seconds: number, width: number, room: number): Scale => ({
  lead: room,
  perSecond: Math.max(1, width - 2 * room) / Math.max(0.1, seconds),
});

/** Place of a time in pixels. */
export const xOf = ({ lead, perSecond }: Scale, time: number): number => lead + time * perSecond;

/** Time at a place in pixels. */
export const timeOf = ({ lead, perSecond }: Scale, x: number): number => (x - lead) / perSecond;

/** Steps between numbers on the ruler, in seconds. */
const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60] as const;

/** A mark of the ruler. */
export interface Tick {
  readonly at: number;
  /** Whether its time is written. */
  readonly named: boolean;
}

/** The ruler of a line: written times that lie at least 56 pixels apart, and marks between them at least 8 pixels apart. */
export function ticks(seconds: number, perSecond: number): Tick[] {
  const named = steps.find((step) => step * perSecond >= 56) ?? 60;
  const between = [10, 5, 2].find((parts) => (named * perSecond) / parts >= 8) ?? 1;
  const count = Math.floor((seconds * between) / named + tiny);
  return Array.from({ length: count + 1 }, (_, n) => ({
    at: Math.round(((n * named) / between) * 1000) / 1000,
    named: n % between === 0,
  }));
}

/** A picture of a film strip. */
export interface Cell {
  /** Its number in the film from its beginning: it stays the same cell while the piece is trimmed. */
  readonly number: number;
  /** Pixels from the piece's left edge; negative where the piece begins inside it. */
  readonly left: number;
  /** Second of the film that it shows. */
  readonly time: number;
}

/** The pictures of a piece, of the film's true shape: as many as fit, counted from the film's beginning so that they stay while it is trimmed. */
export function cells(
  { seconds, width, height }: Pick<Film, 'seconds' | 'width' | 'height'>,
  { from, seconds: length }: { readonly from: number; readonly seconds: number },
  perSecond: number,
  stripHeight: number,
): { readonly width: number; readonly cells: Cell[] } {
  const cellWidth = Math.max(8, (stripHeight * width) / height);
  const each = cellWidth / perSecond;
  const first = Math.floor((from + tiny) / each);
  const last = Math.max(first, Math.ceil((from + length - tiny) / each) - 1);
  return {
    width: cellWidth,
    cells: Array.from({ length: last - first + 1 }, (_, n) => {
      const number = first + n;
      return {
        number,
        left: (number * each - from) * perSecond,
        time: Math.min(Math.max(0, (number + 0.5) * each), seconds),
      };
    }),
  };
}

/** Number of the picture of a sprite sheet that shows a time. */
export const spriteAt = (
  { count, everySeconds }: { readonly count: number; readonly everySeconds: number },
  time: number,
) => Math.max(0, Math.min(count - 1, Math.floor(time / everySeconds + tiny)));

/**
 * The place in the order that a dragged piece takes: that of the piece whose middle its own middle has passed.
 * @param by How far it is dragged, in seconds.
 */
export function dropIndex(pieces: readonly Sized[], key: string, by: number): number {
  const all = placed(pieces);
  const own = all.find(({ piece }) => piece.key === key);
  if (own === undefined) return -1;
  const [left, right] = [own.at + by, own.at + by + own.piece.seconds];
  const before = all.filter(({ piece, at, index }) => {
    const middle = at + piece.seconds / 2;
    return index < own.index ? middle <= left : index > own.index && middle < right;
  });
  return before.length;
}

/** The place between pieces that is nearest to a time: its number in the order, and its second of the line. */
export function nearestGap(pieces: readonly Sized[], time: number): { readonly index: number; readonly at: number } {
  const gaps = [
    ...placed(pieces).map(({ index, at }) => ({ index, at })),
    { index: pieces.length, at: lengthOf(pieces) },
  ];
  return gaps.reduce((best, gap) => (Math.abs(gap.at - time) < Math.abs(best.at - time) ? gap : best));
}

/** The pieces with one of them at another place of the order. */
export function reordered<P extends Sized>(pieces: readonly P[], key: string, index: number): readonly P[] {
  const moved = pieces.find((piece) => piece.key === key);
  if (moved === undefined) return pieces;
  const rest = pieces.filter((piece) => piece !== moved);
  return [...rest.slice(0, index), moved, ...rest.slice(index)];
}

/** An edge that is held while the line changes. */
export interface Held {
  /** The piece whose edge was grabbed, and which of its edges. */
  readonly key: string;
  readonly edge: Edge;
  /** Second of the line where the piece ended when its edge was grabbed. */
  readonly end: number;
}

/**
 * How far each piece is shown from its place, in seconds, while a beginning is held: its edge follows the hand and its end stays. A
 * shorter piece leaves a hole before it until it is let go; a longer one moves the line to the left, as far as there is room.
 * @param lead Free seconds before the line.
 */
export function shiftsOf(pieces: readonly Sized[], held: Held | null, lead: number): (index: number) => number {
  const grabbed = held?.edge === 'start' ? placed(pieces).find(({ piece }) => piece.key === held.key) : undefined;
  if (held === null || grabbed === undefined) return () => 0;
  const shift = held.end - (grabbed.at + grabbed.piece.seconds);
  if (shift < 0) return () => Math.max(shift, -lead);
  return (index) => (index >= grabbed.index ? shift : 0);
}

/** Second of the line where a piece that takes a place in the order of the others would be put between them. */
export function gapAt(pieces: readonly Sized[], key: string, index: number): number {
  const others = placed(pieces).filter(({ piece }) => piece.key !== key);
  return others[index]?.at ?? lengthOf(pieces);
}
