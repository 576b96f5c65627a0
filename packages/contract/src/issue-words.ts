/**
 * What is wrong with a value, in the reader's words. Schemas say it in their library's; people read what to write instead.
 */
import type { z } from 'zod';
import type { Text } from './text.ts';

type Issue = z.core.$ZodIssue;

const kinds: Readonly<Record<string, Text>> = {
  number: { en: 'a number', ja: '数値' },
  int: { en: 'a whole number', ja: '整数' },
  string: { en: 'text', ja: '文字列' },
  boolean: { en: 'true or false', ja: 'true か false' },
  array: { en: 'a list', ja: '配列' },
  tuple: { en: 'a list', ja: '配列' },
  object: { en: 'an object', ja: 'オブジェクト' },
  record: { en: 'an object', ja: 'オブジェクト' },
  date: { en: 'a date', ja: '日付' },
};

const formats: Readonly<Record<string, Text>> = {
  url: { en: 'a URL', ja: 'URL' },
  email: { en: 'an e-mail address', ja: 'メールアドレス' },
  datetime: { en: 'a time such as 2026-01-31T12:00:00Z', ja: '2026-01-31T12:00:00Z のような日時' },
  date: { en: 'a date such as 2026-01-31', ja: '2026-01-31 のような日付' },
  base64: { en: 'base64', ja: 'base64' },
};

const write = ({ en, ja }: Text): Text => ({ en: `write ${en}`, ja: `${ja}にしてください` });

/** Why a name was refused. */
export const noSuchField: Text = { en: 'there is no such field here', ja: 'この項目はありません' };

/** The reason why a value was refused, in both languages; that of a schema of ours stands as it is. */
export function wordsOfIssue(issue: Issue | undefined): Text {
  if (issue === undefined) return { en: 'it is not valid', ja: '正しくありません' };
  switch (issue.code) {
    case 'invalid_type':
      return typeWords(issue);
    case 'too_small':
    case 'too_big':
      return boundWords(issue);
    case 'invalid_value':
      return choiceWords(issue.values.map(String));
    case 'unrecognized_keys':
      return listWords(noSuchField, issue.keys);
    case 'invalid_format':
      return formats[issue.format] === undefined
        ? { en: 'it is not in the form that is needed here', ja: '形式が正しくありません' }
        : write(formats[issue.format] as Text);
    case 'not_multiple_of':
      return { en: `write a multiple of ${issue.divisor}`, ja: `${issue.divisor} の倍数にしてください` };
    case 'invalid_union':
      return unionWords(issue);
    case 'custom':
      return { en: issue.message, ja: typeof issue.params?.ja === 'string' ? issue.params.ja : issue.message };
    default:
      return { en: 'it is not what is needed here', ja: 'ここでは使えない値です' };
  }
}

function typeWords({ expected, message }: Extract<Issue, { code: 'invalid_type' }>): Text {
  const kind = kinds[expected] ?? { en: `a value of another kind (${expected})`, ja: `別の種類の値（${expected}）` };
  const isMissing = /received undefined$/.test(message);
  return isMissing
    ? { en: `it is missing: write ${kind.en}`, ja: `指定されていません。${kind.ja}にしてください` }
    : write(kind);
}

function boundWords(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): Text {
  const isLow = issue.code === 'too_small';
  const bound = String(isLow ? issue.minimum : issue.maximum);
  const { origin } = issue;
  if (origin === 'string' && isLow && bound === '1') return { en: 'it is empty', ja: '空です' };
  const counted =
    origin === 'string'
      ? { en: ` character${bound === '1' ? '' : 's'}`, ja: '文字' }
      : origin === 'array' || origin === 'set'
        ? { en: ` ${bound === '1' ? 'entry' : 'entries'}`, ja: '件' }
        : undefined;
  if (counted !== undefined) {
    return isLow
      ? { en: `it needs at least ${bound}${counted.en}`, ja: `${bound}${counted.ja}以上が必要です` }
      : { en: `it may have at most ${bound}${counted.en}`, ja: `${bound}${counted.ja}以下にしてください` };
  }
  if (issue.inclusive === false) {
    return isLow
      ? { en: `write a number above ${bound}`, ja: `${bound} より大きい数値にしてください` }
      : { en: `write a number below ${bound}`, ja: `${bound} より小さい数値にしてください` };
  }
  return isLow
    ? { en: `write a number of ${bound} or more`, ja: `${bound} 以上の数値にしてください` }
    : { en: `write a number of at most ${bound}`, ja: `${bound} 以下の数値にしてください` };
}

const choiceWords = (values: readonly string[]): Text =>
  values.length === 1
    ? { en: `write ${values[0]}`, ja: `${values[0]} にしてください` }
    : { en: `choose one of ${values.join(', ')}`, ja: `${values.join('、')} から選んでください` };

const listWords = ({ en, ja }: Text, values: readonly string[]): Text => ({
  en: `${en}: ${values.join(', ')}`,
  ja: `${ja}: ${values.join('、')}`,
});

/** The way of a union that fits best: the one that got furthest into the value, else what each would take. */
function unionWords({ errors }: Extract<Issue, { code: 'invalid_union' }>): Text {
  const firsts = errors.flatMap(([first]) => (first === undefined ? [] : [first]));
  const deepest = firsts.reduce<Issue | undefined>(
    (best, one) => (one.path.length > (best?.path.length ?? 0) ? one : best),
    undefined,
  );
  if (deepest !== undefined) {
    const inner = wordsOfIssue(deepest);
    const path = deepest.path.map(String).join('.');
    return { en: `${path}: ${inner.en}`, ja: `${path}: ${inner.ja}` };
  }
  const found = firsts.find(({ code }) => code !== 'invalid_type');
  if (found !== undefined) return wordsOfIssue(found);
  const expected = firsts.flatMap((one) => (one.code === 'invalid_type' ? [kinds[one.expected]] : []));
  const known = expected.filter((kind) => kind !== undefined);
  return known.length === 0
    ? { en: 'it is not what is needed here', ja: 'ここでは使えない値です' }
    : write({ en: known.map(({ en }) => en).join(' or '), ja: known.map(({ ja }) => ja).join('か') });
}
