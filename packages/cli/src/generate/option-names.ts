import { AkezoraError } from '@akezora/contract';
import type { Arguments } from '../arguments.ts';

/** Fields of a request that have another name on the command line. */
const renamed: Readonly<Record<string, string>> = { prompt: 'PROMPT', negativePrompt: '--negative', recut: '--recut' };

const plain = ['seconds', 'fps', 'seed', 'steps', 'guidance', 'size', 'preset', 'model', 'codec', 'loop'];

/**
 * The option a field of the request was written as: `conditions.0` is the first `--image`, say, in the order in which
 * `requestOf` puts the inputs together. Pictures of a storyboard's cards come last.
 */
export function optionOf(field: string, words: Arguments): string {
  const index = /^conditions\.(\d+)/.exec(field)?.[1];
  if (index !== undefined) return inputOptions(words)[Number(index)] ?? '--storyboard';
  return renamed[field] ?? (plain.includes(field) ? `--${field}` : field);
}

function inputOptions(words: Arguments): string[] {
  const many = (name: string) => words.all(name).map(() => `--${name}`);
  const one = (name: string) => (words.text(name) === undefined ? [] : [`--${name}`]);
  return [...many('image'), ...many('video'), ...one('extend'), ...many('recut'), ...one('remix'), ...many('blend')];
}

/** The failure with its field named as the user wrote it. What is not about a field passes as it is. */
export function withOptionName(words: Arguments, thrown: unknown): unknown {
  if (!(thrown instanceof AkezoraError) || thrown.field === undefined) return thrown;
  if (thrown.code !== 'request_invalid' && !thrown.field.startsWith('conditions.')) return thrown;
  const field = optionOf(thrown.field, words);
  return field === thrown.field
    ? thrown
    : new AkezoraError(thrown.code, { ...thrown.details, field }, { cause: thrown.cause });
}
