/** A word of a text, by its place in it. */
export interface MarkedWord {
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

/** A part of a text, marked or plain, that begins at `at`. */
export interface TextPart {
  readonly text: string;
  readonly marked: boolean;
  readonly at: number;
}

/**
 * Splits a text into plain and marked parts.
 * @param words In the order of their places. They may come from an older text: a word no longer in its place is not marked.
 */
export function markedParts(text: string, words: readonly MarkedWord[]): readonly TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const { word, start, end } of words) {
    if (start < from || end - start !== word.length || !text.startsWith(word, start)) continue;
    parts.push({ text: text.slice(from, start), marked: false, at: from }, { text: word, marked: true, at: start });
    from = end;
  }
  return [...parts, { text: text.slice(from), marked: false, at: from }];
}
