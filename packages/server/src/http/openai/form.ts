import { writeFile } from 'node:fs/promises';
import { AkezoraError } from '@akezora/contract';
import type { Context } from 'hono';
import { requireUpload } from '../../access/principal.ts';
import { checkDisk } from '../../library/space.ts';
import { ingestFile } from '../../library/uploads.ts';
import { fetchToFile } from '../../platform/net/guarded-fetch.ts';
import type { UploadRow } from '../../platform/store/tables.ts';
import { readJsonObject } from '../body.ts';
import type { AppEnv, Services } from '../context.ts';
import { isForm, readForm } from '../forms.ts';
import { removeAfterAnswer } from '../leftovers.ts';
import { FormFile } from '../receive-form.ts';

/** A body as an object, from JSON or from a form with names like `video[id]`. */
export type Fields = Readonly<Record<string, unknown>>;

/** Reads JSON or a form. Names of a form never reach a prototype: the objects have none. */
export async function readFields(context: Context<AppEnv>, services: Services): Promise<Fields> {
  if (!isForm(context.req.header('content-type') ?? '')) {
    return readJsonObject(context.req.raw, services.options.bodyBytes);
  }
  const fields: Record<string, unknown> = Object.create(null);
  for (const [name, value] of (await readForm(context, services)).entries) {
    const nested = /^(\w{1,64})\[(\w{1,64})\]$/.exec(name);
    if (nested === null) fields[name] = value;
    else {
      const [, outer = '', inner = ''] = nested;
      const before = fields[outer];
      fields[outer] = Object.assign(Object.create(null), isPlain(before) ? before : {}, { [inner]: value });
    }
  }
  return fields;
}

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

/** Refuses unknown names, so that a misspelt one is not silently ignored. */
export function onlyFields(fields: Fields, known: readonly string[]): void {
  const unknown = Object.keys(fields).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new AkezoraError('request_invalid', {
      field: unknown.slice(0, 80),
      reason: {
        en: `there is no such field; supported: ${known.join(', ')}`,
        ja: `不明な項目です（使えるもの: ${known.join('、')}）`,
      },
    });
  }
}

/** Stores a picture from an address as an upload: `data:` in base64, or one of the public internet. */
export async function ingestUrl(
  context: Context<AppEnv>,
  services: Services,
  field: string,
  address: string,
): Promise<UploadRow> {
  const principal = context.get('principal');
  requireUpload(principal);
  await checkDisk(services.storage, services.options.reserveBytes, pictureBytes);
  const path = await services.storage.temporary('url');
  removeAfterAnswer(context.req.raw, path);
  const data = /^data:[\w.+/-]{0,100};base64,([A-Za-z0-9+/=\s]*)$/.exec(address);
  if (data !== null) {
    await writeFile(path, Buffer.from(data[1] ?? '', 'base64'));
    return ingestFile(services, { principal, path, name: 'data', field });
  }
  await fetchToFile(address, path, { field, maxBytes: pictureBytes, timeoutMs: 30_000 });
  return ingestFile(services, { principal, path, name: new URL(address).pathname, field });
}

/** Most bytes of a picture from an address. */
const pictureBytes = 64e6;
