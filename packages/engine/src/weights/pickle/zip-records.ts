/**
 * The records of an archive that PyTorch writes: a zip file without compression, with places of 64 bits where they need them.
 * Format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
import { crc32 } from 'node:zlib';
import type { FileBytes } from '../file-bytes.ts';
import { damaged, unsupported } from './refusals.ts';

/** One record: its data's place in the file. */
export interface ZipRecord {
  readonly name: string;
  readonly offset: number;
  readonly bytes: number;
  readonly crc: number;
}

/** Longest directory that is read: 64 MiB, of which a record takes about 100 bytes. */
const longestDirectory = 64 * 2 ** 20;
/** Bytes of the record at the end without its comment, of the one for 64 bits and its locator, of a directory's entry and of a local header. */
const endBytes = 22;
const end64Bytes = 56;
const locatorBytes = 20;
const entryBytes = 46;
const headerBytes = 30;
const longestComment = 0xffff;

const signatures = {
  end: 0x06054b50,
  end64: 0x06064b50,
  locator: 0x07064b50,
  entry: 0x02014b50,
  header: 0x04034b50,
} as const;

const wrong = (path: string) => damaged(path, 'its directory of records is wrong', '目録が正しくありません');

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

interface Directory {
  readonly offset: number;
  readonly bytes: number;
  readonly count: number;
}

async function findDirectory(file: FileBytes): Promise<Directory> {
  const length = Math.min(file.size, endBytes + longestComment);
  const start = file.size - length;
  const tail = viewOf(await file.read(start, length, 'the directory'));
  let at = length - endBytes;
  while (at >= 0 && tail.getUint32(at, true) !== signatures.end) at--;
  if (at < 0) throw damaged(file.path, 'its end is missing', 'ファイルの末尾がありません');
  const short = {
    count: tail.getUint16(at + 10, true),
    bytes: tail.getUint32(at + 12, true),
    offset: tail.getUint32(at + 16, true),
  };
  const wide = short.count === 0xffff || short.bytes === 0xffffffff || short.offset === 0xffffffff;
  return wide ? findWideDirectory(file, start + at) : short;
}

async function findWideDirectory(file: FileBytes, end: number): Promise<Directory> {
  if (end < locatorBytes) throw wrong(file.path);
  const locator = viewOf(await file.read(end - locatorBytes, locatorBytes, 'the directory'));
  const place = Number(locator.getBigUint64(8, true));
  if (locator.getUint32(0, true) !== signatures.locator || place + end64Bytes > end) throw wrong(file.path);
  const wide = viewOf(await file.read(place, end64Bytes, 'the directory'));
  if (wide.getUint32(0, true) !== signatures.end64) throw wrong(file.path);
  return {
    count: Number(wide.getBigUint64(32, true)),
    bytes: Number(wide.getBigUint64(40, true)),
    offset: Number(wide.getBigUint64(48, true)),
  };
}

/**
 * All records of an archive by name.
 * @throws AkezoraError `weights_corrupt`, `weights_unsupported` for a compressed archive.
 */
export async function zipRecords(file: FileBytes): Promise<ReadonlyMap<string, ZipRecord>> {
  const { offset, bytes, count } = await findDirectory(file);
  if (bytes > longestDirectory || offset + bytes > file.size || count * entryBytes > bytes) throw wrong(file.path);
  const directory = await file.read(offset, bytes, 'the directory');
  const records = new Map<string, ZipRecord>();
  let at = 0;
  for (let i = 0; i < count; i++) {
    const entry = parseEntry(directory, at, file.path);
    at = entry.end;
    if (records.has(entry.name))
      throw damaged(file.path, `record ${entry.name} occurs twice`, `レコード ${entry.name} が2つあります`);
    records.set(entry.name, await located(file, entry, offset));
  }
  return records;
}

interface Entry extends Omit<ZipRecord, 'offset'> {
  /** Place of the local header. */
  readonly header: number;
  /** Place of the next entry in the directory. */
  readonly end: number;
}

function parseEntry(directory: Uint8Array, at: number, path: string): Entry {
  const view = viewOf(directory);
  if (at + entryBytes > directory.length || view.getUint32(at, true) !== signatures.entry) throw wrong(path);
  const nameBytes = view.getUint16(at + 28, true);
  const extraBytes = view.getUint16(at + 30, true);
  const extraAt = at + entryBytes + nameBytes;
  const end = extraAt + extraBytes + view.getUint16(at + 32, true);
  if (end > directory.length) throw wrong(path);
  const encrypted = (view.getUint16(at + 8, true) & 1) === 1;
  if (encrypted || view.getUint16(at + 10, true) !== 0)
    throw unsupported(path, 'it is a compressed archive', '圧縮されたアーカイブです');
  const bytes = view.getUint32(at + 24, true);
  const header = view.getUint32(at + 42, true);
  // Fields of 64 bits come in this order, each only where its short one is full.
  const wide = wideFields(viewOf(directory.subarray(extraAt, extraAt + extraBytes)));
  const field = (short: number) => (short === 0xffffffff ? (wide.shift() ?? Number.NaN) : short);
  const entry = {
    name: new TextDecoder().decode(directory.subarray(at + entryBytes, extraAt)),
    crc: view.getUint32(at + 16, true),
    bytes: field(bytes),
    stored: field(view.getUint32(at + 20, true)),
    header: field(header),
    end,
  };
  if (entry.bytes !== entry.stored || !Number.isSafeInteger(entry.header)) throw wrong(path);
  return entry;
}

/** Numbers of the extra field for 64 bits. */
function wideFields(extra: DataView): number[] {
  for (let at = 0; at + 4 <= extra.byteLength; ) {
    const length = extra.getUint16(at + 2, true);
    if (extra.getUint16(at, true) === 1 && at + 4 + length <= extra.byteLength)
      return Array.from({ length: Math.floor(length / 8) }, (_, i) => Number(extra.getBigUint64(at + 4 + 8 * i, true)));
    at += 4 + length;
  }
  return [];
}

/** A record with the place of its data: behind a local header, whose length only it says. */
async function located(file: FileBytes, { name, crc, bytes, header }: Entry, directory: number): Promise<ZipRecord> {
  if (header + headerBytes > directory) throw wrong(file.path);
  const view = viewOf(await file.read(header, headerBytes, 'the directory'));
  const offset = header + headerBytes + view.getUint16(26, true) + view.getUint16(28, true);
  if (view.getUint32(0, true) !== signatures.header || offset + bytes > directory) throw wrong(file.path);
  return { name, crc, bytes, offset };
}

/**
 * Reads a whole record.
 * @param most bytes beyond which it is refused
 * @throws AkezoraError `weights_corrupt`, also when its checksum is wrong.
 */
export async function readRecord(file: FileBytes, { name, offset, bytes, crc }: ZipRecord, most: number) {
  if (bytes > most)
    throw damaged(file.path, `record ${name} has ${bytes} bytes`, `レコード ${name} が ${bytes}バイトあります`);
  const data = await file.read(offset, bytes, `record ${name}`);
  if (crc32(data) !== crc)
    throw damaged(file.path, `record ${name} has another checksum`, `レコード ${name} のチェックサムが違います`);
  return data;
}
