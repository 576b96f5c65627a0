/**
 * The director's tokenizer: greedy longest match over a fixed list of pieces, with the place of every token in the prompt
 * as typed. It matches the definition token by token: `training/director/tokenizer.py`.
 */

/** tokenizer.json. */
export interface TokenizerFile {
  readonly maxTokens: number;
  readonly pieces: readonly string[];
}

/** Token ids and, for each, the UTF-16 range [start, end) of the prompt it came from. */
export interface Encoding {
  readonly ids: readonly number[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Place in the prompt where reading stopped, when it has more tokens than the model takes. */
  readonly cutAt: number | undefined;
}

const unknownId = 1;
const spaces = /^[\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/u;
const ideographic =
  /^[\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]$/u;
const droppedSigns = /^(?:[\p{Cc}\p{Cf}\p{Co}\p{Cs}]|[\ufe00-\ufe0f])$/u;
const marks = /^\p{M}$/u;

type Kind = 'sign' | 'letter' | 'ideograph';

function kindOf(char: string): Kind {
  if (char <= '\x7f') return /^[0-9A-Za-z]$/.test(char) ? 'letter' : 'sign';
  if (char === '・') return 'sign';
  if (ideographic.test(char)) return 'ideograph';
  return /^[\p{L}\p{N}\p{M}]$/u.test(char) ? 'letter' : 'sign';
}

const joins = (char: string) =>
  char === '\uff9e' || char === '\uff9f' || (char.codePointAt(0)! > 0x2ff && marks.test(char));

interface Normal {
  readonly chars: string[];
  readonly starts: number[];
  readonly ends: number[];
}

/** NFKC and lower case, one unit (a character with its marks) at a time; every result has the place of its unit. */
function normalise(text: string): Normal {
  const normal: Normal = { chars: [], starts: [], ends: [] };
  const points = [...text];
  let at = 0;
  let offset = 0;
  while (at < points.length) {
    let unit = points[at]!;
    at += 1;
    while (at < points.length && joins(points[at]!)) unit += points[at++]!;
    for (const char of unit.normalize('NFKC')) {
      for (const low of char.toLowerCase()) {
        if (!spaces.test(low) && droppedSigns.test(low)) continue;
        normal.chars.push(low);
        normal.starts.push(offset);
        normal.ends.push(offset + unit.length);
      }
    }
    offset += unit.length;
  }
  return normal;
}

/** Makes a tokenizer from tokenizer.json. */
export function promptTokenizer(file: TokenizerFile): (text: string) => Encoding {
  const index = new Map(file.pieces.map((piece, id) => [piece, id]));
  const longest = file.pieces.reduce((most, piece) => Math.max(most, [...piece].length), 0);

  const pieces = (word: readonly string[], letters: boolean): [id: number, size: number][] => {
    const out: [number, number][] = [];
    let at = 0;
    while (at < word.length) {
      const found = longestPiece(word, at, letters && at > 0 ? '##' : '');
      const last = out.at(-1);
      if (found !== undefined) out.push(found);
      else if (last?.[0] === unknownId) last[1] += 1;
      else out.push([unknownId, 1]);
      at += found?.[1] ?? 1;
    }
    return out;
  };
  const longestPiece = (word: readonly string[], at: number, prefix: string): [number, number] | undefined => {
    for (let size = Math.min(longest, word.length - at); size > 0; size -= 1) {
      const id = index.get(prefix + word.slice(at, at + size).join(''));
      if (id !== undefined) return [id, size];
    }
    return undefined;
  };

  return (text) => {
    const { chars, starts, ends } = normalise(text);
    const out = { ids: [] as number[], starts: [] as number[], ends: [] as number[] };
    let at = 0;
    while (at < chars.length) {
      if (spaces.test(chars[at]!)) {
        at += 1;
        continue;
      }
      const kind = kindOf(chars[at]!);
      let end = at + 1;
      if (kind !== 'sign') {
        while (end < chars.length && !spaces.test(chars[end]!) && kindOf(chars[end]!) === kind) end += 1;
      }
      for (const [id, size] of pieces(chars.slice(at, end), kind === 'letter')) {
        if (out.ids.length === file.maxTokens) return { ...out, cutAt: starts[at] };
        out.ids.push(id);
        out.starts.push(starts[at]!);
        out.ends.push(ends[at + size - 1]!);
        at += size;
      }
    }
    return { ...out, cutAt: undefined };
  };
}
