import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createClient, uploadFile } from '@akezora/contract/api';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Pool } from '../../src/inference/pool.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const json = (body: unknown, more: Record<string, string> = {}) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...more },
  body: JSON.stringify(body),
});
const tus = { 'tus-resumable': '1.0.0' };

describe('an open server', () => {
  let test: TestServer;
  beforeAll(async () => {
    const limits = { running: 1, queued: 3, secondsPerDay: 20 };
    test = await startTestServer({
      access: 'open',
      devices: [],
      limits,
      budgets: { folders: 2, noteBytes: 1000, openUploads: 1 },
    });
  });
  afterAll(() => test.remove());
  const call = (path: string, body: unknown, key: string) =>
    fetch(test.server.url + path, json(body, { authorization: `Bearer ${key}` }));

  it('gives no second budget to another key from the same network', async () => {
    const statuses: number[] = [];
    for (let turn = 0; turn < 6; turn += 1) {
      statuses.push(
        (await call('/api/jobs', { request: { prompt: 'x', seconds: 20, seed: turn } }, `key-${turn}`)).status,
      );
    }
    expect(statuses).toEqual([201, 429, 429, 429, 429, 429]);
  });

  it('has no webhooks for visitors, and few small things', async () => {
    const hook = { url: 'https://example.invalid/hook' };
    expect((await call('/api/webhooks', hook, 'a')).status).toBeGreaterThanOrEqual(400);
    expect((await call('/v1/webhook_endpoints', hook, 'a')).status).toBeGreaterThanOrEqual(400);
    const made = [];
    for (const key of ['a', 'a', 'b'])
      made.push((await call('/api/folders', { name: `${key} ${made.length}` }, key)).status);
    expect(made).toEqual([201, 201, 429]);
    const board = {
      name: 'b',
      data: { cards: [{ id: 'c', at: 0, kind: 'text', prompt: 'x'.repeat(700) }], seconds: 5 },
    };
    expect((await call('/api/storyboards', board, 'a')).status).toBe(201);
    const refused = await call('/api/storyboards', board, 'b');
    expect([refused.status, (await refused.json()).error.code]).toEqual([429, 'limit_reached']);
  });

  it('stores nothing of visitors who only look', async () => {
    for (let turn = 0; turn < 5; turn += 1) await fetch(`${test.server.url}/api/session`);
    const owners = await test.server.store.db
      .selectFrom('owners')
      .select('id')
      .where('kind', '=', 'anonymous')
      .execute();
    const sessions = await test.server.store.db.selectFrom('sessions').select('hash').execute();
    expect(owners.length).toBeLessThan(10);
    expect(sessions).toEqual([]);
  });

  it('keeps few answers open for a network, and lets in others when they end', async () => {
    const open = new AbortController();
    const streams = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        fetch(`${test.server.url}/api/events`, { signal: open.signal, headers: { authorization: `Bearer s${index}` } }),
      ),
    );
    expect(streams.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
    expect(streams.find(({ status }) => status === 429)?.headers.get('retry-after')).toBe('5');
    // Answers that come when a clip is done are open as long.
    const call = { name: 'generate_video', arguments: { prompt: 'x', wait: true } };
    const waiting = [
      ['/', { inputs: 'x' }],
      ['/mcp', { jsonrpc: '2.0', id: 1, method: 'tools/call', params: call }],
    ] as const;
    for (const [path, body] of waiting) {
      const answer = await fetch(test.server.url + path, json(body, { accept: 'application/json, text/event-stream' }));
      expect([path, answer.status, answer.headers.get('retry-after')]).toEqual([path, 429, '5']);
      expect(await answer.text()).toContain('too_many_requests');
    }
    open.abort();
    await expect
      .poll(async () => {
        const again = new AbortController();
        const { status } = await fetch(`${test.server.url}/api/events`, { signal: again.signal });
        again.abort();
        return status;
      })
      .toBe(200);
  });

  it('lets plans and imports take the share of the network, whatever the key', async () => {
    const calls = vi.spyOn(Pool.prototype, 'call');
    const emptyZip = new File([Buffer.from(`PK\u0005\u0006${'\0'.repeat(18)}`)], 'empty.zip');
    for (const key of ['plan-a', 'plan-b']) {
      const api = createClient({ baseUrl: test.server.url, key });
      await api.call('plan', { body: { request: { prompt: 'x', seconds: 2 } } });
      const { id } = await uploadFile(api, emptyZip);
      await expect(api.call('importClips', { body: { uploads: [id] } })).rejects.toMatchObject({
        code: 'archive_refused',
      });
    }
    const shares = calls.mock.calls.map(([name, , { owner }]) => [name, owner]);
    calls.mockRestore();
    const network = shares.find(([name]) => name === 'plan')?.[1];
    expect(network).toMatch(/^network 127\.0\.0\.1/);
    for (const name of ['plan', 'listArchive'])
      expect(shares.filter(([called]) => called === name)).toEqual([
        [name, network],
        [name, network],
      ]);
  });

  it('counts the announced size of an upload until it ends', async () => {
    const create = (key: string, length: number) =>
      fetch(`${test.server.url}/api/uploads`, {
        method: 'POST',
        headers: { ...tus, 'upload-length': String(length), authorization: `Bearer ${key}` },
      });
    const first = await create('a', 5e8);
    expect(first.status).toBe(201);
    expect((await create('b', 10)).status).toBe(429);
    const location = new URL(first.headers.get('location') ?? '', test.server.url);
    const gone = await fetch(location, { method: 'DELETE', headers: { ...tus, authorization: 'Bearer a' } });
    expect(gone.status).toBe(204);
    const next = await create('b', 10);
    expect(next.status).toBe(201);
  });
});

describe('a full disk', () => {
  it('is known before an upload begins, and by the probe', async () => {
    const test = await startTestServer({ devices: [], reserveBytes: 1e15 });
    const create = await fetch(`${test.server.url}/api/uploads`, {
      method: 'POST',
      headers: { ...tus, 'upload-length': '1000' },
    });
    expect([create.status, (await create.json()).error.code]).toEqual([507, 'not_enough_disk']);
    const ready = await fetch(`${test.server.url}/readyz`);
    expect([ready.status, await ready.json()]).toMatchObject([503, { database: true, storage: true, disk: false }]);
    expect(readdirSync(join(test.folder, 'incoming')).filter((name) => !name.endsWith('.json'))).toEqual([]);
    await test.remove();
  });
});
