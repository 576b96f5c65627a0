import type { Tokenizer } from './tokenizer.ts';

/** A stretch of a prompt that a tokenizer has no pieces for. */
export interface UnreadableWord {
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

/** Share of a prompt that a tokenizer cannot read, and the words concerned. */
export interface Readability {
  /** Share of the letters, digits and signs (spaces left out) that become the unknown token: 0 … 1. */
  readonly unknownShare: number;
  readonly words: readonly UnreadableWord[];
}

/** Words of a prompt that become unknown tokens, as Japanese does for T5 v1.1. */
export function readability(prompt: string, tokenizer: Tokenizer): Readability {
  const known = new Map<string, boolean>();
  const reads = (character: string): boolean => {
    const cached = known.get(character);
    if (cached !== undefined) return cached;
    const readable = !tokenizer.encode(character).ids.includes(tokenizer.unknownId);
    known.set(character, readable);
    return readable;
  };
  let all = 0;
  let lost = 0;
  const words: UnreadableWord[] = [];
  for (const match of prompt.matchAll(/\S+/gu)) {
    let unreadable = 0;
    for (const character of match[0]) {
      all++;
      if (!reads(character)) unreadable++;
    }
    lost += unreadable;
    if (unreadable > 0) words.push({ word: match[0], start: match.index, end: match.index + match[0].length });
  }
  return { unknownShare: all === 0 ? 0 : lost / all, words };
}

/**
 * Where a prompt is cut at `maxLength` tokens: the position of the first word that does not fit whole, or `undefined`
 * when all fits.
 */
export function cutPosition(prompt: string, tokenizer: Tokenizer, maxLength: number): number | undefined {
  if (tokenizer.encode(prompt).ids.length <= maxLength) return undefined;
  const starts = Array.from(prompt.matchAll(/\S+/gu), (match) => match.index);
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (tokenizer.encode(prompt.slice(0, starts[middle])).ids.length <= maxLength) low = middle;
    else high = middle - 1;
  }
  return starts[low] ?? 0;
}
