import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAccount, listAccounts } from '../../src/access/accounts.ts';
import { createKey } from '../../src/access/keys.ts';
import { type TestBrowser, testBrowser } from '../support/browser.ts';
import { newDataFolder } from '../support/folders.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let test: TestServer;
let ownerKey = '';

beforeAll(async () => {
  const dataFolder = await newDataFolder(async (store) => {
    const ame = await createAccount(store, { name: 'ame', password: 'correct horse', role: 'owner' });
    await createAccount(store, { name: 'yuki', password: 'battery staple', role: 'member' });
    const key = { owner: ame.owner, name: 'key', scopes: ['generate', 'library', 'admin'], role: 'owner' } as const;
    ownerKey = (await createKey(store, key)).secret;
  });
  test = await startTestServer({ dataFolder, access: 'accounts', trustProxy: true });
}, 180_000);
afterAll(() => test.remove());

const browser = (agent?: string) => testBrowser(() => test, agent);

const cookieOf = (page: TestBrowser) => page.cookies.get('akezora_session') ?? '';
const setCookie = (page: TestBrowser, value: string) => page.cookies.set('akezora_session', value);

const later = () => sql`UPDATE sessions SET confirmed_at = now() - interval '20 minutes'`.execute(test.server.store.db);

it('shows the sessions of the account, and ends one or all others at once', async () => {
  const [laptop, phone, other] = [
    browser(),
    browser('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604'),
    browser(),
  ];
  await laptop.signIn('ame', 'correct horse');
  await phone.signIn('ame', 'correct horse');
  await other.signIn('yuki', 'battery staple');
  const { body } = await laptop.call('GET', '/api/sessions');
  expect(body.data).toMatchObject([
    { device: 'Safari, iPhone', current: false, method: 'password' },
    { device: 'Firefox, Linux', current: true, method: 'password' },
  ]);
  expect(JSON.stringify(body)).not.toContain(cookieOf(laptop));
  const [{ id }] = body.data;
  expect((await other.call('DELETE', `/api/sessions/${id}`)).status).toBe(404);
  expect((await laptop.call('DELETE', `/api/sessions/${id}`)).status).toBe(204);
  expect((await phone.call('GET', '/api/clips')).status).toBe(401);
  expect((await laptop.call('GET', '/api/clips')).status).toBe(200);
  await phone.signIn('ame', 'correct horse');
  expect((await phone.call('DELETE', '/api/sessions')).body).toEqual({ ended: 1 });
  expect((await laptop.call('GET', '/api/clips')).status).toBe(401);
  expect((await phone.call('GET', '/api/clips')).status).toBe(200);
  expect((await other.call('GET', '/api/clips')).status).toBe(200);
});

it('lets owners end every session of an account, and nobody else', async () => {
  const [ame, yuki] = [browser(), browser()];
  await ame.signIn('ame', 'correct horse');
  await yuki.signIn('yuki', 'battery staple');
  const accounts = await listAccounts(test.server.store.db);
  const id = (name: string) => accounts.find((account) => account.name === name)?.id;
  expect((await yuki.call('DELETE', `/api/accounts/${id('ame')}/sessions`)).status).toBe(403);
  expect((await ame.call('DELETE', `/api/accounts/${id('yuki')}/sessions`)).status).toBe(200);
  expect((await ame.call('DELETE', '/api/accounts/account_none/sessions')).status).toBe(404);
  expect((await yuki.call('GET', '/api/clips')).status).toBe(401);
  expect((await ame.call('GET', '/api/clips')).status).toBe(200);
});

it('asks for the password again before accounts, keys and the switches of the server change', async () => {
  const ame = browser();
  await ame.signIn('ame', 'correct horse');
  await later();
  const account = { name: 'mori', password: 'long enough for mori', role: 'member' };
  const yuki = (await listAccounts(test.server.store.db)).find(({ name }) => name === 'yuki')?.id;
  const changes = [
    ['POST', '/api/accounts', account],
    ['PATCH', `/api/accounts/${yuki}`, { role: 'viewer' }],
    ['POST', '/api/keys', { name: 'mine' }],
    ['PATCH', '/api/settings', { sharing: false }],
  ] as const;
  for (const [method, path, body] of changes) {
    const refused = await ame.call(method, path, body);
    expect([path, refused.status, refused.body.error.code]).toEqual([path, 403, 'reauthentication_needed']);
  }
  // Looking, and one's own defaults, need no password.
  expect((await ame.call('GET', '/api/accounts')).status).toBe(200);
  expect((await ame.call('PATCH', '/api/settings', { defaults: { seconds: 5 } })).status).toBe(200);
  const wrong = await ame.call('POST', '/api/session/confirm', { password: 'wrong' });
  expect([wrong.status, wrong.body.error.code]).toEqual([403, 'wrong_password']);
  expect((await ame.call('POST', '/api/keys', { name: 'mine' })).status).toBe(403);
  const before = cookieOf(ame);
  expect((await ame.call('POST', '/api/session/confirm', { password: 'correct horse' })).status).toBe(200);
  expect(cookieOf(ame)).not.toBe(before);
  for (const [method, path, body] of changes) expect((await ame.call(method, path, body)).status).toBeLessThan(300);
  await ame.call('PATCH', '/api/settings', { sharing: true });
  // The cookie from before the confirmation is worth nothing.
  const thief = browser();
  setCookie(thief, before);
  expect((await thief.call('GET', '/api/clips')).status).toBe(401);
});

it('gives sessions and confirmation to no API key', async () => {
  for (const [method, path] of [
    ['GET', '/api/sessions'],
    ['DELETE', '/api/sessions'],
    ['POST', '/api/session/confirm'],
  ] as const) {
    const answer = await fetch(test.server.url + path, {
      method,
      headers: { authorization: `Bearer ${ownerKey}`, 'content-type': 'application/json' },
      ...(method === 'POST' ? { body: JSON.stringify({ password: 'correct horse' }) } : {}),
    });
    expect([path, answer.status]).toEqual([path, 403]);
  }
});

it('ends with signing out, also where two sign out at once, and a cookie from before is worth nothing', async () => {
  const yuki = browser();
  await yuki.signIn('yuki', 'battery staple');
  const before = cookieOf(yuki);
  const outs = await Promise.all([yuki.call('DELETE', '/api/session'), yuki.call('DELETE', '/api/session')]);
  expect(outs.map(({ status }) => status)).toEqual([204, 204]);
  expect(outs[0]?.headers.get('clear-site-data')).toBe('"cache"');
  setCookie(yuki, before);
  expect((await yuki.call('GET', '/api/clips')).status).toBe(401);
});

it('opens a new session at each sign-in, ends the one before it, and takes no secret from outside', async () => {
  const yuki = browser();
  setCookie(yuki, 'chosen-by-somebody-else');
  await yuki.signIn('yuki', 'battery staple');
  expect(cookieOf(yuki)).not.toContain('chosen');
  const first = cookieOf(yuki);
  await yuki.signIn('yuki', 'battery staple');
  expect(cookieOf(yuki)).not.toBe(first);
  const copy = browser();
  setCookie(copy, first);
  expect((await copy.call('GET', '/api/clips')).status).toBe(401);
});

it('does not revive the sessions of an account that was disabled for a while', async () => {
  const [ame, yuki] = [browser(), browser()];
  await ame.signIn('ame', 'correct horse');
  await yuki.signIn('yuki', 'battery staple');
  const id = (await listAccounts(test.server.store.db)).find(({ name }) => name === 'yuki')?.id;
  await ame.call('PATCH', `/api/accounts/${id}`, { disabled: true });
  await ame.call('PATCH', `/api/accounts/${id}`, { disabled: false });
  expect((await yuki.call('GET', '/api/clips')).status).toBe(401);
});

it('gives a session a new secret with a new password, and ends copies of its cookie', async () => {
  const [ame, copy] = [browser(), browser()];
  await createAccount(test.server.store, { name: 'sora', password: 'an old password of sora', role: 'member' });
  await ame.signIn('sora', 'an old password of sora');
  setCookie(copy, cookieOf(ame));
  const body = { current: 'an old password of sora', password: 'the next password of sora' };
  expect((await ame.call('PUT', '/api/account/password', body)).status).toBe(200);
  expect((await copy.call('GET', '/api/clips')).status).toBe(401);
  expect((await ame.call('GET', '/api/clips')).status).toBe(200);
});
