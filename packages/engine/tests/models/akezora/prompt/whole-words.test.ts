import { describe, expect, it } from 'vitest';
import { wholeWords } from '../../../../src/models/akezora/prompt/whole-words.ts';

/** The words reported for spans of a prompt, given as the text of each span. */
function reported(prompt: string, ...spans: string[]): string[] {
  const unknown = spans.map((word) => {
    const start = prompt.indexOf(word);
    return { word, start, end: start + word.length };
  });
  const words = wholeWords(prompt, unknown);
  for (const { word, start, end } of words) expect(prompt.slice(start, end)).toBe(word);
  return words.map(({ word }) => word);
}

describe('unknown words of Japanese prompts', () => {
  it.each([
    ['雨の夜の街を急ぐ消防車', ['急'], ['急ぐ']],
    ['雪の中の女の子', ['女の'], ['女の子']],
    ['夜にして、雪を降らせる', ['らせる'], ['降らせる']],
    ['ペンギンがすべっていく', ['すべ'], ['すべっていく']],
    ['キツネが踊っている', ['踊'], ['踊っている']],
    ['森を進むサムライと刀', ['サムライ', '刀'], ['サムライ', '刀']],
  ])('are whole words: %s', (prompt, spans, words) => {
    expect(reported(prompt, ...spans)).toEqual(words);
  });

  it('are never particles alone, nor begin or end with one', () => {
    expect(reported('夕焼けの海から跳ねるクジラ', 'から')).toEqual([]);
    expect(reported('家より大きいネコ', 'より')).toEqual([]);
    expect(reported('氷山のそばを歩くペンギン', 'のそばを')).toEqual(['そば']);
  });

  it('are reported once when two spans lie in one word', () => {
    expect(reported('雪を降らせる', '降', 'せる')).toEqual(['降らせる']);
  });
});

it('leaves unknown words of other scripts as they are', () => {
  expect(reported('a samurai in the rain', 'samurai')).toEqual(['samurai']);
  expect(reported('samurai が走る', 'samurai')).toEqual(['samurai']);
});
