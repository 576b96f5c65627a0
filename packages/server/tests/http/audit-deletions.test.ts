import { routes } from '@akezora/contract/api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAccount } from '../../src/access/accounts.ts';
import { createKey } from '../../src/access/keys.ts';
import { startTestServer, submit, type TestServer, waitFor } from '../support/server.ts';

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer();
});
afterAll(() => test.remove());

const doneJob = async () => waitFor(test.api, (await submit(test.api, 'a cat')).id);
const newUpload = async () => {
  const row = { owner: 'local', name: 'a.png', kind: 'image', mime: 'image/png', key: 'uploads/x/file.png' };
  const id = `upload_${crypto.randomUUID().replaceAll('-', '')}`;
  const { db } = test.server.store;
  await db
    .insertInto('uploads')
    .values({ ...row, id, bytes: 1, checksum: 'x' })
    .execute();
  return id;
};
const newAccount = async () =>
  (
    await createAccount(test.server.store, {
      name: `n${crypto.randomUUID()}`,
      password: 'a long password',
      role: 'viewer',
    })
  ).id;
const newHook = async () => (await test.api.call('createWebhook', { body: { url: 'http://127.0.0.1:9/' } })).id;

/** What each route deletes, and the action that is recorded. */
const deletions: Readonly<Record<string, readonly [action: string, make: () => Promise<string>]>> = {
  '/api/jobs/{id}': ['job-deleted', async () => (await doneJob()).id],
  '/api/clips/{id}': ['clips-deleted', async () => (await doneJob()).clipId ?? ''],
  '/api/uploads/{id}': ['upload-deleted', newUpload],
  '/v1/files/{id}': ['upload-deleted', newUpload],
  '/v1/videos/{id}': ['job-deleted', async () => (await doneJob()).id],
  '/api/folders/{id}': [
    'folder-deleted',
    async () => (await test.api.call('createFolder', { body: { name: 'f' } })).id,
  ],
  '/api/webhooks/{id}': ['webhook-removed', newHook],
  '/v1/webhook_endpoints/{id}': ['webhook-removed', newHook],
  '/api/keys/{id}': [
    'key-revoked',
    async () =>
      (await createKey(test.server.store, { owner: 'local', name: 'k', scopes: ['library'], role: 'owner' })).row.id,
  ],
  '/api/accounts/{id}': ['account-changed', newAccount],
  '/api/accounts/{id}/sessions': ['session-ended', newAccount],
};

/** Routes that are not walked here. */
const exceptions: Readonly<Record<string, string>> = {
  '/api/presets/{id}': 'a note of its owner, without files',
  '/api/storyboards/{id}': 'a note of its owner, without files',
  '/api/actors/{id}': 'a name for a clip or upload, which stays',
  '/api/models/{id}/pull': 'stops a download; the pull itself is recorded',
  '/api/models/{id}': 'recorded as model-removed; needs a downloaded model',
  '/api/session': 'recorded as sign-out; needs a session',
  '/api/sessions': 'recorded as session-ended; needs a session',
  '/api/sessions/{id}': 'recorded as session-ended; needs a session',
  '/api/account/totp': 'recorded as second-factor-changed; needs a session',
  '/api/account/passkeys/{id}': 'recorded as second-factor-changed; needs a session',
  '/api/accounts/{id}/second-factor': 'recorded as second-factor-changed; needs one',
};

it('knows every route that deletes', () => {
  const paths = Object.values(routes).flatMap(({ method, path }) => (method === 'DELETE' ? [path] : []));
  for (const path of paths) expect(Object.keys({ ...deletions, ...exceptions })).toContain(path);
});

it.each(Object.entries(deletions))('DELETE %s is recorded', async (path, [action, make]) => {
  const id = await make();
  const headers = { authorization: `Bearer ${test.server.startToken}` };
  const answer = await fetch(test.server.url + path.replace('{id}', id), { method: 'DELETE', headers });
  expect(answer.status).toBeLessThan(300);
  const { data } = await test.api.call('audit', { query: { limit: 100 } });
  expect(data).toContainEqual(expect.objectContaining({ action, object: id, outcome: 'ok' }));
});

it('records which settings of a link changed, without their values', async () => {
  const id = (await doneJob()).clipId ?? '';
  await test.api.call('patchClip', { params: { id }, body: { visibility: 'link' } });
  await test.api.call('patchClip', { params: { id }, body: { share: { password: 'open sesame', maxViews: 7 } } });
  const { data } = await test.api.call('audit', { query: { action: 'clip-shared' } });
  const found = data.filter(({ object }) => object === id).map(({ detail }) => detail);
  expect(found).toEqual([{ visibility: 'link', views: true, password: true }, { visibility: 'link' }]);
});

it('records whose sign-in failed, never what was typed', async () => {
  const { store, url } = test.server;
  const { id } = await createAccount(store, { name: 'mia', password: 'horse battery staple', role: 'member' });
  for (const name of ['MIA', 'typed secret']) {
    const init = { method: 'POST', headers: { 'content-type': 'application/json', 'x-akezora-client': '1' } };
    await fetch(`${url}/api/session`, { ...init, body: JSON.stringify({ name, password: 'wrong password' }) });
  }
  const { data } = await test.api.call('audit', { query: { action: 'sign-in-failed' } });
  expect(data.map(({ object }) => object)).toEqual([null, id]);
  expect(JSON.stringify(data)).not.toMatch(/typed secret|MIA/);
});
