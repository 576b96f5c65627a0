import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchPicture } from '../../src/stage/fetch-picture.ts';

/** Answers a path `/502,429,200` with these statuses, one after another; 0 breaks the line. */
const asked = new Map<string, number>();
const server = createServer((request, response) => {
  const path = request.url ?? '';
  const before = asked.get(path) ?? 0;
  asked.set(path, before + 1);
  const status = Number(path.slice(1).split(',')[before] ?? 500);
  if (status === 0) return void response.destroy();
  response.writeHead(status).end('picture');
});
let base = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const never = new AbortController().signal;
const get = (path: string, signal = never) => fetchPicture(base + path, signal, [1, 1, 1]);

describe('a picture of the stage', () => {
  it('is asked for again where the line broke or the server had too much to do', async () => {
    expect(await (await get('/0,503,429,200')).text()).toBe('picture');
    expect(asked.get('/0,503,429,200')).toBe(4);
  });

  it('is asked for once where there is none', async () => {
    await expect(get('/404')).rejects.toThrow('404');
    expect(asked.get('/404')).toBe(1);
  });

  it('is given up after the last try', async () => {
    await expect(get('/500,502,503,504,200')).rejects.toThrow('504');
    expect(asked.get('/500,502,503,504,200')).toBe(4);
  });

  it('is not asked for again once the stage is closed', async () => {
    const stop = new AbortController();
    const coming = fetchPicture(`${base}/503,200`, stop.signal, [60_000]);
    await expect.poll(() => asked.get('/503,200')).toBe(1);
    stop.abort();
    await expect(coming).rejects.toThrow();
    expect(asked.get('/503,200')).toBe(1);
  });
});
