import type { Clip } from '@akezora/contract/api';
import { describe, expect, it } from 'vitest';
import { nearestGap } from '../../../src/timeline/geometry.ts';
import { addClip, addNew, withPart } from '../../../src/tools/recut/pieces.ts';

const clip = { id: 'a', seconds: 4, fps: 24 } as Clip;
const whole = addClip([], clip);

describe('a marked part in a re-cut', () => {
  it('takes the place of the untouched clip', () => {
    expect(withPart(whole, clip, { from: 1, to: 2 })).toEqual([{ kind: 'clip', key: 'piece-1', clip, from: 1, to: 2 }]);
  });

  it('comes after what is there already', () => {
    const first = withPart(whole, clip, { from: 1, to: 2 });
    expect(withPart(first, clip, { from: 3, to: 4 })).toMatchObject([{ from: 1 }, { key: 'piece-2', from: 3, to: 4 }]);
    expect(withPart(addNew(whole, 2), clip, { from: 0, to: 1 })).toHaveLength(3);
    expect(withPart(addClip([], { ...clip, id: 'b' }), clip, { from: 0, to: 1 })).toHaveLength(2);
  });
});

it('a drop goes to the nearest gap between pieces', () => {
  const pieces = [
    { key: 'a', seconds: 2 },
    { key: 'b', seconds: 4 },
  ];
  expect([-1, 0.9, 1.1, 3.9, 4.1, 99].map((time) => nearestGap(pieces, time))).toEqual([
    { index: 0, at: 0 },
    { index: 0, at: 0 },
    { index: 1, at: 2 },
    { index: 1, at: 2 },
    { index: 2, at: 6 },
    { index: 2, at: 6 },
  ]);
});
