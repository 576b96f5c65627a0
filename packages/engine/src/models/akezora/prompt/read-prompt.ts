import { AkezoraError } from '@akezora/contract';
import { reasons } from '../notices.ts';
import { emptyBrief } from './brief.ts';
import type { ResolvedPrompt } from './characters.ts';
import type { Director, PromptReading } from './director.ts';
import { wholeWords } from './whole-words.ts';

/** The reading of a prompt without text: everything is left open. */
export const emptyReading: PromptReading = { brief: emptyBrief, unknownWords: [], cutAt: undefined, readable: true };

/**
 * Reads a prompt with the director; unknown words are whole words with their places in the prompt as written.
 * @throws AkezoraError `prompt_empty`, `prompt_unreadable`.
 */
export async function readPrompt(prompt: ResolvedPrompt, field: string, director: Director): Promise<PromptReading> {
  const { text, originalOffset } = prompt;
  if (text.trim() === '') throw new AkezoraError('prompt_empty', { field });
  const reading = await director.read(text);
  if (!reading.readable) throw new AkezoraError('prompt_unreadable', { field, languages: reasons.languages });
  const unknownWords = wholeWords(text, reading.unknownWords).map((word) => ({
    ...word,
    start: originalOffset(word.start),
    end: originalOffset(word.end),
  }));
  return { ...reading, unknownWords };
}
