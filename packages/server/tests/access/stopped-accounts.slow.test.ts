import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from '@akezora/contract/api';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccount, patchAccount } from '../../src/access/accounts.ts';
import { createKey, revokeKey } from '../../src/access/keys.ts';
import { claimJob } from '../../src/jobs/claim.ts';
import { submitJobs } from '../../src/jobs/submit.ts';
import { newDataFolder } from '../support/folders.ts';
import { startTestServer, submit, type TestServer, waitFor } from '../support/server.ts';

let test: TestServer;
let turn = 0;

beforeAll(async () => {
  const dataFolder = await newDataFolder(async (store) => {
    await createAccount(store, { name: 'ame', password: 'password of ame', role: 'owner' });
  });
  test = await startTestServer({ dataFolder, access: 'accounts' });
}, 180_000);
afterAll(() => test.remove());

async function newMember() {
  turn += 1;
  const { store, url } = test.server;
  const account = await createAccount(store, { name: `bob ${turn}`, password: 'password of bob', role: 'member' });
  const scopes = ['generate', 'library'] as const;
  const { row, secret } = await createKey(store, { owner: account.owner, name: 'key', scopes, role: 'member' });
  return { account, key: row.id, api: createClient({ baseUrl: url, key: secret }) };
}

const jobsOf = async (owner: string) =>
  test.server.store.db.selectFrom('jobs').selectAll().where('owner', '=', owner).orderBy('seq').execute();

async function ended(owner: string) {
  for (let tries = 0; tries < 300; tries += 1) {
    const jobs = await jobsOf(owner);
    if (jobs.every(({ state }) => state !== 'queued' && state !== 'running')) return jobs;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return jobsOf(owner);
}

describe('jobs of an account', () => {
  it.each([
    ['is disabled', { disabled: true }, { disabled: false }],
    ['becomes a viewer', { role: 'viewer' }, { role: 'member' }],
  ] as const)('end with a reason when it %s, and do not come back', async (_, change, back) => {
    const { account, api } = await newMember();
    const first = await submit(api, 'slow 900');
    await submit(api, 'slow 900');
    await submit(api, 'slow 900');
    await waitFor(api, first.id, 'running');
    await patchAccount(test.server.store, account.id, change);
    const jobs = await ended(account.owner);
    const found = jobs.map(({ state, error }) => [state, error?.code]);
    expect(found).toEqual(Array(3).fill(['cancelled', 'account_stopped']));
    expect(jobs.slice(1).every(({ started_at }) => started_at === null)).toBe(true);
    await patchAccount(test.server.store, account.id, back);
    expect((await jobsOf(account.owner)).map(({ state }) => state)).toEqual(Array(3).fill('cancelled'));
  });

  it('are not claimed when they were submitted in the moment of disabling', async () => {
    const { store } = test.server;
    const { account } = await newMember();
    await patchAccount(store, account.id, { disabled: true });
    const limits = { running: 5, queued: 50, secondsPerDay: Number.POSITIVE_INFINITY };
    const request = { model: 'test', prompt: 'late', runner: 'late' };
    const order = { owner: account.owner, source: 'api', runner: 'late', defaultSeconds: 1, requests: [request] };
    await submitJobs(store, limits, order);
    const claimant = { worker: 'worker', runners: ['late'], heartbeatTimeoutSeconds: 30 };
    expect(await claimJob(store, limits, claimant)).toBeUndefined();
    expect((await ended(account.owner))[0]).toMatchObject({ state: 'cancelled', error: { code: 'account_stopped' } });
  });

  it('go on when the key that submitted them is revoked', async () => {
    const { account, key, api } = await newMember();
    await submit(api, 'one');
    await revokeKey(test.server.store, account.owner, key);
    expect((await ended(account.owner)).map(({ state }) => state)).toEqual(['completed']);
  });
});

it('sends no webhook of a disabled account, not those that waited either', async () => {
  const { db } = test.server.store;
  const store = test.server.store;
  let calls = 0;
  const receiver = createServer((request, response) => {
    calls += 1;
    request.resume();
    response.writeHead(500).end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const { account } = await newMember();
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  const hook = { id: `hook_${turn}`, owner: account.owner, name: '', url, secret: 'whsec_AAAA' };
  await db
    .insertInto('webhooks')
    .values({ ...hook, events: JSON.stringify(['video.completed']) })
    .execute();
  const delivery = (id: string) => ({ id, webhook_id: hook.id, type: 'video.completed', job_id: 'video_none' });
  const later = sql<Date>`now() + interval '1 hour'`;
  await db
    .insertInto('webhook_deliveries')
    .values({ ...delivery('evt_waiting'), due_at: later })
    .execute();
  await patchAccount(store, account.id, { disabled: true });
  expect(await db.selectFrom('webhook_deliveries').select('id').execute()).toEqual([]);
  // As if a job had ended in the same moment.
  await db.insertInto('webhook_deliveries').values(delivery('evt_late')).execute();
  await expect.poll(() => db.selectFrom('webhook_deliveries').select('id').execute(), { timeout: 10_000 }).toEqual([]);
  expect(calls).toBe(0);
  receiver.close();
});
