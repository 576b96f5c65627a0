import { expect, it } from 'vitest';
import { playingAt, turnAfter } from '../../../src/routes/home/turns.ts';

it('lets every one of twelve tiles play once in twelve turns', () => {
  const tiles = Array.from({ length: 12 }, (_, turn) => playingAt(turn, 12));
  expect(new Set(tiles).size).toBe(12);
});

it('plays nothing before it begins', () => {
  expect(playingAt(-1, 12)).toBeUndefined();
  expect(playingAt(0, 12)).toBe(0);
});

it('never plays two neighbours of a row one after the other', () => {
  for (let turn = 1; turn < 24; turn++)
    expect(Math.abs(playingAt(turn, 12)! - playingAt(turn - 1, 12)!)).toBeGreaterThan(1);
});

it('passes over tiles that are out of view', () => {
  const upper = (tile: number) => tile < 4;
  const played: (number | undefined)[] = [];
  for (let turn = turnAfter(-1, 12, upper); played.length < 8; turn = turnAfter(turn, 12, upper))
    played.push(playingAt(turn, 12));
  expect(new Set(played)).toEqual(new Set([0, 1, 2, 3]));
  expect(turnAfter(3, 12, () => false)).toBe(4);
});
