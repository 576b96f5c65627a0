import { existsSync } from 'node:fs';
import { AkezoraError, type Lora, loraSchema } from '@akezora/contract';
import { reason } from '../arguments.ts';
import { usageError } from '../failure.ts';

const form = '--lora FILE[:STRENGTH]';

/**
 * Reads the values of `--lora`, each `FILE[:STRENGTH]`. A value that is the name of a file is not split.
 * @throws AkezoraError `input_missing` for a file that does not exist, `request_invalid` for another strength than −10 to 10.
 */
export function lorasOf(values: readonly string[]): Lora[] {
  return values.map((value) => {
    const match = existsSync(value) ? null : /^(.+):([^:/\\]*)$/.exec(value);
    const [file, strength] = match === null ? [value, 1] : [match[1]!, Number(match[2]!.trim() || Number.NaN)];
    if (!existsSync(file)) throw new AkezoraError('input_missing', { field: '--lora', path: file });
    const lora = loraSchema.safeParse({ file, strength });
    if (!lora.success) throw usageError('--lora', reason('optionForm', { form: `${form} (−10…10)` }));
    return lora.data;
  });
}
