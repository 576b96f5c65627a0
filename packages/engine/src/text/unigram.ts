import type { Normaliser } from './charsmap.ts';
import {
  type AddedToken,
  cutAddedTokens,
  type EncodeOptions,
  type Encoding,
  finishEncoding,
  type Tokenizer,
} from './tokenizer.ts';

const SPACE = '\u2581';
const UNKNOWN_PENALTY = 10;

/** Parts of a unigram tokenizer, from any of its file formats. */
export interface UnigramParts {
  /** Pieces with their log probabilities; the position is the id. */
  readonly pieces: readonly (readonly [piece: string, score: number])[];
  readonly unknownId: number;
  readonly padId: number;
  readonly endId: number;
  readonly addedTokens: readonly AddedToken[];
  readonly normalise: Normaliser;
}

/**
 * SentencePiece unigram tokenizer (Kudo 2018) with T5's conventions: added tokens cut out of the raw text, the
 * character map, U+2581 in front of words, the segmentation with the best sum of scores, the end token.
 *
 * Vocabularies laid out as T5's (unknown = 2) also split at white space that the character map leaves, as the T5
 * class does; others (UMT5, unknown = 3) follow their file.
 */
export function unigramTokenizer(parts: UnigramParts): Tokenizer {
  const { pieces, unknownId, padId, endId } = parts;
  const ids = new Map<string, number>();
  let longest = 1;
  let lowest = Number.POSITIVE_INFINITY;
  for (const [id, [piece, score]] of pieces.entries()) {
    if (!ids.has(piece)) ids.set(piece, id);
    longest = Math.max(longest, piece.length);
    lowest = Math.min(lowest, score);
  }
  const unknownScore = lowest - UNKNOWN_PENALTY;
  const splitWhite = unknownId === 2;

  const segment = (word: string, out: number[]) => {
    const n = word.length;
    const score = new Float64Array(n + 1).fill(Number.NEGATIVE_INFINITY);
    const from = new Int32Array(n + 1).fill(-1);
    const via = new Int32Array(n + 1);
    score[0] = 0;
    for (let start = 0; start < n; ) {
      const width = word.codePointAt(start)! > 0xffff ? 2 : 1;
      const base = score[start]!;
      let single = false;
      for (let end = start + width; end <= Math.min(n, start + longest); end++) {
        const id = ids.get(word.slice(start, end));
        if (id === undefined) continue;
        if (end === start + width) single = true;
        const candidate = base + pieces[id]![1];
        if (from[end] === -1 || candidate > score[end]!) {
          score[end] = candidate;
          from[end] = start;
          via[end] = id;
        }
      }
      if (!single) {
        const end = start + width;
        const candidate = base + unknownScore;
        if (from[end] === -1 || candidate > score[end]!) {
          score[end] = candidate;
          from[end] = start;
          via[end] = unknownId;
        }
      }
      start += width;
    }
    const backwards: number[] = [];
    for (let at = n; at > 0; at = from[at]!) {
      // Neighbouring unknown characters are one token.
      if (via[at] !== unknownId || backwards.at(-1) !== unknownId) backwards.push(via[at]!);
    }
    for (let i = backwards.length - 1; i >= 0; i--) out.push(backwards[i]!);
  };

  const encodeStretch = (raw: string, out: number[]) => {
    const text = parts
      .normalise(raw)
      .replace(/\p{White_Space}+$/u, '')
      .replace(/ {2,}/g, SPACE);
    const stretches = splitWhite ? text.split(/\p{White_Space}+/u) : [text];
    for (const stretch of stretches) {
      if (stretch === '') continue;
      const marked = stretch.replaceAll(' ', SPACE);
      const whole = marked.startsWith(SPACE) ? marked : SPACE + marked;
      for (const word of whole.split(/(?=\u2581)/)) segment(word, out);
    }
  };

  return {
    unknownId,
    padId,
    size: pieces.length,
    encode(text: string, options: EncodeOptions = {}): Encoding {
      const out: number[] = [];
      for (const piece of cutAddedTokens(text, parts.addedTokens)) {
        if ('id' in piece) out.push(piece.id);
        else encodeStretch(piece.text, out);
      }
      return finishEncoding(out, { before: [], after: [endId], padId }, options);
    },
  };
}
