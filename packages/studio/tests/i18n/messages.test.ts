import { describe, expect, it } from 'vitest';
import { verify as verifyEn } from '../../src/i18n/en/verify.ts';
import { ja } from '../../src/i18n/ja/index.ts';
import { verify as verifyJa } from '../../src/i18n/ja/verify.ts';
import { en } from '../../src/i18n/messages.ts';

type Leaf = string | readonly unknown[] | ((...args: never[]) => string);
function leaves(value: object, path = ''): [string, Leaf][] {
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? leaves(inner, `${path}${key}.`)
      : [[`${path}${key}`, inner as Leaf] as [string, Leaf]],
  );
}

describe('texts', () => {
  const english = new Map(leaves({ ...en, verify: verifyEn }));
  const japanese = new Map(leaves({ ...ja, verify: verifyJa }));

  it('exist in both languages, with the same parameters', () => {
    expect([...japanese.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [key, text] of english) {
      const other = japanese.get(key);
      expect(typeof other, key).toBe(typeof text);
      if (typeof text === 'function') expect((other as () => string).length, key).toBe(text.length);
      if (Array.isArray(text)) expect((other as string[]).length, key).toBe(text.length);
      if (typeof text === 'string') expect(text.trim() + (other as string).trim(), key).not.toBe('');
    }
  });

  it('are Japanese in Japanese, but for names and codes', () => {
    const plain = [...japanese].filter(
      ([, text]) => typeof text === 'string' && !/[\u3040-\u30ff\u4e00-\u9fff]/.test(text),
    );
    expect(plain.map(([key]) => key)).toEqual([
      'shell.name',
      'compose.loras.label',
      'library.clip.loras',
      'library.clip.origins.api',
      'models.controls.loras',
      'settings.webhooks',
      'settings.url',
    ]);
  });

  it('say where a thing of the stage is as one says it', () => {
    const { line, where } = en.tools.stage;
    const { left, middle, right, outLeft } = where;
    expect([left, middle, outLeft].map((at) => line.stands('Evergreen tree', at, '21%'))).toEqual([
      'Evergreen tree, 21% of the frame’s height, on the left',
      'Evergreen tree, 21% of the frame’s height, in the middle',
      'Evergreen tree, 21% of the frame’s height, beyond the left edge',
    ]);
    expect(line.hangs('Cloud', middle)).toBe('Cloud in the sky, in the middle');
    expect(line.roams('Fox', right, '20%')).toBe('Fox, 20% of the frame’s height, moves about on the right');
  });

  it('are punctuated as their language is', () => {
    // What a text says with short words in its gaps.
    const said = ([key, text]: [string, Leaf]): [string, string][] => {
      if (typeof text === 'string') return [[key, text]];
      if (typeof text === 'function') {
        try {
          return said([key, (text as (...words: unknown[]) => Leaf)(...Array(text.length).fill('三'))]);
        } catch {
          return [];
        }
      }
      return (text as readonly unknown[]).map((one, index) => [`${key}.${index}`, String(one)]);
    };
    const kana = '[\\u3040-\\u30ff\\u4e00-\\u9fff]';
    const western = new RegExp(`${kana} ?[,;!?] ?|[,;] ?${kana}`);
    const wrong = [...japanese].flatMap(said).filter(([, text]) => western.test(text) || /、$/.test(text.trim()));
    expect(wrong).toEqual([]);
    const stumbles = /\b(the the|a a|stands the|from (\w+) to \2)\b|[、。（）「」]| {2}| ,/;
    expect([...english].flatMap(said).filter(([, text]) => stumbles.test(text))).toEqual([]);
  });
});
