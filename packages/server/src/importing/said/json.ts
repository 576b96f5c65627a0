/** JSON of foreign files: bounded, with whole numbers that JavaScript cannot hold exactly as their digits. */
import type { SaidByFile } from '@akezora/contract';

/** An object of a foreign file. */
export type Json = Readonly<Record<string, unknown>>;

/** Whether a value is an object with names. */
export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Letters of a JSON text that is still read. */
const longest = 4_000_000;

/** Parses a text to an object; `undefined` for everything else. Python writes NaN and Infinity, which are no JSON: they are read as null. */
export function objectIn(text: string | undefined): Json | undefined {
  if (text === undefined || text.length > longest || !/^\s*\{/.test(text)) return undefined;
  for (const candidate of [text, text.replace(/(?<=[:[,]\s*)(?:NaN|-?Infinity)(?=\s*[,\]}])/g, 'null')])
    try {
      const value: unknown = JSON.parse(candidate, exactly as (key: string, value: unknown) => unknown);
      return isObject(value) ? value : undefined;
    } catch {
      // Tried again without what is no JSON.
    }
  return undefined;
}

/** Keeps the digits of a whole number that is too large (`context.source`: ECMAScript's source text access of JSON.parse). */
function exactly(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const digits = context?.source;
  const isLarge = typeof value === 'number' && !Number.isSafeInteger(value) && digits !== undefined;
  return isLarge && /^\d{1,20}$/.test(digits) ? digits : value;
}

/** The digits of a seed; `undefined` for what is none, and for -1, which stands for a random one. */
export function seedIn(value: unknown): string | undefined {
  const digits = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  return typeof digits === 'string' && /^\d{1,20}$/.test(digits.trim()) ? digits.trim() : undefined;
}

/** A number, or a text that is one. */
export function numberIn(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** A number of steps; `undefined` for what is none. */
export function stepsIn(value: unknown): number | undefined {
  const steps = numberIn(value);
  return steps !== undefined && Number.isInteger(steps) && steps >= 1 && steps <= 10_000 ? steps : undefined;
}

/** A strength of guidance; `undefined` for what is none. */
export function guidanceIn(value: unknown): number | undefined {
  const guidance = numberIn(value);
  return guidance !== undefined && guidance >= 0 && guidance <= 1000 ? guidance : undefined;
}

/** A text that says something, as it can be stored. */
export function textIn(value: unknown, limit = 20_000): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.slice(0, limit).replaceAll('\0', '').toWellFormed().trim();
  return text === '' ? undefined : text;
}

/** The name of a file without its folders; both kinds of slashes count, since workflows travel between systems. */
export const fileNameIn = (value: unknown): string | undefined => textIn(textIn(value)?.split(/[\\/]/).at(-1), 512);

/** What a file says, without the name of its program. */
export type Said = Omit<SaidByFile, 'program'>;

/** Only the names that have a value. */
export const compact = (said: { readonly [K in keyof Said]: Said[K] | undefined }): Said =>
  Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
