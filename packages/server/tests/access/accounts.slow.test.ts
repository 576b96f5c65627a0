import { createClient } from '@akezora/contract/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccount } from '../../src/access/accounts.ts';
import { newDataFolder } from '../support/folders.ts';
import { startTestServer, submit, type TestServer, waitFor } from '../support/server.ts';

describe('a server with accounts', () => {
  let test: TestServer;
  const cookies: Record<string, string> = {};

  beforeAll(async () => {
    const dataFolder = await newDataFolder(async (store) => {
      await createAccount(store, { name: 'ame', password: 'correct horse', role: 'owner' });
      await createAccount(store, { name: 'yuki', password: 'battery staple', role: 'member' });
      await createAccount(store, { name: 'kaze', password: 'only looking', role: 'viewer' });
    });
    test = await startTestServer({ dataFolder, access: 'accounts' });
  }, 180_000);
  afterAll(() => test.remove());

  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    fetch(test.server.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-akezora-client': '1', ...headers },
      body: JSON.stringify(body),
    });
  const signIn = async (name: string, password: string) => {
    const answer = await post('/api/session', { name, password });
    cookies[name] = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    return answer;
  };

  it('shows nothing to strangers but who they are not', async () => {
    expect(await test.api.call('session')).toMatchObject({ signedIn: false, access: 'accounts' });
    for (const path of ['/api/jobs', '/api/clips', '/api/models', '/v1/videos', '/api/events', '/api/settings']) {
      expect((await fetch(test.server.url + path)).status).toBe(401);
    }
    const key = await fetch(`${test.server.url}/v1/videos`, { headers: { authorization: 'Bearer ak-wrong' } });
    expect(key.status).toBe(401);
    expect(await key.json()).toMatchObject({ error: { code: 'invalid_api_key', type: 'authentication_error' } });
  });

  it('signs in with a cookie no script reads, and refuses wrong names and passwords alike', async () => {
    const wrong = await signIn('ame', 'wrong');
    const unknown = await signIn('nobody', 'wrong');
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(await wrong.json()).toMatchObject({ error: { code: 'unauthorized' } });
    const right = await signIn('ame', 'correct horse');
    expect(right.status).toBe(200);
    expect(right.headers.get('set-cookie')).toMatch(/HttpOnly.*SameSite=Lax/);
    expect(await right.json()).toMatchObject({ signedIn: true, name: 'ame', role: 'owner' });
    await signIn('yuki', 'battery staple');
    await signIn('kaze', 'only looking');
  });

  it('takes a change by cookie only with the header no foreign page can set', async () => {
    const body = { request: { prompt: 'x' } };
    const headers = { 'content-type': 'application/json', cookie: cookies.ame ?? '' };
    const without = await fetch(`${test.server.url}/api/jobs`, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(without.status).toBe(403);
    expect((await post('/api/jobs', body, { cookie: cookies.ame ?? '' })).status).toBe(201);
  });

  it('lets members make, viewers look, and only the owner manage accounts', async () => {
    const body = { request: { prompt: 'x' } };
    expect((await post('/api/jobs', body, { cookie: cookies.kaze ?? '' })).status).toBe(403);
    const tus = { 'tus-resumable': '1.0.0', 'upload-length': '3', 'x-akezora-client': '1' };
    const file = new FormData();
    file.append('file', new Blob(['png']), 'a.png');
    for (const [path, init] of [
      ['/api/uploads', { headers: tus }],
      ['/v1/files', { body: file }],
      ['/gradio_api/upload', { body: file }],
    ] as const) {
      const headers = {
        'x-akezora-client': '1',
        cookie: cookies.kaze ?? '',
        ...('headers' in init ? init.headers : {}),
      };
      const answer = await fetch(test.server.url + path, { method: 'POST', ...init, headers });
      expect([path, answer.status]).toEqual([path, 403]);
      expect(await answer.text()).toContain('viewers can only view');
    }
    const imported = await post('/api/import', { uploads: ['up_none'] }, { cookie: cookies.kaze ?? '' });
    expect(imported.status).toBe(403);
    const account = { name: 'mori', password: 'long enough, I hope', role: 'member' };
    expect((await post('/api/accounts', account, { cookie: cookies.yuki ?? '' })).status).toBe(403);
    expect((await post('/api/accounts', account, { cookie: cookies.ame ?? '' })).status).toBe(201);
    expect((await post('/api/accounts', account, { cookie: cookies.ame ?? '' })).status).toBe(409);
    expect((await signIn('mori', 'long enough, I hope')).status).toBe(200);
  });

  it("gives keys of one's own, with scopes, until they are revoked; others' things are not there", async () => {
    const made = await post(
      '/api/keys',
      { name: 'laptop', scopes: ['generate', 'library'] },
      { cookie: cookies.yuki ?? '' },
    );
    const key = (await made.json()) as { id: string; secret: string };
    const yuki = createClient({ baseUrl: test.server.url, key: key.secret });
    const job = await submit(yuki, "yuki's clip");
    const done = await waitFor(yuki, job.id);
    const read = await post('/api/keys', { name: 'reader', scopes: ['library'] }, { cookie: cookies.yuki ?? '' });
    const reader = createClient({ baseUrl: test.server.url, key: ((await read.json()) as { secret: string }).secret });
    await expect(submit(reader, 'x')).rejects.toMatchObject({ code: 'forbidden' });
    const asAme = (path: string) => fetch(test.server.url + path, { headers: { cookie: cookies.ame ?? '' } });
    for (const path of [
      `/api/jobs/${job.id}`,
      `/api/clips/${done.clipId}`,
      `/api/clips/${done.clipId}/video`,
      `/v1/videos/${job.id}`,
    ]) {
      expect((await asAme(path)).status).toBe(404);
    }
    // Shared by link: the link's secret opens it, its id alone does not.
    await yuki.call('patchClip', { params: { id: done.clipId ?? '' }, body: { visibility: 'link' } });
    const shared = await yuki.call('clip', { params: { id: done.clipId ?? '' } });
    const token = shared.shareUrl?.split('/').at(-1) ?? '';
    const seen = await test.api.call('shared', { params: { token } });
    expect((await fetch(test.server.url + seen.urls.video)).status).toBe(200);
    expect((await fetch(`${test.server.url}/api/clips/${done.clipId}/video`)).status).toBe(404);
    await yuki.call('patchClip', { params: { id: done.clipId ?? '' }, body: { visibility: 'private' } });
    await expect(test.api.call('shared', { params: { token } })).rejects.toMatchObject({ code: 'not_found' });
    await yuki.call('revokeKey', { params: { id: key.id } });
    await expect(yuki.call('jobs')).rejects.toMatchObject({ code: 'unauthorized' });
  });

  it('slows down guessing', async () => {
    const statuses: number[] = [];
    for (let turn = 0; turn < 12; turn += 1)
      statuses.push((await post('/api/session', { name: 'ame', password: `${turn}` })).status);
    expect(statuses.at(-1)).toBe(429);
  });
});

describe('an open server', () => {
  it('gives each visitor their own things, by cookie or by the key they bring', async () => {
    const test = await startTestServer({ access: 'open', limits: { running: 1, queued: 2, secondsPerDay: 1000 } });
    const one = createClient({ baseUrl: test.server.url, key: 'sk-one' });
    const two = createClient({ baseUrl: test.server.url, key: 'sk-two' });
    const job = await submit(one, 'x', { seconds: 10 });
    await expect(two.call('job', { params: { id: job.id } })).rejects.toMatchObject({ code: 'not_found' });
    expect((await one.call('jobs')).data).toHaveLength(1);
    const visitor = await fetch(`${test.server.url}/api/session`);
    expect(await visitor.json()).toMatchObject({
      signedIn: true,
      role: 'member',
      access: 'open',
      limits: { running: 1 },
    });
    expect(visitor.headers.get('set-cookie')).toContain('akezora_session=');
    await expect(one.call('accounts')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(
      submit(one, 'x', { seconds: 60, seed: 1 }).then(() => submit(one, 'slow 900', { seconds: 60 })),
    ).resolves.toBeDefined();
    await test.remove();
  });
});
