import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { Hono } from 'hono';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AppEnv, Services } from '../../src/http/context.ts';
import { registerStatic } from '../../src/http/static.ts';
import { newFolder } from '../support/folders.ts';

const script = 'console.log("夕焼け")\n'.repeat(100);
const app = new Hono<AppEnv>();

beforeAll(() => {
  const root = newFolder();
  const studioFolder = join(root, 'studio');
  mkdirSync(join(studioFolder, 'assets'), { recursive: true });
  writeFileSync(join(root, 'secret.key'), 'secret');
  writeFileSync(join(studioFolder, 'index.html'), '<!doctype html><html><head></head><body>studio</body></html>');
  for (const name of ['theme.js', 'app.webmanifest', 'icon.svg', 'photo.avif'])
    writeFileSync(join(studioFolder, name), script);
  writeFileSync(join(studioFolder, 'assets/index-a.js'), script);
  writeFileSync(join(studioFolder, 'assets/index-a.js.br'), brotliCompressSync(script));
  writeFileSync(join(studioFolder, 'assets/font.woff2'), 'font');
  registerStatic(app, { options: { studioFolder } } as unknown as Services);
});

const get = async (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  app.request(path, { headers, method });

describe('the files of the studio', () => {
  it.each([
    ['/theme.js', 'text/javascript; charset=utf-8'],
    ['/app.webmanifest', 'application/manifest+json'],
    ['/icon.svg', 'image/svg+xml; charset=utf-8'],
    ['/photo.avif', 'image/avif'],
    ['/assets/font.woff2', 'font/woff2'],
  ])('%s is %s', async (path, type) => {
    const answer = await get(path);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type]);
    expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'");
  });

  it('are kept for ever when their name says their content, and asked for again else', async () => {
    expect((await get('/assets/index-a.js')).headers.get('cache-control')).toContain('immutable');
    expect((await get('/theme.js')).headers.get('cache-control')).toBe('no-cache');
  });

  it.each(['/theme.js', '/'])('%s is sent once while it stays the same', async (path) => {
    const first = await get(path);
    const tag = first.headers.get('etag') ?? '';
    expect(tag).toMatch(/^"\w+"$/);
    const again = await get(path, { 'if-none-match': tag });
    expect([again.status, await again.text()]).toEqual([304, '']);
    // A browser gives the page it kept the headers of this answer.
    for (const name of ['content-security-policy', 'referrer-policy', 'cache-control'])
      expect(again.headers.get(name)).toBe(first.headers.get(name));
    expect((await get(path, { 'if-none-match': '"other"' })).status).toBe(200);
  });

  it('come packed to browsers that say so', async () => {
    const packed = await get('/assets/index-a.js', { 'accept-encoding': 'gzip, br' });
    expect([packed.headers.get('content-encoding'), packed.headers.get('vary')]).toEqual(['br', 'Accept-Encoding']);
    expect(packed.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(brotliDecompressSync(Buffer.from(await packed.arrayBuffer())).toString()).toBe(script);
    const plain = await get('/assets/index-a.js', { 'accept-encoding': 'gzip' });
    expect([plain.headers.get('content-encoding'), await plain.text()]).toEqual([null, script]);
  });

  it('are sent in part, and told about without content', async () => {
    const part = await get('/theme.js', { range: 'bytes=8-10' });
    expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([
      206,
      'log',
      `bytes 8-10/${Buffer.byteLength(script)}`,
    ]);
    const head = await get('/theme.js', {}, 'HEAD');
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([
      200,
      String(Buffer.byteLength(script)),
      '',
    ]);
  });

  it.each(['/', '/index.html', '/library', '/assets/', '/assets/none.js', '/s/token'])(
    '%s is the page',
    async (path) => {
      const answer = await get(path);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8']);
      expect(await answer.text()).toContain('studio');
      expect(answer.headers.get('referrer-policy')).toBe(path.startsWith('/s/') ? 'no-referrer' : null);
    },
  );

  it.each([
    '/%2e%2e/secret.key',
    '/..%2fsecret.key',
    '/..%5csecret.key',
    '/assets/%2e%2e%2f%2e%2e%2fsecret.key',
    '/%00',
    '/%',
  ])('%s leads nowhere', async (path) => {
    expect(await (await get(path)).text()).not.toBe('secret');
  });
});
