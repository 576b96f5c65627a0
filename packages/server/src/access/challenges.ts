import { type SqlBool, sql } from 'kysely';
import type { Queries } from '../platform/store/database.ts';
import { deleteFree } from '../platform/store/delete-free.ts';
import { hashSecret, newSecret } from '../platform/store/ids.ts';
import type { SignInMethod } from './sessions.ts';

/** What a challenge is for. One of a purpose is worth nothing for another. */
export type ChallengePurpose = 'second-factor' | 'passkey' | 'new-passkey';

/** Seconds in which a challenge must be answered. */
export const challengeSeconds = 300;

/** Answers that a challenge takes. */
const mostTries = 5;

/**
 * Challenges of one purpose that are open at once: for one account and network, or for one network where no account is known
 * yet. Beyond them the oldest of the same kind is dropped: what a stranger opens ends no step that a password has proven.
 */
const mostOpen = 50;

/** A step of a sign-in that waits for an answer. */
export interface Challenge {
  readonly purpose: ChallengePurpose;
  /** Account that has taken the first step. Default: none yet. */
  readonly account?: string;
  /** What the authenticator signs. Default: nothing. */
  readonly challenge?: string;
  readonly network: string;
  /** How the first step was done. */
  readonly method?: SignInMethod;
}

/** Stores a challenge for five minutes. Returns the secret by which the answer names it. */
export async function openChallenge(db: Queries, challenge: Challenge): Promise<string> {
  const secret = newSecret('');
  const network = challenge.network.slice(0, 64);
  await deleteFree(db, 'sign_in_challenges', sql`expires_at < now()`);
  await db
    .insertInto('sign_in_challenges')
    .values({
      hash: hashSecret(secret),
      purpose: challenge.purpose,
      account_id: challenge.account ?? null,
      challenge: challenge.challenge ?? '',
      network,
      method: challenge.method ?? '',
      expires_at: sql`now() + ${sql.lit(`${challengeSeconds} seconds`)}::interval`,
    })
    .execute();
  const { purpose, account = null } = challenge;
  const same = sql<SqlBool>`network = ${network} AND purpose = ${purpose} AND account_id IS NOT DISTINCT FROM ${account}::text`;
  const kept = db
    .selectFrom('sign_in_challenges')
    .select('hash')
    .where(same)
    .orderBy('created_at', 'desc')
    .limit(mostOpen);
  await deleteFree(db, 'sign_in_challenges', sql`${same} AND hash NOT IN ${kept}`);
  return secret;
}

/** An open challenge. */
export interface OpenChallenge {
  readonly account: string | null;
  readonly challenge: string;
  readonly method: SignInMethod;
}

const open = (db: Queries, purpose: ChallengePurpose, secret: string) =>
  db
    .updateTable('sign_in_challenges')
    .where('hash', '=', hashSecret(secret))
    .where('purpose', '=', purpose)
    .where(sql<SqlBool>`expires_at BETWEEN now() AND now() + ${sql.lit(`${challengeSeconds} seconds`)}::interval`)
    .where('tries', '<', mostTries);

/** Counts an answer to a challenge. Returns the challenge; undefined for one that is unknown, over, or answered too often. */
export async function tryChallenge(
  db: Queries,
  purpose: ChallengePurpose,
  secret: string,
): Promise<OpenChallenge | undefined> {
  const row = await open(db, purpose, secret)
    .set({ tries: sql<number>`tries + 1` })
    .returning(['account_id', 'challenge', 'method'])
    .executeTakeFirst();
  return row === undefined
    ? undefined
    : { account: row.account_id, challenge: row.challenge, method: row.method as SignInMethod };
}

/** The account whose second step an open challenge waits for, without counting an answer. */
export async function accountOfChallenge(db: Queries, secret: string): Promise<string | undefined> {
  const row = await open(db, 'second-factor', secret)
    .set({ tries: sql<number>`tries` })
    .returning('account_id')
    .executeTakeFirst();
  return row?.account_id ?? undefined;
}

/** Removes a challenge that was answered. Returns false when another answer was first. */
export async function closeChallenge(db: Queries, secret: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('sign_in_challenges')
    .where('hash', '=', hashSecret(secret))
    .executeTakeFirst();
  return Number(numDeletedRows) === 1;
}
