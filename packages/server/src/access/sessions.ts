import { AkezoraError } from '@akezora/contract';
import { keyScopes } from '@akezora/contract/api';
import { type SqlBool, sql } from 'kysely';
import type { ServerOptions } from '../config/settings.ts';
import type { Queries, Store } from '../platform/store/database.ts';
import { deleteFree } from '../platform/store/delete-free.ts';
import { hashSecret, newSecret } from '../platform/store/ids.ts';
import type { SessionRow } from '../platform/store/tables.ts';
import { anonymous, mayAdminister, type Principal } from './principal.ts';

/** Most sessions of an account; a further one ends the one unused for longest. */
const sessionsOfAccount = 30;

/** Minutes after a password, code or passkey in which it counts as just given. */
const confirmedMinutes = 15;

/** How long sessions live, and what they need. */
export interface SessionRules {
  /** Seconds from its beginning. */
  readonly longest: number;
  /** Seconds without a request, for sessions of accounts; 0 for no such end. */
  readonly idle: number;
  /** Whether an owner without a second factor may do nothing but set one up. Default false. */
  readonly ownersNeedSecondFactor?: boolean;
}

/** The rules of sessions by the options of a server. */
export const sessionRules = (options: ServerOptions): SessionRules => ({
  longest: options.sessionSeconds,
  idle: options.sessionIdleSeconds,
  ownersNeedSecondFactor: options.ownersNeedSecondFactor,
});

/** How someone signed in. */
export type SignInMethod = 'password' | 'passkey' | 'oidc' | 'visit';

/** Where and how a session is opened. */
export interface Opening {
  readonly method: SignInMethod;
  readonly network: string;
  /** Browser and system, for people. See `deviceOf`. */
  readonly device: string;
  readonly rules: SessionRules;
}

const seconds = (count: number) => sql`make_interval(secs => ${count}::double precision)`;

/** A session that lives, by the database's clock. A last request or beginning in the future means a clock that was set back. */
const alive = (rules: SessionRules) => sql<SqlBool>`(
  sessions.expires_at > now() AND sessions.created_at > now() - ${seconds(rules.longest)} AND (
    sessions.account_id IS NULL OR ${rules.idle}::double precision = 0 OR
    sessions.last_seen_at > now() - ${seconds(rules.idle)}))`;

/**
 * Opens a session for an account, or for an anonymous owner of an open server. Returns the secret for the cookie.
 * @throws AkezoraError `unauthorized` for an account that is disabled or gone.
 */
export async function openSession(
  store: Store,
  of: { readonly account: string } | { readonly owner: string },
  { method, network, device, rules }: Opening,
): Promise<string> {
  const secret = newSecret('');
  await store.db.transaction().execute(async (tx) => {
    const account =
      'account' in of
        ? await tx
            .selectFrom('accounts')
            .select(['id', 'owner'])
            .where('id', '=', of.account)
            .where('disabled_at', 'is', null)
            .executeTakeFirstOrThrow(() => new AkezoraError('unauthorized'))
        : { id: null, owner: of.owner };
    await tx
      .insertInto('sessions')
      .values({
        hash: hashSecret(secret),
        owner: account.owner,
        account_id: account.id,
        expires_at: sql`now() + ${seconds(rules.longest)}`,
        confirmed_at: account.id === null ? null : sql`now()`,
        network: network.slice(0, 64),
        device: device.slice(0, 80),
        method,
      })
      .execute();
    if (account.id === null) return;
    const kept = tx
      .selectFrom('sessions')
      .select('id')
      .where('account_id', '=', account.id)
      .orderBy('last_seen_at', 'desc')
      .orderBy('created_at', 'desc')
      .limit(sessionsOfAccount);
    await deleteFree(tx, 'sessions', sql`account_id = ${account.id} AND id NOT IN ${kept}`);
  });
  return secret;
}

/**
 * Marks a session as just confirmed and gives it a new secret, so that a copy of the old cookie is worth nothing.
 * Returns the new secret; undefined when the session has ended.
 */
export async function confirmSession(db: Queries, id: string): Promise<string | undefined> {
  const secret = newSecret('');
  const changed = await db
    .updateTable('sessions')
    .set({ hash: hashSecret(secret), confirmed_at: sql`now()`, last_seen_at: sql`now()` })
    .where('id', '=', id)
    .executeTakeFirst();
  return Number(changed.numUpdatedRows) === 1 ? secret : undefined;
}

/** Ends a session. Returns the account and owner that it belonged to. */
export async function closeSession(
  store: Store,
  secret: string,
): Promise<{ readonly account: string | null; readonly owner: string } | undefined> {
  const row = await store.db
    .deleteFrom('sessions')
    .where('hash', '=', hashSecret(secret))
    .returning(['account_id', 'owner'])
    .executeTakeFirst();
  return row === undefined ? undefined : { account: row.account_id, owner: row.owner };
}

/**
 * Ends the sessions of an account, and sign-ins that wait for their second step.
 * @param except id of a session that stays. Default: none.
 * @returns how many ended.
 */
export async function closeSessionsOf(db: Queries, account: string, except?: string): Promise<number> {
  let ending = db.deleteFrom('sessions').where('account_id', '=', account);
  if (except !== undefined) ending = ending.where('id', '!=', except);
  await db
    .deleteFrom('sign_in_challenges')
    .where('account_id', '=', account)
    .where('purpose', '=', 'second-factor')
    .execute();
  return Number((await ending.executeTakeFirst()).numDeletedRows);
}

/** Ends one session of an account by its id. Returns whether there was one. */
export async function closeSessionById(db: Queries, account: string, id: string): Promise<boolean> {
  const ended = await db
    .deleteFrom('sessions')
    .where('account_id', '=', account)
    .where('id', '=', id)
    .executeTakeFirst();
  return Number(ended.numDeletedRows) > 0;
}

/** Makes the sessions of an account ask for the password again before they change anything sensitive: its rights have changed. */
export async function unconfirmSessionsOf(db: Queries, account: string): Promise<void> {
  await db.updateTable('sessions').set({ confirmed_at: null }).where('account_id', '=', account).execute();
}

/** The sessions of an account that live, the last used first. */
export const listSessions = (db: Queries, account: string, rules: SessionRules): Promise<SessionRow[]> =>
  db
    .selectFrom('sessions')
    .selectAll()
    .where('account_id', '=', account)
    .where(alive(rules))
    .orderBy('last_seen_at', 'desc')
    .orderBy('created_at', 'desc')
    .execute();

/** Removes sessions whose longest time has passed. Other servers of the same database may have another idle time. */
export async function removeExpiredSessions(db: Queries): Promise<void> {
  await deleteFree(db, 'sessions', sql`expires_at < now()`);
}

/** The principal of a session's cookie; undefined when it is unknown or has ended, or its account is disabled. */
export async function principalOfSession(
  store: Store,
  secret: string,
  rules: SessionRules,
): Promise<Principal | undefined> {
  const hash = hashSecret(secret);
  const row = await selectPrincipal(store.db, rules).where('sessions.hash', '=', hash).executeTakeFirst();
  if (row === undefined) return undefined;
  const principal = principalOf(row);
  if (principal !== undefined && row.stale) {
    // After a clock that ran ahead, the times of the session are brought back to the present.
    await store.db
      .updateTable('sessions')
      .set({
        last_seen_at: sql`now()`,
        created_at: sql`least(created_at, now())`,
        expires_at: sql`least(expires_at, now() + ${seconds(rules.longest)})`,
      })
      .where('hash', '=', hash)
      .execute();
  }
  return principal;
}

/** The principal of a session by its id, as `principalOfSession` gives it, without counting as a request. */
export async function principalOfSessionId(
  store: Store,
  id: string,
  rules: SessionRules,
): Promise<Principal | undefined> {
  const row = await selectPrincipal(store.db, rules).where('sessions.id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : principalOf(row);
}

const selectPrincipal = (db: Queries, rules: SessionRules) =>
  db
    .selectFrom('sessions')
    .leftJoin('accounts', 'accounts.id', 'sessions.account_id')
    .select(['sessions.id', 'sessions.owner', 'sessions.account_id'])
    .select(['accounts.name', 'accounts.role', 'accounts.disabled_at'])
    .select([
      sql<boolean>`coalesce(sessions.confirmed_at BETWEEN now() - ${seconds(confirmedMinutes * 60)} AND now(), false)`.as(
        'confirmed',
      ),
      // Once a minute is enough to see when it was last used.
      sql<boolean>`sessions.last_seen_at NOT BETWEEN now() - interval '1 minute' AND now()`.as('stale'),
    ])
    .select(
      rules.ownersNeedSecondFactor === true
        ? sql<boolean>`accounts.role = 'owner'
            AND NOT EXISTS (SELECT 1 FROM totp t WHERE t.account_id = accounts.id AND t.confirmed_at IS NOT NULL)
            AND NOT EXISTS (SELECT 1 FROM passkeys p WHERE p.account_id = accounts.id)`.as('needs')
        : sql<boolean>`false`.as('needs'),
    )
    .where(alive(rules));

type PrincipalRow = NonNullable<Awaited<ReturnType<ReturnType<typeof selectPrincipal>['executeTakeFirst']>>>;

function principalOf(row: PrincipalRow): Principal | undefined {
  if (row.account_id === null) return anonymous(row.owner, row.id);
  if (row.disabled_at !== null || row.role === null) return undefined;
  return {
    owner: row.owner,
    name: row.name ?? '',
    role: row.role,
    scopes: keyScopes,
    via: 'session',
    account: row.account_id,
    key: null,
    session: row.id,
    network: 'local',
    administers: mayAdminister(row.role, keyScopes),
    confirmed: row.confirmed,
    ...(row.needs ? { needsSecondFactor: true } : {}),
  };
}
