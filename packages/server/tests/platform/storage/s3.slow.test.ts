import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import S3rver from 's3rver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, submit, type TestServer, waitFor } from '../../support/server.ts';

const clip = readFileSync(fileURLToPath(new URL('../../support/clip.mp4', import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), 'akezora-s3-'));
const slowDown =
  '<?xml version="1.0"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>';

let bucket: Server;
let refusing = false;
let test: TestServer;

beforeAll(async () => {
  const configure = new S3rver({ directory: folder, silent: true, configureBuckets: [{ name: 'clips', configs: [] }] });
  await configure.configureBuckets();
  const serve = configure.callback();
  // A service under strain answers 503, which clients are to try again.
  bucket = createServer((request, response) => {
    if (!refusing) serve(request, response);
    else response.writeHead(503, { 'content-type': 'application/xml' }).end(slowDown);
  });
  await new Promise<void>((done) => bucket.listen(0, '127.0.0.1', done));
  const endpoint = `http://127.0.0.1:${(bucket.address() as AddressInfo).port}`;
  const keys = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
  test = await startTestServer({ s3: { bucket: 'clips', endpoint, prefix: 'akezora/', ...keys } });
});
afterAll(async () => {
  await test.remove();
  bucket.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('clips in S3', () => {
  it('are stored whole, read in ranges, taken as inputs, and removed', async () => {
    const done = await waitFor(test.api, (await submit(test.api, 'in a bucket')).id);
    expect(done).toMatchObject({ state: 'completed', error: null });
    const params = { id: done.clipId ?? '' };
    const kept = await test.api.call('clip', { params });
    const part = await fetch(test.server.url + kept.urls.video, { headers: { range: 'bytes=100-199' } });
    expect(Buffer.from(await part.arrayBuffer())).toEqual(clip.subarray(100, 200));
    expect((await fetch(test.server.url + kept.urls.thumbnail)).status).toBe(200);
    const source = { kind: 'clip', id: kept.id };
    const next = await submit(test.api, 'from the bucket', { conditions: [{ source }] });
    expect((await waitFor(test.api, next.id)).state).toBe('completed');
    await test.api.call('trashClip', { params });
    await test.api.call('trashClip', { params });
    expect((await fetch(test.server.url + kept.urls.video)).status).toBe(404);
    expect((await test.api.call('storage')).place).toBe('s3');
  }, 180_000);

  it('wait out a short refusal, fail with the reason in a long one, and lose nothing', async () => {
    const before = await waitFor(test.api, (await submit(test.api, 'before')).id);
    refusing = true;
    expect((await fetch(`${test.server.url}/readyz`)).status).toBe(503);
    const refused = await waitFor(test.api, (await submit(test.api, 'nowhere to put it')).id);
    expect(refused).toMatchObject({ state: 'failed', error: { code: 'storage_unavailable' } });
    expect(refused.error?.message.en).toContain('SlowDown');
    expect(refused.clipId).toBeNull();
    refusing = false;
    expect((await fetch(`${test.server.url}/readyz`)).status).toBe(200);
    const again = await test.api.call('retryJob', { params: { id: refused.id } });
    expect(await waitFor(test.api, again.id)).toMatchObject({ state: 'completed', error: null });
    const kept = await fetch(`${test.server.url}/api/clips/${before.clipId}/video`);
    expect(Buffer.from(await kept.arrayBuffer()).equals(clip)).toBe(true);
    setTimeout(() => {
      refusing = false;
    }, 300);
    refusing = true;
    const patient = await waitFor(test.api, (await submit(test.api, 'a moment')).id);
    expect(patient).toMatchObject({ state: 'completed', attempt: 1 });
  }, 180_000);
});
