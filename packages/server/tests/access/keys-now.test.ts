import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccount, patchAccount } from '../../src/access/accounts.ts';
import { createKey } from '../../src/access/keys.ts';
import { deleteAccount } from '../../src/access/remove-account.ts';
import type { AccountRow } from '../../src/platform/store/tables.ts';
import { newDataFolder } from '../support/folders.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let test: TestServer;
let ame: AccountRow;
let yuki: AccountRow;

beforeAll(async () => {
  const dataFolder = await newDataFolder(async (store) => {
    ame = await createAccount(store, { name: 'ame', password: 'password of ame', role: 'owner' });
    yuki = await createAccount(store, { name: 'yuki', password: 'password of yuki', role: 'member' });
  });
  test = await startTestServer({ dataFolder, access: 'accounts' });
}, 180_000);
afterAll(() => test.remove());

const key = async (account: AccountRow, scopes: ('generate' | 'library' | 'admin')[], role = account.role) =>
  createKey(test.server.store, { owner: account.owner, name: 'test', scopes, role });

const ask = async (secret: string, method: string, path: string, body?: object) => {
  const answer = await fetch(test.server.url + path, {
    method,
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? {} : JSON.parse(text) };
};

describe('an API key', () => {
  it('is dead on every API while its account is disabled, and for ever once the account is deleted', async () => {
    const { store } = test.server;
    const mori = await createAccount(store, { name: 'mori', password: 'password of mori', role: 'member' });
    const { secret } = await key(mori, ['generate', 'library']);
    const paths = ['/api/clips', '/v1/videos', '/gradio_api/info', '/api/keys'];
    expect((await ask(secret, 'GET', '/api/clips')).status).toBe(200);
    const disabled = await patchAccount(store, mori.id, { disabled: true });
    expect(disabled.keys).toBe(1);
    for (const path of paths) expect([path, (await ask(secret, 'GET', path)).status]).toEqual([path, 401]);
    expect((await ask(secret, 'POST', '/api/keys', { name: 'another' })).status).toBe(401);
    const mcp = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} };
    expect((await ask(secret, 'POST', '/mcp', mcp)).status).toBe(401);
    await patchAccount(store, mori.id, { disabled: false });
    expect((await ask(secret, 'GET', '/api/clips')).status).toBe(200);
    await deleteAccount(store, mori.id, true);
    expect((await ask(secret, 'GET', '/api/clips')).status).toBe(401);
  });

  it('manages nothing once its owner is demoted, and writes nothing for a viewer', async () => {
    const { store } = test.server;
    const kaze = await createAccount(store, { name: 'kaze', password: 'password of kaze', role: 'owner' });
    const { secret } = await key(kaze, ['generate', 'library', 'admin']);
    expect((await ask(secret, 'GET', '/api/accounts')).status).toBe(200);
    await patchAccount(store, kaze.id, { role: 'member' });
    expect((await ask(secret, 'GET', '/api/accounts')).status).toBe(403);
    expect((await ask(secret, 'POST', '/api/keys', { name: 'x', scopes: ['admin'] })).status).toBe(403);
    expect((await ask(secret, 'POST', '/api/jobs', { request: { prompt: 'x' } })).status).toBe(201);
    await patchAccount(store, kaze.id, { role: 'viewer' });
    expect((await ask(secret, 'GET', '/api/clips')).status).toBe(200);
    for (const [method, path, body] of [
      ['POST', '/api/jobs', { request: { prompt: 'x' } }],
      ['POST', '/v1/videos', { prompt: 'x' }],
      ['POST', '/api/keys', { name: 'x', scopes: ['library'] }],
    ] as const) {
      expect([path, (await ask(secret, method, path, body)).status]).toEqual([path, 403]);
    }
  });

  it('makes none with more scopes or a longer life than itself, and revokes with itself those that it made', async () => {
    const { secret, row } = await key(yuki, ['library']);
    const other = await key(yuki, ['generate', 'library']);
    expect((await ask(secret, 'POST', '/api/keys', { name: 'x' })).status).toBe(403);
    const day = await ask(secret, 'POST', '/api/keys', { name: 'day', scopes: ['library'], expiresInDays: 1 });
    expect(day.body).toMatchObject({ expired: false, expiresAt: expect.any(String), account: { id: yuki.id } });
    const later = { name: 'later', scopes: ['library'], expiresInDays: 2 };
    expect((await ask(day.body.secret, 'POST', '/api/keys', later)).status).toBe(403);
    const child = await ask(day.body.secret, 'POST', '/api/keys', { name: 'child', scopes: ['library'] });
    expect(child.body.expiresAt).toBe(day.body.expiresAt);
    const past = { name: 'past', scopes: ['library'], expiresAt: '2020-01-01T00:00:00Z' };
    expect(await ask(secret, 'POST', '/api/keys', past)).toMatchObject({ status: 400 });
    // It sees and revokes only itself and what it made.
    const seen = await ask(secret, 'GET', '/api/keys');
    expect(seen.body.data.map(({ id }: { id: string }) => id)).toEqual([row.id, day.body.id, child.body.id]);
    expect((await ask(secret, 'DELETE', `/api/keys/${other.row.id}`)).status).toBe(404);
    expect((await ask(secret, 'GET', '/api/keys?all=true')).status).toBe(403);
    expect((await ask(secret, 'DELETE', `/api/keys/${row.id}`)).status).toBe(204);
    for (const dead of [secret, day.body.secret, child.body.secret]) {
      expect((await ask(dead, 'GET', '/api/clips')).status).toBe(401);
    }
    expect((await ask(other.secret, 'GET', '/api/clips')).status).toBe(200);
  });

  it('ends at its time by the clock of the database, and says when and from where it was used', async () => {
    const { secret, row } = await createKey(test.server.store, {
      ...{ owner: yuki.owner, name: 'short', scopes: ['library'], role: 'member' },
      expiresAt: new Date(Date.now() + 3_600_000),
    });
    const list = async () => {
      const { body } = await ask(secret, 'GET', '/api/keys');
      return body.data[0];
    };
    await list();
    expect(await list()).toMatchObject({ expired: false, usedAt: expect.any(String), usedFrom: '127.0.0.1' });
    const { db } = test.server.store;
    await sql`UPDATE api_keys SET expires_at = now() - interval '1 second' WHERE id = ${row.id}`.execute(db);
    expect((await ask(secret, 'GET', '/api/keys')).status).toBe(401);
  });

  it('is seen and revoked by owners whoever has it, and goes with a reset of the password', async () => {
    const admin = await key(ame, ['generate', 'library', 'admin']);
    const { secret, row } = await key(yuki, ['generate', 'library']);
    const all = await ask(admin.secret, 'GET', '/api/keys?all=true');
    const found = all.body.data.find(({ id }: { id: string }) => id === row.id);
    expect(found).toMatchObject({ account: { id: yuki.id, name: 'yuki' } });
    expect(JSON.stringify(all.body)).not.toContain(secret);
    expect((await ask(admin.secret, 'DELETE', `/api/keys/${row.id}`)).status).toBe(204);
    expect((await ask(secret, 'GET', '/api/clips')).status).toBe(401);
    const second = await key(yuki, ['library']);
    const reset = { password: 'a quite different one', revokeKeys: true };
    const answer = await ask(admin.secret, 'PATCH', `/api/accounts/${yuki.id}`, reset);
    expect(answer.body).toMatchObject({ name: 'yuki', keys: 0 });
    expect((await ask(second.secret, 'GET', '/api/clips')).status).toBe(401);
    const records = await ask(admin.secret, 'GET', '/api/audit?limit=200');
    const actions = records.body.data.map(({ action }: { action: string }) => action);
    for (const action of ['key-created', 'key-revoked', 'account-created', 'account-changed', 'role-changed'])
      expect(actions).toContain(action);
    expect(JSON.stringify(records.body)).not.toMatch(/quite different|argon2|ak-/);
  });

  it('is one of fifty at most', async () => {
    const { store } = test.server;
    const many = await createAccount(store, { name: 'many', password: 'password of many', role: 'member' });
    const made = await Promise.allSettled(Array.from({ length: 52 }, () => key(many, ['library'])));
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(50);
  });
});

describe('scopes of a key', () => {
  const form = (fields: Record<string, string>, file?: string) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    if (file !== undefined) body.append(file, new Blob(['not a picture']), 'a.png');
    return { body };
  };
  const json = (body: object) => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const tool = (name: string, given: object) => ({
    ...json({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: given } }),
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
  });
  const tus = { 'tus-resumable': '1.0.0', 'upload-length': '3' };
  /** What each scope is needed for, on every API that can do it. */
  const needs: readonly (readonly ['generate' | 'library' | 'admin', string, RequestInit])[] = [
    ['generate', 'POST /api/jobs', json({ request: { prompt: 'x' } })],
    ['generate', 'POST /api/plan', json({ request: { prompt: 'x' } })],
    ['generate', 'POST /v1/videos', json({ prompt: 'x' })],
    ['generate', 'POST /gradio_api/call/generate_video', json({ data: ['x'] })],
    ['generate', 'POST /mcp', tool('generate_video', { prompt: 'x' })],
    ['library', 'GET /api/clips', {}],
    ['library', 'POST /api/folders', json({ name: 'x' })],
    ['library', 'POST /api/uploads', { headers: tus }],
    ['library', 'POST /v1/files', form({ purpose: 'vision' }, 'file')],
    ['library', 'POST /v1/videos', form({ prompt: 'x' }, 'input_reference')],
    ['library', 'POST /v1/videos/characters', form({ name: 'x' }, 'video')],
    ['library', 'POST /gradio_api/upload', form({}, 'files')],
    ['library', 'POST /api/import', json({ uploads: ['upload_none'] })],
    ['library', 'POST /api/keys', json({ name: 'x', scopes: ['library'] })],
    ['admin', 'GET /api/accounts', {}],
    ['admin', 'GET /api/keys?all=true', {}],
    ['admin', 'GET /api/audit', {}],
    ['admin', 'DELETE /api/models/none', {}],
  ];

  it.each(needs)('need %s for %s', async (scope, call, init) => {
    const others = (['generate', 'library', 'admin'] as const).filter((one) => one !== scope);
    const { secret } = await createKey(test.server.store, {
      ...{ owner: 'local', name: 'without', scopes: others, role: 'owner' },
    });
    const [method = '', path = ''] = call.split(' ');
    const headers = { ...init.headers, authorization: `Bearer ${secret}` };
    const answer = await fetch(test.server.url + path, { ...init, method, headers });
    const text = await answer.text();
    // MCP answers 200, with the refusal as the result of the tool.
    if (path === '/mcp') expect(text).toMatch(/the key lacks generate.*isError/);
    else expect([answer.status, text.slice(0, 200)]).toEqual([403, expect.stringContaining(`lacks ${scope}`)]);
    await test.server.store.db.deleteFrom('api_keys').where('name', '=', 'without').execute();
  });
});

it('gives visitors of an open server no keys', async () => {
  const open = await startTestServer({ access: 'open' });
  const answer = await fetch(`${open.server.url}/api/keys`, {
    method: 'POST',
    headers: { authorization: 'Bearer anything', 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'x', scopes: ['library'] }),
  });
  expect(answer.status).toBe(403);
  await open.remove();
}, 60_000);
