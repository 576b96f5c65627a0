import { describe, expect, it } from 'vitest';
import { sweep } from '../../src/maintenance.ts';
import { createLog } from '../../src/platform/log.ts';
import { openStorage } from '../../src/platform/storage/open.ts';
import { startTestServer, submit, waitFor } from '../support/server.ts';

describe('limits', () => {
  it('slow down an address that sends too many requests, and say for how long', async () => {
    const test = await startTestServer({ requestsPerMinute: 5, devices: [] });
    const statuses: number[] = [];
    for (let turn = 0; turn < 7; turn += 1) statuses.push((await fetch(`${test.server.url}/v1/videos`)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429]);
    const refused = await fetch(`${test.server.url}/v1/videos`);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ error: { code: 'rate_limit_exceeded', type: 'rate_limit_error' } });
    // Whoever watches the server is not slowed down.
    expect((await fetch(`${test.server.url}/healthz`)).status).toBe(200);
    await test.remove();
  });

  it('refuse a job before running when the owner has no room for it', async () => {
    const test = await startTestServer({ quotaBytes: 1 });
    await waitFor(test.api, (await submit(test.api, 'the first')).id);
    await expect(submit(test.api, 'the second')).rejects.toMatchObject({ code: 'limit_reached' });
    expect((await test.api.call('jobs')).data).toHaveLength(1);
    await test.remove();
  });

  it('fail a waiting job before it computes when earlier ones have used up the room', async () => {
    const test = await startTestServer({ quotaBytes: 1 });
    const { data } = await test.api.call('submit', { body: { request: { prompt: 'two at once' }, variants: 2 } });
    const [first, second] = await Promise.all(data.map(({ id }) => waitFor(test.api, id)));
    expect([first?.state, second?.state]).toEqual(['completed', 'failed']);
    expect(second?.error?.code).toBe('limit_reached');
    expect((await test.api.call('clips', { query: {} })).data).toHaveLength(1);
    await test.remove();
  });

  it('let clips expire at the announced time, with their files', async () => {
    const test = await startTestServer({ clipTtlSeconds: 1 });
    const done = await waitFor(test.api, (await submit(test.api, 'short-lived')).id);
    const id = done.clipId ?? '';
    const { expiresAt, urls } = await test.api.call('clip', { params: { id } });
    const { expires_at } = await (await fetch(`${test.server.url}/v1/videos/${done.id}`)).json();
    expect(Math.floor(Date.parse(expiresAt ?? '') / 1000)).toBe(expires_at);
    await expect.poll(() => Date.now() > Date.parse(expiresAt ?? ''), { timeout: 5000 }).toBe(true);
    const { store } = test.server;
    const storage = await openStorage({ dataFolder: test.folder, s3: undefined });
    await sweep({ store, storage, auditDays: 0, log: createLog('silent') });
    await expect(test.api.call('clip', { params: { id } })).rejects.toMatchObject({ code: 'not_found' });
    expect((await fetch(test.server.url + urls.video)).status).toBe(404);
    expect((await test.api.call('job', { params: { id: done.id } })).state).toBe('expired');
    const content = await fetch(`${test.server.url}/v1/videos/${done.id}/content`);
    expect(content.status).toBeGreaterThanOrEqual(400);
    await test.remove();
  });
});
