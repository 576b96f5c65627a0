import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccount } from '../../src/access/accounts.ts';
import { removeOldAttempts, signInSucceeded, takeSignInAttempt } from '../../src/access/sign-in-limits.ts';
import type { Store } from '../../src/platform/store/database.ts';
import { databases, startPostgres } from '../support/databases.ts';

const postgres = startPostgres();
afterAll(() => postgres?.remove());

describe.each(databases(postgres))('attempts to sign in on %s', (_, open) => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  const withStore = async (work: (store: Store) => Promise<void>) => {
    await store.db.deleteFrom('sign_in_attempts').execute();
    await store.db.deleteFrom('accounts').execute();
    await work(store);
  };
  const alice = (store: Store) => createAccount(store, { name: 'alice', password: 'password of a.', role: 'owner' });
  /** Lets time pass for everything that was counted. */
  const wait = (store: Store, seconds: number) =>
    sql`UPDATE sign_in_attempts SET last_at = last_at - make_interval(secs => ${seconds}),
      free_at = free_at - make_interval(secs => ${seconds})`.execute(store.db);
  const secondsOf = async (attempt: Promise<unknown>): Promise<number> => {
    try {
      await attempt;
      return 0;
    } catch (error) {
      const { code, details } = error as { code: string; details: { seconds: number } };
      expect(code).toBe('too_many_requests');
      return details.seconds;
    }
  };

  it('have to wait twice as long each time after five on one account from one network, many at once counted one by one', () =>
    withStore(async (store) => {
      const attempt = { name: 'alice', network: '198.51.100.1' };
      const all = await Promise.all(Array.from({ length: 12 }, () => secondsOf(takeSignInAttempt(store, attempt))));
      expect(all.filter((seconds) => seconds === 0)).toHaveLength(5);
      const waits: number[] = [];
      for (let turn = 0; turn < 12; turn += 1) {
        const seconds = await secondsOf(takeSignInAttempt(store, { ...attempt, name: 'ALICE' }));
        waits.push(seconds);
        await wait(store, seconds);
        if (seconds > 0) await takeSignInAttempt(store, attempt);
      }
      // What is left of the wait, in whole seconds: a slow machine has used up some of it.
      for (const [turn, whole] of [2, 4, 8, 16, 32, 64].entries()) {
        expect(waits[turn]).toBeGreaterThanOrEqual(whole / 2);
        expect(waits[turn]).toBeLessThanOrEqual(whole);
      }
      expect(Math.max(...waits)).toBeGreaterThan(890);
      expect(Math.max(...waits)).toBeLessThanOrEqual(900);
    }));

  it('from one network on many accounts are slowed too, whatever account of one’s own is signed in to between', () =>
    withStore(async (store) => {
      const { id } = await alice(store);
      const network = '2001:db8:1:2::/64';
      for (let turn = 0; turn < 20; turn += 1) await takeSignInAttempt(store, { name: `name ${turn}`, network });
      expect(await secondsOf(takeSignInAttempt(store, { name: 'another', network }))).toBeGreaterThan(3);
      await wait(store, 5);
      await signInSucceeded(store, await takeSignInAttempt(store, { name: 'alice', network }), id);
      await takeSignInAttempt(store, { name: 'another', network });
      expect(await secondsOf(takeSignInAttempt(store, { name: 'yet another', network }))).toBeGreaterThan(3);
    }));

  it('of many networks on one name lock nobody out who has signed in before, from the same network or browser', () =>
    withStore(async (store) => {
      const { id } = await alice(store);
      const home = { name: 'alice', network: '203.0.113.7' };
      const laptop = 'a secret of a browser';
      await signInSucceeded(store, await takeSignInAttempt(store, home), id, laptop);
      let refused = 0;
      for (let turn = 0; turn < 70; turn += 1) {
        const attempt = { name: 'alice', network: `198.51.100.${turn}` };
        if ((await secondsOf(takeSignInAttempt(store, attempt))) > 0) refused += 1;
      }
      expect(refused).toBe(20);
      expect(await secondsOf(takeSignInAttempt(store, home))).toBe(0);
      expect(await secondsOf(takeSignInAttempt(store, { name: 'alice', network: '192.0.2.9', device: laptop }))).toBe(
        0,
      );
      // Slowed, not blocked: a minute at most for a place that is new.
      const elsewhere = { name: 'alice', network: '192.0.2.10' };
      expect(await secondsOf(takeSignInAttempt(store, elsewhere))).toBeLessThanOrEqual(60);
      // Guesses from her own network do not block her browser; nor does a browser help with another account.
      for (let turn = 0; turn < 30; turn += 1) await secondsOf(takeSignInAttempt(store, home));
      expect(await secondsOf(takeSignInAttempt(store, home))).toBeGreaterThan(0);
      expect(await secondsOf(takeSignInAttempt(store, { ...home, device: laptop }))).toBe(0);
      expect(await secondsOf(takeSignInAttempt(store, { ...home, device: 'another secret' }))).toBeGreaterThan(0);
    }));

  it('are forgotten after an hour, and wait no longer than they can after a clock that was set back', () =>
    withStore(async (store) => {
      const attempt = { name: 'alice', network: '198.51.100.1' };
      for (let turn = 0; turn < 5; turn += 1) await takeSignInAttempt(store, attempt);
      expect(await secondsOf(takeSignInAttempt(store, attempt))).toBeGreaterThan(0);
      await wait(store, 3601);
      for (let turn = 0; turn < 5; turn += 1) await takeSignInAttempt(store, attempt);
      await wait(store, -86_400);
      expect(await secondsOf(takeSignInAttempt(store, attempt))).toBe(0);
      await wait(store, 3 * 86_400);
      await removeOldAttempts(store.db);
      expect(await store.db.selectFrom('sign_in_attempts').selectAll().execute()).toEqual([]);
    }));
});
