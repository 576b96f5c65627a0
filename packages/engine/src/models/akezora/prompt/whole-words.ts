import type { UnknownWord } from '@akezora/contract';

const segmenter = new Intl.Segmenter('ja', { granularity: 'word' });
const japanese = /[\u3005-\u3007\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]/;
const hiragana = /^[\u3041-\u3096]+$/;
const endsInHiragana = /[\u3041-\u3096]$/;
/** Kana that no word begins with: 「って」 belongs to the verb before it. */
const neverBegins = /^[っんゃゅょ]/;

/** Particles: they name nothing, so they are never reported as unknown, and a word ends before them. */
const particles = new Set(
  'が の を に へ と で や も は から より まで だけ など ば か ね よ には では とは へは からは への での との にも でも'.split(
    ' ',
  ),
);

interface Segment {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Widens unknown spans in Japanese text to whole words: 「急」 in 「急ぐ消防車」 becomes 「急ぐ」. The director reports tokens, which
 * end anywhere in a Japanese word. Spans that hold nothing but particles are left out; spans in other scripts stay as they are.
 */
export function wholeWords(prompt: string, unknown: readonly UnknownWord[]): UnknownWord[] {
  if (!unknown.some(({ word }) => japanese.test(word))) return [...unknown];
  const segments = [...segmenter.segment(prompt)].map(
    ({ segment, index }): Segment => ({ start: index, end: index + segment.length, text: segment }),
  );
  const spans: { start: number; end: number }[] = [];
  for (const word of unknown) {
    const span = japanese.test(word.word) ? widen(word, segments) : word;
    if (span === undefined) continue;
    const last = spans.at(-1);
    if (last !== undefined && span.start < last.end) last.end = Math.max(last.end, span.end);
    else spans.push({ start: span.start, end: span.end });
  }
  return spans.map(({ start, end }) => ({ word: prompt.slice(start, end), start, end }));
}

/** The words that a span touches, without the particles around them, with the kana of an inflection after them. */
function widen(span: { start: number; end: number }, segments: readonly Segment[]): typeof span | undefined {
  const names = (segment: Segment) => !particles.has(segment.text) && japanese.test(segment.text);
  const touched = segments.filter(({ start, end }) => start < span.end && end > span.start);
  const first = touched.find(names);
  const last = touched.findLast(names);
  if (first === undefined || last === undefined) return undefined;
  let { end, text } = last;
  for (const next of segments) {
    if (next.start !== end || !hiragana.test(next.text) || particles.has(next.text)) continue;
    if (!endsInHiragana.test(text) && !neverBegins.test(next.text)) break;
    ({ end, text } = next);
  }
  return { start: first.start, end };
}
