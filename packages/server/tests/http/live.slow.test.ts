import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sweep } from '../../src/maintenance.ts';
import { createLog } from '../../src/platform/log.ts';
import { openStorage } from '../../src/platform/storage/open.ts';
import { framesOf, hasFfmpeg, hear } from '../support/live.ts';
import { startTestServer, submit, type TestServer, waitFor } from '../support/server.ts';

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer();
}, 180_000);
afterAll(() => test.remove());

const inOrder = Array.from({ length: 24 }, (_, index) => index);
const live = (id: string, query = '', init: RequestInit = {}) =>
  fetch(`${test.server.url}/api/jobs/${id}/live${query}`, init);
const stateOf = async (id: string) => (await test.api.call('job', { params: { id } })).state;

describe.skipIf(!hasFfmpeg)('the live stream of a job', () => {
  it('brings the first picture before the job has ended, and every frame once and in order', async () => {
    const { id } = await submit(test.api, 'film 60');
    const answer = await live(id);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('video/mp4');
    expect(answer.headers.get('content-length')).toBeNull();
    let early: { state: Promise<string>; bytes: Buffer } | undefined;
    const { bytes } = await hear(answer, (sofar) => {
      early ??= { state: stateOf(id), bytes: sofar };
    });
    expect(await early?.state).toBe('running');
    expect(framesOf(early?.bytes ?? Buffer.alloc(0)).numbers[0]).toBe(0);
    const whole = framesOf(bytes);
    expect(whole).toMatchObject({ codec: 'h264', numbers: inOrder });
    for (const [index, at] of whole.times.entries()) expect(at).toBeCloseTo(index / 12, 3);
    expect((await waitFor(test.api, id)).state).toBe('completed');
  });

  it('is the same for two listeners and for one who comes late', async () => {
    const { id } = await submit(test.api, 'film 60');
    const both = [hear(await live(id)), hear(await live(id))];
    await new Promise((resolve) => setTimeout(resolve, 900));
    const late = await hear(await live(id));
    const [first, second] = await Promise.all(both);
    expect(second?.bytes.equals(first?.bytes ?? Buffer.alloc(0))).toBe(true);
    expect(late.bytes.equals(first?.bytes ?? Buffer.alloc(0))).toBe(true);
    expect(framesOf(late.bytes).numbers).toEqual(inOrder);
  });

  it('waits for a job in the queue', async () => {
    const before = await submit(test.api, 'slow 150');
    const { id } = await submit(test.api, 'film 10');
    const answer = await live(id);
    expect(await stateOf(id)).toBe('queued');
    expect(framesOf((await hear(answer)).bytes).numbers).toEqual(inOrder);
    expect((await waitFor(test.api, before.id)).state).toBe('completed');
  });

  it('shows a clip of another codec in small H.264', async () => {
    const { id } = await submit(test.api, 'film 20', { codec: 'gif' });
    const whole = framesOf((await hear(await live(id))).bytes);
    expect(whole).toMatchObject({ codec: 'h264', numbers: inOrder });
  });

  it('is the clip itself when the engine showed nothing, and when the job has ended', async () => {
    const { id } = await submit(test.api, 'slow 100');
    const { bytes } = await hear(await live(id));
    const { clipId } = await waitFor(test.api, id);
    const clip = Buffer.from(await (await fetch(`${test.server.url}/api/clips/${clipId}/video`)).arrayBuffer());
    expect(bytes.equals(clip)).toBe(true);
    const after = await live(id);
    expect(after.headers.get('content-length')).toBe(String(clip.length));
    expect(Buffer.from(await after.arrayBuffer()).equals(clip)).toBe(true);
    const part = await live(id, '', { headers: { range: 'bytes=0-9' } });
    expect(part.status).toBe(206);
  });
});

describe.skipIf(!hasFfmpeg)('the live stream in WebM', () => {
  it('has every frame in VP9, begins before the end, and shares one process, which ends with its listeners', async () => {
    const before = test.server.children().length;
    // A process that converts starts in seconds on a small, busy machine: the film is longer.
    const { id } = await submit(test.api, 'film 700');
    const answer = await live(id, '?format=webm');
    expect(answer.headers.get('content-type')).toBe('video/webm');
    const second = live(id, '?format=webm').then((other) => hear(other));
    let state: Promise<string> | undefined;
    let children = 0;
    const { bytes } = await hear(answer, () => {
      state ??= stateOf(id);
      children = Math.max(children, test.server.children().length);
    });
    expect(await state).toBe('running');
    expect(children).toBeLessThanOrEqual(Math.max(before, 1) + 1);
    expect((await second).bytes.equals(bytes)).toBe(true);
    const whole = framesOf(bytes);
    expect(whole).toMatchObject({ codec: 'vp9', numbers: inOrder, height: 72 });
  }, 120_000);

  it('frees its process when the listener goes away', async () => {
    const { id } = await submit(test.api, 'film 150');
    await waitFor(test.api, id, 'running');
    const before = test.server.children().length;
    const stop = new AbortController();
    const answer = await live(id, '?format=webm', { signal: stop.signal });
    const reader = answer.body?.getReader();
    await reader?.read();
    expect(test.server.children().length).toBe(before + 1);
    stop.abort();
    await expect.poll(() => test.server.children().length, { timeout: 5000 }).toBe(before);
    await waitFor(test.api, id);
  }, 30_000);
});

describe('the end of a live stream', () => {
  it('comes when the job is cancelled, and a new listener is told that there is no clip', async () => {
    const { id } = await submit(test.api, 'film 200');
    const heard = hear(await live(id));
    await waitFor(test.api, id, 'running');
    await test.api.call('cancelJob', { params: { id } });
    expect((await heard).bytes.length).toBeGreaterThanOrEqual(0);
    await waitFor(test.api, id, 'cancelled');
    const after = await live(id);
    expect(after.status).toBe(404);
    expect(await after.json()).toMatchObject({ error: { code: 'not_found' } });
  });

  it('comes when the job fails', async () => {
    const before = await submit(test.api, 'slow 100');
    const { id } = await submit(test.api, 'too long');
    expect((await hear(await live(id))).bytes.length).toBe(0);
    expect(await stateOf(id)).toBe('failed');
    await waitFor(test.api, before.id);
  });

  it('gives the places of a listener back', async () => {
    const { id } = await submit(test.api, 'film 100');
    for (let turn = 0; turn < 60; turn += 1) {
      const stop = new AbortController();
      const answer = await live(id, '', { signal: stop.signal });
      expect(answer.status).toBe(200);
      stop.abort();
    }
    const head = await live(id, '', { method: 'HEAD' });
    expect(head.status).toBe(200);
    await waitFor(test.api, id);
  });

  it('deletes the pieces, and keeps those of running jobs', async () => {
    const running = await submit(test.api, 'film 150');
    const { db } = test.server.store;
    await hear(await live(running.id), () => undefined).catch(() => undefined);
    const folder = join(test.folder, 'files', 'live');
    expect(readdirSync(folder)).toContain(running.id);
    await waitFor(test.api, running.id);
    const storage = await openStorage({ dataFolder: test.folder, s3: undefined });
    const context = { store: test.server.store, storage, log: createLog('silent'), auditDays: 0 };
    await sweep(context);
    expect(readdirSync(folder)).toContain(running.id);
    await sql`UPDATE jobs SET finished_at = now() - interval '2 minutes' WHERE state <> 'running'`.execute(db);
    await sweep(context);
    expect(readdirSync(folder)).toEqual([]);
    expect(await db.selectFrom('live_streams').selectAll().execute()).toEqual([]);
  });

  it('refuses an unknown format and an unknown job', async () => {
    const { id } = await submit(test.api, 'quick');
    expect((await live(id, '?format=avi')).status).toBe(400);
    expect((await live('video_unknown')).status).toBe(404);
    await waitFor(test.api, id);
  });
});
