import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, describe, expect, it } from 'vitest';
import { startTestServer, submit, waitFor } from './support/server.ts';

const clip = readFileSync(fileURLToPath(new URL('./support/clip.mp4', import.meta.url)));
const present = spawnSync('python3', ['-c', 'import moto.server, flask']).status === 0;
if (!present)
  process.stderr.write('\n*** SKIPPED: no S3 server here (python3 with moto[server]); S3 was not tested ***\n');

const port = 21_000 + Math.floor(Math.random() * 20_000);
let server: ChildProcess | undefined;
afterAll(() => {
  server?.kill('SIGKILL');
});

describe.runIf(present)('clips in S3', () => {
  it('are stored whole, read in ranges, taken as inputs, and removed; a bucket that refuses fails with the reason', async () => {
    server = spawn('python3', ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
    const endpoint = `http://127.0.0.1:${port}`;
    for (let turn = 0; turn < 300; turn += 1) {
      if (
        await fetch(endpoint).then(
          () => true,
          () => false,
        )
      )
        break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' };
    const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials });
    await client.send(new CreateBucketCommand({ Bucket: 'clips' }));
    const test = await startTestServer({ s3: { bucket: 'clips', endpoint, prefix: 'akezora/', ...credentials } });
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
    server.kill('SIGKILL');
    expect((await fetch(`${test.server.url}/readyz`)).status).toBe(503);
    const refused = await waitFor(test.api, (await submit(test.api, 'nowhere to put it')).id);
    expect(refused).toMatchObject({ state: 'failed', error: { code: 'storage_unavailable' } });
    await test.remove();
  }, 180_000);
});
