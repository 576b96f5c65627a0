/** Tags every word of a prompt with its meaning: the longest known phrase at each place, its sense chosen by what stands beside it. */

import { japaneseWords } from './japanese-words.ts';
import { senseInContext } from './senses.ts';
import type { Tag, Word } from './tags.ts';
import { asEnglish, type Vocabulary } from './vocabulary.ts';

/** A name that a prompt calls with `@`, and the subject's name or role key that it stands for. */
export interface CalledName {
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

/** Tags a prompt. Pure; a prompt of 300 words takes a few milliseconds. */
export function tagPrompt(prompt: string, vocabulary: Vocabulary, called: readonly CalledName[] = []): readonly Tag[] {
  const words = wordsOf(prompt, vocabulary, called).map(
    (word): Word => (/^[-‐‑]$/.test(prompt[word.end] ?? '') ? { ...word, hyphen: true } : word),
  );
  const tags: Tag[] = [];
  for (const [i, { senses, hyphen, ...word }] of words.entries()) {
    tags.push({ ...word, sense: senseInContext(words, i, tags) });
  }
  return tags;
}

const token =
  /[\p{Script=Latin}\p{Nd}]+(?:['’][\p{Script=Latin}]+)?|[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}ー々〆0-9０-９]+|\p{RGI_Emoji}|\p{L}[\p{L}\p{M}]*|[^\s]/gv;
const japaneseLetter = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}ー々]/u;

function wordsOf(prompt: string, vocabulary: Vocabulary, called: readonly CalledName[]): readonly Word[] {
  const words: Word[] = [];
  let at = 0;
  for (const { start, end, name } of [...called, { start: prompt.length, end: prompt.length, name: '' }]) {
    words.push(...inText(prompt, at, start, vocabulary));
    if (name !== '')
      words.push({ start, end, word: name, language: 'en', senses: [{ tag: 'subject', name, plural: false }] });
    at = end;
  }
  return words;
}

interface Token {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The words of a part of a prompt. Full-width Latin letters and digits are read as narrow ones, which are as long. */
function* inText(prompt: string, from: number, to: number, vocabulary: Vocabulary): Generator<Word> {
  const text = prompt
    .slice(from, to)
    .replaceAll(/[！-～]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));
  const tokens = [...text.matchAll(token)].map(
    ({ 0: found, index }): Token => ({ start: from + index, end: from + index + found.length, text: found }),
  );
  for (let i = 0; i < tokens.length; ) {
    const first = tokens[i]!;
    // Digits before a Japanese counter belong to it: 3匹.
    const joined =
      /^\d+$/.test(first.text) && tokens[i + 1]?.start === first.end && japaneseLetter.test(tokens[i + 1]!.text[0]!)
        ? tokens[i + 1]!
        : undefined;
    if (joined !== undefined || japaneseLetter.test(first.text)) {
      const end = joined?.end ?? first.end;
      yield* japaneseWords(text.slice(first.start - from, end - from), first.start, vocabulary);
      i += joined === undefined ? 1 : 2;
      continue;
    }
    if (/^[\p{Script=Latin}\p{Nd}]|^\p{RGI_Emoji}$/v.test(first.text)) {
      const [word, count] = longestPhrase(text, from, tokens, i, vocabulary);
      yield word;
      i += count;
      continue;
    }
    if (/^\p{L}/u.test(first.text))
      yield { start: first.start, end: first.end, word: first.text, language: 'en', senses: [{ tag: 'unknown' }] };
    const punctuation = punctuationOf(first.text, text, first.end - from);
    if (punctuation !== undefined) yield { ...first, word: first.text, language: 'en', senses: [{ tag: punctuation }] };
    i += 1;
  }
}

function punctuationOf(sign: string, text: string, end: number): 'comma' | 'stop' | undefined {
  if (/[.!?。！？…]/.test(sign) && !/^\d/.test(text.slice(end))) return 'stop';
  return /[,、，;:：；()（）「」『』—–|/・]/.test(sign) ? 'comma' : undefined;
}

/** Words between which a phrase of the camera may have others: `the camera slowly and gently pulls back`. */
const betweenCamera =
  /^(?:slowly|gently|smoothly|gradually|then|steadily|quickly|is|and|starts?|begins?|to|the|a|away|just|slow|gentle|softly|suddenly|very|continuously|closely|continues|now|also|will|should|subtly|slightly)$/;

function longestPhrase(
  text: string,
  from: number,
  tokens: readonly Token[],
  i: number,
  { english, longest }: Vocabulary,
): readonly [Word, number] {
  const first = tokens[i]!;
  const camera = first.text.toLowerCase() === 'camera' ? cameraPhrase(text, from, tokens, i, english) : undefined;
  if (camera !== undefined) return camera;
  for (let count = Math.min(longest.english, tokens.length - i); count > 0; count -= 1) {
    const last = tokens[i + count - 1]!;
    if (!/^[\p{Script=Latin}\p{Nd}]|^\p{RGI_Emoji}$/v.test(last.text)) continue;
    const said = text.slice(first.start - from, last.end - from);
    if (count > 1 && /[^\p{Script=Latin}\p{Nd}\s'’&.-]|\.\s/u.test(said)) continue;
    for (const key of [asEnglish(said), asEnglish(said.replace(/['’]s$/, ''))]) {
      const senses = english.get(key) ?? (count === 1 ? english.get(first.text) : undefined);
      if (senses !== undefined)
        return [{ start: first.start, end: last.end, word: key, language: 'en', senses }, count];
    }
  }
  return [
    { start: first.start, end: first.end, word: asEnglish(first.text), language: 'en', senses: [{ tag: 'unknown' }] },
    1,
  ];
}

function cameraPhrase(
  text: string,
  from: number,
  tokens: readonly Token[],
  i: number,
  english: Vocabulary['english'],
): readonly [Word, number] | undefined {
  let key = 'camera';
  let found: readonly [Word, number] | undefined;
  for (let j = i + 1; j < Math.min(tokens.length, i + 9); j += 1) {
    const { text: word, end } = tokens[j]!;
    if (!/^[\p{Script=Latin}-]+$/u.test(word)) {
      if (word === '-') continue;
      break;
    }
    const plain = asEnglish(word);
    const senses = (
      english.get(`${key} ${plain}`) ??
      (j === i + 1 ? undefined : english.get(`${key} ${plain}`.slice('camera '.length)))
    )?.filter(({ tag }) => tag === 'camera' || tag === 'framing');
    if (senses !== undefined && senses.length > 0)
      found = [
        {
          start: tokens[i]!.start,
          end,
          word: text.slice(tokens[i]!.start - from, end - from).toLowerCase(),
          language: 'en',
          senses,
        },
        j - i + 1,
      ];
    else if (betweenCamera.test(plain)) continue;
    key += ` ${plain}`;
  }
  return found;
}
