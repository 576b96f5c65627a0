import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { type Codec, clipEndings, codecOfName, codecs, extensionOfCodec } from '@akezora/contract';
import type { Arguments } from '../arguments.ts';
import { choice, wholeOf } from './values.ts';

/**
 * The codec of `--codec`, else that of the output's extension; `undefined` without both.
 * @throws AkezoraError `request_invalid` for an unknown codec or extension.
 */
export function codecOf(args: Arguments): Codec | undefined {
  const codec = choice('--codec', args.text('codec'), codecs);
  const output = args.text('prompts') === undefined ? args.text('output') : undefined;
  const ending = extname(output ?? '').toLowerCase();
  if (ending !== '') choice('-o', ending, clipEndings);
  if (codec !== undefined || output === undefined) return codec;
  return codecOfName(output);
}

/** A prompt as part of a file name: its letters and digits, at most 40 characters. */
export function slug(prompt: string): string {
  const words =
    prompt
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{Letter}\p{Number}\p{Mark}]+/gu) ?? [];
  return [...words.join('-')].slice(0, 40).join('').replace(/-$/, '') || 'clip';
}

/** The first free file name: `akezora-a-fox.mp4`, `akezora-a-fox-2.mp4`, … */
export function freeName(prompt: string, codec: Codec): string {
  const [base, extension] = [`akezora-${slug(prompt)}`, `.${extensionOfCodec(codec)}`];
  let name = base + extension;
  for (let count = 2; existsSync(name); count++) name = `${base}-${count}${extension}`;
  return name;
}

/** File of a variant: `fox.mp4` → `fox-2.mp4` for the second of several, unchanged for a single one. */
export function variantName(file: string, index: number, total: number): string {
  return total === 1 ? file : numbered(file, index + 1);
}

/** A file's name with a number before its extension: `fox.mp4` → `fox-2.mp4`. */
export function numbered(file: string, number: number): string {
  const extension = extname(file);
  return `${file.slice(0, file.length - extension.length)}-${number}${extension}`;
}

/** Number of clips of each prompt (`--variants`). @throws AkezoraError `request_invalid`. */
export const variantsOf = (args: Arguments): number => wholeOf(args, 'variants', 1, 100);
