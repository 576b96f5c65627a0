import { AkezoraError } from '@akezora/contract';
import type { Arguments } from '../arguments.ts';
import { generateOptions } from './options.ts';

/** Options of fields whose names differ. */
const renamed: Readonly<Record<string, string>> = {
  prompt: 'PROMPT',
  negativePrompt: '--negative',
  loras: '--lora',
  inputCrf: '--input-crf',
  actors: '--actor',
  marks: '--mark',
};

/**
 * The option of a field of the request, e.g. the first `--image` for `conditions.0`. Conditions are in the order of
 * `controlsOf`, images of a storyboard last.
 */
function optionOf(field: string, args: Arguments): string {
  const index = /^conditions\.(\d+)/.exec(field)?.[1];
  if (index !== undefined) return inputOptions(args)[Number(index)] ?? '--storyboard';
  const actor = /^actors\.(\d+)/.exec(field)?.[1];
  // Pictures with a transparent ground are actors after those of `--actor`.
  if (actor !== undefined && Number(actor) >= args.all('actor').length) return '--image';
  const name = field.split('.')[0] ?? field;
  return renamed[name] ?? (Object.hasOwn(generateOptions, name) ? `--${name}` : field);
}

function inputOptions(args: Arguments): string[] {
  const many = (name: string) => args.all(name).map(() => `--${name}`);
  const one = (name: string) => (args.text(name) === undefined ? [] : [`--${name}`]);
  return [...many('image'), ...many('video'), ...one('extend'), ...many('recut'), ...one('remix'), ...many('blend')];
}

const named: ReadonlySet<string> = new Set(['request_invalid', 'option_unsupported']);

/** The error with the option's name as its field. Errors without an option are returned unchanged. */
export function withOptionName(args: Arguments, thrown: unknown): unknown {
  if (!(thrown instanceof AkezoraError) || thrown.field === undefined) return thrown;
  if (!named.has(thrown.code) && !/^(?:conditions\.|actors\.|backdrop\b)/.test(thrown.field)) return thrown;
  const field = optionOf(thrown.field, args);
  return field === thrown.field
    ? thrown
    : new AkezoraError(thrown.code, { ...thrown.details, field }, { cause: thrown.cause });
}
