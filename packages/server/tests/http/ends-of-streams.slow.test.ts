import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccount, patchAccount } from '../../src/access/accounts.ts';
import { createKey, revokeKey } from '../../src/access/keys.ts';
import { closeSessionsOf, openSession } from '../../src/access/sessions.ts';
import type { Store } from '../../src/platform/store/database.ts';
import type { AccountRow } from '../../src/platform/store/tables.ts';
import { newDataFolder } from '../support/folders.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { opening } from '../support/sessions.ts';

let test: TestServer;
let store: Store;
let turn = 0;

beforeAll(async () => {
  const dataFolder = await newDataFolder(async (before) => {
    await createAccount(before, { name: 'ame', password: 'correct horse', role: 'owner' });
  });
  test = await startTestServer({ dataFolder, access: 'accounts', rightsCheckSeconds: 0.1 });
  store = test.server.store;
}, 180_000);
afterAll(() => test.remove());

interface Person {
  readonly account: AccountRow;
  readonly headers: Readonly<Record<string, string>>;
  readonly keyId?: string;
}

async function withSession(): Promise<Person> {
  turn += 1;
  const account = await createAccount(store, { name: `person ${turn}`, password: 'battery staple', role: 'member' });
  const secret = await openSession(store, { account: account.id }, opening);
  return { account, headers: { cookie: `akezora_session=${secret}`, 'x-akezora-client': '1' } };
}

async function withKey(): Promise<Person> {
  const { account } = await withSession();
  const scopes = ['generate', 'library'] as const;
  const { row, secret } = await createKey(store, { owner: account.owner, name: 'key', scopes, role: 'member' });
  return { account, keyId: row.id, headers: { authorization: `Bearer ${secret}` } };
}

const post = (path: string, { headers }: Person, body: object) =>
  fetch(test.server.url + path, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

/** Long answers; each is open when its promise resolves, and gives what tells that it has ended. */
const streams: Record<string, (person: Person) => Promise<{ ended: Promise<unknown> }>> = {
  'the event stream': async ({ headers }) => {
    const answer = await fetch(`${test.server.url}/api/events`, { headers });
    expect(answer.status).toBe(200);
    return { ended: answer.text() };
  },
  'the live stream of a job': async (person) => {
    const answer = await post('/api/jobs', person, { request: { prompt: 'slow 900' } });
    const { data } = (await answer.json()) as { data: { id: string }[] };
    const live = await fetch(`${test.server.url}/api/jobs/${data[0]?.id}/live`, person);
    expect(live.status).toBe(200);
    return { ended: live.text() };
  },
  "Gradio's stream": async (person) => {
    const data = { data: ['slow 900', '360p', 5, null], session_hash: `s${turn}` };
    expect((await post('/gradio_api/queue/join', person, data)).status).toBe(200);
    const answer = await fetch(`${test.server.url}/gradio_api/queue/data?session_hash=s${turn}`, person);
    expect(answer.status).toBe(200);
    return { ended: answer.text() };
  },
  "the wait of Gradio's call": async (person) => {
    const name = 'generate_video';
    const called = await post(`/gradio_api/call/${name}`, person, { data: ['slow 900', '360p', 5, null] });
    const id = called.status === 200 ? ((await called.json()) as { event_id: string }).event_id : '';
    const answer = fetch(`${test.server.url}/gradio_api/call/${name}/${id}`, person);
    // A job that ends first is an event of its stream.
    const statusOf = async (got: Response) => (/^event: error$/m.test(await got.text()) ? 503 : got.status);
    return { ended: answer.then(statusOf) };
  },
  "the wait of Hugging Face's endpoint": async (person) => ({
    ended: post('/', person, { inputs: 'slow 900' }).then((answer) => answer.status),
  }),
  "the wait of MCP's tool": async ({ headers, ...person }) => {
    const call = { name: 'generate_video', arguments: { prompt: 'slow 900', wait: true } };
    const asked = { ...person, headers: { ...headers, accept: 'application/json, text/event-stream' } };
    const answer = post('/mcp', asked, { jsonrpc: '2.0', id: 1, method: 'tools/call', params: call });
    // A tool that fails answers 200 with the error, or with its job's.
    const statusOf = (text: string) =>
      text.includes('unauthorized') ? 401 : /account_stopped|cancelled/.test(text) ? 503 : 200;
    return { ended: answer.then(async (made) => statusOf(await made.text())) };
  },
};

const ends: Record<string, (person: Person) => Promise<unknown>> = {
  'sessions are ended elsewhere': ({ account }) => closeSessionsOf(store.db, account.id),
  'the account is disabled': ({ account }) => patchAccount(store, account.id, { disabled: true }),
  'the role changes': ({ account }) => patchAccount(store, account.id, { role: 'viewer' }),
  'the session has been idle for too long': ({ account }) =>
    sql`UPDATE sessions SET last_seen_at = now() - interval '8 days' WHERE account_id = ${account.id}`.execute(
      store.db,
    ),
};

const within = async <T>(ms: number, promise: Promise<T>): Promise<T | 'still open'> =>
  Promise.race([promise, new Promise<'still open'>((resolve) => setTimeout(() => resolve('still open'), ms))]);

describe.each(Object.keys(streams))('%s of a session', (name) => {
  it.each(Object.keys(ends))('ends when %s', async (end) => {
    const person = await withSession();
    const { ended } = (await streams[name]?.(person)) ?? { ended: Promise.resolve() };
    expect(await within(400, ended)).toBe('still open');
    await ends[end]?.(person);
    const result = await within(5000, ended);
    expect(result).not.toBe('still open');
    // 503: its job, which is cancelled with the account, may end before the next check of the right.
    if (name.startsWith('the wait')) expect([401, 503]).toContain(result);
    await sql`UPDATE jobs SET cancel_requested = true`.execute(store.db);
  });
});

describe.each(Object.keys(streams))('%s of a key', (name) => {
  it('ends when the key is revoked', async () => {
    const person = await withKey();
    const { ended } = (await streams[name]?.(person)) ?? { ended: Promise.resolve() };
    expect(await within(400, ended)).toBe('still open');
    await revokeKey(store, person.account.owner, person.keyId ?? '');
    const result = await within(5000, ended);
    expect(result).not.toBe('still open');
    if (name.startsWith('the wait')) expect(result).toBe(401);
    await sql`UPDATE jobs SET cancel_requested = true`.execute(store.db);
  });
});

it('keeps no session from its idle end by an open stream', async () => {
  const person = await withSession();
  const { ended } = (await streams['the event stream']?.(person)) ?? { ended: Promise.resolve() };
  await sql`UPDATE sessions SET last_seen_at = now() - interval '2 days' WHERE account_id = ${person.account.id}`.execute(
    store.db,
  );
  expect(await within(500, ended)).toBe('still open');
  const { idle } = await store.db
    .selectFrom('sessions')
    .select(sql<boolean>`last_seen_at < now() - interval '1 day'`.as('idle'))
    .where('account_id', '=', person.account.id)
    .executeTakeFirstOrThrow();
  expect(idle).toBe(true);
  await closeSessionsOf(store.db, person.account.id);
  await ended;
});
