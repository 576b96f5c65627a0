import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { zipFiles } from '../../src/importing/unzip.ts';
import { newFolder } from '../support/folders.ts';

/** Writes an archive by Python: names, and the bytes of each entry's extra field. */
function zipBy(script: string): string {
  const path = join(newFolder(), 'a.zip');
  const head = 'import struct, sys, zipfile, zlib\nz = zipfile.ZipFile(sys.argv[1], "w")\n';
  execFileSync('python3', ['-c', `${head}${script}\nz.close()`, path]);
  return path;
}

const namesIn = async (path: string) =>
  (await zipFiles(path, 'a.zip', { entries: 10, bytes: 1e6 })).map(({ name }) => name);

/** Defines `add(name, unicode, sum)`: an entry with Info-ZIP's extra field for its name in UTF-8. */
const withUnicode = `
def add(name, unicode, sum):
  one = zipfile.ZipInfo(name)
  data = struct.pack("<BI", 1, sum) + unicode.encode()
  one.extra = struct.pack("<HH", 0x7075, len(data)) + data
  z.writestr(one, "x")
`;

describe('names in a ZIP', () => {
  it('are read from the field for UTF-8 that belongs to them', async () => {
    const script = `${withUnicode}
add("____.mp4", "猫と月.mp4", zlib.crc32(b"____.mp4"))
add("renamed.mp4", "stale.mp4", zlib.crc32(b"before.mp4"))`;
    expect(await namesIn(zipBy(script))).toEqual(['猫と月.mp4', 'renamed.mp4']);
  });

  it('are refused there, too, when they lead outside', async () => {
    const path = zipBy(`${withUnicode}\nadd("fine.mp4", "../fine.mp4", zlib.crc32(b"fine.mp4"))`);
    await expect(namesIn(path)).rejects.toMatchObject({ code: 'archive_refused', details: { path: '../fine.mp4' } });
  });

  it('may be Shift_JIS', async () => {
    const path = zipBy('z.writestr("XXXX.mp4", "x")');
    const bytes = readFileSync(path);
    // 猫月 in Shift_JIS.
    const name = Buffer.from([0x94, 0x4c, 0x8c, 0x8e]);
    for (let at = bytes.indexOf('XXXX'); at >= 0; at = bytes.indexOf('XXXX')) name.copy(bytes, at);
    writeFileSync(path, bytes);
    expect(await namesIn(path)).toEqual(['猫月.mp4']);
  });
});

describe('a ZIP', () => {
  it('is refused when an entry lies beyond its end, at any number', async () => {
    for (const place of [1n << 40n, 1n << 53n, (1n << 64n) - 1n]) {
      const path = zipBy('z.writestr("a.mp4", "x" * 100)');
      const bytes = readFileSync(path);
      const central = bytes.lastIndexOf('PK\u0001\u0002');
      const extra = Buffer.alloc(12);
      extra.writeUInt16LE(1, 0);
      extra.writeUInt16LE(8, 2);
      extra.writeBigUInt64LE(place, 4);
      const end = bytes.lastIndexOf('PK\u0005\u0006');
      bytes.writeUInt16LE(extra.length, central + 30);
      bytes.writeUInt32LE(0xffff_ffff, central + 42);
      bytes.writeUInt32LE(bytes.readUInt32LE(end + 12) + extra.length, end + 12);
      writeFileSync(path, Buffer.concat([bytes.subarray(0, end), extra, bytes.subarray(end)]));
      await expect(namesIn(path)).rejects.toMatchObject({ code: 'archive_refused' });
    }
  });
});
