import { describe, expect, it } from 'vitest';
import { sentencesIn } from '../src/text.ts';

describe('sentences', () => {
  it.each([
    ['en', ['it is AVI, which is not read', 'Convert it to MP4.'], 'it is AVI, which is not read. Convert it to MP4.'],
    ['en', ['The clip is gone.', 'Make it anew.'], 'The clip is gone. Make it anew.'],
    ['en', ['It says "no."', 'Ask again'], 'It says "no." Ask again'],
    ['en', ['Only this ', ''], 'Only this'],
    ['ja', ['AVI は読めません', 'MP4 に変換してください。'], 'AVI は読めません。MP4 に変換してください。'],
    ['ja', ['クリップはありません。', '作り直してください。'], 'クリップはありません。作り直してください。'],
  ] as const)('stand one after another in %s: %j', (language, sentences, whole) => {
    expect(sentencesIn(language, ...sentences)).toBe(whole);
  });
});
