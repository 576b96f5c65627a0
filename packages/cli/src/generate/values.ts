import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { AkezoraError, decodeText, remixStrengths, wordsOfFileFault, wordsOfJsonFault } from '@akezora/contract';
import { type Arguments, reason } from '../arguments.ts';
import { usageError } from '../failure.ts';

/** A file with its time in seconds and its strength (0 to 1): `FILE[@SECONDS[:STRENGTH]]`. */
export interface PlacedFile {
  readonly file: string;
  readonly at: number;
  readonly strength: number;
}

const number = String.raw`(\d+(?:\.\d+)?)`;

/** Reads `FILE[@SECONDS[:STRENGTH]]`. A value that is the name of a file is not split. */
export function placedFile(option: string, value: string): PlacedFile {
  const match = existsSync(value) ? null : new RegExp(`^(.+)@${number}(?::${number})?$`).exec(value);
  if (match === null) return { file: value, at: 0, strength: 1 };
  return {
    file: match[1]!,
    at: Number(match[2]),
    strength: upToOne(option, match[3] ?? '1', `${option} FILE@SECONDS:STRENGTH`),
  };
}

/** Strength of a remix: the part of the clip to keep, 0 to 1, or the amount of change by name. */
export type RemixStrength = number | keyof typeof remixStrengths;

/** Reads `FILE:STRENGTH`, the strength as a number from 0 to 1 or as a name. */
export function remixedFile(option: string, value: string): { file: string; strength: RemixStrength } {
  const names = Object.keys(remixStrengths) as (keyof typeof remixStrengths)[];
  const form = `${option} FILE:STRENGTH`;
  const match = new RegExp(`^(.+):(?:${number}|(${names.join('|')}))$`).exec(value);
  if (match === null) throw usageError(option, reason('optionForm', { form: `${form} (0–1, ${names.join(', ')})` }));
  const [, file = '', digits, name] = match;
  return {
    file,
    strength: digits === undefined ? (name as keyof typeof remixStrengths) : upToOne(option, digits, form),
  };
}

/** Reads `FILE:FROM-TO`, in seconds. */
export function fileWithSpan(option: string, value: string): { file: string; from: number; to: number } {
  const match = new RegExp(`^(.+):${number}-${number}$`).exec(value);
  if (match === null) throw usageError(option, reason('optionForm', { form: `${option} FILE:FROM-TO` }));
  return { file: match[1]!, from: Number(match[2]), to: Number(match[3]) };
}

function upToOne(option: string, value: string, form: string): number {
  const strength = Number(value);
  if (strength > 1) throw usageError(option, reason('optionForm', { form: `${form} (0–1)` }));
  return strength;
}

/**
 * The value of an option, one of several choices.
 * @throws AkezoraError `request_invalid` for any other value.
 */
export function choice<T extends string>(
  option: string,
  value: string | undefined,
  choices: readonly T[],
): T | undefined {
  if (value === undefined) return undefined;
  const found = choices.find((one) => one === value);
  if (found === undefined) throw usageError(option, reason('optionChoice', { choices: choices.join(', ') }));
  return found;
}

/**
 * The value of an option, a whole number from 1 to the most; `usual` without it.
 * @throws AkezoraError `request_invalid` for any other value.
 */
export function wholeOf(args: Arguments, name: string, usual: number, most: number): number {
  const value = args.number(name) ?? usual;
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw usageError(`--${name}`, reason('optionWhole', { min: '1', max: String(most) }));
}

/**
 * Reads a text file that an option names, in the encoding that it has; `-` is standard input.
 * @throws AkezoraError `input_missing` or `input_unreadable`.
 */
export async function textFile(option: string, file: string): Promise<string> {
  const bytes = await bytesOf(option, file);
  const read = decodeText(bytes);
  if (read !== undefined) return read.text;
  throw new AkezoraError('input_unreadable', { field: option, path: file, reason: reason('textUnreadable') });
}

async function bytesOf(option: string, file: string): Promise<Uint8Array> {
  try {
    if (file !== '-') return await readFile(file);
    const pieces: Uint8Array[] = [];
    for await (const piece of process.stdin) pieces.push(piece as Uint8Array);
    return Buffer.concat(pieces);
  } catch (thrown) {
    const isMissing = (thrown as NodeJS.ErrnoException).code === 'ENOENT';
    if (isMissing) throw new AkezoraError('input_missing', { field: option, path: file }, { cause: thrown });
    const fault = wordsOfFileFault(thrown);
    throw new AkezoraError('input_unreadable', { field: option, path: file, reason: fault }, { cause: thrown });
  }
}

/** Reads a JSON file that an option names. */
export async function jsonFile(option: string, file: string): Promise<unknown> {
  const text = await textFile(option, file);
  try {
    return JSON.parse(text) as unknown;
  } catch (thrown) {
    throw usageError(option, wordsOfJsonFault(thrown));
  }
}
