import { writeFile } from 'node:fs/promises';
import { AkezoraError } from '@akezora/contract';
import type { Context } from 'hono';
import { requireUpload } from '../access/principal.ts';
import { checkDisk } from '../library/space.ts';
import { ingestFile } from '../library/uploads.ts';
import { fetchToFile } from '../platform/net/guarded-fetch.ts';
import type { UploadRow } from '../platform/store/tables.ts';
import type { AppEnv, Services } from './context.ts';
import { removeAfterAnswer } from './leftovers.ts';

/** Most bytes of a picture from an address. */
const pictureBytes = 64e6;

/** Whether a text is an address whose content can be read: `data:`, `http:` or `https:`. */
export const isAddress = (text: string): boolean => /^\s*(?:data:|https?:\/\/)/i.test(text);

/**
 * Stores a picture or video from an address as an upload: a `data:` address, or one of the public internet.
 * @throws AkezoraError `request_invalid` for a `data:` address that is none, `url_refused`, `not_enough_disk`, and as `ingestFile`.
 */
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
  const trimmed = address.trim();
  if (/^data:/i.test(trimmed)) {
    const data = bytesOfDataUrl(trimmed);
    if (data === undefined) {
      const reason = {
        en: 'it is not a data URL, such as data:image/png;base64,iVBORw0KGgo…',
        ja: 'data:image/png;base64,iVBORw0KGgo… のような data URL ではありません',
      };
      throw new AkezoraError('request_invalid', { field, reason });
    }
    await writeFile(path, data);
    return ingestFile(services, { principal, path, name: 'data', field });
  }
  await fetchToFile(trimmed, path, { field, maxBytes: pictureBytes, timeoutMs: 30_000 });
  return ingestFile(services, { principal, path, name: new URL(trimmed).pathname, field });
}

/**
 * The content of a `data:` address (RFC 2397): with or without a type and parameters, in base64 (also the URL-safe alphabet, without
 * padding, percent-encoded or in lines) or percent-encoded. The type is not read: files are known by their content.
 * @returns `undefined` for an address that is not valid or empty
 */
export function bytesOfDataUrl(address: string): Uint8Array | undefined {
  const comma = address.indexOf(',');
  if (!/^data:/i.test(address) || comma < 0) return undefined;
  const isBase64 = /;\s*base64\s*$/i.test(address.slice(0, comma));
  const raw = percentDecoded(address.slice(comma + 1));
  if (!isBase64) return raw.length > 0 ? raw : undefined;
  const text = raw
    .toString('latin1')
    .replace(/\s+/g, '')
    .replace(/={0,2}$/, '');
  return text !== '' && /^[\w+/-]+$/.test(text) && text.length % 4 !== 1 ? Buffer.from(text, 'base64') : undefined;
}

/** Bytes of a text in which `%41` stands for a byte; other characters are their UTF-8. */
function percentDecoded(text: string): Buffer {
  if (!text.includes('%')) return Buffer.from(text);
  const source = Buffer.from(text);
  const into = Buffer.alloc(source.length);
  let length = 0;
  for (let index = 0; index < source.length; index += 1) {
    const code = source[index] === 0x25 ? source.toString('latin1', index + 1, index + 3) : '';
    const isEscape = /^[0-9a-f]{2}$/i.test(code);
    into[length] = isEscape ? Number.parseInt(code, 16) : (source[index] ?? 0);
    length += 1;
    if (isEscape) index += 2;
  }
  return into.subarray(0, length);
}
