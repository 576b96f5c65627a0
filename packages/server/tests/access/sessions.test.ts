import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAccount } from '../../src/access/accounts.ts';
import { deviceOf } from '../../src/access/device.ts';
import { requireRecentSignIn } from '../../src/access/reauthentication.ts';
import {
  closeSessionById,
  closeSessionsOf,
  confirmSession,
  listSessions,
  openSession,
  principalOfSession,
  removeExpiredSessions,
  unconfirmSessionsOf,
} from '../../src/access/sessions.ts';
import type { Store } from '../../src/platform/store/database.ts';
import { newId } from '../../src/platform/store/ids.ts';
import { ensureOwner } from '../../src/platform/store/owners.ts';
import { databases, startPostgres } from '../support/databases.ts';
import { opening, times } from '../support/sessions.ts';

const postgres = startPostgres();
afterAll(() => postgres?.remove());

describe.each(databases(postgres))('sessions on %s', (_, open) => {
  let store: Store;
  let account: string;
  beforeAll(async () => {
    store = await open();
  });
  beforeEach(async () => {
    await store.db.deleteFrom('accounts').execute();
    account = (await createAccount(store, { name: 'ame', password: 'correct horse', role: 'owner' })).id;
  });
  afterAll(() => store.close());

  const who = (secret: string, within = times) => principalOfSession(store, secret, within);
  /** As if the session had begun, and been used last, so long ago. */
  const age = (column: 'created_at' | 'last_seen_at' | 'confirmed_at', interval: string) =>
    sql`UPDATE sessions SET ${sql.ref(column)} = now() - ${interval}::interval`.execute(store.db);

  it('end without use, at their longest time, and with their account', async () => {
    const secret = await openSession(store, { account }, opening);
    expect(await who(secret)).toMatchObject({ name: 'ame', account, via: 'session' });
    await age('last_seen_at', '6 days 23 hours');
    expect(await who(secret)).toBeDefined();
    await age('last_seen_at', '7 days 1 minute');
    expect(await who(secret)).toBeUndefined();
    expect(await who(secret, { ...times, idle: 0 })).toBeDefined();
    await age('created_at', '30 days 1 minute');
    expect(await who(secret)).toBeUndefined();
    const other = await openSession(store, { account }, opening);
    await store.db.deleteFrom('accounts').execute();
    expect(await who(other)).toBeUndefined();
  });

  it('are neither kept nor ended by a clock of this process that jumps', async () => {
    const secret = await openSession(store, { account }, opening);
    const real = Date.now;
    try {
      for (const days of [-400, 400]) {
        Date.now = () => real() + days * 86_400_000;
        // The embedded database reads the clock of the process: there the database's clock jumps with it.
        if (store.kind === 'postgres') expect(await who(secret)).toBeDefined();
      }
    } finally {
      Date.now = real;
    }
    // A database whose clock was set back by a year does not lengthen a session by that year.
    await sql`UPDATE sessions SET last_seen_at = now() + interval '1 year', expires_at = now() + interval '1 year',
      created_at = now() + interval '1 year'`.execute(store.db);
    expect(await who(secret)).toMatchObject({ confirmed: true });
    const row = await store.db.selectFrom('sessions').selectAll().executeTakeFirstOrThrow();
    expect(row.last_seen_at.getTime()).toBeLessThan(Date.now() + 60_000);
    expect(row.expires_at.getTime()).toBeLessThan(Date.now() + 31 * 86_400_000);
    expect(row.created_at.getTime()).toBeLessThan(Date.now() + 60_000);
  });

  it('count as confirmed for 15 minutes, and get a new secret when they are confirmed again', async () => {
    const secret = await openSession(store, { account }, opening);
    const fresh = await who(secret);
    expect(() => fresh && requireRecentSignIn(fresh)).not.toThrow();
    for (const [column, interval] of [
      ['confirmed_at', '16 minutes'],
      // Confirmed in the future: the clock was set back, so nobody knows when.
      ['confirmed_at', '-16 minutes'],
    ] as const) {
      await age(column, interval);
      const old = await who(secret);
      expect(() => old && requireRecentSignIn(old)).toThrow(
        expect.objectContaining({ code: 'reauthentication_needed' }),
      );
    }
    const next = await confirmSession(store.db, fresh?.session ?? '');
    expect(await who(secret)).toBeUndefined();
    expect(await who(next ?? '')).toMatchObject({ confirmed: true, session: fresh?.session });
    await unconfirmSessionsOf(store.db, account);
    expect(await who(next ?? '')).toMatchObject({ confirmed: false });
    await closeSessionsOf(store.db, account);
    expect(await confirmSession(store.db, fresh?.session ?? '')).toBeUndefined();
  });

  it('are listed and ended one by one or all but one, each account its own', async () => {
    const mine = await openSession(store, { account }, opening);
    await openSession(store, { account }, { ...opening, device: 'Safari, iPhone' });
    const other = await createAccount(store, { name: 'yuki', password: 'battery staple', role: 'member' });
    const theirs = await openSession(store, { account: other.id }, opening);
    const current = (await who(mine))?.session ?? '';
    const listed = await listSessions(store.db, account, times);
    expect(listed.map(({ device }) => device).sort()).toEqual(['Firefox, Linux', 'Safari, iPhone']);
    expect(await closeSessionById(store.db, other.id, current)).toBe(false);
    expect(await closeSessionsOf(store.db, account, current)).toBe(1);
    expect(await who(mine)).toBeDefined();
    expect(await closeSessionById(store.db, account, current)).toBe(true);
    expect(await closeSessionById(store.db, account, current)).toBe(false);
    expect(await who(mine)).toBeUndefined();
    expect(await who(theirs)).toBeDefined();
  });

  it('are at most 30 of an account: the one unused for longest ends', async () => {
    const first = await openSession(store, { account }, opening);
    await age('last_seen_at', '1 day');
    const second = await openSession(store, { account }, opening);
    for (let turn = 0; turn < 28; turn += 1) await openSession(store, { account }, opening);
    expect(await who(first)).toBeDefined();
    await age('last_seen_at', '1 hour');
    await sql`UPDATE sessions SET last_seen_at = now() - interval '1 day' WHERE id = ${(await who(first))?.session}`.execute(
      store.db,
    );
    await openSession(store, { account }, opening);
    expect(await listSessions(store.db, account, times)).toHaveLength(30);
    expect(await who(first)).toBeUndefined();
    expect(await who(second)).toBeDefined();
  });

  it('write down a use once a minute, and go when their time has passed; a visitor has no idle end', async () => {
    const secret = await openSession(store, { account }, opening);
    const seen = async () =>
      (await store.db.selectFrom('sessions').select('last_seen_at').executeTakeFirst())?.last_seen_at;
    const before = await seen();
    await who(secret);
    expect(await seen()).toEqual(before);
    await age('last_seen_at', '2 minutes');
    const aged = await seen();
    await who(secret);
    expect((await seen())?.getTime()).toBeGreaterThan(aged?.getTime() ?? Number.NaN);
    const owner = newId('anonymous');
    await ensureOwner(store.db, owner, 'anonymous');
    const visit = await openSession(store, { owner }, { ...opening, method: 'visit' });
    await age('last_seen_at', '20 days');
    expect(await who(secret)).toBeUndefined();
    expect(await who(visit)).toMatchObject({ via: 'anonymous', owner });
    await sql`UPDATE sessions SET expires_at = now() - interval '1 second'`.execute(store.db);
    await removeExpiredSessions(store.db);
    expect(await store.db.selectFrom('sessions').selectAll().execute()).toEqual([]);
  });
});

describe('the name of a device', () => {
  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox, Linux'],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0',
      'Edge, Windows',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604',
      'Safari, iPhone',
    ],
    ['curl/8.14.1', 'curl'],
    ['<script>alert(1)</script>', ''],
    [undefined, ''],
  ])('of %s', (agent, name) => expect(deviceOf(agent)).toBe(name));
});
