import { createClient } from '@akezora/contract/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashSecret } from '../../src/platform/store/ids.ts';
import { startTestServer, submit, type TestServer, waitFor } from '../support/server.ts';

let test: TestServer;
let owner: ReturnType<typeof createClient>;
beforeAll(async () => {
  test = await startTestServer({ access: 'open', gallery: true });
  owner = createClient({ baseUrl: test.server.url, key: 'sk-owner' });
}, 180_000);
afterAll(() => test.remove());

/** A visitor with cookies of their own. */
function visitor() {
  const jar = new Map<string, string>();
  const ask = async (path: string, init: RequestInit = {}) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { 'x-akezora-client': '1', 'content-type': 'application/json', cookie };
    const answer = await fetch(test.server.url + path, { ...init, headers: { ...headers, ...init.headers } });
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      jar.set(name, value);
    }
    return answer;
  };
  return {
    ask,
    open: (token: string) => ask(`/api/shared/${token}`),
    unlock: (token: string, password: string) =>
      ask(`/api/shared/${token}`, { method: 'POST', body: JSON.stringify({ password }) }),
  };
}

const make = async () => {
  const job = await waitFor(owner, (await submit(owner, 'a kite')).id);
  return { id: job.clipId ?? '' };
};
const share = async (params: { id: string }, options: object = {}) => {
  const body = { visibility: 'link' as const, share: options };
  const { shareUrl } = await owner.call('patchClip', { params, body });
  const token = shareUrl?.split('/').at(-1) ?? '';
  return { token, video: `/api/clips/${params.id}/video?token=${token}` };
};

describe('a link', () => {
  it('opens the clip, is stored only as a hash and sealed, and ends at once with its clip made private', async () => {
    const params = await make();
    const { token, video } = await share(params);
    const guest = visitor();
    expect((await guest.open(token)).status).toBe(200);
    expect((await guest.ask(`/s/${token}`)).headers.get('referrer-policy')).toBe('no-referrer');
    const file = await guest.ask(video);
    expect(file.status).toBe(200);
    expect(file.headers.get('cache-control')).toBe('private, no-cache');
    const etag = file.headers.get('etag') ?? '';
    expect((await guest.ask(video, { headers: { 'if-none-match': etag } })).status).toBe(304);
    const [row] = await test.server.store.db
      .selectFrom('shares')
      .selectAll()
      .where('clip_id', '=', params.id)
      .execute();
    expect(row?.token_hash).toBe(hashSecret(token));
    expect(JSON.stringify(row)).not.toContain(token);
    // Its owner still sees it, in the list as well.
    expect((await owner.call('clips', { query: { visibility: 'link' } })).data[0]?.shareUrl).toBe(`/s/${token}`);
    await owner.call('bulk', { body: { action: 'patch', ids: [params.id], patch: { visibility: 'private' } } });
    expect((await guest.ask(video, { headers: { 'if-none-match': etag } })).status).toBe(404);
    expect((await guest.open(token)).status).toBe(404);
    expect((await share(params)).token).not.toBe(token);
    const actions = await test.server.store.db
      .selectFrom('audit_log')
      .select('action')
      .where('object', '=', params.id)
      .orderBy('seq')
      .execute();
    expect(actions.map(({ action }) => action)).toEqual(['clip-shared', 'clip-unshared', 'clip-shared']);
  });

  it('stops at its time and after its visits; a visit lasts an hour and counts once', async () => {
    const params = await make();
    const { token, video } = await share(params, { maxViews: 1 });
    const [first, second] = [visitor(), visitor()];
    expect((await first.ask(video)).status).toBe(404);
    expect((await first.open(token)).status).toBe(200);
    expect((await first.open(token)).status).toBe(200);
    expect((await first.ask(video)).status).toBe(200);
    expect((await second.open(token)).status).toBe(404);
    expect((await second.ask(video)).status).toBe(404);
    expect((await owner.call('clip', { params })).share).toMatchObject({ views: 1, maxViews: 1 });
    await share(params, { maxViews: null, expiresAt: new Date(Date.now() + 60_000).toISOString() });
    expect((await second.open(token)).status).toBe(200);
    await test.server.store.db
      .updateTable('shares')
      .set({ expires_at: new Date(0) })
      .execute();
    for (const path of [`/api/shared/${token}`, video]) expect((await second.ask(path)).status).toBe(404);
    await expect(share(params, { expiresAt: '2020-01-01T00:00:00Z' })).rejects.toMatchObject({
      code: 'request_invalid',
      field: 'share.expiresAt',
    });
  });

  it('asks for its password, ends visits with a new one, and slows down guessing', async () => {
    const params = await make();
    const { token, video } = await share(params, { password: 'open sesame' });
    const guest = visitor();
    const locked = await guest.open(token);
    expect([locked.status, await locked.json()]).toMatchObject([403, { error: { code: 'link_password_needed' } }]);
    expect((await guest.ask(video)).status).toBe(404);
    expect((await guest.unlock(token, 'wrong')).status).toBe(403);
    expect((await guest.unlock(token, 'open sesame')).status).toBe(200);
    expect((await guest.ask(video)).status).toBe(200);
    expect((await visitor().ask(video)).status).toBe(404);
    await share(params, { password: 'another one' });
    expect((await guest.ask(video)).status).toBe(404);
    const statuses: number[] = [];
    for (let turn = 0; turn < 12; turn += 1) statuses.push((await visitor().unlock(token, `guess ${turn}`)).status);
    expect(statuses.slice(0, 10).every((status) => status === 403)).toBe(true);
    expect(statuses.slice(10)).toEqual([429, 429]);
  });
});

describe('what is switched off', () => {
  it('holds for files, pages, inputs of new and of waiting jobs, and changes of one and of many clips', async () => {
    const linked = await make();
    const { token, video } = await share(linked);
    const shown = await make();
    await owner.call('patchClip', { params: shown, body: { visibility: 'public' } });
    const guest = visitor();
    const other = createClient({ baseUrl: test.server.url, key: 'sk-other' });
    const source = { kind: 'clip' as const, id: shown.id };
    const conditions = [{ source, at: 0, strength: 1 }];
    expect((await guest.ask(`/api/clips/${shown.id}/thumbnail`)).headers.get('cache-control')).toMatch(/^private/);
    const slow = await submit(other, 'slow 600');
    const waiting = await submit(other, 'with the clip', { conditions });
    const { db } = test.server.store;
    for (const key of ['gallery', 'sharing']) await db.insertInto('settings').values({ key, value: 'false' }).execute();
    for (const path of [
      `/api/shared/${token}`,
      video,
      `/api/clips/${shown.id}/video`,
      `/api/clips/${shown.id}/sprites`,
    ])
      expect([path, (await guest.ask(path)).status]).toEqual([path, 404]);
    await expect(submit(other, 'again', { conditions })).rejects.toMatchObject({ code: 'input_missing' });
    await expect(submit(other, 'again', { parent: shown.id })).rejects.toMatchObject({ code: 'input_missing' });
    await waitFor(other, slow.id);
    expect((await waitFor(other, waiting.id)).error).toMatchObject({ code: 'input_missing' });
    const mine = await make();
    for (const visibility of ['link', 'public'] as const) {
      const patch = { visibility };
      await expect(owner.call('patchClip', { params: mine, body: patch })).rejects.toMatchObject({ code: 'forbidden' });
      const bulk = { action: 'patch' as const, ids: [mine.id], patch };
      await expect(owner.call('bulk', { body: bulk })).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect((await owner.call('clip', { params: mine })).visibility).toBe('private');
    // What is shown can still be taken back.
    await owner.call('patchClip', { params: shown, body: { visibility: 'private' } });
  });
});
