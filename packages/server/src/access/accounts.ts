import { AkezoraError } from '@akezora/contract';
import type { Role } from '@akezora/contract/api';
import { sql } from 'kysely';
import { nameTaken, notFound } from '../platform/not-found.ts';
import type { Queries, Store } from '../platform/store/database.ts';
import { hashSecret, newId } from '../platform/store/ids.ts';
import { ensureOwner } from '../platform/store/owners.ts';
import type { AccountRow } from '../platform/store/tables.ts';
import { hashPassword, verifyPassword } from './passwords.ts';
import { closeSessionsOf, unconfirmSessionsOf } from './sessions.ts';

const accountsLock = 7_860_004;

/** Changes to accounts wait for one another, so that what they check stays true until they commit. */
const changeAccounts = <T>(store: Store, change: (tx: Queries) => Promise<T>): Promise<T> =>
  store.db.transaction().execute(async (tx) => {
    await sql`SELECT pg_advisory_xact_lock(${sql.lit(accountsLock)})`.execute(tx);
    return change(tx);
  });

/** Whether anybody can sign in: with an account that is not disabled, or a key that is not revoked. */
export async function hasAccess(db: Queries): Promise<boolean> {
  const account = await db.selectFrom('accounts').select('id').where('disabled_at', 'is', null).limit(1).execute();
  if (account.length > 0) return true;
  const key = await db.selectFrom('api_keys').select('id').where('revoked_at', 'is', null).limit(1).execute();
  return key.length > 0;
}

/** Whether anybody can manage the server: an account or an admin key with the role owner. */
async function hasManager(db: Queries): Promise<boolean> {
  const { rows } = await sql`
    SELECT 1 FROM accounts WHERE role = 'owner' AND disabled_at IS NULL
    UNION ALL
    SELECT 1 FROM api_keys WHERE role = 'owner' AND revoked_at IS NULL AND scopes @> '["admin"]'
    LIMIT 1`.execute(db);
  return rows.length > 0;
}

/** All accounts, oldest first. */
export const listAccounts = (db: Queries): Promise<AccountRow[]> =>
  db.selectFrom('accounts').selectAll().orderBy('created_at').execute();

/** The owner whose things an account of this name sees. */
export async function ownerOfAccount(db: Queries, name: string): Promise<string | undefined> {
  const row = await db.selectFrom('accounts').select('owner').where('name', '=', name).executeTakeFirst();
  return row?.owner;
}

/**
 * Makes an account with an owner of its own.
 * @throws AkezoraError `state_conflict` when the name is in use.
 */
export async function createAccount(
  store: Store,
  account: { readonly name: string; readonly password: string; readonly role: Role },
): Promise<AccountRow> {
  const password = await hashPassword(account.password);
  return changeAccounts(store, async (tx) => {
    if ((await ownerOfAccount(tx, account.name)) !== undefined) throw nameTaken(account.name);
    return insertAccount(tx, { ...account, password, subject: null });
  });
}

async function insertAccount(
  tx: Queries,
  account: {
    readonly name: string;
    readonly password: string | null;
    readonly role: Role;
    readonly subject: string | null;
  },
): Promise<AccountRow> {
  const { name, password, role, subject } = account;
  const owner = newId('owner');
  await ensureOwner(tx, owner, 'account', name);
  return tx
    .insertInto('accounts')
    .values({ id: newId('account'), owner, name, password, role, oidc_subject: subject })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** A change of an account; what is left out stays. */
export interface AccountPatch {
  /** A new password ends every session of the account. */
  readonly password?: string | undefined;
  readonly role?: Role | undefined;
  readonly disabled?: boolean | undefined;
}

/**
 * Changes an account: everything in the patch, or nothing.
 * @param needsManager refuse a change after which nobody can sign in, or nobody can manage the server any more; false
 * for a server that can be managed without signing in.
 * @throws AkezoraError `not_found`; `state_conflict` for a change that is refused.
 */
export async function patchAccount(
  store: Store,
  id: string,
  { password, role, disabled }: AccountPatch,
  needsManager: boolean,
): Promise<AccountRow> {
  // Hashing takes long: before the transaction, not under its lock.
  const hashed = password === undefined ? undefined : await hashPassword(password);
  return changeAccounts(store, async (tx) => {
    const before = await tx.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst();
    if (before === undefined) throw notFound(id);
    const managed = await hasManager(tx);
    const row = await tx
      .updateTable('accounts')
      .set({
        role: role ?? before.role,
        password: hashed ?? before.password,
        ...(disabled === undefined ? {} : { disabled_at: disabled ? new Date() : null }),
      })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    // Enabled again, a disabled account does not get its old sessions back.
    if (hashed !== undefined || disabled === true) await closeSessionsOf(tx, id);
    else if (row.role !== before.role) await unconfirmSessionsOf(tx, id);
    if (needsManager && (!(await hasAccess(tx)) || (managed && !(await hasManager(tx))))) {
      throw new AkezoraError('state_conflict', {
        field: disabled === true ? 'disabled' : 'role',
        reason: {
          en: 'nobody could sign in to manage the server any more',
          ja: 'サーバーを管理できる人がいなくなります',
        },
      });
    }
    return row;
  });
}

/**
 * Checks name and password.
 * @throws AkezoraError `unauthorized`, the same for an unknown name and a wrong password.
 */
export async function checkPassword(store: Store, name: string, password: string): Promise<string> {
  const account = await store.db
    .selectFrom('accounts')
    .select(['id', 'password'])
    .where('name', '=', name)
    .where('disabled_at', 'is', null)
    .executeTakeFirst();
  const right = await verifyPassword(account?.password, password);
  if (account === undefined || !right) throw new AkezoraError('unauthorized');
  return account.id;
}

/**
 * The account of someone who signed in with OpenID Connect, made at their first sign-in. The first account of a server
 * gets the role owner, later ones are members.
 * @throws AkezoraError `unauthorized` for a disabled account.
 */
export function accountOfSubject(store: Store, subject: string, name: string): Promise<string> {
  return changeAccounts(store, async (tx) => {
    const known = await tx
      .selectFrom('accounts')
      .select(['id', 'disabled_at'])
      .where('oidc_subject', '=', subject)
      .executeTakeFirst();
    if (known !== undefined) {
      if (known.disabled_at !== null) throw new AkezoraError('unauthorized');
      return known.id;
    }
    const role: Role = (await hasAccess(tx)) ? 'member' : 'owner';
    const taken = (await ownerOfAccount(tx, name)) !== undefined;
    const own = taken ? `${name} ${hashSecret(subject).slice(0, 8)}` : name;
    return (await insertAccount(tx, { name: own, password: null, role, subject })).id;
  });
}
