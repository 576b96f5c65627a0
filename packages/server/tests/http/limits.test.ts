import { describe, expect, it } from 'vitest';
import { createLog } from '../../src/platform/log.ts';
import { openStorage } from '../../src/platform/storage/open.ts';
import { sweep } from '../../src/sweep.ts';
import { startTestServer, submit, waitFor } from '../support/server.ts';

describe('pages from elsewhere', () => {
  it('may call only when their origin is on the list', async () => {
    const test = await startTestServer({ cors: ['https://studio.example'], devices: [] });
    const from = (origin: string, method = 'GET') =>
      fetch(`${test.server.url}/api/session`, {
        method,
        headers: { origin, ...(method === 'OPTIONS' ? { 'access-control-request-method': 'POST' } : {}) },
      });
    const asked = await from('https://studio.example', 'OPTIONS');
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-origin')).toBe('https://studio.example');
    expect(asked.headers.get('access-control-allow-methods')).toContain('POST');
    const listed = await from('https://studio.example');
    expect(listed.status).toBe(200);
    expect(listed.headers.get('access-control-allow-origin')).toBe('https://studio.example');
    for (const other of ['https://studio.example.evil.example', 'http://studio.example', 'https://evil.example']) {
      const refused = await from(other);
      expect(refused.status, other).toBe(403);
      expect(refused.headers.get('access-control-allow-origin')).toBeNull();
    }
    await test.remove();
  });

  it('cannot frame ours, and ours run no script but their own files', async () => {
    const test = await startTestServer({ devices: [] });
    const policy = (await fetch(test.server.url)).headers.get('content-security-policy') ?? '';
    const rules = new Map(policy.split('; ').map((rule) => [rule.split(' ')[0], rule.split(' ').slice(1).join(' ')]));
    expect(rules.get('default-src')).toBe("'self'");
    expect(rules.get('script-src')).toBe("'self'");
    expect(rules.get('object-src')).toBe("'none'");
    expect(rules.get('frame-ancestors')).toBe("'none'");
    await test.remove();
  });
});

describe('limits', () => {
  it('slow an address down that asks too often, and say for how long', async () => {
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

  it('refuse before running what an owner has no room for', async () => {
    const test = await startTestServer({ quotaBytes: 1 });
    await waitFor(test.api, (await submit(test.api, 'the first')).id);
    await expect(submit(test.api, 'the second')).rejects.toMatchObject({ code: 'limit_reached' });
    expect((await test.api.call('jobs')).data).toHaveLength(1);
    await test.remove();
  });

  it('let clips expire: said beforehand, gone afterwards, file and all', async () => {
    const test = await startTestServer({ clipTtlSeconds: 1 });
    const done = await waitFor(test.api, (await submit(test.api, 'short-lived')).id);
    const id = done.clipId ?? '';
    const { expiresAt, urls } = await test.api.call('clip', { params: { id } });
    const { expires_at } = await (await fetch(`${test.server.url}/v1/videos/${done.id}`)).json();
    expect(Math.floor(Date.parse(expiresAt ?? '') / 1000)).toBe(expires_at);
    await expect.poll(() => Date.now() > Date.parse(expiresAt ?? ''), { timeout: 5000 }).toBe(true);
    const { store } = test.server;
    const storage = await openStorage({ dataFolder: test.folder, s3: undefined });
    await sweep({ store, storage, log: createLog('silent') });
    await expect(test.api.call('clip', { params: { id } })).rejects.toMatchObject({ code: 'not_found' });
    expect((await fetch(test.server.url + urls.video)).status).toBe(404);
    expect((await test.api.call('job', { params: { id: done.id } })).state).toBe('expired');
    const content = await fetch(`${test.server.url}/v1/videos/${done.id}/content`);
    expect(content.status).toBeGreaterThanOrEqual(400);
    await test.remove();
  });
});
