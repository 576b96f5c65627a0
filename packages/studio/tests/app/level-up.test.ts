import { expect, it } from 'vitest';
import { clipInView, levelUp } from '../../src/app/level-up.ts';

it('goes up from a tool to its clip, from a clip to the library, from a storyboard to all of them', () => {
  expect(levelUp('/clips/c1/remix')).toBe('/clips/c1');
  expect(levelUp('/clips/c1')).toBe('/library');
  expect(levelUp('/storyboards/b1')).toBe('/storyboards');
  expect(['/', '/library', '/storyboards', '/settings'].map(levelUp)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

it('knows the clip of a page', () => {
  expect(clipInView('/clips/c1/remix')).toBe('c1');
  expect(clipInView('/clips/c1')).toBe('c1');
  expect(clipInView('/library')).toBeUndefined();
});
