import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import {
  type AkezoraError,
  generationRequestSchema,
  parseOrThrow,
  wordsOfFileFault,
  wordsOfJsonFault,
} from '../src/index.ts';

function refusal(value: unknown, schema: z.ZodType = generationRequestSchema): AkezoraError {
  try {
    parseOrThrow(schema, value);
  } catch (thrown) {
    return thrown as AkezoraError;
  }
  throw new Error('it was taken');
}

/** Words of the schema library in either language; no person says them. */
const library =
  /received|expected|Too (?:small|big)|Invalid|Unrecognized|無効な入力|が期待され|が入力され|小さすぎる値|大きすぎる値|undefined|NaN/;

describe('what is wrong with a request', () => {
  it.each([
    [{ prompt: 'a', seed: 1.5 }, 'seed', 'write a whole number', '整数にしてください'],
    [{ prompt: 'a', seconds: 'four' }, 'seconds', 'write a number', '数値にしてください'],
    [{}, 'prompt', 'it is missing: write text', '指定されていません。文字列にしてください'],
    [{ prompt: 'a', seconds: 0 }, 'seconds', 'write a number of 0.1 or more', '0.1 以上の数値にしてください'],
    [
      { prompt: 'a', loop: 'endless' },
      'loop',
      'choose one of short, normal, long',
      'short、normal、long から選んでください',
    ],
    [{ prompt: 'a', lenght: 4 }, 'lenght', 'there is no such field here', 'この項目はありません'],
    [{ prompt: 'a', model: '' }, 'model', 'it is empty', '空です'],
    [
      { prompt: 'x', preset: 'x'.repeat(65) },
      'preset',
      'it may have at most 64 characters',
      '64文字以下にしてください',
    ],
    [{ prompt: 'a', storyboard: [] }, 'storyboard', 'it needs at least 1 entry', '1件以上が必要です'],
  ])('%o', (value, field, en, ja) => {
    const error = refusal(value);
    expect(error.field).toBe(field);
    expect(error.details.reason).toEqual({ en, ja });
  });

  it('is never said in the words of a library', () => {
    const wrong: unknown[] = [null, 1, 'a', [], true, {}, { x: 1 }, Number.NaN];
    const names = Object.keys(generationRequestSchema.shape);
    for (const name of names) {
      for (const value of wrong) {
        const { error } = generationRequestSchema.safeParse({ prompt: 'a', [name]: value });
        if (error === undefined) continue;
        const { text } = refusal({ prompt: 'a', [name]: value });
        expect(text.en, name).not.toMatch(library);
        expect(text.ja, name).not.toMatch(library);
        expect(text.ja, name).not.toBe(text.en);
      }
    }
  });

  it('names the place of a text that is not JSON, and the fault of a file', () => {
    const fault = (text: string) => {
      try {
        return JSON.parse(text) as never;
      } catch (thrown) {
        return wordsOfJsonFault(thrown);
      }
    };
    expect(fault('{"a": 1,\n x}').en).toMatch(/^not valid JSON from line 2, column \d+ on$/);
    expect(fault('{"a": ').ja).toMatch(/JSON/);
    expect(wordsOfFileFault({ code: 'EISDIR', message: 'EISDIR: illegal operation on a directory, read' })).toEqual({
      en: 'it is a folder',
      ja: 'フォルダーです',
    });
  });
});
