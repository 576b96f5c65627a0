import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { type Codec, codecs } from '@akezora/contract';
import type { Arguments } from '../arguments.ts';
import { choice } from './values.ts';

const extensions: Readonly<Record<Codec, string>> = {
  h264: '.mp4',
  hevc: '.mp4',
  av1: '.mp4',
  vp9: '.webm',
  webp: '.webp',
  gif: '.gif',
};

const endings = ['.mp4', '.m4v', '.mov', '.mkv', '.webm', '.webp', '.gif'];

/**
 * The codec that was asked for, by name or by the output's ending.
 * @throws AkezoraError `request_invalid` for a codec or an ending that there is not.
 */
export async function codecOf(words: Arguments): Promise<Codec | undefined> {
  const asked = choice('--codec', words.text('codec'), codecs);
  const output = words.text('prompts') === undefined ? words.text('output') : undefined;
  const ending = extname(output ?? '').toLowerCase();
  if (ending !== '') choice('-o', ending, endings);
  if (asked !== undefined || output === undefined) return asked;
  return (await import('@akezora/engine')).codecOfName(output);
}

/** A file name out of a prompt: its letters and digits, 40 at most. */
export function slug(prompt: string): string {
  const words =
    prompt
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{Letter}\p{Number}\p{Mark}]+/gu) ?? [];
  return [...words.join('-')].slice(0, 40).join('').replace(/-$/, '') || 'clip';
}

/** A name that is not taken yet: `akezora-a-fox.mp4`, `akezora-a-fox-2.mp4`, … */
export function freeName(prompt: string, codec: Codec): string {
  const [base, extension] = [`akezora-${slug(prompt)}`, extensions[codec]];
  let name = base + extension;
  for (let count = 2; existsSync(name); count++) name = `${base}-${count}${extension}`;
  return name;
}

/** Ending of a codec's files. */
export const extensionOf = (codec: Codec): string => extensions[codec];

/** `fox.mp4` → `fox-2.mp4`, for the second of several variants; the only one keeps its name. */
export function variantName(file: string, index: number, total: number): string {
  if (total === 1) return file;
  const extension = extname(file);
  return `${file.slice(0, file.length - extension.length)}-${index + 1}${extension}`;
}
