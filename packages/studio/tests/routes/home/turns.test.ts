import { expect, it } from 'vitest';
import { playingAt } from '../../../src/routes/home/turns.ts';

it('lets every one of twelve tiles play for two steps, never more than two at once', () => {
  const steps = Array.from({ length: 12 }, (_, step) => playingAt(step + 1, 12));
  expect(steps.every((playing) => playing.length === 2)).toBe(true);
  for (let tile = 0; tile < 12; tile++) {
    const on = steps.flatMap((playing, step) => (playing.includes(tile) ? [step] : []));
    expect(on).toHaveLength(2);
    expect([1, 11]).toContain(on[1]! - on[0]!);
  }
});

it('plays nothing before it begins, and one tile at first', () => {
  expect(playingAt(-1, 12)).toEqual([]);
  expect(playingAt(0, 12)).toEqual([0]);
});

it('never plays two neighbours of a row one after the other', () => {
  for (let step = 1; step < 24; step++) {
    const [now = 0, before = 0] = playingAt(step, 12);
    expect(Math.abs(now - before)).toBeGreaterThan(1);
  }
});
