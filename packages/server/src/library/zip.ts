import { crc32 } from 'node:zlib';

/** One file of an archive. */
export interface ZipEntry {
  readonly name: string;
  readonly content: AsyncIterable<Uint8Array> | Uint8Array;
}

const limit = 0xffff_ffff;

function header(signature: number, fields: readonly (readonly [bytes: 2 | 4, value: number])[], name: Buffer): Buffer {
  const buffer = Buffer.alloc(4 + fields.reduce((sum, [bytes]) => sum + bytes, 0));
  let at = buffer.writeUInt32LE(signature, 0);
  for (const [bytes, value] of fields)
    at = bytes === 2 ? buffer.writeUInt16LE(value, at) : buffer.writeUInt32LE(value >>> 0, at);
  return Buffer.concat([buffer, name]);
}

/**
 * Streams a ZIP archive (PKWARE APPNOTE) without compression: videos do not shrink, and nothing is held in memory.
 * @throws RangeError beyond 4 GB, the limit of the plain format.
 */
export async function* writeZip(entries: AsyncIterable<ZipEntry>): AsyncGenerator<Uint8Array, void, void> {
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
      if (offset > limit) throw new RangeError('the archive would be larger than 4 GB');
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
    directory.push(
      header(
        0x02014b50,
        [[2, 20], ...common, ...sizes, [2, name.length], [2, 0], [2, 0], [2, 0], [2, 0], [4, 0], [4, start]],
        name,
      ),
    );
  }
  const central = Buffer.concat(directory);
  yield central;
  const count = directory.length;
  yield header(
    0x06054b50,
    [
      [2, 0],
      [2, 0],
      [2, count],
      [2, count],
      [4, central.length],
      [4, offset],
      [2, 0],
    ],
    Buffer.alloc(0),
  );
}
