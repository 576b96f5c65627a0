import type { Role } from '@akezora/contract/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccount, hasAccess, listAccounts, patchAccount } from '../../src/access/accounts.ts';
import { createKey, principalOfKey, revokeKey } from '../../src/access/keys.ts';
import { changeOwnPassword, checkPassword } from '../../src/access/own-password.ts';
import { accountOfProvider } from '../../src/access/provider-accounts.ts';
import { deleteAccount } from '../../src/access/remove-account.ts';
import { openSession, principalOfSession } from '../../src/access/sessions.ts';
import type { Store } from '../../src/platform/store/database.ts';
import { ensureOwner } from '../../src/platform/store/owners.ts';
import { databases, startPostgres } from '../support/databases.ts';
import { opening, times } from '../support/sessions.ts';

const postgres = startPostgres();
afterAll(() => postgres?.remove());

describe.each(databases(postgres))('changes of accounts on %s', (_, open) => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  const withStore = async (work: (store: Store) => Promise<void>) => {
    await store.db.deleteFrom('sessions').execute();
    await store.db.deleteFrom('accounts').execute();
    await store.db.deleteFrom('api_keys').execute();
    await work(store);
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
        await expect(patchAccount(store, owner.id, patch)).rejects.toMatchObject({ code: 'state_conflict' });
      }
      expect((await listAccounts(store.db))[0]).toEqual({ ...owner, keys: 0 });
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
      expect(await patchAccount(store, member.id, patch)).toMatchObject({ role: 'viewer', disabled_at: null });
      expect(await checkPassword(store, 'yuki', 'another password')).toBe(member.id);
      expect(await principalOfSession(store, secret, times)).toBeUndefined();
      await patchAccount(store, member.id, { disabled: true });
      await expect(checkPassword(store, 'yuki', 'another password')).rejects.toMatchObject({ code: 'unauthorized' });
      await patchAccount(store, member.id, { disabled: false });
      expect(await checkPassword(store, 'yuki', 'another password')).toBe(member.id);
      await expect(patchAccount(store, 'account_none', {})).rejects.toMatchObject({ code: 'not_found' });
    }));

  it('leave one owner when two owners demote each other at once', () =>
    withStore(async (store) => {
      const [a, b] = [await make(store, 'ame', 'owner'), await make(store, 'yuki', 'owner')];
      const settled = await Promise.allSettled([a, b].map(({ id }) => patchAccount(store, id, { role: 'member' })));
      expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect((await listAccounts(store.db)).filter(({ role }) => role === 'owner')).toHaveLength(1);
    }));

  it('leave the last enabled owner, whoever disables, demotes or deletes it, also where a key manages the server', () =>
    withStore(async (store) => {
      const owner = await make(store, 'ame', 'owner');
      const second = await make(store, 'yuki', 'owner');
      await ensureOwner(store.db, 'local', 'local');
      await createKey(store, { owner: 'local', name: 'k', scopes: ['admin'], role: 'owner' });
      await patchAccount(store, second.id, { disabled: true });
      for (const change of [
        () => patchAccount(store, owner.id, { disabled: true }),
        () => patchAccount(store, owner.id, { role: 'viewer' }),
        () => deleteAccount(store, owner.id, true),
      ]) {
        await expect(change()).rejects.toMatchObject({ code: 'state_conflict' });
      }
      await patchAccount(store, second.id, { disabled: false });
      const settled = await Promise.allSettled([
        deleteAccount(store, owner.id, true),
        patchAccount(store, second.id, { disabled: true }),
      ]);
      expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect((await listAccounts(store.db)).filter((one) => one.role === 'owner' && !one.disabled_at)).toHaveLength(1);
    }));

  it('delete an account with its sessions and keys, but never one that owns something by accident', () =>
    withStore(async (store) => {
      await make(store, 'ame', 'owner');
      const member = await make(store, 'yuki', 'member');
      const session = await openSession(store, { account: member.id }, opening);
      const { secret } = await createKey(store, {
        owner: member.owner,
        name: 'k',
        scopes: ['library'],
        role: 'member',
      });
      await store.db
        .insertInto('folders')
        .values({ id: `folder_${member.id}`, owner: member.owner, name: 'x' })
        .execute();
      await expect(deleteAccount(store, member.id, false)).rejects.toMatchObject({ field: 'withLibrary' });
      expect(await principalOfKey(store, secret)).toMatchObject({ account: member.id });
      await deleteAccount(store, member.id, true);
      expect(await principalOfKey(store, secret)).toBeUndefined();
      expect(await principalOfSession(store, session, times)).toBeUndefined();
      await expect(checkPassword(store, 'yuki', 'password of yuki')).rejects.toMatchObject({ code: 'unauthorized' });
      await expect(deleteAccount(store, member.id, true)).rejects.toMatchObject({ code: 'not_found' });
      expect(await make(store, 'yuki', 'member')).toMatchObject({ name: 'yuki' });
    }));

  it('delete an account with the links of its clips', () =>
    withStore(async (store) => {
      await make(store, 'ame', 'owner');
      const { id, owner } = await make(store, 'yuki', 'member');
      const size = { width: 2, height: 2, fps: 1, seconds: 1, frames: 1, bytes: 1 };
      const about = { id: `clip_${id}`, owner, prompt: 'x', model: 'm', checksum: 'c', mime: 'video/mp4' };
      await store.db
        .insertInto('clips')
        .values({ ...about, ...size, visibility: 'link', files: '{"video":"x"}' })
        .execute();
      const link = { clip_id: `clip_${id}`, token: 't', token_hash: id, pass: 'p' };
      await store.db.insertInto('shares').values(link).execute();
      await deleteAccount(store, id, true);
      expect(await store.db.selectFrom('shares').where('clip_id', '=', link.clip_id).selectAll().execute()).toEqual([]);
    }));

  it('count only keys that work as a way in', () =>
    withStore(async (store) => {
      await ensureOwner(store.db, 'local', 'local');
      const { row } = await createKey(store, { owner: 'local', name: 'k', scopes: ['admin'], role: 'owner' });
      expect(await hasAccess(store.db)).toBe(true);
      expect(await revokeKey(store, 'local', row.id)).toEqual([row.id]);
      expect(await revokeKey(store, 'local', row.id)).toEqual([]);
      expect(await hasAccess(store.db)).toBe(false);
    }));

  it("change one's own password with the current one, and end every other session", () =>
    withStore(async (store) => {
      const { id, owner } = await make(store, 'yuki', 'member');
      const mine = await openSession(store, { account: id }, opening);
      const other = await openSession(store, { account: id }, opening);
      const { secret } = await createKey(store, { owner, name: 'k', scopes: ['library'], role: 'member' });
      const principal = await principalOfSession(store, mine, times);
      const me = { ...principal, account: id, session: principal?.session ?? '' } as never;
      const change = { current: 'password of yuki', password: 'a quite different one', revokeKeys: false };
      await expect(changeOwnPassword(store, me, { ...change, current: 'wrong' })).rejects.toMatchObject({
        code: 'forbidden',
        field: 'current',
      });
      await expect(changeOwnPassword(store, me, { ...change, password: 'yuki-password' })).rejects.toMatchObject({
        code: 'password_refused',
      });
      expect(await changeOwnPassword(store, me, change)).toMatchObject({ keys: 1 });
      expect(await checkPassword(store, 'yuki', change.password)).toBe(id);
      expect(await principalOfSession(store, mine, times)).toBeDefined();
      expect(await principalOfSession(store, other, times)).toBeUndefined();
      expect(await principalOfKey(store, secret)).toBeDefined();
      const again = { current: change.password, password: 'and a third, unlike both', revokeKeys: true };
      expect(await changeOwnPassword(store, me, again)).toMatchObject({ keys: 0 });
      expect(await principalOfKey(store, secret)).toBeUndefined();
    }));

  it('make one account when somebody signs in elsewhere for the first time several times at once; nobody owns by coming first', () =>
    withStore(async (store) => {
      const options = { issuer: 'https://id.invalid', clientId: 'x', clientSecret: 'x', signUp: true };
      const claims = (sub: string) => ({ iss: 'https://id.invalid', sub, preferred_username: 'same name' });
      const rows = await Promise.all(['a', 'b', 'c', 'a'].map((sub) => accountOfProvider(store, claims(sub), options)));
      expect(new Set(rows.map(({ id }) => id)).size).toBe(3);
      const accounts = await listAccounts(store.db);
      expect(accounts.map(({ role }) => role)).toEqual(['member', 'member', 'member']);
      expect(new Set(accounts.map(({ name }) => name)).size).toBe(3);
      // The same subject of another issuer is another person.
      const other = await accountOfProvider(store, { ...claims('a'), iss: 'https://other.invalid' }, options);
      expect(rows.map(({ id }) => id)).not.toContain(other.id);
    }));

  it('refuse a name that is in use, also when it is taken twice at once', () =>
    withStore(async (store) => {
      const settled = await Promise.allSettled([make(store, 'ame', 'owner'), make(store, 'ame', 'member')]);
      expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(await listAccounts(store.db)).toHaveLength(1);
    }));
});
