import { crc32 } from 'node:zlib';

/** One file of an archive. */
export interface ZipEntry {
  readonly name: string;
  readonly content: AsyncIterable<Uint8Array> | Uint8Array;
}

/** Limits of the plain format; beyond them ZIP64 records are needed. */
const plain = { bytes: 0xffff_ffff, entries: 0xffff };

function header(
  signature: number,
  fields: readonly (readonly [bytes: 2 | 4 | 8, value: number])[],
  name: Buffer,
): Buffer {
  const buffer = Buffer.alloc(4 + fields.reduce((sum, [bytes]) => sum + bytes, 0));
  let at = buffer.writeUInt32LE(signature, 0);
  for (const [bytes, value] of fields)
    at =
      bytes === 2
        ? buffer.writeUInt16LE(value, at)
        : bytes === 4
          ? buffer.writeUInt32LE(value >>> 0, at)
          : buffer.writeBigUInt64LE(BigInt(value), at);
  return Buffer.concat([buffer, name]);
}

/**
 * Streams a ZIP archive (PKWARE APPNOTE) without compression, since videos do not shrink, and without buffering. An archive
 * beyond the limits of the plain format gets ZIP64 records.
 * @param limits of the plain format; smaller ones in tests.
 * @throws RangeError for a single file beyond 4 GB.
 */
export async function* writeZip(
  entries: AsyncIterable<ZipEntry>,
  limits: { readonly bytes: number; readonly entries: number } = plain,
): AsyncGenerator<Uint8Array, void, void> {
  const directory: Buffer[] = [];
  let offset = 0;
  for await (const entry of entries) {
    const name = Buffer.from(entry.name, 'utf8');
    const start = offset;
    // Bit 3: sizes follow the content; bit 11: names are UTF-8.
    const common = [
      [2, 20],
      [2, 0x0808],
      [2, 0],
      [2, 0],
      [2, 0x21],
    ] as const;
    const local = header(0x04034b50, [...common, [4, 0], [4, 0], [4, 0], [2, name.length], [2, 0]], name);
    yield local;
    offset += local.length;
    let crc = 0;
    let size = 0;
    for await (const chunk of entry.content instanceof Uint8Array ? [entry.content] : entry.content) {
      crc = crc32(chunk, crc);
      size += chunk.length;
      offset += chunk.length;
      if (size > plain.bytes) throw new RangeError(`${entry.name} is larger than 4 GB`);
      yield chunk;
    }
    const sizes = [
      [4, crc],
      [4, size],
      [4, size],
    ] as const;
    const after = header(0x08074b50, sizes, Buffer.alloc(0));
    yield after;
    offset += after.length;
    const far = start > limits.bytes;
    const extra = far ? header(0x0008_0001, [[8, start]], Buffer.alloc(0)) : Buffer.alloc(0);
    directory.push(
      header(
        0x02014b50,
        [
          [2, far ? 45 : 20],
          ...common,
          ...sizes,
          [2, name.length],
          [2, extra.length],
          [2, 0],
          [2, 0],
          [2, 0],
          [4, 0],
          [4, far ? plain.bytes : start],
        ],
        Buffer.concat([name, extra]),
      ),
    );
  }
  const central = Buffer.concat(directory);
  yield central;
  yield end({ count: directory.length, length: central.length, offset }, limits);
}

/** The records at the end, which locate the directory. */
function end(
  directory: { readonly count: number; readonly length: number; readonly offset: number },
  limits: { readonly bytes: number; readonly entries: number },
): Buffer {
  const { count, length, offset } = directory;
  const none = Buffer.alloc(0);
  const long = offset > limits.bytes || length > limits.bytes || count > limits.entries;
  const short = (value: number, most: number): number => (long ? most : value);
  const last = header(
    0x06054b50,
    [
      [2, 0],
      [2, 0],
      [2, short(count, plain.entries)],
      [2, short(count, plain.entries)],
      [4, short(length, plain.bytes)],
      [4, short(offset, plain.bytes)],
      [2, 0],
    ],
    none,
  );
  if (!long) return last;
  const record = header(
    0x06064b50,
    [
      [8, 44],
      [2, 45],
      [2, 45],
      [4, 0],
      [4, 0],
      [8, count],
      [8, count],
      [8, length],
      [8, offset],
    ],
    none,
  );
  const locator = header(
    0x07064b50,
    [
      [4, 0],
      [8, offset + length],
      [4, 1],
    ],
    none,
  );
  return Buffer.concat([record, locator, last]);
}
