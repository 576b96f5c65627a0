import { backdrop, type RequestPart } from '@akezora/contract';
import { reason } from '../arguments.ts';
import { usageError } from '../failure.ts';
import { lastWord, numberOf } from './file-words.ts';

const form = '--backdrop FILE[,horizon=0–1]';

/**
 * Reads the value of `--backdrop`: a file, and after a comma where its horizon is. A value that is the name of a file is not
 * split.
 * @throws AkezoraError `request_invalid` for any other form.
 */
export function backdropOf(value: string | undefined): RequestPart[] {
  if (value === undefined) return [];
  const wrong = () => usageError('--backdrop', reason('optionForm', { form }));
  const word = lastWord(value, ['horizon']);
  if (word === undefined) {
    if (value.trim() === '') throw wrong();
    return [backdrop(value)];
  }
  const horizon = numberOf(word.given);
  if (!(horizon >= 0 && horizon <= 1)) throw wrong();
  return [backdrop(word.before, horizon)];
}
