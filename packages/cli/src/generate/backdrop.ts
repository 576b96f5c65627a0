import { existsSync } from 'node:fs';
import { backdrop, type RequestPart } from '@akezora/contract';
import { reason } from '../arguments.ts';
import { usageError } from '../failure.ts';

const form = '--backdrop FILE[,horizon=0–1]';

/**
 * Reads the value of `--backdrop`: a file, and after a comma where its horizon is. A value that is the name of a file is not
 * split.
 * @throws AkezoraError `request_invalid` for any other form.
 */
export function backdropOf(value: string | undefined): RequestPart[] {
  if (value === undefined) return [];
  const [, before = '', given = ''] = /^(.+),\s*horizon=([^,]*)$/s.exec(value) ?? [];
  if (before === '' || existsSync(value)) {
    if (value.trim() === '') throw usageError('--backdrop', reason('optionForm', { form }));
    return [backdrop(value)];
  }
  const horizon = Number(given.trim() || Number.NaN);
  if (!(horizon >= 0 && horizon <= 1)) throw usageError('--backdrop', reason('optionForm', { form }));
  return [backdrop(before, horizon)];
}
