/** Reading single files out of a ZIP archive on disk, such as NuGet's packages (APPNOTE.TXT 6.3, without ZIP64 or encryption). */

import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';

/** A file in an archive. */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly bytes: number;
  /** Place of its header. */
  readonly at: number;
}

/** An archive that is cut off, damaged, or of a kind that is not read. */
export class ZipError extends Error {
  override readonly name = 'ZipError';
}

async function bytesAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, at);
  if (bytesRead < length) throw new ZipError('it is cut off');
  return buffer;
}

/** The files of an archive, by its directory at the end. @throws ZipError */
export async function zipEntries(path: string): Promise<ZipEntry[]> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const tail = await bytesAt(file, Math.max(0, size - 65_557), Math.min(size, 65_557));
    const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
    if (end < 0) throw new ZipError('it has no directory');
    const count = tail.readUInt16LE(end + 10);
    const directory = await bytesAt(file, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
    const entries: ZipEntry[] = [];
    for (let at = 0; entries.length < count; ) {
      if (directory.length < at + 46 || directory.readUInt32LE(at) !== 0x02014b50)
        throw new ZipError('its directory is damaged');
      const [name, extra, comment] = [28, 30, 32].map((field) => directory.readUInt16LE(at + field)) as [
        number,
        number,
        number,
      ];
      entries.push({
        name: directory.toString('utf8', at + 46, at + 46 + name),
        method: directory.readUInt16LE(at + 10),
        crc: directory.readUInt32LE(at + 16),
        packed: directory.readUInt32LE(at + 20),
        bytes: directory.readUInt32LE(at + 24),
        at: directory.readUInt32LE(at + 42),
      });
      at += 46 + name + extra + comment;
    }
    return entries;
  } finally {
    await file.close();
  }
}

/** Writes a file of an archive, checking length and CRC. @throws ZipError */
export async function extract(path: string, entry: ZipEntry, target: string, signal?: AbortSignal): Promise<void> {
  const file = await open(path);
  const header = await bytesAt(file, entry.at, 30).finally(() => file.close());
  if (entry.method !== 0 && entry.method !== 8) throw new ZipError(`compression ${entry.method} is not read`);
  const start = entry.at + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
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
  const stages = entry.method === 8 ? [createInflateRaw(), check] : [check];
  await pipeline([packed, ...stages, createWriteStream(target, { flush: true })], signal ? { signal } : {});
  if (crc !== entry.crc || bytes !== entry.bytes) throw new ZipError(`${entry.name} is damaged`);
}
