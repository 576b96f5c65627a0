import type { MarkedWord } from './marked-parts.ts';

/** An unknown word of the prompt with the names that the model has instead. */
export interface UnknownMark extends MarkedWord {
  readonly nearest?: readonly string[] | undefined;
}

/** The unknown word in which, or at whose edge, the cursor stands; words may come from an older text. */
export const markAt = (prompt: string, marks: readonly UnknownMark[], cursor: number): UnknownMark | undefined =>
  marks.find(({ word, start, end }) => start <= cursor && cursor <= end && prompt.slice(start, end) === word);

/**
 * The prompt with another name in place of a word, and the place behind the name. “a” and “an” before it follow the name.
 */
export function withName(prompt: string, { start, end }: MarkedWord, name: string): { prompt: string; at: number } {
  const before = prompt
    .slice(0, start)
    .replace(/\b(a)n?(\s+)$/i, (_, a: string, space: string) => `${a}${/^[aeiou]/i.test(name) ? 'n' : ''}${space}`);
  return { prompt: before + name + prompt.slice(end), at: before.length + name.length };
}
