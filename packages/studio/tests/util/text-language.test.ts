import { expect, it } from 'vitest';
import { languageOfText } from '../../src/util/text-language.ts';

it('a text with kana or kanji is Japanese', () => {
  expect(['雪の森', 'カメラ pan', 'ゆき', 'A fox', '', '42'].map(languageOfText)).toEqual([
    'ja',
    'ja',
    'ja',
    'en',
    'en',
    'en',
  ]);
});
