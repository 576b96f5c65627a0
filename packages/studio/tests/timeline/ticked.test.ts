import { expect, it } from 'vitest';
import { ticked } from '../../src/timeline/use-line.ts';

/** Plays in frames of a screen from a moment near the end; answers the moments, until it is over or has begun again. */
function played(again: boolean, passed: number): { moments: number[]; isOver: boolean } {
  const moments = [8.6];
  for (let n = 0; n < 200; n += 1) {
    const { next, isOver } = ticked(moments.at(-1)! + passed, { from: 2, until: 9, again });
    moments.push(next);
    if (isOver || next < moments.at(-2)!) return { moments, isOver };
  }
  throw new Error(`it came no further than ${moments.at(-1)}`);
}

it.each([1 / 144, 1 / 60, 1 / 10])('comes to its end by steps of %f s, and stops there', (passed) => {
  const { moments, isOver } = played(false, passed);
  expect(isOver).toBe(true);
  expect(moments.at(-1)).toBeGreaterThanOrEqual(9 - 1e-6);
});

it.each([1 / 144, 1 / 60, 1 / 10])('begins its part again by steps of %f s', (passed) => {
  const { moments, isOver } = played(true, passed);
  expect(isOver).toBe(false);
  expect(moments.at(-1)).toBe(2);
});
