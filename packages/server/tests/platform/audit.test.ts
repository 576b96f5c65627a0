import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit, listAudit, purgeAudit } from '../../src/platform/audit.ts';
import type { Store } from '../../src/platform/store/database.ts';
import { databases, startPostgres } from '../support/databases.ts';

const postgres = startPostgres();
afterAll(() => postgres?.remove());

const actor = { owner: 'owner_1', account: 'account_1', key: null, via: 'session', network: '192.0.2.1' };

describe.each(databases(postgres))('the audit log on %s', (_, open) => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  it('records who did what, page by page, newest first', async () => {
    for (const name of ['a', 'b', 'c']) {
      await audit(store.db, { action: 'key-created', actor, object: name, outcome: 'ok', detail: { scopes: 'admin' } });
    }
    await audit(store.db, { action: 'server-started', actor: null, outcome: 'ok' });
    const first = await listAudit(store.db, { action: 'key-created', limit: 2 });
    expect(first.data.map(({ object }) => object)).toEqual(['c', 'b']);
    expect(first.data[0]).toMatchObject({ actor, outcome: 'ok', detail: { scopes: 'admin' } });
    const second = await listAudit(store.db, {
      action: 'key-created',
      limit: 2,
      cursor: first.nextCursor ?? undefined,
    });
    expect(second).toMatchObject({ data: [{ object: 'a' }], nextCursor: null });
    expect((await listAudit(store.db, { limit: 1 })).data[0]?.actor).toBeNull();
  });

  it('shares the fate of its transaction', async () => {
    const undone = store.db.transaction().execute(async (tx) => {
      await audit(tx, { action: 'role-changed', actor, outcome: 'ok' });
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect((await listAudit(store.db, { action: 'role-changed', limit: 5 })).data).toEqual([]);
  });

  it('holds no secret that reaches it by mistake', async () => {
    const detail = { url: 'https://me:hunter22@example.invalid/?token=abc', key: 'ak-0123456789abcdef' };
    await audit(store.db, { action: 'settings-changed', actor, outcome: 'ok', detail });
    const text = JSON.stringify((await listAudit(store.db, { action: 'settings-changed', limit: 1 })).data);
    expect(text).not.toMatch(/hunter22|token=abc|0123456789/);
  });

  it('cannot be changed, emptied or shortened by the last 30 days', async () => {
    for (const statement of [
      `UPDATE audit_log SET outcome = 'refused'`,
      `DELETE FROM audit_log`,
      `TRUNCATE audit_log`,
      `DELETE FROM audit_log WHERE at > now() - interval '29 days'`,
    ]) {
      await expect(sql.raw(statement).execute(store.db)).rejects.toThrow('append-only');
    }
    expect(await purgeAudit(store.db, 1)).toBe(0);
  });

  it('lets old records go, and records that they went', async () => {
    await sql`INSERT INTO audit_log (at, action, outcome) VALUES
      (now() - interval '400 days', 'sign-in', 'ok'), (now() - interval '40 days', 'sign-in', 'ok')`.execute(store.db);
    expect(await purgeAudit(store.db, 365)).toBe(1);
    expect((await listAudit(store.db, { limit: 1 })).data[0]).toMatchObject({
      action: 'audit-purged',
      detail: { records: 1 },
    });
    // By hand too.
    await sql`DELETE FROM audit_log WHERE at < now() - interval '31 days'`.execute(store.db);
    expect((await listAudit(store.db, { action: 'audit-purged', limit: 5 })).data).toHaveLength(2);
  });
});
