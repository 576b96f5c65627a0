import { AkezoraError, boxModel } from '@akezora/contract';
import type { FilePart, ModelFiles } from '../models/akezora/web.ts';
import { sha256Of } from './sha256.ts';

/** Where fetched files are kept: the page's cache, or none. */
export type FileStore = Pick<Cache, 'match' | 'put'>;

/**
 * The files of a model at an address. A part is asked for as a range; a server without ranges gives the whole file. What has a hash is
 * checked, and kept only then.
 * @param base address of the folder, with `/` at its end
 * @param store keeps what came for the next visit. Default: nothing is kept
 */
export function fetchedFiles(base: string, store?: FileStore): ModelFiles {
  return {
    async read(file) {
      const key = keyOf(base, file);
      const kept = await store?.match(key);
      if (kept !== undefined) {
        const bytes = new Uint8Array(await kept.arrayBuffer());
        if (await isWhole(bytes, file)) return bytes;
      }
      const bytes = await download(base, file);
      if (!(await isWhole(bytes, file))) {
        const reason = { en: 'its checksum is another', ja: 'チェックサムが一致しません' };
        throw new AkezoraError('weights_corrupt', { path: file.path, reason });
      }
      // A full store is no reason to fail.
      await store?.put(key, new Response(bytes as Uint8Array<ArrayBuffer>)).catch(() => undefined);
      return bytes;
    },
  };
}

const keyOf = (base: string, { path, part }: FilePart): string =>
  part === undefined ? `${base}${path}` : `${base}${path}?at=${part.at}&bytes=${part.bytes}`;

async function download(base: string, { path, part }: FilePart): Promise<Uint8Array> {
  const missing = (cause?: unknown) => new AkezoraError('weights_missing', { model: boxModel, path }, { cause });
  const headers = part === undefined ? {} : { Range: `bytes=${part.at}-${part.at + part.bytes - 1}` };
  const response = await fetch(`${base}${path}`, { headers }).catch((cause: unknown) => {
    throw missing(cause);
  });
  if (!response.ok) throw missing();
  const bytes = new Uint8Array(await response.arrayBuffer());
  return part === undefined || response.status === 206 ? bytes : bytes.slice(part.at, part.at + part.bytes);
}

async function isWhole(bytes: Uint8Array, { part, sha256 }: FilePart): Promise<boolean> {
  if (part !== undefined && bytes.length !== part.bytes) return false;
  return sha256 === undefined || (await sha256Of(bytes)) === sha256;
}
