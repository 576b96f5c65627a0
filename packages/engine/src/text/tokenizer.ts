/** Token ids of a text with the mask text encoders take: 1 for tokens of the text, 0 for padding. */
export interface Encoding {
  readonly ids: number[];
  readonly mask: number[];
}

/** Options of an encoding. */
export interface EncodeOptions {
  /** Longest sequence in tokens, with special tokens; more are cut off before the end token. Default: unlimited. */
  readonly maxLength?: number;
  /** Pads to `maxLength` on the right. Default false. */
  readonly pad?: boolean;
}

/** Text to token ids, exactly as in the published tokenizer files. */
export interface Tokenizer {
  encode(text: string, options?: EncodeOptions): Encoding;
  /** Id of the token for text outside the vocabulary. */
  readonly unknownId: number;
  readonly padId: number;
  /** Number of ids, for checks against the embedding table. */
  readonly size: number;
}

/** A token that is cut out of the text before the model sees it. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Includes the white space before it. */
  readonly lstrip: boolean;
  /** Includes the white space after it. */
  readonly rstrip: boolean;
  /** Matched in the normalised text instead of the raw text. */
  readonly normalized: boolean;
}

/** A stretch of text, or the id of an added token found in it. */
export type Piece = { readonly text: string } | { readonly id: number };

/** Cuts the added tokens out of a text: the leftmost match first, the longest of those that start there. */
export function cutAddedTokens(text: string, tokens: readonly AddedToken[]): Piece[] {
  if (tokens.length === 0) return text === '' ? [] : [{ text }];
  const byContent = new Map(tokens.map((token) => [token.content, token]));
  const longestFirst = [...byContent.keys()].filter((content) => content !== '').sort((a, b) => b.length - a.length);
  if (longestFirst.length === 0) return text === '' ? [] : [{ text }];
  const pattern = new RegExp(
    longestFirst.map((content) => content.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'),
    'g',
  );
  const pieces: Piece[] = [];
  let from = 0;
  const push = (piece: string) => {
    if (piece !== '') pieces.push({ text: piece });
  };
  for (const match of text.matchAll(pattern)) {
    const token = byContent.get(match[0])!;
    const before = text.slice(from, match.index);
    push(token.lstrip ? before.replace(/\p{White_Space}+$/u, '') : before);
    pieces.push({ id: token.id });
    from = match.index + match[0].length;
    if (token.rstrip) from += /^\p{White_Space}*/u.exec(text.slice(from))![0].length;
  }
  push(text.slice(Math.min(from, text.length)));
  return pieces;
}

/** Adds special tokens around ids, cuts to `maxLength` and pads. */
export function finishEncoding(
  ids: readonly number[],
  special: { readonly before: readonly number[]; readonly after: readonly number[]; readonly padId: number },
  options: EncodeOptions,
): Encoding {
  const { maxLength } = options;
  const room =
    maxLength === undefined ? ids.length : Math.max(0, maxLength - special.before.length - special.after.length);
  const all = [...special.before, ...ids.slice(0, room), ...special.after];
  const mask = all.map(() => 1);
  while (options.pad && maxLength !== undefined && all.length < maxLength) {
    all.push(special.padId);
    mask.push(0);
  }
  return { ids: all, mask };
}
