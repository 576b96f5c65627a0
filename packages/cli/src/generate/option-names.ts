import { AkezoraError } from '@akezora/contract';
import type { Arguments } from '../arguments.ts';
import { generateOptions } from './options.ts';

/** Fields of a request that have another name on the command line. */
const renamed: Readonly<Record<string, string>> = { prompt: 'PROMPT', negativePrompt: '--negative', loras: '--lora' };

/**
 * The option that a field of the request comes from: `conditions.0` is the first `--image`, say, in the order in which
 * `controlsOf` puts the conditions together. Images of a storyboard's cards come last.
 */
function optionOf(field: string, args: Arguments): string {
  const index = /^conditions\.(\d+)/.exec(field)?.[1];
  if (index !== undefined) return inputOptions(args)[Number(index)] ?? '--storyboard';
  const name = field.split('.')[0] ?? field;
  return renamed[name] ?? (Object.hasOwn(generateOptions, name) ? `--${name}` : field);
}

function inputOptions(args: Arguments): string[] {
  const many = (name: string) => args.all(name).map(() => `--${name}`);
  const one = (name: string) => (args.text(name) === undefined ? [] : [`--${name}`]);
  return [...many('image'), ...many('video'), ...one('extend'), ...many('recut'), ...one('remix'), ...many('blend')];
}

const named: ReadonlySet<string> = new Set(['request_invalid', 'option_unsupported']);

/** The failure with its field named by the option. Failures that are about no option stay as they are. */
export function withOptionName(args: Arguments, thrown: unknown): unknown {
  if (!(thrown instanceof AkezoraError) || thrown.field === undefined) return thrown;
  if (!named.has(thrown.code) && !thrown.field.startsWith('conditions.')) return thrown;
  const field = optionOf(thrown.field, args);
  return field === thrown.field
    ? thrown
    : new AkezoraError(thrown.code, { ...thrown.details, field }, { cause: thrown.cause });
}
