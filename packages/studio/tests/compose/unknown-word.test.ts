import { expect, it } from 'vitest';
import { markAt, withName } from '../../src/compose/unknown-word.ts';

const mark = { word: 'zeppelin', start: 2, end: 10, nearest: ['airship'] };

it('finds the word at the cursor, and none where the text has changed since', () => {
  for (const cursor of [2, 5, 10]) expect(markAt('a zeppelin flies', [mark], cursor)).toBe(mark);
  for (const cursor of [0, 1, 11]) expect(markAt('a zeppelin flies', [mark], cursor)).toBeUndefined();
  expect(markAt('a zeppelyn flies', [mark], 5)).toBeUndefined();
});

it('puts a name in its place, with the article that the name takes', () => {
  expect(withName('a zeppelin flies', mark, 'airship')).toEqual({ prompt: 'an airship flies', at: 10 });
  expect(withName('An emu runs', { word: 'emu', start: 3, end: 6 }, 'rooster').prompt).toBe('A rooster runs');
  expect(withName('the zeppelin', { word: 'zeppelin', start: 4, end: 12 }, 'airship').prompt).toBe('the airship');
  expect(withName('空を飛行船が飛ぶ', { word: '飛行船', start: 2, end: 5 }, '気球')).toEqual({
    prompt: '空を気球が飛ぶ',
    at: 4,
  });
});
