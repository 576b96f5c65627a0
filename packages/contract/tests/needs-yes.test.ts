import { expect, it } from 'vitest';
import { needsYes } from '../src/index.ts';

const text = { en: 'terms', ja: '条件' };

it.each([
  [undefined, false],
  [{ text, commercial: 'yes' as const }, false],
  [{ text, commercial: 'limited' as const }, false],
  [{ text, commercial: 'limited' as const, asks: true }, true],
  [{ text, commercial: 'no' as const }, true],
])('a licence of %j needs a yes: %s', (terms, expected) => {
  expect(needsYes(terms)).toBe(expected);
});
