/** ZIP archives, also ones that lie. */
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

/** One entry; `name` and `mode` are written as they stand. */
export interface ZipEntry {
  readonly name: string;
  readonly data: Buffer | string;
  /** Deflate it. Default: stored. */
  readonly deflate?: boolean;
  /** Unix mode, e.g. 0o120777 for a symbolic link. Default 0o100644. */
  readonly mode?: number;
  /** Size that the headers claim. Default: the true one. */
  readonly claims?: number;
}

/** Builds an archive. */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data, deflate = false, mode = 0o100644, claims } of entries) {
    const plain = Buffer.from(data);
    const packed = deflate ? deflateRawSync(plain, { level: 9 }) : plain;
    const path = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x0800, 2);
    common.writeUInt16LE(deflate ? 8 : 0, 4);
    common.writeUInt32LE(crc32(plain), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(claims ?? plain.length, 18);
    common.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, path, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((mode << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03', 'latin1'), common, tail, path]));
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  return Buffer.concat([...locals, central, zipEnd(entries.length, central.length, offset)]);
}

/** The end record of an archive. */
export function zipEnd(count: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(Math.min(count, 0xffff), 8);
  end.writeUInt16LE(Math.min(count, 0xffff), 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}

/** A ZIP64 archive whose locator points to this offset. */
export function zip64Pointing(offset: bigint): Buffer {
  const locator = Buffer.alloc(20);
  locator.write('PK\x06\x07', 0, 'latin1');
  locator.writeBigUInt64LE(offset, 8);
  locator.writeUInt32LE(1, 16);
  const end = zipEnd(0xffff, 0xffffffff, 0xffffffff);
  return Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), Buffer.alloc(60), locator, end]);
}

/** A ZIP64 archive whose ZIP64 end record claims these sizes. */
export function zip64Claiming(count: bigint, size: bigint, offset: bigint): Buffer {
  const start = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), Buffer.alloc(60)]);
  const record = Buffer.alloc(56);
  record.write('PK\x06\x06', 0, 'latin1');
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(count, 24);
  record.writeBigUInt64LE(count, 32);
  record.writeBigUInt64LE(size, 40);
  record.writeBigUInt64LE(offset, 48);
  const locator = Buffer.alloc(20);
  locator.write('PK\x06\x07', 0, 'latin1');
  locator.writeBigUInt64LE(BigInt(start.length), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([start, record, locator, zipEnd(0xffff, 0xffffffff, 0xffffffff)]);
}

/** Contents of an archive by name, read from its central directory. */
export function unzip(bytes: Buffer): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  let at = bytes.readUInt32LE(end + 16);
  if (at === 0xffffffff) at = bytes.indexOf('PK\x01\x02', 0, 'latin1');
  while (bytes.toString('latin1', at, at + 4) === 'PK\x01\x02') {
    const [packed, nameLength] = [bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28)];
    const local = bytes.readUInt32LE(at + 42);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const data = bytes.subarray(from, packed === 0xffffffff ? undefined : from + packed);
    found.set(name, bytes.readUInt16LE(at + 10) === 8 ? inflateRawSync(data) : data);
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return found;
}
