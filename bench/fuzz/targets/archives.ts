import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { unpack } from '../../../packages/server/src/command/tar.ts';
import { zipFiles } from '../../../packages/server/src/importing/unzip.ts';
import { bytesOf, type Target } from '../target.ts';
import { newFolder } from './files.ts';

interface Entry {
  readonly name: string;
  readonly content: string;
  readonly stored?: boolean;
}

/** A small valid archive (PKWARE APPNOTE 6.3), with the ZIP64 records when asked. */
function zipOf(entries: readonly Entry[], zip64 = false): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content, stored } of entries) {
    const plain = Buffer.from(content);
    const packed = stored === true ? plain : deflateRawSync(plain);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(stored === true ? 0 : 8, 8);
    local.writeUInt32LE(crc32(plain), 14);
    local.writeUInt32LE(packed.length, 18);
    local.writeUInt32LE(plain.length, 22);
    local.writeUInt16LE(Buffer.byteLength(name), 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    local.copy(central, 10, 8, 28);
    central.writeUInt32LE(at, 42);
    parts.push(local, Buffer.from(name), packed);
    directory.push(central, Buffer.from(name));
    at += 30 + Buffer.byteLength(name) + packed.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(at, 16);
  if (!zip64) return Buffer.concat([...parts, list, end]);
  const long = Buffer.alloc(56);
  long.writeUInt32LE(0x06064b50, 0);
  long.writeBigUInt64LE(44n, 4);
  long.writeBigUInt64LE(BigInt(entries.length), 24);
  long.writeBigUInt64LE(BigInt(entries.length), 32);
  long.writeBigUInt64LE(BigInt(list.length), 40);
  long.writeBigUInt64LE(BigInt(at), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(at + list.length), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([...parts, list, long, locator, end]);
}

const files = [
  { name: 'videos/one.mp4', content: 'not really a video', stored: true },
  { name: 'metadata.csv', content: 'file_name,prompt\nvideos/one.mp4,a fox\n'.repeat(9) },
  { name: '夜の街/雪の中の猫.txt', content: 'a cat' },
];
const mostBytes = 1_000_000;

/** ZIP archives: the directory, and the content of each file. */
export const zip = (): Target => {
  const folder = newFolder();
  return {
    name: 'zip',
    inputs: 400_000,
    seeds: [zipOf(files), zipOf(files, true), zipOf([]), zipOf(files.slice(0, 1))],
    words: bytesOf(
      'PK\u0001\u0002',
      'PK\u0003\u0004',
      'PK\u0005\u0006',
      'PK\u0006\u0006',
      'PK\u0006\u0007',
      '../',
      '\\',
      '/',
      'C:',
      '\0',
    ),
    covers: /importing\/unzip\.ts/,
    run: async (input) => {
      const archive = folder.write('a.zip', input);
      for (const file of await zipFiles(archive, 'a.zip', { entries: 1000, bytes: mostBytes })) {
        if (file.name.split('/').includes('..') || file.name.startsWith('/')) throw new Error('a name leads outside');
        let bytes = 0;
        for await (const chunk of file.read()) bytes += chunk.length;
        if (bytes > mostBytes) throw new Error('it unpacked more than it may');
      }
    },
    close: async () => folder.remove(),
  };
};

/** A ustar archive of one file, or of what says more about the next one. */
function tarOf(name: string, content: string, kind = '0'): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write('0000600\0', 100);
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write(kind, 156);
  header.write('ustar\0', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const body = Buffer.alloc(Math.ceil(content.length / 512) * 512);
  body.write(content, 0);
  return Buffer.concat([header, body]);
}

/** Makes the checksum of every header right again, so that changes reach the fields behind it. */
function signed(input: Buffer): Buffer {
  for (let at = 0; at + 512 <= input.length; at += 512) {
    if (input.toString('latin1', at + 257, at + 262) !== 'ustar') continue;
    input.write('        ', at + 148);
    const sum = input.subarray(at, at + 512).reduce((total, byte) => total + byte, 0);
    input.write(`${sum.toString(8).padStart(6, '0')}\0 `, at + 148);
  }
  return input;
}

/** Backups as they come back: tar files. */
export const tar = (): Target => {
  const folder = newFolder();
  const inside = join(folder.path, 'outer', 'inside');
  const end = Buffer.alloc(1024);
  return {
    name: 'tar',
    inputs: 200_000,
    seeds: [
      Buffer.concat([tarOf('database/PG_VERSION', '17\n'), tarOf('files/clips/a.mp4', 'x'.repeat(700)), end]),
      Buffer.concat([tarOf('empty', ''), end]),
      Buffer.concat([tarOf('pax', '13 path=a/b\n', 'x'), tarOf('short', 'content'), end]),
      Buffer.concat([tarOf('gnu', `${'long/'.repeat(30)}name\0`, 'L'), tarOf('short', 'content'), end]),
    ],
    words: bytesOf(
      'ustar\0',
      '../',
      '/',
      '\0',
      '00000000000\0',
      '77777777777\0',
      '-0000002000\0',
      '5',
      '2',
      'x',
      'L',
      '\x80',
    ).concat(bytesOf('20 path=../../outer\n', '14 path=/a/b\n', '18 size=99999999\n')),
    covers: /command\/tar\.ts/,
    run: async (input) => {
      mkdirSync(inside, { recursive: true });
      const archive = folder.write('a.tar', input.length % 8 === 0 ? input : signed(input));
      await unpack(archive, inside).finally(() => rmSync(inside, { recursive: true, force: true }));
      if (readdirSync(join(folder.path, 'outer')).length > 0) throw new Error('it wrote outside the folder');
    },
    close: async () => folder.remove(),
  };
};
