import { AkezoraError, type Brief } from '@akezora/contract';
import { capabilities } from '../capabilities.ts';
import { reasons } from '../notices.ts';
import { emptyBrief } from './brief.ts';
import type { ResolvedPrompt } from './characters.ts';
import type { Director, PromptReading } from './director.ts';

/** The reading of a prompt without text: everything is left open. */
export const emptyReading: PromptReading = { brief: emptyBrief, unknownWords: [], cutAt: undefined, readable: true };

/**
 * Reads a prompt with the director; unknown words keep their places in the prompt as written.
 * @throws AkezoraError `prompt_empty`, `prompt_too_long`, `prompt_unreadable`.
 */
export async function readPrompt(prompt: ResolvedPrompt, field: string, director: Director): Promise<PromptReading> {
  const { text, originalOffset } = prompt;
  if (text.trim() === '') throw new AkezoraError('prompt_empty', { field });
  const length = [...text].length;
  const limit = capabilities.promptLimit.max;
  if (length > limit) {
    throw new AkezoraError('prompt_too_long', {
      field,
      length,
      limit,
      model: capabilities.id,
      unit: reasons.characters,
    });
  }
  const reading = await director.read(text);
  if (!reading.readable) throw new AkezoraError('prompt_unreadable', { field, languages: reasons.languages });
  const unknownWords = reading.unknownWords.map((word) => ({
    ...word,
    start: originalOffset(word.start),
    end: originalOffset(word.end),
  }));
  return { ...reading, unknownWords };
}

/**
 * The style that a preset stands for; `null` without one.
 * @throws AkezoraError `option_unsupported` for a preset the model lacks.
 */
export function styleOfPreset(preset: string | undefined): Brief['style'] {
  if (preset === undefined) return null;
  const known = capabilities.presets.find(({ id }) => id === preset);
  if (known !== undefined) return known.id as Brief['style'];
  const choices = capabilities.presets.map(({ id }) => id).join(', ');
  throw new AkezoraError('option_unsupported', { field: 'preset', model: capabilities.id, asked: preset, choices });
}
