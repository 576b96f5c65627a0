import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { localPrincipal } from '../../src/access/principal.ts';
import { secretsOf } from '../../src/platform/secrets.ts';
import { openStore, type Store } from '../../src/platform/store/database.ts';
import { ensureOwner } from '../../src/platform/store/owners.ts';
import { adoptPgBossDeliveries } from '../../src/platform/store/pg-boss.ts';
import { startServer } from '../../src/server.ts';
import { createWebhook } from '../../src/webhooks/endpoints.ts';
import { noLimits } from '../support/budgets.ts';
import { databases, startPostgres } from '../support/databases.ts';
import { newDataFolder } from '../support/folders.ts';
import { testEngine } from '../support/server.ts';

const postgres = startPostgres();
afterAll(() => postgres?.remove());

const schema = readFileSync(new URL('../support/pg-boss-12.sql', import.meta.url), 'utf8');

/** Makes of a database what version 0.1 left behind: its schema, pg-boss's schema, and deliveries in every state. */
async function makeOld(store: Store, webhook: string): Promise<void> {
  const { db } = store;
  await sql`DROP TABLE webhook_deliveries, schedules`.execute(db);
  await sql`DELETE FROM akezora_migrations WHERE name = '0003_webhook_deliveries'`.execute(db);
  for (const statement of schema.split(/;\n/).filter((part) => part.trim() !== ''))
    await sql.raw(statement).execute(db);
  await sql`
    INSERT INTO akezora_queue.queue (name, policy, retry_limit, retry_delay, retry_backoff, expire_seconds,
      retention_seconds, deletion_seconds, partition, table_name)
    VALUES ('webhook', 'standard', 8, 5, true, 60, 1209600, 86400, false, 'job_common')`.execute(db);
  for (const state of ['created', 'retry', 'active', 'completed', 'failed']) {
    const data = { webhook, event: `evt_${state}`, type: 'video.completed', job: `video_${state}`, createdAt: 1e9 };
    await sql`
      INSERT INTO akezora_queue.job (name, data, state, retry_count, started_on)
      VALUES ('webhook', ${JSON.stringify(data)}::jsonb, ${state}::text::akezora_queue.job_state, 2, now())`.execute(
      db,
    );
  }
}

const makeHook = async (store: Store, url: string) => {
  await ensureOwner(store.db, 'local', 'local');
  const secrets = secretsOf('another key of the tests, long enough');
  const { row } = await createWebhook(
    store,
    secrets,
    localPrincipal,
    { name: '', url, events: ['video.completed'] },
    noLimits,
  );
  // As that version stored it.
  await store.db
    .updateTable('webhooks')
    .set({ secret: 'whsec_c2VjcmV0IG9mIHZlcnNpb24gMC4x' })
    .where('id', '=', row.id)
    .execute();
  return row;
};
const adopted = async (store: Store) =>
  (await store.db.selectFrom('webhook_deliveries').select('id').orderBy('id').execute()).map(({ id }) => id);
const hasSchema = async (store: Store) => {
  const { rows } = await sql<{ found: boolean }>`SELECT to_regclass('akezora_queue.job') IS NOT NULL AS found`.execute(
    store.db,
  );
  return rows[0]?.found;
};

describe('a database of version 0.1', () => {
  it('starts, and its server sends the deliveries that pg-boss had not', async () => {
    const received: { id: string; body: string }[] = [];
    const receiver = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += String(chunk);
      });
      request.on('end', () => {
        received.push({ id: String(request.headers['webhook-id']), body });
        response.end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const folder = await newDataFolder();
    const old = await openStore({ folder });
    const hook = await makeHook(old, `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`);
    await makeOld(old, hook.id);
    await old.close();
    const server = await startServer({
      port: 0,
      dataFolder: folder,
      engine: testEngine,
      logLevel: 'silent',
      devices: [],
      reserveBytes: 0,
    });
    await expect
      .poll(() => received.map(({ id }) => id).sort(), { timeout: 30_000 })
      .toEqual(['evt_active', 'evt_created', 'evt_retry']);
    const created = received.find(({ id }) => id === 'evt_created');
    expect(JSON.parse(created?.body ?? '')).toEqual({
      id: 'evt_created',
      object: 'event',
      created_at: 1e9,
      type: 'video.completed',
      data: { id: 'video_created' },
    });
    expect(await hasSchema(server.store)).toBe(false);
    await server.stop();
    receiver.close();
  }, 60_000);

  it.skipIf(postgres === undefined)(
    'keeps pg-boss on Postgres while servers of that version may still run',
    async () => {
      const open = databases(postgres).find(([name]) => name === 'Postgres')?.[1];
      if (open === undefined) throw new Error('no Postgres');
      const first = await open();
      const hook = await makeHook(first, 'http://127.0.0.1:9/');
      await makeOld(first, hook.id);
      await first.close();
      const store = await open();
      await sql`UPDATE akezora_queue.version SET cron_on = now()`.execute(store.db);
      await adoptPgBossDeliveries(store);
      // The active one is in the hands of a server that may live.
      expect(await adopted(store)).toEqual(['evt_created', 'evt_retry']);
      expect(await hasSchema(store)).toBe(true);
      await sql`UPDATE akezora_queue.job SET started_on = now() - interval '6 minutes' WHERE state = 'active'`.execute(
        store.db,
      );
      await sql`UPDATE akezora_queue.version SET cron_on = now() - interval '2 days'`.execute(store.db);
      await adoptPgBossDeliveries(store);
      expect(await adopted(store)).toEqual(['evt_active', 'evt_created', 'evt_retry']);
      expect(await hasSchema(store)).toBe(false);
      await adoptPgBossDeliveries(store);
      await store.close();
    },
  );
});
