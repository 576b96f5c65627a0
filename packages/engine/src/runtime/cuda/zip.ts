/** Reading single files out of a ZIP archive on disk, such as NuGet's packages. */

import { createReadStream, createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { openFileBytes } from '../../weights/file-bytes.ts';
import { type ZipEntry, ZipError, zipEntries } from '../../weights/zip-directory.ts';

/** The files of an archive. @throws ZipError */
export async function entriesOf(path: string): Promise<ZipEntry[]> {
  const file = await openFileBytes(path);
  return zipEntries(file).finally(() => file.close());
}

/** Writes a file of an archive, checking length and CRC. @throws ZipError */
export async function extract(path: string, entry: ZipEntry, target: string, signal?: AbortSignal): Promise<void> {
  const { name, method, offset: start } = entry;
  if (method !== 0 && method !== 8)
    throw new ZipError({ en: `compression ${method} is not read`, ja: `未対応の圧縮方式（${method}）です` });
  let crc = 0;
  let bytes = 0;
  const check = new Transform({
    transform(chunk: Buffer, _, done) {
      crc = crc32(chunk, crc);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  const packed = createReadStream(path, { start, end: Math.max(start, start + entry.packed - 1) });
  const stages = method === 8 ? [createInflateRaw(), check] : [check];
  await pipeline([packed, ...stages, createWriteStream(target, { flush: true })], signal ? { signal } : {});
  if (crc !== entry.crc || bytes !== entry.bytes)
    throw new ZipError({ en: `${name} is damaged`, ja: `${name} が壊れています` });
}
