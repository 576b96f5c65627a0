import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Budgets, createBudgets, type Payer } from '../../src/access/budgets.ts';
import { networkOf } from '../../src/access/network.ts';
import { ownerTables } from '../../src/access/owner-tables.ts';
import { createRate } from '../../src/access/rate.ts';
import { removeEmptyVisitors } from '../../src/access/visitors.ts';
import { budgetsOfMode, budgetsSchema } from '../../src/config/budgets.ts';
import { openStore, type Store } from '../../src/platform/store/database.ts';
import { ensureOwner, ensureVisitor, lockOwner } from '../../src/platform/store/owners.ts';

const visitor = (owner: string, network = '203.0.113.7'): Payer => ({ owner, via: 'anonymous', network });
const member = (owner: string): Payer => ({ owner, via: 'key', network: '203.0.113.7' });

describe('a rate', () => {
  it('starts over when its time has passed on its own clock', () => {
    let now = 0;
    const rate = createRate({ points: 3, seconds: 60 }, () => now);
    expect([rate.take('a', 2), rate.take('a', 1), rate.take('b', 3)]).toEqual([0, 0, 0]);
    now = 20_000;
    expect(rate.take('a', 1)).toBe(40);
    now = 60_000;
    expect(rate.take('a', 3)).toBe(0);
  });

  it('keeps few keys, however many come', () => {
    let now = 0;
    const rate = createRate({ points: 1, seconds: 60 }, () => now);
    for (let index = 0; index < 50_000; index += 1) rate.take(`key ${index}`, 1);
    expect(rate.take('one more', 1)).toBe(0);
    // Beyond them they share one count.
    expect(rate.take('yet another', 1)).toBe(60);
    expect(rate.take('key 7', 1)).toBe(60);
    now = 61_000;
    expect(rate.take('yet another', 1)).toBe(0);
  });
});

describe('the network of an address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::ffff:cb00:7107', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::1.2.3.4', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['unknown', 'local'],
    ['1.2.3.4, 5.6.7.8', 'local'],
  ])('%s is %s', (address, network) => expect(networkOf(address)).toBe(network));
});

describe('budgets', () => {
  let store: Store;
  beforeAll(async () => {
    store = await openStore({});
  });
  afterAll(() => store.close());
  const open = (given = {}): Budgets => createBudgets(store, budgetsOfMode('open', given));
  const inTransaction = (owner: string, work: (tx: Parameters<Budgets['count']>[0]) => Promise<void>) =>
    store.db.transaction().execute(async (tx) => {
      await lockOwner(tx, owner);
      await work(tx);
    });

  it('count visitors of one network together, and people with a key each for themselves', () => {
    const budgets = open({ uploads: 2, streams: 2 });
    budgets.take(visitor('v1'), 'uploads');
    budgets.take(visitor('v2'), 'uploads');
    expect(() => budgets.take(visitor('v3'), 'uploads')).toThrow(
      expect.objectContaining({ code: 'too_many_requests' }),
    );
    budgets.take(visitor('v3', '198.51.100.1'), 'uploads');
    budgets.take(member('m'), 'uploads', 2);
    const [first, second] = [budgets.hold(visitor('v1'), 'streams'), budgets.hold(visitor('v2'), 'streams')];
    expect(() => budgets.hold(visitor('v3'), 'streams')).toThrow(
      expect.objectContaining({ code: 'too_many_requests' }),
    );
    first();
    first();
    const third = budgets.hold(visitor('v3'), 'streams');
    expect(() => budgets.hold(visitor('v4'), 'streams')).toThrow();
    second();
    third();
  });

  it('take nothing from an owner when the network has nothing left', () => {
    const budgets = open({ uploads: 2 });
    budgets.take(visitor('v1'), 'uploads', 2);
    expect(() => budgets.take(visitor('v2'), 'uploads')).toThrow();
    expect(() => budgets.take(visitor('v2', '198.51.100.1'), 'uploads', 2)).not.toThrow();
  });

  it('limit the whole server as well', () => {
    const budgets = open({ streams: 5, allStreams: 2 });
    budgets.hold(member('a'), 'streams');
    budgets.hold(member('b'), 'streams');
    expect(() => budgets.hold(member('c'), 'streams')).toThrow(expect.objectContaining({ code: 'too_many_requests' }));
  });

  it('count everything that is stored, also what is still to come', async () => {
    await ensureVisitor(store.db, 'stores', '192.0.2.1');
    await ensureVisitor(store.db, 'neighbour', '192.0.2.1');
    const budgets = open({ bytes: 1000, noteBytes: 100 });
    await store.db.insertInto('open_uploads').values({ id: 'u1', owner: 'stores', bytes: 600 }).execute();
    const note = { id: 's1', owner: 'neighbour', name: 'n', data: '{}', bytes: 80 };
    await store.db.insertInto('storyboards').values(note).execute();
    await expect(budgets.room({ owner: 'stores' }, 320)).resolves.toBeUndefined();
    await expect(budgets.room({ owner: 'stores' }, 321)).rejects.toMatchObject({ code: 'limit_reached' });
    await inTransaction('stores', (tx) => budgets.notes(tx, { owner: 'stores' }, 20));
    await expect(inTransaction('stores', (tx) => budgets.notes(tx, { owner: 'stores' }, 21))).rejects.toMatchObject({
      code: 'limit_reached',
    });
  });

  it('hold against requests at the same time', async () => {
    await ensureVisitor(store.db, 'twin 1', '192.0.2.2');
    await ensureVisitor(store.db, 'twin 2', '192.0.2.2');
    const budgets = open({ folders: 5 });
    const made = await Promise.allSettled(
      Array.from({ length: 12 }, (_, index) => {
        const owner = `twin ${1 + (index % 2)}`;
        return inTransaction(owner, async (tx) => {
          await budgets.count(tx, { owner }, 'folders');
          await tx
            .insertInto('folders')
            .values({ id: `f${index}`, owner, name: `${index}` })
            .execute();
        });
      }),
    );
    expect(made.filter(({ status }) => status === 'fulfilled').length).toBe(5);
  });

  it('forget visitors who stored nothing, and nobody else', async () => {
    await ensureOwner(store.db, 'an account', 'account');
    for (const id of ['empty', 'with folder', 'just came']) await ensureVisitor(store.db, id, '192.0.2.3');
    await store.db.insertInto('folders').values({ id: 'f', owner: 'with folder', name: 'f' }).execute();
    const old = new Date(Date.now() - 2 * 3_600_000);
    await store.db.updateTable('owners').set({ created_at: old }).where('id', '!=', 'just came').execute();
    await removeEmptyVisitors(store.db);
    const left = (await store.db.selectFrom('owners').select('id').execute()).map(({ id }) => id);
    expect(left).toEqual(expect.arrayContaining(['an account', 'with folder', 'just came']));
    expect(left).not.toContain('empty');
  });

  it('forget visitors with a session or a revoked key, and the others of one who cannot go', async () => {
    const ids = ['visits', 'had a key', 'is named elsewhere', 'other'];
    for (const id of ids) await ensureVisitor(store.db, id, '192.0.2.4');
    const soon = new Date(Date.now() + 3_600_000);
    await store.db.insertInto('sessions').values({ hash: 'h', owner: 'visits', expires_at: soon }).execute();
    const key = { id: 'key_1', owner: 'had a key', hash: 'h', hint: '', name: 'k', scopes: '[]', role: 'member' };
    await store.db
      .insertInto('api_keys')
      .values({ ...key, role: 'member', revoked_at: new Date() })
      .execute();
    const old = new Date(Date.now() - 2 * 3_600_000);
    await store.db.updateTable('owners').set({ created_at: old }).where('id', 'in', ids).execute();
    await sql`CREATE TABLE elsewhere AS SELECT 'is named elsewhere' AS visitor`.execute(store.db);
    await sql`ALTER TABLE elsewhere ADD FOREIGN KEY (visitor) REFERENCES owners(id)`.execute(store.db);
    expect(await removeEmptyVisitors(store.db)).toBe(3);
    await sql`DROP TABLE elsewhere`.execute(store.db);
    const left = await store.db.selectFrom('owners').select('id').where('id', 'in', ids).execute();
    expect(left).toEqual([{ id: 'is named elsewhere' }]);
  });

  it('know every table with rows of an owner', async () => {
    const { rows } = await sql<{ name: string }>`
      SELECT table_name AS name FROM information_schema.columns
        WHERE table_schema = current_schema() AND column_name = 'owner'
      UNION SELECT conrelid::regclass::text FROM pg_constraint
        WHERE contype = 'f' AND confrelid = 'owners'::regclass
      ORDER BY 1`.execute(store.db);
    expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(ownerTables).sort());
  });
});

describe('limits of the configuration', () => {
  it('replace those of the mode; null is no limit, unknown names are refused', () => {
    const given = budgetsSchema.parse({ streams: 3, bytes: null });
    expect(budgetsOfMode('open', given)).toMatchObject({ streams: 3, bytes: Number.POSITIVE_INFINITY, webhooks: 0 });
    expect(budgetsSchema.safeParse({ stream: 3 }).success).toBe(false);
    expect(budgetsSchema.safeParse({ streams: -1 }).success).toBe(false);
    expect(budgetsSchema.parse({ characters: 3 })).toEqual({ actors: 3 });
  });
});
