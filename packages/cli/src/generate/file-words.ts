import { existsSync } from 'node:fs';

/**
 * Takes the last `,name=value` off the value of an option that begins with a file. Undefined where there is none of the names, and
 * where the whole value is the name of a file.
 */
export function lastWord<Name extends string>(
  value: string,
  names: readonly Name[],
): { readonly before: string; readonly name: Name; readonly given: string } | undefined {
  if (existsSync(value)) return undefined;
  const match = new RegExp(`^(.+),\\s*(${names.join('|')})=([^,]*)$`, 's').exec(value);
  if (match === null) return undefined;
  const [, before = '', name, given = ''] = match;
  return { before, name: name as Name, given: given.trim() };
}

/** The number that a word gives; not a number where it gives none. */
export const numberOf = (given: string): number => Number(given || Number.NaN);
