import { expect, it } from 'vitest';
import { endsOf, frameAt, isWhole, withIn, withOut } from '../../src/util/play-range.ts';

it('a range keeps its other end unless the two would cross', () => {
  expect(withIn({ to: 2 }, 1)).toEqual({ from: 1, to: 2 });
  expect(withIn({ to: 2 }, 2)).toEqual({ from: 2 });
  expect(withOut({ from: 1 }, 2)).toEqual({ from: 1, to: 2 });
  expect(withOut({ from: 1 }, 0.5)).toEqual({ to: 0.5 });
});

it('a missing end is the clip’s own, and no end lies behind it', () => {
  expect(endsOf({}, 3)).toEqual({ from: 0, to: 3 });
  expect(endsOf({ from: 1, to: 9 }, 3)).toEqual({ from: 1, to: 3 });
  expect(isWhole({})).toBe(true);
  expect(isWhole({ to: 1 })).toBe(false);
});

it('a frame lasts until just before the next', () => {
  expect([0, 0.04, 1 / 24, 0.08, 2 / 24 - 0.0001].map((time) => frameAt(time, 24))).toEqual([0, 0, 1, 1, 2]);
});
