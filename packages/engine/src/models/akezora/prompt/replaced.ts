/** A prompt with some of its words replaced. */
export interface ResolvedPrompt {
  readonly text: string;
  /** The place in the prompt as written of a place in `text`, both in UTF-16 units. */
  originalOffset(offset: number): number;
}

/** A part of a prompt and what is read in its place. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Replaces parts of a prompt, which do not overlap. */
export function replaced(prompt: string, replacements: readonly Replacement[]): ResolvedPrompt {
  const shifts: { readonly from: number; readonly by: number }[] = [];
  let [text, at] = ['', 0];
  for (const { start, end, text: inPlace } of [...replacements].sort((a, b) => a.start - b.start)) {
    text += prompt.slice(at, start) + inPlace;
    at = end;
    shifts.push({ from: text.length, by: end - text.length });
  }
  text += prompt.slice(at);
  return { text, originalOffset: (offset) => offset + (shifts.findLast(({ from }) => from <= offset)?.by ?? 0) };
}
