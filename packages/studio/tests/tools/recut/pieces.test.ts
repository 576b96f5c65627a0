import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addPiece, editPiece, movePiece, type Piece, trimTo } from '../../../src/tools/recut/pieces.ts';
import { testClip } from '../../support/clips.ts';

const clip = testClip();
const three = (): readonly Piece[] => addPiece(addPiece(addPiece([], clip), clip), clip);
const keysOf = (pieces: readonly Piece[]) => pieces.map(({ key }) => key);

describe('the pieces of a re-cut', () => {
  it('are whole clips at first, each with an identity that no other ever had while it is there', () => {
    expect(three().map(({ from, to, gap }) => [from, to, gap])).toEqual([
      [0, 4, 0],
      [0, 4, 0],
      [0, 4, 0],
    ]);
    const [, second, third] = three() as [Piece, Piece, Piece];
    const again = addPiece([second, third], clip);
    expect(new Set(keysOf(again)).size).toBe(3);
  });

  it('change places and nothing else when they are moved', () => {
    expect(keysOf(movePiece(three(), 0, 1))).toEqual([2, 1, 3]);
    expect(keysOf(movePiece(three(), 2, -1))).toEqual([1, 3, 2]);
    expect(keysOf(movePiece(three(), 9, 1))).toEqual([1, 2, 3]);
  });

  it('change one at a time', () => {
    expect(editPiece(three(), 1, { gap: 2 }).map(({ gap }) => gap)).toEqual([0, 2, 0]);
  });
});

describe('the kept stretch of a piece', () => {
  it('stays inside the clip and at least a quarter of a second long, wherever an end is dragged', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('from' as const, 'to' as const),
        fc.double({ min: -5, max: 15, noNaN: true }),
        (end, at) => {
          const { from, to } = trimTo(end, at, { from: 1, to: 3 }, 4);
          expect(from).toBeGreaterThanOrEqual(0);
          expect(to).toBeLessThanOrEqual(4);
          expect(to - from).toBeGreaterThanOrEqual(0.25 - 1e-9);
        },
      ),
    );
  });

  it('moves only the end that is dragged', () => {
    expect(trimTo('from', 2, { from: 1, to: 3 }, 4)).toEqual({ from: 2, to: 3 });
    expect(trimTo('to', 2, { from: 1, to: 3 }, 4)).toEqual({ from: 1, to: 2 });
  });
});
