import { expect, it } from 'vitest';
import { movedTo } from '../../../src/routes/library/grid-move.ts';

// Four columns, ten tiles: 0–3, 4–7, 8–9.
const to = (key: string, at: number) => movedTo(key, at, 4, 10);

it('moves from tile to tile and stays at the edges', () => {
  expect(to('ArrowRight', 3)).toBe(4);
  expect(to('ArrowLeft', 0)).toBeUndefined();
  expect(to('ArrowDown', 1)).toBe(5);
  expect(to('ArrowUp', 1)).toBeUndefined();
  expect(to('ArrowUp', 9)).toBe(5);
  expect(to('ArrowRight', 9)).toBeUndefined();
  expect(to('Home', 7)).toBe(0);
  expect(to('End', 2)).toBe(9);
});

it('moves down to the last tile where the last row is short', () => {
  expect(to('ArrowDown', 7)).toBe(9);
  expect(to('ArrowDown', 9)).toBeUndefined();
});
