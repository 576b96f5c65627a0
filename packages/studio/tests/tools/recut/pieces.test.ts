import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addClip,
  addNew,
  type CutPiece,
  cutSeconds,
  cutTo,
  movePiece,
  pullEdge,
  removePiece,
  secondsIn,
  splitAt,
  withGaps,
} from '../../../src/tools/recut/pieces.ts';
import { testClip } from '../../support/clips.ts';

const clip = testClip();
const limits = { min: 2, max: 10 };
const whole = addClip([], clip);
const end = (key: string) => ({ key, edge: 'end' as const });
const start = (key: string) => ({ key, edge: 'start' as const });
const brief = (pieces: readonly CutPiece[]) =>
  pieces.map((piece) => (piece.kind === 'new' ? piece.seconds : [piece.from, piece.to]));

describe('pulling an edge', () => {
  it('trims the clip', () => {
    expect(brief(pullEdge(whole, end('piece-1'), -1, limits).pieces)).toEqual([[0, 3]]);
    expect(brief(pullEdge(whole, start('piece-1'), 1.5, limits).pieces)).toEqual([[1.5, 4]]);
  });

  it('stops where the whole would be shorter than the shortest clip', () => {
    expect(brief(pullEdge(whole, end('piece-1'), -3.9, limits).pieces)).toEqual([[0, 2]]);
    expect(brief(pullEdge(whole, start('piece-1'), 99, limits).pieces)).toEqual([[2, 4]]);
  });

  it('stops at a quarter of a second where other pieces are long enough', () => {
    const two = addClip(whole, clip);
    expect(brief(pullEdge(two, end('piece-1'), -99, limits).pieces)).toEqual([
      [0, 0.25],
      [0, 4],
    ]);
  });

  it('makes new seconds past the end and the beginning of the clip, and holds them then', () => {
    const after = pullEdge(whole, end('piece-1'), 2, limits);
    expect(brief(after.pieces)).toEqual([[0, 4], 2]);
    expect(after.held).toEqual(end('piece-2'));
    const before = pullEdge(whole, start('piece-1'), -3, limits);
    expect(brief(before.pieces)).toEqual([3, [0, 4]]);
    expect(before.held).toEqual(start('piece-2'));
  });

  it('gives a trimmed clip its frames back before it makes new seconds', () => {
    const trimmed = pullEdge(whole, end('piece-1'), -1.5, limits).pieces;
    expect(brief(pullEdge(trimmed, end('piece-1'), 1, limits).pieces)).toEqual([[0, 3.5]]);
    expect(brief(pullEdge(trimmed, end('piece-1'), 2, limits).pieces)).toEqual([[0, 4], 0.5]);
  });

  it('lets the new seconds that are there grow', () => {
    const grown = pullEdge(whole, end('piece-1'), 2, limits).pieces;
    expect(brief(pullEdge(grown, end('piece-1'), 1, limits).pieces)).toEqual([[0, 4], 3]);
    expect(brief(pullEdge(grown, end('piece-2'), -1.9, limits).pieces)).toEqual([[0, 4], 0.25]);
    expect(brief(pullEdge(grown, start('piece-2'), -1, limits).pieces)).toEqual([[0, 4], 3]);
  });

  it('stops where the whole would be longer than the longest clip', () => {
    expect(cutSeconds(pullEdge(whole, end('piece-1'), 99, limits).pieces)).toBe(10);
  });

  it('never leaves the limits, shows a frame that is not there, or loses a piece', () => {
    const pulls = fc.array(
      fc.record({
        piece: fc.nat(9),
        edge: fc.constantFrom('start' as const, 'end' as const),
        by: fc.double({ min: -12, max: 12, noNaN: true }),
      }),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(pulls, (all) => {
        let pieces = addClip(whole, testClip({ id: 'other', seconds: 3 }));
        for (const { piece, edge, by } of all) {
          const { key } = pieces[piece % pieces.length]!;
          const next = pullEdge(pieces, { key, edge }, by, limits);
          expect(next.pieces.length).toBeGreaterThanOrEqual(pieces.length);
          expect(next.pieces.map((one) => one.key)).toContain(next.held.key);
          pieces = next.pieces;
        }
        expect(new Set(pieces.map(({ key }) => key)).size).toBe(pieces.length);
        expect(cutSeconds(pieces)).toBeGreaterThanOrEqual(limits.min - 1e-6);
        expect(cutSeconds(pieces)).toBeLessThanOrEqual(limits.max + 0.25 + 1e-6);
        for (const piece of pieces) {
          expect(secondsIn(piece)).toBeGreaterThanOrEqual(0.25 - 1e-6);
          if (piece.kind === 'new') continue;
          expect(piece.from).toBeGreaterThanOrEqual(-1e-6);
          expect(piece.to).toBeLessThanOrEqual(piece.clip.seconds + 1e-6);
        }
      }),
    );
  });
});

describe('pieces', () => {
  it('move to another place, and are taken out but for the last clip', () => {
    const three = addNew(addClip(whole, testClip({ id: 'other' })), 2, 0);
    const keys = (pieces: readonly CutPiece[]) => pieces.map(({ key }) => key);
    expect(keys(three)).toEqual(['piece-3', 'piece-1', 'piece-2']);
    expect(keys(movePiece(three, 'piece-3', 2))).toEqual(['piece-1', 'piece-2', 'piece-3']);
    expect(keys(removePiece(three, 'piece-2'))).toEqual(['piece-3', 'piece-1']);
    expect(removePiece(removePiece(three, 'piece-2'), 'piece-1')).toHaveLength(2);
  });

  it('begin and end with the frame at the playhead', () => {
    expect(brief(cutTo(whole, 1, 'start', limits))).toEqual([[1, 4]]);
    const fps = clip.fps;
    expect(brief(cutTo(whole, 3, 'end', limits))).toEqual([[0, 3 + 1 / fps]]);
    const led = addNew(whole, 2, 0);
    expect(cutTo(led, 1, 'start', limits)).toBe(led);
    expect(brief(cutTo(led, 3, 'start', limits))).toEqual([2, [1, 4]]);
  });

  it('are split at a frame, where both halves are long enough', () => {
    expect(brief(splitAt(whole, 1.5))).toEqual([
      [0, 1.5],
      [1.5, 4],
    ]);
    expect(splitAt(whole, 0.1)).toBe(whole);
    expect(splitAt(addNew(whole, 2, 0), 1)).toHaveLength(2);
  });

  it('are stretches with the new seconds before them, and those after the last', () => {
    const pieces = addNew(addClip(addNew(addNew(whole, 1, 0), 0.5, 0), testClip({ id: 'other' })), 3);
    const { kept, after } = withGaps(pieces);
    expect(kept.map(({ gap }) => gap)).toEqual([1.5, 0]);
    expect(after).toBe(3);
  });
});
