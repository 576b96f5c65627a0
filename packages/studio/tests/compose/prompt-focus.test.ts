import { calledNames } from '@akezora/contract';
import { describe, expect, it } from 'vitest';
import { withCall, withWords } from '../../src/compose/prompt-focus.ts';

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

describe('what the model knows', () => {
  const fox = { name: 'fox', phrase: 'a fox', apart: true };
  const forest = { name: 'forest', phrase: 'in a forest', apart: false };

  it('is a sentence of its own parts', () => {
    expect(withWords('', 0, fox, 'en').prompt).toBe('a fox');
    expect(withWords('a fox', 5, forest, 'en')).toEqual({ prompt: 'a fox in a forest', at: 17 });
    expect(withWords('a cat', 5, fox, 'en').prompt).toBe('a cat, a fox');
    expect(withWords('a cat,', 6, fox, 'en').prompt).toBe('a cat, a fox');
  });

  it('gives its name alone to a sentence that goes on', () => {
    expect(withWords('a big ', 6, fox, 'en').prompt).toBe('a big fox');
    expect(withWords('a big runs', 6, fox, 'en')).toEqual({ prompt: 'a big fox runs', at: 9 });
  });

  it('is set off by the comma of Japanese', () => {
    const kitsune = { name: 'キツネ', phrase: 'キツネ', apart: true };
    expect(withWords('森', 1, kitsune, 'ja').prompt).toBe('森、キツネ');
    expect(withWords('森、', 2, kitsune, 'ja').prompt).toBe('森、キツネ');
    expect(withWords('が走る', 0, kitsune, 'ja').prompt).toBe('キツネ、が走る');
  });
});
