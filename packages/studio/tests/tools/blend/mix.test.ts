import { describe, expect, it } from 'vitest';
import { mixAt, valueAt } from '../../../src/tools/blend/mix.ts';

const curve = [
  { at: 1, value: 0 },
  { at: 3, value: 1 },
  { at: 3, value: 0.5 },
];

describe('what is seen of a blend', () => {
  it('is the first clip from its start and the second up to its end', () => {
    const lengths = { seconds: 6, first: 4, second: 3 };
    expect(mixAt(1, lengths)).toEqual({ first: 1, second: undefined, share: 0 });
    expect(mixAt(5, lengths)).toEqual({ first: undefined, second: 2, share: 1 });
    expect(mixAt(3.5, lengths)).toEqual({ first: 3.5, second: 0.5, share: 0.5 });
  });

  it('changes in the middle of the overlap, or as the curve says', () => {
    const lengths = { seconds: 4, first: 4, second: 4 };
    expect([1.5, 2, 2.5].map((time) => mixAt(time, lengths).share)).toEqual([0, 0.5, 1]);
    expect(mixAt(2, { ...lengths, curve: [{ at: 0, value: 0.2 }] }).share).toBe(0.2);
  });

  it('is nothing between clips that do not meet', () => {
    expect(mixAt(5, { seconds: 10, first: 4, second: 4 })).toMatchObject({ first: undefined, second: undefined });
  });

  it('ends with a second clip that is longer than the blend at its end', () => {
    expect(mixAt(4, { seconds: 4, first: 4, second: 10 }).second).toBe(10);
  });

  it('is linear between the points of a curve, and level beyond them', () => {
    expect([0, 1, 1.5, 2, 9].map((time) => valueAt(curve, time))).toEqual([0, 0, 0.25, 0.5, 0.5]);
  });
});
