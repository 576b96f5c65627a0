import {
  type AddedToken,
  cutAddedTokens,
  type EncodeOptions,
  type Encoding,
  finishEncoding,
  type Tokenizer,
} from './tokenizer.ts';

/** Parts of a CLIP tokenizer, from any of its file formats. */
export interface BpeParts {
  readonly vocabulary: ReadonlyMap<string, number>;
  /** Pairs that are merged, best first. */
  readonly merges: readonly (readonly [string, string])[];
  readonly addedTokens: readonly AddedToken[];
  readonly startId: number;
  readonly endId: number;
  readonly padId: number;
  readonly unknownId: number;
}

const WORDS = /'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\p{White_Space}\p{L}\p{N}]+/gu;
const WORD_END = '</w>';

/** Printable characters for the 256 bytes, as in GPT-2. */
function byteCharacters(): string[] {
  const printable = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(printable(byte) ? byte : next++));
}

/** NFC, one space for every run of white space, lower case code point by code point (so that Σ never becomes ς). */
function normalise(text: string): string {
  let out = '';
  for (const point of text.normalize('NFC').replace(/\p{White_Space}+/gu, ' ')) out += point.toLowerCase();
  return out;
}

/**
 * CLIP's byte-level byte-pair tokenizer (Radford et al. 2021): lower-cased words, `</w>` on a word's last byte,
 * merges by rank, start and end token.
 */
export function clipTokenizer(parts: BpeParts): Tokenizer {
  const { vocabulary, unknownId, padId, startId, endId } = parts;
  const ranks = new Map(parts.merges.map(([left, right], rank) => [`${left} ${right}`, rank]));
  const bytes = byteCharacters();
  const encoder = new TextEncoder();
  const raw = parts.addedTokens.filter((token) => !token.normalized);
  const normalised = parts.addedTokens
    .filter((token) => token.normalized)
    .map((token) => ({ ...token, content: normalise(token.content) }));
  const cache = new Map<string, number[]>();

  const encodeWord = (word: string): number[] => {
    const cached = cache.get(word);
    if (cached) return cached;
    const symbols = Array.from(encoder.encode(word), (byte) => bytes[byte]!);
    symbols[symbols.length - 1] += WORD_END;
    const ids = mergeByRank(symbols, ranks).map((symbol) => vocabulary.get(symbol) ?? unknownId);
    if (cache.size < 50_000) cache.set(word, ids);
    return ids;
  };

  return {
    unknownId,
    padId,
    size: parts.addedTokens.reduce((size, { id }) => Math.max(size, id + 1), vocabulary.size),
    encode(text: string, options: EncodeOptions = {}): Encoding {
      const out: number[] = [];
      for (const outer of cutAddedTokens(text, raw)) {
        if ('id' in outer) {
          out.push(outer.id);
          continue;
        }
        for (const inner of cutAddedTokens(normalise(outer.text), normalised)) {
          if ('id' in inner) out.push(inner.id);
          else for (const [word] of inner.text.matchAll(WORDS)) out.push(...encodeWord(word));
        }
      }
      return finishEncoding(out, { before: [startId], after: [endId], padId }, options);
    },
  };
}

/** Merges neighbours, lowest rank first and leftmost among equals, until no pair has a rank. */
function mergeByRank(symbols: string[], ranks: ReadonlyMap<string, number>): string[] {
  const n = symbols.length;
  const next = Int32Array.from({ length: n }, (_, i) => (i + 1 < n ? i + 1 : -1));
  const previous = Int32Array.from({ length: n }, (_, i) => i - 1);
  const alive = new Uint8Array(n).fill(1);
  const heap: { rank: number; at: number; pair: string }[] = [];
  const before = (a: number, b: number) =>
    heap[a]!.rank < heap[b]!.rank || (heap[a]!.rank === heap[b]!.rank && heap[a]!.at < heap[b]!.at);
  const swap = (a: number, b: number) => ([heap[a], heap[b]] = [heap[b]!, heap[a]!]);
  const offer = (at: number) => {
    if (at < 0 || next[at] === -1) return;
    const pair = `${symbols[at]} ${symbols[next[at]!]}`;
    const rank = ranks.get(pair);
    if (rank === undefined) return;
    heap.push({ rank, at, pair });
    for (let i = heap.length - 1; i > 0 && before(i, (i - 1) >> 1); i = (i - 1) >> 1) swap(i, (i - 1) >> 1);
  };
  const take = () => {
    const top = heap[0]!;
    const last = heap.pop()!;
    if (heap.length > 0) {
      heap[0] = last;
      for (let i = 0; ; ) {
        let best = i;
        for (const child of [2 * i + 1, 2 * i + 2]) if (child < heap.length && before(child, best)) best = child;
        if (best === i) break;
        swap(i, best);
        i = best;
      }
    }
    return top;
  };
  for (let i = 0; i < n; i++) offer(i);
  while (heap.length > 0) {
    const { at, pair } = take();
    const right = alive[at] ? next[at]! : -1;
    if (right === -1 || `${symbols[at]} ${symbols[right]}` !== pair) continue;
    symbols[at] += symbols[right]!;
    alive[right] = 0;
    next[at] = next[right]!;
    if (next[right] !== -1) previous[next[right]!] = at;
    offer(previous[at]!);
    offer(at);
  }
  return symbols.filter((_, i) => alive[i] === 1);
}
