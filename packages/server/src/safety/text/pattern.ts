import { hiragana } from './views.ts';

/** Words to find in the views of a text. Each is the source of a regular expression, in which a space is any gap between words. */
export interface Words {
  /** Words of languages with spaces between words: they are found as whole words. */
  readonly en?: readonly string[];
  /** Japanese: found anywhere; katakana counts as hiragana. */
  readonly ja?: readonly string[];
  /** Japanese words that are found as well with one of their characters masked (`セ〇クス`). At least three characters. */
  readonly masked?: readonly string[];
}

/** What stands between two words; ` ?` in a source means that it may be missing. */
const between = "[\\s'’\\-]";
const mask = '[〇○◯●×✕xX*＊?？_]';

const maskedForms = (word: string): string[] => {
  const characters = [...hiragana(word)];
  return characters.map((_, index) => characters.map((one, at) => (at === index ? mask : one)).join(''));
};

/** One expression that finds any of the words. Its flag is `g`: use it with `matchAll` or `replace`. */
export function patternOf({ en = [], ja = [], masked = [] }: Words): RegExp {
  const parts: string[] = [];
  if (en.length > 0)
    parts.push(
      `(?<![a-z])(?:${en.map((word) => word.replaceAll(' ?', `${between}*`).replaceAll(' ', `${between}+`)).join('|')})(?![a-z])`,
    );
  const japanese = [...ja.map(hiragana), ...masked.map(hiragana), ...masked.flatMap(maskedForms)];
  if (japanese.length > 0) parts.push(`(?:${japanese.join('|')})`);
  return new RegExp(parts.join('|'), 'gu');
}

/** The entries of a long list of words, which semicolons separate. */
export const list = (text: string): string[] =>
  text
    .split(';')
    .map((entry) => entry.trim())
    .filter(Boolean);
