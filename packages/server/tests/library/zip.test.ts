import { execFileSync } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { zipFiles } from '../../src/importing/unzip.ts';
import { writeZip, type ZipEntry } from '../../src/library/zip.ts';
import { newFolder } from '../support/folders.ts';

const zeros = Buffer.alloc(1 << 20);

/** Writes an archive, and leaves holes in place of zeros. */
async function save(entries: Iterable<ZipEntry>): Promise<string> {
  const path = join(newFolder(), 'a.zip');
  const file = openSync(path, 'w');
  let at = 0;
  let pending: Uint8Array[] = [];
  const flush = (): void => {
    const bytes = Buffer.concat(pending);
    writeSync(file, bytes, 0, bytes.length, at);
    at += bytes.length;
    pending = [];
  };
  for await (const chunk of writeZip(Readable.from(entries))) {
    if (!zeros.equals(chunk)) pending.push(chunk);
    else {
      flush();
      at += chunk.length;
    }
  }
  flush();
  closeSync(file);
  return path;
}

/** What Python's `zipfile` prints of an archive `z`. */
const python = (path: string, expression: string): unknown =>
  JSON.parse(
    execFileSync('python3', [
      '-c',
      `import json, sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(json.dumps(${expression}))`,
      path,
    ]).toString(),
  );

async function* repeat(chunk: Buffer, times: number): AsyncGenerator<Buffer> {
  for (let index = 0; index < times; index += 1) yield chunk;
}

describe('archives', () => {
  it('keep names, content and the time of each file', async () => {
    const changed = new Date('2026-03-04T05:06:07Z');
    const path = await save([
      { name: '動画/夕焼け🌇.mp4', content: repeat(Buffer.from('ab'), 3), changed },
      { name: 'b.txt', content: Buffer.from('b') },
    ]);
    expect(python(path, 'z.testzip()')).toBe(null);
    expect(python(path, '[[i.filename, z.read(i).decode()] for i in z.infolist()]')).toEqual([
      ['動画/夕焼け🌇.mp4', 'ababab'],
      ['b.txt', 'b'],
    ]);
    // Info-ZIP's tool reads the time in UTC that stands beside the local one.
    const listing = execFileSync('unzip', ['-Z', '-T', path], { env: { ...process.env, TZ: 'Asia/Tokyo' } }).toString();
    expect(listing).toContain('20260304.140607');
    expect(listing).toContain(new Date().getFullYear().toString());
  });

  it('hold files over 4 GB, and others behind them', async () => {
    const times = 4100;
    const path = await save([
      { name: 'long.mp4', content: repeat(zeros, times) },
      { name: 'after.txt', content: Buffer.from('still here') },
    ]);
    expect(python(path, '[[i.filename, i.file_size] for i in z.infolist()]')).toEqual([
      ['long.mp4', times * zeros.length],
      ['after.txt', 10],
    ]);
    expect(python(path, 'z.read("after.txt").decode()')).toBe('still here');
    const [long, after] = await zipFiles(path, 'a.zip', { entries: 10, bytes: 1e10 });
    expect([long?.bytes, after?.bytes]).toEqual([times * zeros.length, 10]);
    const chunks: Uint8Array[] = [];
    for await (const chunk of after?.read() ?? []) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('still here');
  });

  it('hold more files than fit the plain format', async () => {
    const path = await save(Array.from({ length: 66_000 }, (_, at) => ({ name: `${at}`, content: Buffer.from('x') })));
    expect(python(path, '[len(z.namelist()), z.namelist()[-1]]')).toEqual([66_000, '65999']);
  });

  it('close the file that is being read when nobody takes them any more', async () => {
    const source = new PassThrough();
    source.write('begun');
    let ended = false;
    async function* entries(): AsyncGenerator<ZipEntry> {
      try {
        yield { name: 'a.mp4', content: source };
        yield { name: 'b.mp4', content: Buffer.from('never') };
      } finally {
        ended = true;
      }
    }
    for await (const chunk of writeZip(entries())) if (Buffer.from(chunk).toString() === 'begun') break;
    expect({ closed: source.destroyed, ended }).toEqual({ closed: true, ended: true });
  });

  it('fail with the error of a file that cannot be read', async () => {
    const source = new PassThrough();
    source.write('begun');
    setTimeout(() => source.destroy(new Error('disk gone')), 10);
    await expect(save([{ name: 'a.mp4', content: source }])).rejects.toThrow('disk gone');
  });
});
