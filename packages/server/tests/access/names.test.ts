import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccount, listAccounts, ownerOfAccount, patchAccount } from '../../src/access/accounts.ts';
import { accountName, visibleName } from '../../src/access/names.ts';
import { checkPassword } from '../../src/access/own-password.ts';
import { rewriteAccountNames } from '../../src/platform/store/account-names.ts';
import { openStore, type Store } from '../../src/platform/store/database.ts';
import { newDataFolder } from '../support/folders.ts';

describe('a name of an account', () => {
  it.each([
    ...['', '   ', 'a\u0000b', 'a\nb', 'a\tb', 'ame\u202e', '\u2066ame\u2069', 'a\u200bme', 'a\u00adme', 'ame\ufeff'],
    ...['ame\u200d', '\u2800', '\u3164', 'a\u{e0061}me', '\ue000', '\ud800', 'a\ufe0f', '\u0378', '\u0301ame'],
    ...['local', 'LOCAL', 'ｌｏｃａｌ', 'Anonymous', 'account_01a21ed9f3cfc8da', 'key_0123456789ab', '\u0430me'],
    'x'.repeat(101),
  ])('is refused when it cannot be seen as what it is: %j', (name) => {
    expect(() => accountName(name)).toThrowError(expect.objectContaining({ code: 'request_invalid', field: 'name' }));
  });

  it.each([
    ['  Ame  ', 'Ame', 'ame'],
    ['Cafe\u0301', 'Caf\u00e9', 'caf\u00e9'],
    ['明け 空', '明け 空', '明け 空'],
    ['ＡＭＥ\u3000雨', 'ＡＭＥ 雨', 'ame 雨'],
    ['Straße', 'Straße', 'strasse'],
    ['ΣΊΣΥΦΟΣ', 'ΣΊΣΥΦΟΣ', 'σίσυφος'],
    ["O'Brien-村 (2)", "O'Brien-村 (2)", "o'brien-村 (2)"],
  ])('is stored composed, and folded to be unique: %j', (text, name, key) => {
    expect(accountName(text)).toEqual({ name, key });
  });
});

describe('names in the database', () => {
  let store: Store;
  beforeAll(async () => {
    store = await openStore({ folder: await newDataFolder() });
  }, 120_000);
  afterAll(() => store.close());

  it('sign in however they are typed, and are nobody else’s in any case or width', async () => {
    const { id } = await createAccount(store, { name: 'Zoë', password: 'password of zoe', role: 'owner' });
    for (const name of ['zoë', 'ZOË', 'Zoe\u0308', ' ｚｏë ']) {
      expect(await checkPassword(store, name, 'password of zoe')).toBe(id);
      expect(await ownerOfAccount(store.db, name)).toBeDefined();
      const other = createAccount(store, { name, password: 'another password', role: 'member' });
      await expect(other).rejects.toMatchObject({ code: 'state_conflict', field: 'name' });
    }
    const second = await createAccount(store, { name: 'mori', password: 'password of mori', role: 'member' });
    await expect(patchAccount(store, second.id, { name: 'ZOË' })).rejects.toMatchObject({ code: 'state_conflict' });
    expect(await patchAccount(store, id, { name: 'zoë' })).toMatchObject({ name: 'zoë' });
  });

  it('of keys have no characters that cannot be seen either', () => {
    expect(visibleName('  laptop  of Zoe\u0308 ')).toBe('laptop of Zo\u00eb');
    for (const name of ['a\u202eb', 'a\u200b', '\u0007'])
      expect(() => visibleName(name)).toThrow(expect.objectContaining({ code: 'request_invalid' }));
  });

  it('of an earlier version are brought into this form; those that clash get a number', async () => {
    await sql`DROP INDEX accounts_folded_name`.execute(store.db);
    await store.db.deleteFrom('accounts').execute();
    await store.db.insertInto('owners').values({ id: 'owner_x', kind: 'account' }).execute();
    const names = ['Ame', 'ame', 'ame 2', 'AME\u200b', '\u202e', 'Zoe\u0308'];
    for (const [at, name] of names.entries()) {
      await store.db
        .insertInto('accounts')
        .values({ id: `a${at}`, owner: 'owner_x', name, role: 'member', created_at: new Date(at * 1000) })
        .execute();
    }
    await store.db.transaction().execute((tx) => rewriteAccountNames(tx));
    const rows = await listAccounts(store.db);
    expect(rows.map(({ name }) => name)).toEqual(['Ame', 'ame 2', 'ame 2 2', 'AME 3', 'account', 'Zo\u00eb']);
    expect(rows.map(({ name_key }) => name_key)).toEqual(['ame', 'ame 2', 'ame 2 2', 'ame 3', 'account', 'zo\u00eb']);
  });
});
