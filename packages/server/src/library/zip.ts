import { crc32 } from 'node:zlib';

/** One file of an archive. */
export interface ZipEntry {
  readonly name: string;
  readonly content: AsyncIterable<Uint8Array> | Uint8Array;
  /** When the content was last changed. Default: now. */
  readonly changed?: Date;
}

/** From these values on, a field of the plain format says that the value stands in a ZIP64 record. */
const plain = { bytes: 0xffff_ffff, entries: 0xffff };

type Field = readonly [bytes: 2 | 4 | 8, value: number];

/** A record of numbers, lowest byte first. */
function record(fields: readonly Field[], ...rest: readonly Buffer[]): Buffer {
  const buffer = Buffer.alloc(fields.reduce((sum, [bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [bytes, value] of fields) {
    if (bytes === 8) at = buffer.writeBigUInt64LE(BigInt(value), at);
    else at = buffer.writeUIntLE(value, at, bytes);
  }
  return Buffer.concat([buffer, ...rest]);
}

/** What stands of an entry in its own header and in the directory: flags, method and time. */
function commonOf(changed: Date): { readonly fields: readonly Field[]; readonly times: Buffer } {
  const year = Math.min(Math.max(changed.getFullYear(), 1980), 2107) - 1980;
  const day = (year << 9) | ((changed.getMonth() + 1) << 5) | changed.getDate();
  const time = (changed.getHours() << 11) | (changed.getMinutes() << 5) | (changed.getSeconds() >> 1);
  const seconds = Math.min(Math.max(Math.floor(changed.getTime() / 1000), 0), 0x7fff_ffff);
  return {
    // Bit 3: sizes follow the content; bit 11: names are UTF-8. The time is that of the clock on this machine's wall.
    fields: [
      [2, 0x0808],
      [2, 0],
      [2, time],
      [2, day],
    ],
    // Info-ZIP's extra field has it in UTC.
    times: Buffer.concat([
      record([
        [2, 0x5455],
        [2, 5],
      ]),
      Buffer.of(1),
      record([[4, seconds]]),
    ]),
  };
}

/**
 * Streams a ZIP archive (PKWARE APPNOTE 6.3) without compression, since videos do not shrink, and without buffering. Files and
 * archives over 4 GB, and more than 65,534 files, get ZIP64 records.
 */
export async function* writeZip(entries: AsyncIterable<ZipEntry>): AsyncGenerator<Uint8Array, void, void> {
  const directory: Buffer[] = [];
  let offset = 0;
  for await (const { name, content, changed = new Date() } of entries) {
    const path = Buffer.from(name, 'utf8');
    const { fields, times } = commonOf(changed);
    const start = offset;
    const head = [[4, 0x04034b50], [2, 20], ...fields, [4, 0], [4, 0], [4, 0], [2, path.length], [2, times.length]];
    const local = record(head as Field[], path, times);
    yield local;
    let sum = 0;
    let size = 0;
    for await (const chunk of content instanceof Uint8Array ? [content] : content) {
      sum = crc32(chunk, sum);
      size += chunk.length;
      yield chunk;
    }
    const wide = size >= plain.bytes ? 8 : 4;
    const after = record([
      [4, 0x08074b50],
      [4, sum],
      [wide, size],
      [wide, size],
    ]);
    yield after;
    offset += local.length + size + after.length;
    directory.push(directoryEntry({ path, fields, times, sum, size, start }));
  }
  const central = Buffer.concat(directory);
  yield central;
  yield endOf({ count: directory.length, length: central.length, offset });
}

/** The record of an entry in the directory. */
function directoryEntry(
  entry: ReturnType<typeof commonOf> & { path: Buffer; sum: number; size: number; start: number },
) {
  const { path, fields, times, sum, size, start } = entry;
  const far: Field[] = [size, size, start].filter((value) => value >= plain.bytes).map((value) => [8, value]);
  const extra = far.length === 0 ? times : record([[2, 1], [2, 8 * far.length], ...far], times);
  const shortSize = Math.min(size, plain.bytes);
  return record(
    [
      [4, 0x02014b50],
      [2, 45],
      [2, far.length === 0 ? 20 : 45],
      ...fields,
      [4, sum],
      [4, shortSize],
      [4, shortSize],
      [2, path.length],
      [2, extra.length],
      // No comment, the first disk, no attributes.
      [4, 0],
      [2, 0],
      [4, 0],
      [4, Math.min(start, plain.bytes)],
    ],
    path,
    extra,
  );
}

/** The records at the end, which locate the directory. */
function endOf({ count, length, offset }: { count: number; length: number; offset: number }): Buffer {
  const counts: Field[] = [
    [2, Math.min(count, plain.entries)],
    [2, Math.min(count, plain.entries)],
    [4, Math.min(length, plain.bytes)],
    [4, Math.min(offset, plain.bytes)],
  ];
  const last = record([[4, 0x06054b50], [4, 0], ...counts, [2, 0]]);
  if (count < plain.entries && length < plain.bytes && offset < plain.bytes) return last;
  const long = record([
    [4, 0x06064b50],
    [8, 44],
    [2, 45],
    [2, 45],
    [8, 0],
    [8, count],
    [8, count],
    [8, length],
    [8, offset],
  ]);
  return Buffer.concat([
    long,
    record([
      [4, 0x07064b50],
      [4, 0],
      [8, offset + length],
      [4, 1],
    ]),
    last,
  ]);
}
