import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actingFor } from '../../src/access/policy.ts';
import type { BudgetLimits } from '../../src/config/budgets.ts';
import { withDefaults } from '../../src/config/settings.ts';
import { createLog } from '../../src/platform/log.ts';
import { secretsOf } from '../../src/platform/secrets.ts';
import type { Store } from '../../src/platform/store/database.ts';
import { newId } from '../../src/platform/store/ids.ts';
import { ensureOwner } from '../../src/platform/store/owners.ts';
import { claimSchedule } from '../../src/platform/store/schedule.ts';
import type { JobRow } from '../../src/platform/store/tables.ts';
import {
  claimDelivery,
  postponeDelivery,
  queueDeliveries,
  removeDelivery,
  retryDelay,
  retryDelivery,
} from '../../src/webhooks/deliveries.ts';
import { createWebhook, webhookAnswered, webhookFailed } from '../../src/webhooks/endpoints.ts';
import { startSender } from '../../src/webhooks/sender.ts';
import { noLimits } from '../support/budgets.ts';
import { databases, startPostgres } from '../support/databases.ts';

const postgres = startPostgres();
afterAll(() => postgres?.remove());

/** A receiver of webhooks that answers each call with the next status, then 200. */
async function startReceiver(...statuses: number[]) {
  const received: string[] = [];
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      received.push(String(request.headers['webhook-id']));
      response.statusCode = statuses.shift() ?? 200;
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, received, close: () => server.close() };
}

const secrets = secretsOf('a key of the tests, which is long enough');

describe.each(databases(postgres))('webhook deliveries on %s', (_, open) => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  const queue = async (url: string, count = 1, events = ['video.completed']) => {
    const owner = newId('owner');
    await ensureOwner(store.db, owner, 'account');
    await createWebhook(store, secrets, actingFor(owner), { name: '', url, events }, noLimits);
    const jobs = Array.from({ length: count }, () => ({ id: newId('video'), owner, state: 'completed' }) as JobRow);
    await store.db.transaction().execute(async (tx) => {
      for (const job of jobs) await queueDeliveries(tx, job);
    });
  };
  const all = () => store.db.selectFrom('webhook_deliveries').selectAll().execute();
  const makeDue = () =>
    store.db
      .updateTable('webhook_deliveries')
      .set({ due_at: new Date(0) })
      .execute();
  const startTestSender = (budgets: Partial<BudgetLimits> = {}) => {
    const options = withDefaults({ dataFolder: '/nonexistent', budgets });
    return startSender({ store, secrets, options, log: createLog('silent') });
  };

  it('are queued only if the transaction that ends the job commits, for the events the webhook wants', async () => {
    const owner = newId('owner');
    await ensureOwner(store.db, owner, 'account');
    const hook = { name: '', url: 'http://127.0.0.1:9/', events: ['video.failed'] };
    await createWebhook(store, secrets, actingFor(owner), hook, noLimits);
    const end = (state: string) =>
      store.db.transaction().execute((tx) => queueDeliveries(tx, { id: newId('video'), owner, state } as JobRow));
    const undone = store.db.transaction().execute(async (tx) => {
      await queueDeliveries(tx, { id: newId('video'), owner, state: 'failed' } as JobRow);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    await end('completed');
    await end('cancelled');
    expect(await all()).toEqual([]);
    await end('failed');
    const [row] = await all();
    expect(row).toMatchObject({ type: 'video.failed', attempt: 0 });
    if (row !== undefined) await removeDelivery(store.db, row);
  });

  it('are each claimed once, however many servers claim at once, and again when a claim ran out', async () => {
    await queue('http://127.0.0.1:9/', 5);
    const claimed = (await Promise.all(Array.from({ length: 12 }, () => claimDelivery(store.db)))).filter(Boolean);
    expect(new Set(claimed.map((row) => row?.id)).size).toBe(5);
    expect(claimed).toHaveLength(5);
    await makeDue();
    const second = await claimDelivery(store.db);
    expect(second?.attempt).toBe(2);
    // What the first claimant does now no longer counts.
    for (const row of claimed) if (row?.id === second?.id && row !== undefined) await removeDelivery(store.db, row);
    expect((await all()).map((row) => row.id)).toContain(second?.id);
    await sql`DELETE FROM webhook_deliveries`.execute(store.db);
  });

  it('are tried again 8 times over most of a day, then given up', async () => {
    await queue('http://127.0.0.1:9/');
    let seconds = 0;
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      await makeDue();
      const row = await claimDelivery(store.db);
      if (row === undefined) throw new Error('nothing was due');
      expect(await retryDelivery(store.db, row)).toBe(true);
      const wait = ((await all())[0]?.due_at.getTime() ?? 0) - Date.now();
      expect(Math.abs(wait / 1000 - retryDelay(attempt))).toBeLessThan(3);
      seconds += retryDelay(attempt);
    }
    expect(seconds / 3600).toBeGreaterThan(20);
    expect(seconds / 3600).toBeLessThan(24);
    await makeDue();
    const last = await claimDelivery(store.db);
    if (last === undefined) throw new Error('nothing was due');
    expect(await retryDelivery(store.db, last)).toBe(false);
    expect(await all()).toEqual([]);
  });

  it('are sent by several senders together, each delivery once, the failed one again with the same id', async () => {
    const receiver = await startReceiver(503);
    await queue(receiver.url, 20);
    const senders = [startTestSender(), startTestSender()];
    await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(20);
    await expect.poll(() => receiver.received.length, { timeout: 20_000 }).toBe(21);
    expect(new Set(receiver.received).size).toBe(20);
    await expect.poll(async () => (await all()).length, { timeout: 10_000 }).toBe(0);
    await Promise.all(senders.map((sender) => sender.stop()));
    receiver.close();
  }, 60_000);

  it('survive a sender that stops between the claim and the answer', async () => {
    const receiver = await startReceiver();
    await queue(receiver.url);
    await claimDelivery(store.db);
    await makeDue();
    const sender = startTestSender();
    await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBe(1);
    await expect.poll(async () => (await all()).length, { timeout: 10_000 }).toBe(0);
    await sender.stop();
    receiver.close();
  });

  it('are dropped when their webhook is gone, or answers that it is gone for good', async () => {
    const receiver = await startReceiver(410);
    await queue(receiver.url);
    const sender = startTestSender();
    await expect.poll(async () => (await all()).length, { timeout: 10_000 }).toBe(0);
    const hooks = await store.db.selectFrom('webhooks').select('id').where('url', '=', receiver.url).execute();
    expect(hooks).toEqual([]);
    await sender.stop();
    receiver.close();
  });

  it.each([
    ['an owner', { deliveries: 3 }],
    ['a host', { hostDeliveries: 3 }],
  ])(
    'above the number of a minute for %s wait in the queue without an attempt, and are not lost',
    async (_, limits) => {
      const [receiver, other] = [await startReceiver(), await startReceiver()];
      await queue(receiver.url, 7);
      await queue(other.url.replace('127.0.0.1', 'localhost'), 2);
      const sender = startTestSender(limits);
      await expect.poll(() => other.received.length, { timeout: 10_000 }).toBe(2);
      await expect.poll(async () => (await all()).length, { timeout: 10_000 }).toBe(4);
      await sender.stop();
      expect(receiver.received).toHaveLength(3);
      for (const row of await all()) {
        const wait = (row.due_at.getTime() - Date.now()) / 1000;
        expect([row.attempt, wait > 30 && wait < 62]).toEqual([0, true]);
      }
      await makeDue();
      const next = startTestSender();
      await expect.poll(() => new Set(receiver.received).size, { timeout: 10_000 }).toBe(7);
      await expect.poll(async () => (await all()).length, { timeout: 10_000 }).toBe(0);
      expect(receiver.received).toHaveLength(7);
      await next.stop();
      receiver.close();
      other.close();
    },
  );

  it('are postponed by several senders at once, and none waits for another', async () => {
    await queue('http://127.0.0.1:9/', 100);
    for (let round = 0; round < 20; round += 1) {
      await makeDue();
      const send = async () => {
        const delivery = await claimDelivery(store.db);
        if (delivery !== undefined) await postponeDelivery(store.db, delivery, 60);
      };
      await Promise.all(Array.from({ length: 8 }, send));
    }
    expect((await all()).filter((row) => row.attempt !== 0)).toEqual([]);
    await sql`DELETE FROM webhook_deliveries`.execute(store.db);
  });

  it('share a clock: a scheduled task is claimed by one of many servers, and again when its time is over', async () => {
    const claims = () => Promise.all([1, 2, 3].map(() => claimSchedule(store.db, 'test', 60)));
    expect((await claims()).filter(Boolean)).toHaveLength(1);
    expect((await claims()).filter(Boolean)).toHaveLength(0);
    await store.db
      .updateTable('schedules')
      .set({ claimed_at: new Date(Date.now() - 61_000) })
      .where('name', '=', 'test')
      .execute();
    expect((await claims()).filter(Boolean)).toHaveLength(1);
  });

  it('end for a webhook that nothing reached for days, until then each arrival starts the days again', async () => {
    const owner = newId('owner');
    await ensureOwner(store.db, owner, 'account');
    const hook = { name: '', url: 'http://127.0.0.1:9/', events: ['video.completed'] };
    const { row } = await createWebhook(store, secrets, actingFor(owner), hook, noLimits);
    const read = () => store.db.selectFrom('webhooks').selectAll().where('id', '=', row.id).executeTakeFirstOrThrow();
    const failedFor = (days: number) =>
      store.db
        .updateTable('webhooks')
        .set({ failing_since: new Date(Date.now() - days * 86_400_000) })
        .where('id', '=', row.id)
        .execute();
    await webhookFailed(store, row.id);
    expect(await read()).toMatchObject({ failing_since: expect.any(Date), disabled_at: null });
    await webhookAnswered(store, row.id);
    expect(await read()).toMatchObject({ failing_since: null, disabled_at: null });
    await failedFor(2);
    await webhookFailed(store, row.id);
    expect((await read()).disabled_at).toBeNull();
    await failedFor(4);
    await webhookFailed(store, row.id);
    expect((await read()).disabled_at).toBeInstanceOf(Date);
    const before = (await all()).length;
    await store.db
      .transaction()
      .execute((tx) => queueDeliveries(tx, { id: newId('video'), owner, state: 'completed' } as JobRow));
    expect((await all()).length).toBe(before);
  });
});
