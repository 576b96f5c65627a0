import { expect, it } from 'vitest';
import { languageOf } from '../src/run.ts';

it('takes the language from --lang, else from the locale', () => {
  expect(languageOf(['x', '--lang', 'ja', 'y'], { LANG: 'en_US.UTF-8' })).toEqual({
    language: 'ja',
    rest: ['x', 'y'],
  });
  expect(languageOf(['x'], { LANG: 'ja_JP.UTF-8' }).language).toBe('ja');
  expect(languageOf(['x'], { LC_ALL: 'C', LANG: 'ja_JP.UTF-8' }).language).toBe('en');
  expect(languageOf(['--', '--lang', 'ja'], {})).toEqual({ language: 'en', rest: ['--', '--lang', 'ja'] });
  expect(() => languageOf(['--lang', 'fr'], {})).toThrow(expect.objectContaining({ field: '--lang' }));
});
