import { AkezoraError } from '@akezora/contract';
import type { Context } from 'hono';
import { readJsonObject } from '../body.ts';
import type { AppEnv, Services } from '../context.ts';
import { isForm, readForm } from '../forms.ts';
import { FormFile } from '../receive-form.ts';

/** A body as an object, from JSON or from a form with names like `video[id]`. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads JSON or a form. Names of a form never reach a prototype: the objects have none.
 * @throws AkezoraError `request_invalid` for a name that is sent plain and with brackets; as `readJsonObject` and `readForm`.
 */
export async function readFields(context: Context<AppEnv>, services: Services): Promise<Fields> {
  if (!isForm(context.req.header('content-type') ?? '')) {
    return readJsonObject(context.req.raw, services.options.bodyBytes);
  }
  const fields: Record<string, unknown> = Object.create(null);
  for (const [name, value] of (await readForm(context, services)).entries) {
    // Browsers send a file field that nobody filled in as a file without name and content.
    if (value instanceof FormFile && value.bytes === 0 && value.name === '') continue;
    const nested = /^(\w{1,64})\[(\w{1,64})\]$/.exec(name);
    const [, outer = name, inner] = nested ?? [];
    const before = fields[outer];
    if (before !== undefined && isPlain(before) !== (inner !== undefined)) throw sentInTwoWays(outer);
    if (inner === undefined) fields[name] = value;
    else {
      fields[outer] = Object.assign(Object.create(null), isPlain(before) ? before : {}, { [inner]: value });
    }
  }
  return fields;
}

const sentInTwoWays = (field: string) =>
  new AkezoraError('request_invalid', {
    field,
    reason: { en: `send either ${field} or ${field}[…], not both`, ja: `${field} と ${field}[…] は同時に送れません` },
  });

/** Whether a value is a plain object and not a file. */
export const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof FormFile);

/**
 * Reads a text field.
 * @throws AkezoraError `request_invalid` when it is missing, not text, or too long.
 */
export function textField(fields: Fields, name: string, limit = 20_000): string {
  const value = fields[name];
  if (typeof value !== 'string' || value.trim() === '') {
    throw new AkezoraError('request_invalid', {
      field: name,
      reason: { en: 'it is required and must be text', ja: '文字列で指定してください' },
    });
  }
  if (value.length > limit) {
    throw new AkezoraError('request_invalid', {
      field: name,
      reason: { en: `it is longer than ${limit}`, ja: `${limit}文字を超えています` },
    });
  }
  return value;
}
