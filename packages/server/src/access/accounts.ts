import { AkezoraError, type Text } from '@akezora/contract';
import type { Role } from '@akezora/contract/api';
import { type SqlBool, sql } from 'kysely';
import { type AuditActor, audit } from '../platform/audit.ts';
import { nameKey } from '../platform/names.ts';
import { nameTaken, notFound } from '../platform/not-found.ts';
import type { Queries, Store } from '../platform/store/database.ts';
import { newId } from '../platform/store/ids.ts';
import { ensureOwner } from '../platform/store/owners.ts';
import type { AccountRow } from '../platform/store/tables.ts';
import { revokeKeysOf } from './keys.ts';
import { type AccountName, accountName } from './names.ts';
import { checkNewPassword } from './password-rules.ts';
import { hashPassword } from './passwords.ts';
import { closeSessionsOf, unconfirmSessionsOf } from './sessions.ts';
import { forgetPlaces } from './sign-in-limits.ts';

const accountsLock = 7_860_004;

/** Changes to accounts wait for one another, so that what they check stays true until they commit. */
export const changeAccounts = <T>(store: Store, change: (tx: Queries) => Promise<T>): Promise<T> =>
  store.db.transaction().execute(async (tx) => {
    await sql`SELECT pg_advisory_xact_lock(${sql.lit(accountsLock)})`.execute(tx);
    return change(tx);
  });

/** Keys that work: neither revoked nor expired, of the person at the machine or of an account that is not disabled. */
const workingKeys = (db: Queries) =>
  db
    .selectFrom('api_keys')
    .innerJoin('owners', 'owners.id', 'api_keys.owner')
    .leftJoin('accounts', 'accounts.owner', 'api_keys.owner')
    .where('revoked_at', 'is', null)
    .where(sql<SqlBool>`coalesce(expires_at > now(), true)`)
    .where(sql<SqlBool>`(accounts.id IS NOT NULL AND accounts.disabled_at IS NULL OR owners.kind = 'local')`);

/** Whether anybody can sign in: with an account that is not disabled, or a key that works. */
export async function hasAccess(db: Queries): Promise<boolean> {
  const account = await db.selectFrom('accounts').select('id').where('disabled_at', 'is', null).limit(1).execute();
  if (account.length > 0) return true;
  return (await workingKeys(db).select('api_keys.id').limit(1).execute()).length > 0;
}

/** Whether an account with the role owner is enabled. */
export async function hasOwner(db: Queries): Promise<boolean> {
  const owners = db.selectFrom('accounts').select('id').where('role', '=', 'owner').where('disabled_at', 'is', null);
  return (await owners.limit(1).execute()).length > 0;
}

/**
 * Makes a change of accounts that leaves an enabled owner where there was one: nobody could manage the server any more.
 * @throws AkezoraError `state_conflict`.
 */
export async function keepingAnOwner<T>(tx: Queries, field: string, change: () => Promise<T>): Promise<T> {
  const managed = await hasOwner(tx);
  const result = await change();
  if (!managed || (await hasOwner(tx))) return result;
  throw new AkezoraError('state_conflict', {
    field,
    reason: {
      en: 'this is the last owner, and nobody could manage the server any more',
      ja: '最後の管理者なので、サーバーを管理できる人がいなくなります',
    },
  });
}

/** An account in a list, with the number of its keys that are not revoked. */
export interface ListedAccount extends AccountRow {
  readonly keys: number;
}

const selectAccounts = (db: Queries) =>
  db
    .selectFrom('accounts')
    .selectAll('accounts')
    .select((select) =>
      select
        .selectFrom('api_keys')
        .select((keys) => keys.fn.countAll<string>().as('keys'))
        .whereRef('api_keys.owner', '=', 'accounts.owner')
        .where('revoked_at', 'is', null)
        .as('keys'),
    );

const listed = (row: AccountRow & { keys: string | null }): ListedAccount => ({ ...row, keys: Number(row.keys ?? 0) });

/** All accounts, oldest first. */
export const listAccounts = async (db: Queries): Promise<ListedAccount[]> =>
  (await selectAccounts(db).orderBy('created_at').orderBy('id').execute()).map(listed);

/** An account by its id. @throws AkezoraError `not_found`. */
export async function readAccount(db: Queries, id: string): Promise<ListedAccount> {
  const row = await selectAccounts(db).where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw notFound(id);
  return listed(row);
}

/** The account of a `nameKey`, if there is one. */
export const withNameKey = (db: Queries, key: string) =>
  db.selectFrom('accounts').selectAll().where('name_key', '=', key);

/** The account of a name, however it is typed. @throws AkezoraError `not_found`. */
export async function accountOfName(db: Queries, name: string): Promise<AccountRow> {
  const row = await withNameKey(db, nameKey(name)).executeTakeFirst();
  if (row === undefined) throw notFound(name, 'name');
  return row;
}

/** The owner whose things an account of this name sees. */
export const ownerOfAccount = async (db: Queries, name: string): Promise<string | undefined> =>
  (await withNameKey(db, nameKey(name)).executeTakeFirst())?.owner;

/** A new account. */
export interface NewAccount {
  readonly name: string;
  /** Default: none; then it needs `email` or `subject`. */
  readonly password?: string | undefined;
  readonly role: Role;
  /** Address by which a sign-in provider's account is found the first time. */
  readonly email?: string | undefined;
  /** Issuer and subject of a sign-in provider, with a space between. */
  readonly subject?: string | undefined;
}

/**
 * Makes an account with an owner of its own.
 * @throws AkezoraError `state_conflict` when name, address or subject are in use, `request_invalid` for a name that accounts
 * cannot have, `password_refused`.
 */
export async function createAccount(
  store: Store,
  account: NewAccount,
  by: AuditActor | null = null,
): Promise<AccountRow> {
  const named = accountName(account.name);
  if (account.password === undefined && account.email === undefined && account.subject === undefined) {
    const reason = { en: 'it is missing', ja: '指定してください' };
    throw new AkezoraError('request_invalid', { field: 'password', reason });
  }
  if (account.password !== undefined) await checkNewPassword(account.password, named.name);
  const password = account.password === undefined ? null : await hashPassword(account.password);
  return changeAccounts(store, async (tx) => {
    await refuseTaken(tx, named, account);
    const row = await insertAccount(tx, {
      ...named,
      role: account.role,
      password,
      email: account.email,
      subject: account.subject,
    });
    const detail = { role: row.role };
    await audit(tx, { action: 'account-created', actor: by, object: row.id, outcome: 'ok', detail });
    return row;
  });
}

const inUse = (field: string, reason: Text) => new AkezoraError('state_conflict', { field, reason });

async function refuseTaken(
  tx: Queries,
  named: AccountName | undefined,
  { email, subject, except }: { email?: string | null | undefined; subject?: string | undefined; except?: string },
): Promise<void> {
  const others = () =>
    tx
      .selectFrom('accounts')
      .select('id')
      .where('id', '!=', except ?? '');
  if (named !== undefined && (await others().where('name_key', '=', named.key).executeTakeFirst()) !== undefined) {
    throw nameTaken(named.name);
  }
  const address = email == null ? undefined : await others().where('email', '=', emailKey(email)).executeTakeFirst();
  if (address !== undefined) {
    throw inUse('email', {
      en: 'another account has this address',
      ja: '別のアカウントがこのメールアドレスを使っています',
    });
  }
  if (subject !== undefined && (await others().where('oidc_subject', '=', subject).executeTakeFirst()) !== undefined) {
    throw inUse('subject', {
      en: 'another account signs in with it',
      ja: '別のアカウントのサインインに使われています',
    });
  }
}

/** How an address is stored and compared. */
export const emailKey = (email: string): string => email.normalize('NFC').trim().toLowerCase();

/** Adds the rows of an account whose name, address and subject are known to be free. */
export async function insertAccount(
  tx: Queries,
  account: AccountName & {
    readonly password: string | null;
    readonly role: Role;
    readonly email?: string | undefined;
    readonly subject?: string | undefined;
  },
): Promise<AccountRow> {
  const { name, key, password, role, email, subject } = account;
  const owner = newId('owner');
  await ensureOwner(tx, owner, 'account', name);
  return tx
    .insertInto('accounts')
    .values({
      ...{ id: newId('account'), owner, name, name_key: key, password, role },
      ...{ email: email === undefined ? null : emailKey(email), oidc_subject: subject ?? null },
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** A change of an account; what is left out stays. */
export interface AccountPatch {
  readonly name?: string | undefined;
  /** A new password ends every session of the account. */
  readonly password?: string | undefined;
  readonly role?: Role | undefined;
  readonly disabled?: boolean | undefined;
  /** Null takes the address away. */
  readonly email?: string | null | undefined;
  /** Also revokes every key of the account. Default false: keys of a disabled account only rest. */
  readonly revokeKeys?: boolean | undefined;
}

/**
 * Changes an account: everything in the patch, or nothing. Waiting and running jobs of one that is disabled or made a viewer
 * are cancelled within seconds (`cancelStopped`); none of them starts from here on.
 * @throws AkezoraError `not_found`; `state_conflict` when it would leave no enabled owner, or a name or address is in use;
 * `password_refused`.
 */
export async function patchAccount(
  store: Store,
  id: string,
  patch: AccountPatch,
  by: AuditActor | null = null,
): Promise<ListedAccount> {
  const { password, role, disabled, email } = patch;
  const named = patch.name === undefined ? undefined : accountName(patch.name);
  if (password !== undefined) await checkNewPassword(password, named?.name ?? (await readAccount(store.db, id)).name);
  // Hashing takes long: before the transaction, not under its lock.
  const hashed = password === undefined ? undefined : await hashPassword(password);
  return changeAccounts(store, async (tx) => {
    const before = await tx.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst();
    if (before === undefined) throw notFound(id);
    await refuseTaken(tx, named, { email, except: id });
    await keepingAnOwner(tx, disabled === true ? 'disabled' : 'role', () =>
      tx
        .updateTable('accounts')
        .set({
          ...(named === undefined ? {} : { name: named.name, name_key: named.key }),
          role: role ?? before.role,
          password: hashed ?? before.password,
          ...(email === undefined ? {} : { email: email === null ? null : emailKey(email) }),
          ...(disabled === undefined
            ? {}
            : { disabled_at: disabled ? (before.disabled_at ?? sql<Date>`now()`) : null }),
        })
        .where('id', '=', id)
        .execute(),
    );
    if (named !== undefined)
      await tx.updateTable('owners').set({ name: named.name }).where('id', '=', before.owner).execute();
    if (hashed !== undefined) await forgetPlaces(tx, id);
    // Enabled again, a disabled account does not get its old sessions back.
    if (hashed !== undefined || disabled === true) await closeSessionsOf(tx, id);
    else if (role !== undefined && role !== before.role) await unconfirmSessionsOf(tx, id);
    // Enabled again, it does not send what waited from before.
    if (disabled === true) await removeDeliveries(tx, before.owner);
    if (patch.revokeKeys === true) await revokeKeysOf(tx, before.owner, by);
    await auditChanges(tx, before, patch, by);
    return readAccount(tx, id);
  });
}

const removeDeliveries = (tx: Queries, owner: string) =>
  tx
    .deleteFrom('webhook_deliveries')
    .where('webhook_id', 'in', tx.selectFrom('webhooks').select('id').where('owner', '=', owner))
    .execute();

async function auditChanges(tx: Queries, { id, role }: AccountRow, patch: AccountPatch, actor: AuditActor | null) {
  const record = { actor, object: id, outcome: 'ok' } as const;
  if (patch.role !== undefined && patch.role !== role) {
    await audit(tx, { ...record, action: 'role-changed', detail: { from: role, to: patch.role } });
  }
  if (patch.password !== undefined) await audit(tx, { ...record, action: 'password-changed' });
  const { disabled } = patch;
  if (disabled === undefined && patch.name === undefined && patch.email === undefined) return;
  const detail = {
    name: patch.name !== undefined,
    email: patch.email !== undefined,
    ...(disabled === undefined ? {} : { disabled }),
  };
  await audit(tx, { ...record, action: 'account-changed', detail });
}
