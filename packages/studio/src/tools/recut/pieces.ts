import type { Clip } from '@akezora/contract/api';
import { lengthOf, pieceAt, reordered, toFrame } from '../../timeline/geometry.ts';
import type { EdgeOf } from '../../timeline/piece.ts';

/** A part of a re-cut: a stretch of a clip that is kept, or seconds that are newly painted. */
export type CutPiece =
  | {
      readonly kind: 'clip';
      /** Its identity while pieces are moved. */
      readonly key: string;
      readonly clip: Clip;
      readonly from: number;
      readonly to: number;
    }
  | { readonly kind: 'new'; readonly key: string; readonly seconds: number };

/** Shortest piece, in seconds. */
export const shortest = 0.25;

/** The lengths that a whole re-cut may have, in seconds. */
export interface CutLimits {
  readonly min: number;
  readonly max: number;
}

/** Length of a piece. */
export const secondsIn = (piece: CutPiece): number => (piece.kind === 'new' ? piece.seconds : piece.to - piece.from);

/** Length of a re-cut. */
export const cutSeconds = (pieces: readonly CutPiece[]): number => lengthOf(sized(pieces));

const sized = (pieces: readonly CutPiece[]) => pieces.map((piece) => ({ ...piece, seconds: secondsIn(piece) }));

/** A key that none of the pieces has. */
const freeKey = (pieces: readonly CutPiece[]): string =>
  `piece-${1 + Math.max(0, ...pieces.map(({ key }) => Number(key.split('-')[1])))}`;

const inserted = (pieces: readonly CutPiece[], index: number, piece: CutPiece): readonly CutPiece[] => [
  ...pieces.slice(0, index),
  piece,
  ...pieces.slice(index),
];

/** Adds a whole clip; by default as the last piece. */
export const addClip = (pieces: readonly CutPiece[], clip: Clip, index = pieces.length): readonly CutPiece[] =>
  inserted(pieces, index, { kind: 'clip', key: freeKey(pieces), clip, from: 0, to: clip.seconds });

/** Adds a part of a clip as the last piece; in place of all where that was nothing but the whole clip. */
export function withPart(
  pieces: readonly CutPiece[],
  clip: Clip,
  { from, to }: { readonly from: number; readonly to: number },
): readonly CutPiece[] {
  const [only] = pieces;
  const untouched =
    pieces.length === 1 && only?.kind === 'clip' && only.clip.id === clip.id && only.to - only.from >= clip.seconds;
  const before = untouched ? [] : pieces;
  return [...before, { kind: 'clip', key: freeKey(before), clip, from, to }];
}

/** Adds new seconds; by default at the end. */
export const addNew = (pieces: readonly CutPiece[], seconds: number, index = pieces.length): readonly CutPiece[] =>
  inserted(pieces, index, { kind: 'new', key: freeKey(pieces), seconds });

/** Takes a piece out, unless it is the last clip that is kept. */
export function removePiece(pieces: readonly CutPiece[], key: string): readonly CutPiece[] {
  const rest = pieces.filter((piece) => piece.key !== key);
  return rest.some(({ kind }) => kind === 'clip') ? rest : pieces;
}

/** Moves a piece to a place of the order. */
export const movePiece = (pieces: readonly CutPiece[], key: string, index: number): readonly CutPiece[] =>
  reordered(sized(pieces), key, index);

/**
 * Pulls an edge of a piece: a clip gives and takes frames, and past its own end or beginning new seconds are made beside it. A piece stays at
 * least a quarter of a second long; the whole stays within the limits, or as it is where it is outside of them already.
 * @param by Seconds the edge is moved, to the right where positive.
 * @returns The pieces, and the edge that is held now: that of the new seconds where there are any.
 */
export function pullEdge(
  pieces: readonly CutPiece[],
  held: EdgeOf,
  by: number,
  { min, max }: CutLimits,
): { readonly pieces: readonly CutPiece[]; readonly held: EdgeOf } {
  const index = pieces.findIndex(({ key }) => key === held.key);
  const piece = pieces[index];
  if (piece === undefined) return { pieces, held };
  const total = cutSeconds(pieces);
  const outward = held.edge === 'end' ? by : -by;
  const grow = Math.min(Math.max(outward, Math.min(0, min - total)), Math.max(0, max - total));
  const replaced = (next: CutPiece) => pieces.map((one) => (one === piece ? next : one));
  if (piece.kind === 'new')
    return { pieces: replaced({ ...piece, seconds: Math.max(shortest, piece.seconds + grow) }), held };
  const room = held.edge === 'end' ? piece.clip.seconds - piece.to : piece.from;
  const kept = Math.max(Math.min(grow, room), Math.min(0, shortest - secondsIn(piece)));
  const trimmed = replaced(
    held.edge === 'end' ? { ...piece, to: piece.to + kept } : { ...piece, from: piece.from - kept },
  );
  const past = grow - room;
  if (past <= 1e-6) return { pieces: trimmed, held };
  const beside = held.edge === 'end' ? index + 1 : index - 1;
  const neighbour = pieces[beside];
  if (neighbour?.kind === 'new')
    return {
      pieces: trimmed.map((one) =>
        one.key === neighbour.key ? { ...neighbour, seconds: neighbour.seconds + past } : one,
      ),
      held: { key: neighbour.key, edge: held.edge },
    };
  const at = held.edge === 'end' ? index + 1 : index;
  return {
    pieces: addNew(trimmed, Math.max(shortest, past), at),
    held: { key: freeKey(trimmed), edge: held.edge },
  };
}

/** The clip piece at a time of the re-cut, and the second of its clip that is seen then. */
function clipAt(pieces: readonly CutPiece[], time: number) {
  const place = pieceAt(sized(pieces), time);
  const piece = place === undefined ? undefined : pieces[place.index];
  if (place === undefined || piece?.kind !== 'clip') return undefined;
  return { piece, index: place.index, at: piece.from + time - place.at };
}

/**
 * Lets the piece at a time begin (`start`) with the frame there, or end (`end`) with it.
 * @returns The same pieces where no clip is there or nothing would be left.
 */
export function cutTo(
  pieces: readonly CutPiece[],
  time: number,
  edge: EdgeOf['edge'],
  limits: CutLimits,
): readonly CutPiece[] {
  const found = clipAt(pieces, time);
  if (found === undefined) return pieces;
  const { piece, at } = found;
  const by = edge === 'start' ? at - piece.from : at + 1 / piece.clip.fps - piece.to;
  return pullEdge(pieces, { key: piece.key, edge }, by, limits).pieces;
}

/** Cuts the clip at a time in two before the frame there; the same pieces where one of them would be too short. */
export function splitAt(pieces: readonly CutPiece[], time: number): readonly CutPiece[] {
  const found = clipAt(pieces, time);
  if (found === undefined) return pieces;
  const { piece, index } = found;
  const at = toFrame(found.at, piece.clip.fps);
  if (at - piece.from < shortest || piece.to - at < shortest) return pieces;
  const first = pieces.map((one) => (one === piece ? { ...piece, to: at } : one));
  return inserted(first, index + 1, { ...piece, key: freeKey(pieces), from: at });
}

/** The kept stretches, each with the new seconds before it, and the new seconds after the last. */
export function withGaps(pieces: readonly CutPiece[]) {
  let gap = 0;
  const kept = pieces.flatMap((piece) => {
    if (piece.kind === 'new') {
      gap += piece.seconds;
      return [];
    }
    const { clip, from, to } = piece;
    const before = gap;
    gap = 0;
    return [{ clip, from, to, gap: before }];
  });
  return { kept, after: gap };
}
