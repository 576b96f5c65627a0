/**
 * The directory of a ZIP archive, with places of 64 bits where they are needed.
 * Format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
import type { Text } from '@akezora/contract';
import type { FileBytes } from './file-bytes.ts';

/** A file in an archive. */
export interface ZipEntry {
  readonly name: string;
  readonly encrypted: boolean;
  /** How it is compressed; 0: not at all, 8: deflated. */
  readonly method: number;
  readonly crc: number;
  /** Bytes in the archive, from `offset` on, and of the file. */
  readonly packed: number;
  readonly bytes: number;
  readonly offset: number;
}

/** An archive that is cut off, damaged, or of a kind that is not read. */
export class ZipError extends Error {
  override readonly name = 'ZipError';
  readonly reason: Text;

  constructor(reason: Text) {
    super(reason.en);
    this.reason = reason;
  }
}

/** Longest directory that is read: 64 MiB, of which a file takes about 100 bytes. */
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

/** The error of an archive whose directory contradicts itself. */
export const wrongDirectory = () =>
  new ZipError({ en: 'its directory of records is wrong', ja: '目録が正しくありません' });

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
  if (at < 0) throw new ZipError({ en: 'it has no directory at its end', ja: 'ファイルの末尾に目録がありません' });
  const short = {
    count: tail.getUint16(at + 10, true),
    bytes: tail.getUint32(at + 12, true),
    offset: tail.getUint32(at + 16, true),
  };
  const wide = short.count === 0xffff || short.bytes === 0xffffffff || short.offset === 0xffffffff;
  return wide ? findWideDirectory(file, start + at) : short;
}

async function findWideDirectory(file: FileBytes, end: number): Promise<Directory> {
  if (end < locatorBytes) throw wrongDirectory();
  const locator = viewOf(await file.read(end - locatorBytes, locatorBytes, 'the directory'));
  const place = Number(locator.getBigUint64(8, true));
  if (locator.getUint32(0, true) !== signatures.locator || place + end64Bytes > end) throw wrongDirectory();
  const wide = viewOf(await file.read(place, end64Bytes, 'the directory'));
  if (wide.getUint32(0, true) !== signatures.end64) throw wrongDirectory();
  return {
    count: Number(wide.getBigUint64(32, true)),
    bytes: Number(wide.getBigUint64(40, true)),
    offset: Number(wide.getBigUint64(48, true)),
  };
}

/** The files of an archive, by its directory at the end. @throws ZipError */
export async function zipEntries(file: FileBytes): Promise<ZipEntry[]> {
  const { offset, bytes, count } = await findDirectory(file);
  if (bytes > longestDirectory || offset + bytes > file.size || count * entryBytes > bytes) throw wrongDirectory();
  const directory = await file.read(offset, bytes, 'the directory');
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    const entry = parseEntry(directory, at);
    at = entry.end;
    entries.push(await located(file, entry, offset));
  }
  return entries;
}

interface ListedEntry extends Omit<ZipEntry, 'offset'> {
  /** Place of the local header. */
  readonly header: number;
  /** Place of the next entry in the directory. */
  readonly end: number;
}

function parseEntry(directory: Uint8Array, at: number): ListedEntry {
  const view = viewOf(directory);
  if (at + entryBytes > directory.length || view.getUint32(at, true) !== signatures.entry) throw wrongDirectory();
  const nameBytes = view.getUint16(at + 28, true);
  const extraBytes = view.getUint16(at + 30, true);
  const extraAt = at + entryBytes + nameBytes;
  const end = extraAt + extraBytes + view.getUint16(at + 32, true);
  if (end > directory.length) throw wrongDirectory();
  // Fields of 64 bits come in this order, each only where its short one is full.
  const wide = wideFields(viewOf(directory.subarray(extraAt, extraAt + extraBytes)));
  const field = (place: number) => {
    const short = view.getUint32(at + place, true);
    return short === 0xffffffff ? (wide.shift() ?? Number.NaN) : short;
  };
  const [bytes, packed, header] = [field(24), field(20), field(42)];
  if (![bytes, packed, header].every(Number.isSafeInteger)) throw wrongDirectory();
  return {
    name: new TextDecoder().decode(directory.subarray(at + entryBytes, extraAt)),
    encrypted: (view.getUint16(at + 8, true) & 1) === 1,
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    ...{ packed, bytes, header, end },
  };
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

/** An entry with the place of its data: behind a local header, whose length only it says. */
async function located(
  file: FileBytes,
  { header, end: _, ...entry }: ListedEntry,
  directory: number,
): Promise<ZipEntry> {
  if (header + headerBytes > directory) throw wrongDirectory();
  const view = viewOf(await file.read(header, headerBytes, 'the directory'));
  const offset = header + headerBytes + view.getUint16(26, true) + view.getUint16(28, true);
  if (view.getUint32(0, true) !== signatures.header || offset + entry.packed > directory) throw wrongDirectory();
  return { ...entry, offset };
}
