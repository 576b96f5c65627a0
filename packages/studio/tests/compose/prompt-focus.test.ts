import { calledNames } from '@akezora/contract';
import { expect, it } from 'vitest';
import { withCall } from '../../src/compose/prompt-focus.ts';

it.each([
  ['', 0, '@Kon '],
  ['At dawn', 7, 'At dawn @Kon '],
  ['At dawn ', 8, 'At dawn @Kon '],
  ['雪の中で', 4, '雪の中で@Kon '],
  [' runs', 0, '@Kon runs'],
  ['runs', 0, '@Kon runs'],
  ['@Gon ', 5, '@Gon @Kon '],
])('writes the call into “%s” at %i', (prompt, at, expected) => {
  const called = withCall(prompt, at, 'Kon');
  expect(called.prompt).toBe(expected);
  expect(called.prompt.slice(0, called.at)).toMatch(/@Kon ?$/);
  expect(calledNames(called.prompt, ['Kon']).map(({ name }) => name)).toEqual(['Kon']);
});
