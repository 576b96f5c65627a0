import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type FileStore, fetchedFiles } from '../../src/web/fetched-files.ts';

const content = Buffer.from('0123456789');
const sha256 = createHash('sha256').update(content).digest('hex');
const sha256OfPart = createHash('sha256').update('345').digest('hex');
let server: Server | undefined;
afterEach(() => server?.close());

/** Serves one file, with ranges or without; the paths that were asked for come with its address. */
async function serve(hasRanges: boolean, body: Buffer = content) {
  const asked: string[] = [];
  server = createServer(({ url, headers: { range } }, response) => {
    asked.push(`${url} ${range ?? 'whole'}`);
    if (url !== '/model/a.bin') return response.writeHead(404).end();
    const ends = /bytes=(\d+)-(\d+)/.exec(range ?? '');
    if (!hasRanges || ends === null) return response.end(body);
    return response.writeHead(206).end(body.subarray(Number(ends[1]), Number(ends[2]) + 1));
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}/model/`, asked };
}

function storeOf(): FileStore & { readonly kept: Map<string, Response> } {
  const kept = new Map<string, Response>();
  return {
    kept,
    match: async (key) => kept.get(String(key))?.clone(),
    put: async (key, response) => void kept.set(String(key), response),
  };
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

describe('fetched files', () => {
  it.each([true, false])('gives a part, whether the server knows ranges (%s)', async (hasRanges) => {
    const { base, asked } = await serve(hasRanges);
    const part = { path: 'a.bin', part: { at: 3, bytes: 3 }, sha256: sha256OfPart };
    expect(text(await fetchedFiles(base).read(part))).toBe('345');
    expect(asked).toEqual(['/model/a.bin bytes=3-5']);
  });

  it('asks once for what its store keeps, each part for itself', async () => {
    const { base, asked } = await serve(true);
    const files = fetchedFiles(base, storeOf());
    for (let time = 0; time < 2; time += 1) {
      expect(text(await files.read({ path: 'a.bin', sha256 }))).toBe('0123456789');
      expect(text(await files.read({ path: 'a.bin', part: { at: 3, bytes: 3 } }))).toBe('345');
    }
    expect(asked.length).toBe(2);
  });

  it('neither gives nor keeps what has another checksum', async () => {
    const { base } = await serve(true, Buffer.from('damaged!!!'));
    const store = storeOf();
    const reading = fetchedFiles(base, store).read({ path: 'a.bin', sha256 });
    await expect(reading).rejects.toMatchObject({ code: 'weights_corrupt' });
    expect(store.kept.size).toBe(0);
  });

  it('fetches again what its store has damaged', async () => {
    const { base } = await serve(true);
    const store = storeOf();
    store.kept.set(`${base}a.bin`, new Response('damaged!!!'));
    expect(text(await fetchedFiles(base, store).read({ path: 'a.bin', sha256 }))).toBe('0123456789');
  });

  it('says what is missing', async () => {
    const { base } = await serve(true);
    await expect(fetchedFiles(base).read({ path: 'b.bin' })).rejects.toMatchObject({ code: 'weights_missing' });
  });
});
