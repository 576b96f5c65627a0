/** Finds the words of a run of Japanese letters: names and phrases of the vocabulary, inflected verbs, and the segmenter's words. */
import { formOf, isNegative } from './japanese-verbs.ts';
import type { Meaning, Word } from './tags.ts';
import type { Vocabulary } from './vocabulary.ts';

const segmenter = new Intl.Segmenter('ja', { granularity: 'word' });
const scripts = [/^[\p{Script=Katakana}ー]$/u, /^[\p{Script=Han}々]$/u, /^\p{Script=Hiragana}$/u] as const;
const scriptOf = (letter: string | undefined) =>
  letter === undefined ? -1 : scripts.findIndex((script) => script.test(letter));
const hiragana = 2;

/** The words of `text`, which lies at `offset` in the prompt. */
export function* japaneseWords(text: string, offset: number, vocabulary: Vocabulary): Generator<Word> {
  const segments = [...segmenter.segment(text)].map(({ segment, index }) => ({
    start: index,
    end: index + segment.length,
  }));
  const starts = new Set(segments.map(({ start }) => start));
  const ends = new Set(segments.map(({ end }) => end));
  const word = (start: number, end: number, senses: readonly Meaning[]): Word => ({
    start: offset + start,
    end: offset + end,
    word: text.slice(start, end),
    language: 'ja',
    senses,
  });
  let unknownFrom = -1;
  let nameEnd = -1;
  for (let at = 0; at < text.length; ) {
    const found = longest(text, at, vocabulary, {
      starts,
      ends,
      inUnknown: unknownFrom >= 0,
      afterName: nameEnd === at,
    });
    if (found === undefined) {
      if (unknownFrom < 0) unknownFrom = at;
      at = Math.max(at + 1, nextBreak(text, at, ends));
      continue;
    }
    if (unknownFrom >= 0) yield word(unknownFrom, at, unknown);
    unknownFrom = -1;
    if (found.senses.some(({ tag }) => tag !== 'function')) nameEnd = found.end;
    yield word(at, found.end, found.senses);
    at = found.end;
  }
  if (unknownFrom >= 0) yield word(unknownFrom, text.length, unknown);
}

const unknown: readonly Meaning[] = [{ tag: 'unknown' }];

/** Where an unknown word may end: the segment's end, or where its script changes. */
function nextBreak(text: string, at: number, ends: ReadonlySet<number>): number {
  let end = at + 1;
  while (end < text.length && !ends.has(end) && scriptOf(text[end]) === scriptOf(text[at])) end += 1;
  return end;
}

interface Bounds {
  readonly starts: ReadonlySet<number>;
  readonly ends: ReadonlySet<number>;
  readonly inUnknown: boolean;
  /** Whether a word that means something ends right here. */
  readonly afterName: boolean;
}

interface Found {
  readonly end: number;
  readonly senses: readonly Meaning[];
}

function longest(text: string, at: number, vocabulary: Vocabulary, bounds: Bounds): Found | undefined {
  const verb = longestVerb(text, at, vocabulary);
  for (let length = Math.min(vocabulary.longest.japanese, text.length - at); length > 0; length -= 1) {
    const end = at + length;
    if (verb !== undefined && verb.end >= end) break;
    const senses = vocabulary.japanese.get(text.slice(at, end));
    if (senses !== undefined && isWhole(text, at, end, senses, bounds)) return { end, senses };
  }
  if (verb !== undefined && !(bounds.inUnknown && scriptOf(text[at]) === hiragana)) return verb;
  return undefined;
}

function longestVerb(text: string, at: number, { verbs }: Vocabulary): Found | undefined {
  let best: Found | undefined;
  let stemLength = 0;
  for (const { stem, ending, deed, near } of verbs.get(text[at]!) ?? []) {
    if (!text.startsWith(stem, at)) continue;
    const after = ending.exec(text.slice(at + stem.length));
    if (after === null) continue;
    const end = at + stem.length + after[0].length;
    // A bare stem ends a clause: 立ち is not in 立ち上る.
    const bare = after[0].length === 1 && !/^[うくぐすつぬぶむるてたでだ]$/.test(after[0]) && text[end] !== undefined;
    if (bare && !stem.endsWith('す')) continue;
    if (best !== undefined && (best.end > end || (best.end === end && stemLength >= stem.length))) continue;
    stemLength = stem.length;
    best = {
      end,
      senses: [{ tag: 'deed', deed, form: formOf(after[0]), negated: isNegative(after[0]), ...(near ? { near } : {}) }],
    };
  }
  return best;
}

const particle = /^(?:が|は|を|の|と|に|も|で|や|へ|から|まで|より|たち|さん|ちゃん|だ|な|です|、|$)/;
const beforeWord = /(?:^|[のとがはをにやもでへ、いなるた])$/;

/**
 * Whether a word of the vocabulary stands by itself: パン is not in パンダ, しか not in しかし, 目 not in 目的. Words of grammar in
 * hiragana count only where a word may begin.
 */
function isWhole(
  text: string,
  start: number,
  end: number,
  senses: readonly Meaning[],
  { starts, ends, inUnknown, afterName }: Bounds,
): boolean {
  const [first, last, before, after] = [text[start], text[end - 1], text[start - 1], text[end]].map(scriptOf) as [
    number,
    number,
    number,
    number,
  ];
  const grammar = senses.some(
    ({ tag }) => tag === 'function' || tag === 'relation' || tag === 'negation' || tag === 'sequence',
  );
  // One kana is a particle only where the segmenter sees a word, or right after a name: や is not in やる.
  if (
    grammar &&
    end - start === 1 &&
    first === hiragana &&
    (before === hiragana || !starts.has(start) || !ends.has(end))
  )
    return afterName || (starts.has(start) && ends.has(end));
  if (grammar) return !inUnknown || first !== hiragana || starts.has(start) || before !== hiragana;
  const names = senses.some(({ tag }) => tag === 'subject' || tag === 'thing');
  if (names && first === hiragana && last === hiragana) {
    return (
      (before !== hiragana || beforeWord.test(text.slice(0, start))) &&
      (after !== hiragana || particle.test(text.slice(end)))
    );
  }
  const opens = first === hiragana || before !== first || starts.has(start) || !inUnknown;
  const closes =
    last === hiragana || after !== last || (ends.has(end) && last !== 0) || (last === 1 && length(start, end) > 1);
  return opens && closes;
}

const length = (start: number, end: number): number => end - start;
