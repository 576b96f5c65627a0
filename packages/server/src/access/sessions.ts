import { keyScopes } from '@akezora/contract/api';
import type { Queries, Store } from '../platform/store/database.ts';
import { hashSecret, newSecret } from '../platform/store/ids.ts';
import { anonymous, mayAdminister, type Principal } from './principal.ts';

const sessionDays = 30;

/** Seconds that a session and its cookie live. */
export const sessionSeconds = sessionDays * 86_400;

/** Opens a session for an account, or for an anonymous owner of an open server. Returns the secret for the cookie. */
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
      expires_at: new Date(Date.now() + sessionSeconds * 1000),
    })
    .execute();
  return secret;
}

/** Ends a session. */
export async function closeSession(store: Store, secret: string): Promise<void> {
  await store.db.deleteFrom('sessions').where('hash', '=', hashSecret(secret)).execute();
}

/** Ends every session of an account. */
export async function closeSessionsOf(db: Queries, account: string): Promise<void> {
  await db.deleteFrom('sessions').where('account_id', '=', account).execute();
}

/** Removes expired sessions. */
export async function removeExpiredSessions(db: Queries): Promise<void> {
  await db.deleteFrom('sessions').where('expires_at', '<', new Date()).execute();
}

/** The principal of a session's cookie; undefined when it is unknown or expired, or its account disabled. */
export async function principalOfSession(store: Store, secret: string): Promise<Principal | undefined> {
  const session = hashSecret(secret);
  const row = await store.db
    .selectFrom('sessions')
    .leftJoin('accounts', 'accounts.id', 'sessions.account_id')
    .select(['sessions.owner', 'sessions.account_id', 'accounts.name', 'accounts.role', 'accounts.disabled_at'])
    .where('sessions.hash', '=', session)
    .where('sessions.expires_at', '>', new Date())
    .executeTakeFirst();
  if (row === undefined) return undefined;
  if (row.account_id === null) return anonymous(row.owner, session);
  if (row.disabled_at !== null || row.role === null) return undefined;
  return {
    ...{ owner: row.owner, name: row.name ?? '', role: row.role, scopes: keyScopes, via: 'session' },
    ...{ account: row.account_id, key: null, session, network: 'local' },
    administers: mayAdminister(row.role, keyScopes),
  };
}
