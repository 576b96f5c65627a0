import type { Role } from '@akezora/contract/api';
import { afterAll, describe, expect, it } from 'vitest';
import {
  accountOfSubject,
  checkPassword,
  createAccount,
  hasAccess,
  listAccounts,
  patchAccount,
} from '../../src/access/accounts.ts';
import { createKey, revokeKey } from '../../src/access/keys.ts';
import { openSession, principalOfSession } from '../../src/access/sessions.ts';
import type { Store } from '../../src/platform/store/database.ts';
import { ensureOwner } from '../../src/platform/store/owners.ts';
import { databases, startPostgres } from '../support/databases.ts';
import { opening, times } from '../support/sessions.ts';

const postgres = startPostgres();
afterAll(() => postgres?.remove());

describe.each(databases(postgres))('changes of accounts on %s', (_, open) => {
  const withStore = async (work: (store: Store) => Promise<void>) => {
    const store = await open();
    await store.db.deleteFrom('sessions').execute();
    await store.db.deleteFrom('accounts').execute();
    await store.db.deleteFrom('api_keys').execute();
    try {
      await work(store);
    } finally {
      await store.close();
    }
  };
  const make = (store: Store, name: string, role: Role) =>
    createAccount(store, { name, password: `password of ${name}`, role });

  it('change nothing at all when the last owner would be disabled or demoted: not the password, no session', () =>
    withStore(async (store) => {
      const owner = await make(store, 'ame', 'owner');
      await make(store, 'yuki', 'member');
      const secret = await openSession(store, { account: owner.id }, opening);
      for (const patch of [
        { password: 'another password', disabled: true },
        { password: 'another password', role: 'member' as const },
      ]) {
        await expect(patchAccount(store, owner.id, patch, true)).rejects.toMatchObject({ code: 'state_conflict' });
      }
      expect((await listAccounts(store.db))[0]).toEqual(owner);
      expect(await checkPassword(store, 'ame', 'password of ame')).toBe(owner.id);
      await expect(checkPassword(store, 'ame', 'another password')).rejects.toMatchObject({ code: 'unauthorized' });
      expect(await principalOfSession(store, secret, times)).toMatchObject({ name: 'ame', role: 'owner' });
    }));

  it('take password, role and state together, and end the sessions of a new password', () =>
    withStore(async (store) => {
      await make(store, 'ame', 'owner');
      const member = await make(store, 'yuki', 'member');
      const secret = await openSession(store, { account: member.id }, opening);
      const patch = { password: 'another password', role: 'viewer' as const };
      expect(await patchAccount(store, member.id, patch, true)).toMatchObject({ role: 'viewer', disabled_at: null });
      expect(await checkPassword(store, 'yuki', 'another password')).toBe(member.id);
      expect(await principalOfSession(store, secret, times)).toBeUndefined();
      await patchAccount(store, member.id, { disabled: true }, true);
      await expect(checkPassword(store, 'yuki', 'another password')).rejects.toMatchObject({ code: 'unauthorized' });
      await patchAccount(store, member.id, { disabled: false }, true);
      expect(await checkPassword(store, 'yuki', 'another password')).toBe(member.id);
      await expect(patchAccount(store, 'account_none', {}, true)).rejects.toMatchObject({ code: 'not_found' });
    }));

  it('leave one owner when two owners demote each other at once', () =>
    withStore(async (store) => {
      const [a, b] = [await make(store, 'ame', 'owner'), await make(store, 'yuki', 'owner')];
      const settled = await Promise.allSettled(
        [a, b].map(({ id }) => patchAccount(store, id, { role: 'member' }, true)),
      );
      expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect((await listAccounts(store.db)).filter(({ role }) => role === 'owner')).toHaveLength(1);
    }));

  it('may disable the last owner where a key manages the server, or nobody has to sign in', () =>
    withStore(async (store) => {
      const owner = await make(store, 'ame', 'owner');
      await ensureOwner(store.db, 'local', 'local');
      const { row } = await createKey(store.db, { owner: 'local', name: 'k', scopes: ['admin'], role: 'owner' });
      await patchAccount(store, owner.id, { disabled: true }, true);
      await patchAccount(store, owner.id, { disabled: false }, true);
      expect(await revokeKey(store.db, 'local', row.id)).toBe(true);
      expect(await revokeKey(store.db, 'local', row.id)).toBe(false);
      await expect(patchAccount(store, owner.id, { disabled: true }, true)).rejects.toMatchObject({
        code: 'state_conflict',
      });
      await patchAccount(store, owner.id, { disabled: true }, false);
      expect(await hasAccess(store.db)).toBe(false);
    }));

  it('make one owner when several people sign in elsewhere for the first time at once', () =>
    withStore(async (store) => {
      const subjects = ['a', 'b', 'c', 'a'];
      const ids = await Promise.all(subjects.map((subject) => accountOfSubject(store, subject, 'same name')));
      expect(new Set(ids).size).toBe(3);
      const accounts = await listAccounts(store.db);
      expect(accounts.map(({ role }) => role).sort()).toEqual(['member', 'member', 'owner']);
      expect(new Set(accounts.map(({ name }) => name)).size).toBe(3);
    }));

  it('refuse a name that is in use, also when it is taken twice at once', () =>
    withStore(async (store) => {
      const settled = await Promise.allSettled([make(store, 'ame', 'owner'), make(store, 'ame', 'member')]);
      expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(await listAccounts(store.db)).toHaveLength(1);
    }));
});
