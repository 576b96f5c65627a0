import { AkezoraError } from '@akezora/contract';
import { sql } from 'kysely';
import { ensureOwner } from '../jobs/submit.ts';
import type { Queries, Store } from '../platform/store/database.ts';
import { hashSecret, newId, newSecret } from '../platform/store/ids.ts';
import type { Principal, Role, Scope } from './principal.ts';

const allScopes: readonly Scope[] = ['generate', 'library', 'admin'];

/** argon2id with the parameters OWASP advises (19 MiB, two passes). */
const hashing = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Whether anybody could sign in: an account that is not disabled, or a key that is not revoked. */
export async function hasAccess(db: Queries): Promise<boolean> {
  const account = await db.selectFrom('accounts').select('id').where('disabled_at', 'is', null).limit(1).execute();
  if (account.length > 0) return true;
  const key = await db.selectFrom('api_keys').select('id').where('revoked_at', 'is', null).limit(1).execute();
  return key.length > 0;
}

/**
 * Makes an account with an owner of its own.
 * @throws AkezoraError `state_conflict` when the name is taken.
 */
export async function createAccount(
  store: Store,
  account: { name: string; password?: string; role: Role; oidcSubject?: string },
): Promise<string> {
  const { hash } = await import('@node-rs/argon2');
  const password = account.password === undefined ? null : await hash(account.password, hashing);
  const id = newId('account');
  await store.db.transaction().execute(async (tx) => {
    await sql`SELECT pg_advisory_xact_lock(7860004)`.execute(tx);
    const taken = await tx.selectFrom('accounts').select('id').where('name', '=', account.name).executeTakeFirst();
    if (taken !== undefined) {
      const reason = {
        en: `the name ${account.name} is already in use`,
        ja: `名前 ${account.name} はすでに使われています`,
      };
      throw new AkezoraError('state_conflict', { field: 'name', reason });
    }
    const owner = newId('owner');
    await ensureOwner(tx, owner, 'account', account.name);
    await tx
      .insertInto('accounts')
      .values({
        id,
        owner,
        name: account.name,
        password,
        role: account.role,
        oidc_subject: account.oidcSubject ?? null,
      })
      .execute();
  });
  return id;
}

/** Sets a new password and ends every session of the account. */
export async function setPassword(store: Store, account: string, password: string): Promise<void> {
  const { hash } = await import('@node-rs/argon2');
  const hashed = await hash(password, hashing);
  await store.db.transaction().execute(async (tx) => {
    await tx.updateTable('accounts').set({ password: hashed }).where('id', '=', account).execute();
    await tx.deleteFrom('sessions').where('account_id', '=', account).execute();
  });
}

// Checked when there is no such account, so that an answer takes as long as for a wrong password.
let decoy: Promise<string> | undefined;

/**
 * Checks name and password.
 * @throws AkezoraError `unauthorized`, the same for an unknown name and a wrong password.
 */
export async function checkPassword(store: Store, name: string, password: string): Promise<string> {
  const { hash, verify } = await import('@node-rs/argon2');
  const account = await store.db
    .selectFrom('accounts')
    .select(['id', 'password'])
    .where('name', '=', name)
    .where('disabled_at', 'is', null)
    .executeTakeFirst();
  decoy ??= hash('no such account', hashing);
  const right = await verify(account?.password ?? (await decoy), password);
  if (account?.password == null || !right) throw new AkezoraError('unauthorized');
  return account.id;
}

const sessionDays = 30;

/** Opens a session for an account, or for an anonymous owner of an open server; the secret goes into the cookie. */
export async function openSession(store: Store, of: { account: string } | { owner: string }): Promise<string> {
  const secret = newSecret('');
  const account =
    'account' in of
      ? await store.db
          .selectFrom('accounts')
          .select(['id', 'owner'])
          .where('id', '=', of.account)
          .executeTakeFirstOrThrow()
      : { id: null, owner: of.owner };
  await store.db
    .insertInto('sessions')
    .values({
      hash: hashSecret(secret),
      owner: account.owner,
      account_id: account.id,
      expires_at: new Date(Date.now() + sessionDays * 86_400_000),
    })
    .execute();
  return secret;
}

/** Seconds a session's cookie lives. */
export const sessionSeconds = sessionDays * 86_400;

/** Ends a session. */
export async function closeSession(store: Store, secret: string): Promise<void> {
  await store.db.deleteFrom('sessions').where('hash', '=', hashSecret(secret)).execute();
}

/** Removes sessions whose time is over. */
export async function removeExpiredSessions(db: Queries): Promise<void> {
  await db.deleteFrom('sessions').where('expires_at', '<', new Date()).execute();
}

/** Who a session's cookie belongs to. */
export async function principalOfSession(store: Store, secret: string): Promise<Principal | undefined> {
  const row = await store.db
    .selectFrom('sessions')
    .leftJoin('accounts', 'accounts.id', 'sessions.account_id')
    .select(['sessions.owner', 'sessions.account_id', 'accounts.name', 'accounts.role', 'accounts.disabled_at'])
    .where('sessions.hash', '=', hashSecret(secret))
    .where('sessions.expires_at', '>', new Date())
    .executeTakeFirst();
  if (row === undefined) return undefined;
  if (row.account_id === null) return { ...anonymous(row.owner) };
  if (row.disabled_at !== null || row.role === null) return undefined;
  return { owner: row.owner, name: row.name ?? '', role: row.role as Role, scopes: allScopes, via: 'session' };
}

/** A visitor of an open server: may make clips and keep them, and nothing else. */
export const anonymous = (owner: string): Principal => ({
  owner,
  name: '',
  role: 'member',
  scopes: ['generate', 'library'],
  via: 'anonymous',
});

/** Makes an API key for an owner; the secret is in this answer only. */
export async function createKey(
  store: Store,
  key: { owner: string; name: string; scopes: readonly Scope[]; role: Role },
): Promise<{ id: string; secret: string; hint: string }> {
  const secret = newSecret('ak-');
  const id = newId('key');
  const hint = secret.slice(-4);
  await store.db
    .insertInto('api_keys')
    .values({
      id,
      owner: key.owner,
      hash: hashSecret(secret),
      hint,
      name: key.name,
      scopes: JSON.stringify(key.scopes),
      role: key.role,
    })
    .execute();
  return { id, secret, hint };
}

/** Who a bearer token belongs to. */
export async function principalOfKey(store: Store, secret: string): Promise<Principal | undefined> {
  const row = await store.db
    .selectFrom('api_keys')
    .selectAll()
    .where('hash', '=', hashSecret(secret))
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  // Once a minute is enough to see which keys are in use.
  if (row.used_at === null || Date.now() - row.used_at.getTime() > 60_000) {
    await store.db.updateTable('api_keys').set({ used_at: new Date() }).where('id', '=', row.id).execute();
  }
  return { owner: row.owner, name: row.name, role: row.role as Role, scopes: row.scopes as Scope[], via: 'key' };
}

/**
 * The account of someone who signed in elsewhere; made at their first coming. The first of all becomes the server's
 * owner, later ones members.
 * @throws AkezoraError `unauthorized` for a disabled account.
 */
export async function accountOfSubject(store: Store, subject: string, name: string): Promise<string> {
  const known = await store.db
    .selectFrom('accounts')
    .select(['id', 'disabled_at'])
    .where('oidc_subject', '=', subject)
    .executeTakeFirst();
  if (known !== undefined) {
    if (known.disabled_at !== null) throw new AkezoraError('unauthorized');
    return known.id;
  }
  const role: Role = (await hasAccess(store.db)) ? 'member' : 'owner';
  const taken = await store.db.selectFrom('accounts').select('id').where('name', '=', name).executeTakeFirst();
  const own = taken === undefined ? name : `${name} ${hashSecret(subject).slice(0, 8)}`;
  return createAccount(store, { name: own, role, oidcSubject: subject });
}
