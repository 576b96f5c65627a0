import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { fileURLToPath } from 'node:url';
import { AkezoraError } from '@akezora/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer } from '../src/server.ts';
import { newDataFolder } from './support/folders.ts';
import { eventsUntil, startTestServer, submit, type TestServer, testEngine, waitFor } from './support/server.ts';

const clipFile = readFileSync(fileURLToPath(new URL('./support/clip.mp4', import.meta.url)));
const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer();
});
afterAll(() => test.remove());

describe('a job over the network', () => {
  it('becomes a clip whose bytes, checksum, pictures and facts can be fetched', async () => {
    const job = await submit(test.api, 'a fox in the snow');
    const done = await waitFor(test.api, job.id);
    expect(done).toMatchObject({ state: 'completed', error: null });
    const clip = await test.api.call('clip', { params: { id: done.clipId ?? '' } });
    expect(clip).toMatchObject({
      prompt: 'a fox in the snow',
      frames: 24,
      checksum: sha(clipFile),
      bytes: clipFile.length,
    });
    const video = await fetch(test.server.url + clip.urls.video);
    expect(sha(new Uint8Array(await video.arrayBuffer()))).toBe(sha(clipFile));
    const part = await fetch(test.server.url + clip.urls.video, { headers: { range: 'bytes=10-19' } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 10-19/${clipFile.length}`);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(clipFile.subarray(10, 20));
    const beyond = await fetch(test.server.url + clip.urls.video, { headers: { range: 'bytes=99999999-' } });
    expect(beyond.status).toBe(416);
    const thumbnail = await fetch(test.server.url + clip.urls.thumbnail);
    expect(Buffer.from(await thumbnail.arrayBuffer()).toString('latin1', 8, 12)).toBe('WEBP');
    const sprites = await fetch(test.server.url + (clip.urls.sprites ?? ''));
    expect(sprites.headers.get('content-type')).toBe('image/webp');
    expect(clip.sprites).toMatchObject({ count: 24, columns: 8, rows: 3 });
  });

  it('sends all its events with numbers, and resumes after a lost connection', async () => {
    const before = await eventsUntil(test.api, (event) => event.type === 'hello');
    const since = before[0]?.type === 'hello' ? before[0].seq : 0;
    const job = await submit(test.api, 'slow 300');
    const isDone = (event: { type: string; job?: { state: string } }) =>
      event.type === 'job' && event.job?.state === 'completed';
    const events = await eventsUntil(test.api, isDone, { job: job.id, since });
    const kinds = events.map((event) => (event.type === 'job' ? event.job.state : event.type));
    expect(kinds[0]).toBe('hello');
    expect(kinds).toContain('running');
    expect(kinds).toContain('preview');
    expect(kinds.at(-1)).toBe('completed');
    const running = events.flatMap((event) =>
      event.type === 'job' && event.job.progress !== null ? [event.job.progress.fraction] : [],
    );
    expect(running.length).toBeGreaterThan(1);
    expect([...running].sort((a, b) => a - b)).toEqual(running);
    // From the middle: only what came later, ending the same.
    const late = await eventsUntil(test.api, isDone, { job: job.id, since: since + 2 });
    expect(late.at(-1)).toMatchObject({ type: 'job', job: { state: 'completed' } });
  });

  it('stops within a step when cancelled, and is killed when the engine does not react', async () => {
    const job = await submit(test.api, 'slow 2000');
    await waitFor(test.api, job.id, 'running');
    const asked = Date.now();
    await test.api.call('cancelJob', { params: { id: job.id } });
    expect((await waitFor(test.api, job.id)).state).toBe('cancelled');
    expect(Date.now() - asked).toBeLessThan(1500);

    const stubborn = await submit(test.api, 'stubborn');
    await waitFor(test.api, stubborn.id, 'running');
    await new Promise((resolve) => setTimeout(resolve, 300));
    const again = Date.now();
    await test.api.call('cancelJob', { params: { id: stubborn.id } });
    expect((await waitFor(test.api, stubborn.id)).state).toBe('cancelled');
    expect(Date.now() - again).toBeLessThan(4000);
  });

  it('is tried twice when the engine dies, then fails with the reason; the next job runs', async () => {
    const job = await submit(test.api, 'crash');
    const failed = await waitFor(test.api, job.id);
    expect(failed).toMatchObject({ state: 'failed', attempt: 2, error: { code: 'attempt_died' } });
    expect(failed.error?.message.ja).toContain('SIGKILL');
    const next = await submit(test.api, 'a calm sea');
    expect((await waitFor(test.api, next.id)).state).toBe('completed');
  });

  it('fails with the error of the engine, naming the field', async () => {
    const job = await submit(test.api, 'too long');
    expect(await waitFor(test.api, job.id)).toMatchObject({
      state: 'failed',
      error: { code: 'prompt_too_long', field: 'prompt' },
    });
  });

  it('makes variants as one group with seeds that follow each other', async () => {
    const body = { request: { prompt: 'two', seed: 7 }, variants: 2 };
    const { data, groupId } = await test.api.call('submit', { body });
    expect(data.map((job) => job.request.seed)).toEqual([7, 8]);
    expect(data.every((job) => job.groupId === groupId)).toBe(true);
    for (const job of data) expect((await waitFor(test.api, job.id)).state).toBe('completed');
  });
});

describe('access to the server', () => {
  const raw = (path: string, headers: Record<string, string>) =>
    new Promise<{ status: number; body: string }>((resolve, reject) => {
      const { port } = test.server;
      const call = httpRequest({ port, host: '127.0.0.1', path, headers }, (answer) => {
        let body = '';
        answer.on('data', (chunk: Buffer) => {
          body += chunk.toString();
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
      });
      call.on('error', reject);
      call.end();
    });

  it('takes any bearer token on loopback, and refuses other hosts and origins', async () => {
    expect((await raw('/api/session', { authorization: 'Bearer anything' })).status).toBe(200);
    const host = await raw('/api/session', { host: 'evil.example' });
    expect(host.status).toBe(403);
    expect(JSON.parse(host.body).error).toMatchObject({ code: 'host_refused', field: 'Host' });
    expect((await raw('/api/session', { origin: 'https://evil.example' })).status).toBe(403);
    expect((await raw('/api/session', { origin: 'null' })).status).toBe(403);
    expect((await raw('/api/session', { origin: test.server.url })).status).toBe(200);
    expect((await raw('/api/jobs', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' })).status).toBe(403);
  });

  it('refuses a second server on the same folder with the number of the first', async () => {
    const second = startServer({ ...test.options, port: 0 });
    await expect(second).rejects.toMatchObject({ code: 'data_folder_busy', details: { pid: process.pid } });
  });

  it('refuses to listen on the network before anybody can sign in', async () => {
    const folder = await newDataFolder();
    const start = startServer({ host: '0.0.0.0', port: 0, dataFolder: folder, engine: testEngine, logLevel: 'silent' });
    await expect(start).rejects.toBeInstanceOf(AkezoraError);
    await expect(start).rejects.toMatchObject({ code: 'access_unset' });
  });

  it('reports health, readiness and metrics, and describes its API', async () => {
    expect((await fetch(`${test.server.url}/healthz`)).status).toBe(200);
    expect(await (await fetch(`${test.server.url}/readyz`)).json()).toMatchObject({
      status: 'ready',
      database: true,
      storage: true,
    });
    expect(await (await fetch(`${test.server.url}/metrics`)).text()).toMatch(/akezora_jobs\{state="completed"\} \d/);
    const api = (await (await fetch(`${test.server.url}/api/openapi.json`)).json()) as {
      openapi: string;
      paths: object;
    };
    expect(api.openapi).toBe('3.1.0');
    expect(Object.keys(api.paths)).toContain('/api/jobs/{id}/cancel');
    expect(api.paths).toMatchObject({
      '/api/jobs/{id}/cancel': { post: { 'x-access': 'generate', security: [{ bearer: [] }] } },
      '/api/gallery': { get: { 'x-access': 'public', security: [{}, { bearer: [] }] } },
    });
  });

  it('answers unknown paths and ids of an API as errors with both languages', async () => {
    const answer = await fetch(`${test.server.url}/api/nothing`);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({
      error: { code: 'not_found', message: { ja: expect.stringContaining('見つかりません') } },
    });
    await expect(test.api.call('job', { params: { id: 'video_x' } })).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('stopping', () => {
  it('hands running jobs back without counting the attempt, and the next server finishes them', async () => {
    const first = await startTestServer();
    const job = await submit(first.api, 'slow 700');
    await waitFor(first.api, job.id, 'running');
    await first.server.stop();
    const second = await startTestServer({ dataFolder: first.folder });
    const done = await waitFor(second.api, job.id);
    expect(done).toMatchObject({ state: 'completed', attempt: 1 });
    await second.remove();
  });
});
