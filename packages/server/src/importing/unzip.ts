import { type FileHandle, open } from 'node:fs/promises';
import { formatBytes } from '@akezora/contract';
import type { PackedEntry } from '../inference/protocol.ts';
import { type ImportFile, importFileOf } from './sources.ts';
import { damaged, refuse } from './unpack.ts';

/** Limits of an archive: far above any real collection, far below what could fill a disk. */
export interface ZipLimits {
  readonly entries: number;
  /** Bytes of all entries together, unpacked. */
  readonly bytes: number;
}

/** Largest ratio of unpacked to packed bytes: videos hardly shrink, tables of prompts by 20 or 30. */
const mostRatio = 200;

interface Entry extends PackedEntry {
  readonly headerAt: number;
}

/**
 * Lists the files of a ZIP archive (PKWARE APPNOTE 6.3, with ZIP64), stored or deflated. The directory is checked
 * before a byte is unpacked, and the size and checksum of each file while it is read.
 * @throws AkezoraError `archive_refused`: damaged, encrypted, paths that lead outside, links, bombs.
 */
export async function zipFiles(archive: string, displayName: string, limits: ZipLimits): Promise<ImportFile[]> {
  const handle = await open(archive, 'r');
  try {
    const { size } = await handle.stat();
    const entries = await readDirectory(handle, size, displayName, limits);
    checkTogether(entries, displayName, limits, size);
    const files: ImportFile[] = [];
    for (const entry of entries) {
      if (entry.name.endsWith('/')) continue;
      const at = await contentAt(handle, entry, displayName);
      files.push(importFileOf({ name: entry.name, bytes: entry.bytes, source: { kind: 'entry', archive, at, entry } }));
    }
    return files;
  } finally {
    await handle.close();
  }
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/** Position of the central directory, from the record at the end of the file. */
async function findDirectory(handle: FileHandle, size: number, displayName: string) {
  const tailAt = Math.max(0, size - 65_557);
  const tail = await readAt(handle, tailAt, size - tailAt);
  const end = tail.lastIndexOf('PK\u0005\u0006', undefined, 'latin1');
  if (end < 0 || end + 22 > tail.length) throw refuse(displayName, damaged);
  const short = {
    count: tail.readUInt16LE(end + 10),
    length: tail.readUInt32LE(end + 12),
    at: tail.readUInt32LE(end + 16),
  };
  const locator = end - 20;
  if (locator < 0 || tail.readUInt32LE(locator) !== 0x07064b50) return short;
  const longAt = Number(tail.readBigUInt64LE(locator + 8));
  if (longAt > size - 56) throw refuse(displayName, damaged);
  const long = await readAt(handle, longAt, 56);
  if (long.length < 56 || long.readUInt32LE(0) !== 0x06064b50) throw refuse(displayName, damaged);
  return {
    count: Number(long.readBigUInt64LE(32)),
    length: Number(long.readBigUInt64LE(40)),
    at: Number(long.readBigUInt64LE(48)),
  };
}

async function readDirectory(
  handle: FileHandle,
  size: number,
  displayName: string,
  limits: ZipLimits,
): Promise<Entry[]> {
  const { count, length, at } = await findDirectory(handle, size, displayName);
  if (at + length > size || length > 64e6) throw refuse(displayName, damaged);
  if (count > limits.entries) {
    const { entries } = limits;
    throw refuse(displayName, {
      en: `it contains ${count} files; the limit is ${entries}`,
      ja: `${count}ファイル（上限 ${entries}）`,
    });
  }
  const directory = await readAt(handle, at, length);
  const entries: Entry[] = [];
  try {
    for (let place = 0; entries.length < count; ) {
      if (directory.readUInt32LE(place) !== 0x02014b50) throw refuse(displayName, damaged);
      const name = directory.readUInt16LE(place + 28);
      const extra = directory.readUInt16LE(place + 30);
      const comment = directory.readUInt16LE(place + 32);
      entries.push(readEntry(directory.subarray(place, place + 46 + name + extra), name));
      place += 46 + name + extra + comment;
    }
  } catch (error) {
    throw error instanceof RangeError ? refuse(displayName, damaged, error) : error;
  }
  return entries;
}

function readEntry(record: Buffer, nameLength: number): Entry {
  const name = nameOf(record.subarray(46, 46 + nameLength));
  const flags = record.readUInt16LE(8);
  const method = record.readUInt16LE(10);
  const unixKind = (record.readUInt32LE(38) >>> 28) & 0xf;
  if ((flags & 1) === 1) throw refuse(name, { en: 'it is encrypted', ja: '暗号化されています' });
  if (unixKind === 0xa) throw refuse(name, { en: 'it is a link', ja: 'リンクです' });
  if (method !== 0 && method !== 8) {
    throw refuse(name, {
      en: `its compression method (${method}) is not supported`,
      ja: `未対応の圧縮方式（${method}）です`,
    });
  }
  checkName(name);
  const sizes = { bytes: record.readUInt32LE(24), packed: record.readUInt32LE(20), headerAt: record.readUInt32LE(42) };
  return { name, method, crc: record.readUInt32LE(16), ...longSizes(record.subarray(46 + nameLength), sizes) };
}

/** Sizes over 4 GB stand in the extra field 1, in this order, each only when its short field is full. */
function longSizes(extra: Buffer, sizes: { bytes: number; packed: number; headerAt: number }) {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let place = at + 4;
    const long = { ...sizes };
    for (const key of ['bytes', 'packed', 'headerAt'] as const) {
      if (sizes[key] !== 0xffff_ffff) continue;
      long[key] = Number(extra.readBigUInt64LE(place));
      place += 8;
    }
    return long;
  }
  return sizes;
}

/** Names are UTF-8 if they are valid UTF-8; older Japanese archives use Shift_JIS. */
function nameOf(bytes: Buffer): string {
  for (const encoding of ['utf-8', 'shift_jis'] as const) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes).replaceAll('\\', '/').normalize('NFC');
    } catch {
      // Not this encoding.
    }
  }
  return bytes.toString('latin1').replaceAll('\\', '/');
}

function checkName(name: string): void {
  const steps = name.split('/');
  if (name.startsWith('/') || /^[a-z]:/i.test(name) || steps.includes('..')) {
    throw refuse(name, { en: 'its path leads outside the archive', ja: 'アーカイブの外を指すパスです' });
  }
  if (name === '' || name.length > 1024 || /[\u0000-\u001f\u007f]/.test(name)) {
    throw refuse(name || '—', { en: 'its name is not valid', ja: '名前として正しくありません' });
  }
}

/** Checks all entries together: total size, ratio, and entries that share their bytes. */
function checkTogether(entries: readonly Entry[], displayName: string, limits: ZipLimits, size: number): void {
  const names = new Set<string>();
  let total = 0;
  for (const { name, packed, bytes } of entries) {
    if (names.has(name)) throw refuse(name, { en: 'it occurs twice', ja: '重複しています' });
    names.add(name);
    total += bytes;
    if (bytes > 1e6 && bytes > packed * mostRatio) {
      const times = Math.round(bytes / Math.max(1, packed));
      throw refuse(name, { en: `it unpacks to ${times} times its size`, ja: `展開すると ${times}倍になります` });
    }
  }
  if (total > limits.bytes) {
    const [unpacked, limit] = [formatBytes(total), formatBytes(limits.bytes)];
    throw refuse(displayName, {
      en: `it unpacks to ${unpacked}; the limit is ${limit}`,
      ja: `展開すると ${unpacked} になります（上限 ${limit}）`,
    });
  }
  let last = 0;
  for (const { name, packed, headerAt } of [...entries].sort((a, b) => a.headerAt - b.headerAt)) {
    if (headerAt < last || headerAt + packed > size) {
      throw refuse(name, { en: 'it overlaps another file', ja: '別のファイルとデータが重なっています' });
    }
    last = headerAt + 30 + packed;
  }
}

/** Position of an entry's bytes: after the local header, whose name and extra field have their own lengths. */
async function contentAt(handle: FileHandle, entry: Entry, displayName: string): Promise<number> {
  const header = await readAt(handle, entry.headerAt, 30);
  if (header.length < 30 || header.readUInt32LE(0) !== 0x04034b50) throw refuse(displayName, damaged);
  return entry.headerAt + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
}
