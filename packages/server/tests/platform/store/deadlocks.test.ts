import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccount } from '../../../src/access/accounts.ts';
import { openChallenge } from '../../../src/access/challenges.ts';
import { actingFor } from '../../../src/access/policy.ts';
import { deleteAccount } from '../../../src/access/remove-account.ts';
import { openSession, removeExpiredSessions } from '../../../src/access/sessions.ts';
import { pruneHistory } from '../../../src/jobs/recover.ts';
import { createFolder, removeFolder } from '../../../src/library/folders.ts';
import { openStore, type Queries, type Store } from '../../../src/platform/store/database.ts';
import { newId } from '../../../src/platform/store/ids.ts';
import { ensureOwner } from '../../../src/platform/store/owners.ts';
import { noLimits } from '../../support/budgets.ts';
import { startPostgres } from '../../support/databases.ts';
import { opening } from '../../support/sessions.ts';

const postgres = startPostgres();
afterAll(() => postgres?.remove());

/** The embedded database has one connection: two changes never meet there. */
describe.skipIf(postgres === undefined)('changes of many rows at once', () => {
  let store: Store;
  beforeAll(async () => {
    store = await openStore({ databaseUrl: postgres?.url });
  });
  afterAll(() => store.close());

  /** How many queries wait for a row that another transaction holds. */
  const waiting = async (count: number) => {
    for (let tries = 0; tries < 200; tries += 1) {
      const { rows } = await sql`SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'`.execute(store.db);
      if (rows.length >= count) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };

  /** Runs something while a transaction holds rows of a table; it then takes all of them, in the order of `then`. */
  const against = async (table: string, key: string, order: readonly string[], run: () => Promise<unknown>) => {
    const hold = (tx: Queries, value: string) =>
      sql`SELECT 1 FROM ${sql.table(table)} WHERE ${sql.ref(key)} = ${value} FOR UPDATE`.execute(tx);
    let running: Promise<unknown> | undefined;
    await store.db.transaction().execute(async (tx) => {
      await hold(tx, order[0] ?? '');
      running = run();
      running.catch(() => undefined);
      await Promise.race([running, waiting(1)]);
      for (const value of order) await hold(tx, value);
    });
    await running;
  };

  const ended = async (count: number) => {
    const owner = newId('owner');
    await ensureOwner(store.db, owner, 'local');
    const ids = Array.from({ length: count }, (_, index) => `${owner}-${index}`);
    for (const id of ids)
      await sql`
        INSERT INTO jobs (id, owner, source, state, model, prompt, request)
        VALUES (${id}, ${owner}, 'test', 'failed', 'm', 'p', '{}')`.execute(store.db);
    return ids;
  };

  it('old jobs go while another sweep removes them', async () => {
    const ids = await ended(4);
    await against('jobs', 'id', ids.slice(0, -1).toReversed(), () => pruneHistory(store, 1));
    await pruneHistory(store, 1);
    const left = await store.db.selectFrom('jobs').select('id').where('id', 'in', ids).execute();
    expect(left).toEqual([{ id: ids.at(-1) }]);
  });

  const sessionsOf = async (count: number) => {
    const { id } = await createAccount(store, {
      name: newId('name').slice(-12),
      password: 'correct horse',
      role: 'member',
    });
    for (let index = 0; index < count; index += 1) await openSession(store, { account: id }, opening);
    const rows = await store.db.selectFrom('sessions').select('hash').where('account_id', '=', id).execute();
    return { id, hashes: rows.map(({ hash }) => hash) };
  };

  it('expired sessions go while another one ends them', async () => {
    const { id, hashes } = await sessionsOf(3);
    await sql`UPDATE sessions SET expires_at = now() - interval '1 second' WHERE account_id = ${id}`.execute(store.db);
    await against('sessions', 'hash', hashes.toReversed(), () => removeExpiredSessions(store.db));
    await removeExpiredSessions(store.db);
    expect(await store.db.selectFrom('sessions').where('account_id', '=', id).selectAll().execute()).toEqual([]);
  });

  it('expired steps of a sign-in go while another sign-in removes them', async () => {
    const network = newId('network');
    for (let index = 0; index < 3; index += 1) await openChallenge(store.db, { purpose: 'passkey', network });
    const old = await store.db.selectFrom('sign_in_challenges').select('hash').where('network', '=', network).execute();
    const hashes = old.map(({ hash }) => hash);
    await sql`UPDATE sign_in_challenges SET expires_at = now() - interval '1 second'`.execute(store.db);
    const again = () => openChallenge(store.db, { purpose: 'passkey', network });
    await against('sign_in_challenges', 'hash', hashes.toReversed(), again);
    await again();
    const left = await store.db.selectFrom('sign_in_challenges').select('hash').where('hash', 'in', hashes).execute();
    expect(left).toEqual([]);
  });

  it('an account goes with its library while it removes a folder', async () => {
    const { id, owner } = await createAccount(store, { name: 'leaving', password: 'correct horse', role: 'member' });
    const folder = await createFolder(store, actingFor(owner), 'Snow', noLimits);
    const values = { owner, prompt: 'x', model: 'm', width: 2, height: 2, fps: 1, seconds: 1, frames: 1, bytes: 1 };
    const rest = { checksum: 'c', mime: 'video/mp4', files: '{"video":"x"}' };
    await store.db
      .insertInto('clips')
      .values([
        // Whichever is met first, the one that is held is met second.
        { id: 'first', folder_id: folder.id, ...values, ...rest },
        { id: 'held', folder_id: null, ...values, ...rest },
        { id: 'last', folder_id: folder.id, ...values, ...rest },
      ])
      .execute();
    let both: Promise<PromiseSettledResult<unknown>[]> | undefined;
    await store.db.transaction().execute(async (tx) => {
      await sql`SELECT 1 FROM clips WHERE id = 'held' FOR UPDATE`.execute(tx);
      const leaving = deleteAccount(store, id, true);
      await waiting(1);
      both = Promise.allSettled([leaving, removeFolder(store, actingFor(owner), folder.id)]);
      await waiting(2);
    });
    const [leaving, removing] = (await both) ?? [];
    expect(leaving).toMatchObject({ status: 'fulfilled' });
    // The folder went with the account.
    expect(removing).toMatchObject({ status: 'rejected', reason: { code: 'not_found' } });
  });
});
