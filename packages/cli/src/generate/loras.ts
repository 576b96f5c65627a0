import { existsSync } from 'node:fs';
import { AkezoraError, type Lora, loraSchema } from '@akezora/contract';
import { reason } from '../arguments.ts';
import { usageError } from '../failure.ts';

const form = '--lora FILE|NAME[:STRENGTH]';

/**
 * Reads the values of `--lora`, each a file or the name of an added LoRA, and `:STRENGTH`. A value that is the name of a file is not
 * split; a name without a folder and ending that is no file stands for an added LoRA.
 * @throws AkezoraError `input_missing` for a file that does not exist, `request_invalid` for another strength than −10 to 10.
 */
export function lorasOf(values: readonly string[]): Lora[] {
  return values.map((value) => {
    const match = existsSync(value) ? null : /^(.+):([^:/\\]*)$/.exec(value);
    const [name, strength] = match === null ? [value, 1] : [match[1]!, Number(match[2]!.trim() || Number.NaN)];
    const isFile = existsSync(name);
    if (!isFile && /[\\/]|\.safetensors$/i.test(name))
      throw new AkezoraError('input_missing', { field: '--lora', path: name });
    const lora = loraSchema.safeParse({ ...(isFile ? { file: name } : { id: name }), strength });
    if (!lora.success) throw usageError('--lora', reason('optionForm', { form: `${form} (−10…10)` }));
    return lora.data;
  });
}
