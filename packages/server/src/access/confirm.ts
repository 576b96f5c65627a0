import { AkezoraError } from '@akezora/contract';
import type { ConfirmMethod, PasskeyAnswer, Proof, SecondProof } from '@akezora/contract/api';
import type { Secrets } from '../platform/secrets.ts';
import type { Queries, Store } from '../platform/store/database.ts';
import { checkPasskey, type Site } from './passkeys.ts';
import { verifyPassword } from './passwords.ts';
import type { Principal } from './principal.ts';
import { type SecondFactors, takeRecoveryCode, takeTotp } from './second-factors.ts';
import { confirmSession } from './sessions.ts';

/** A session of an account: who may list sessions and change their own second factors. */
export interface AccountSession {
  readonly account: string;
  readonly session: string;
}

/**
 * The session and account of the sender. API keys and visitors have none: a leaked key must not reach the ways to sign in.
 * @throws AkezoraError `unauthorized`, `forbidden`.
 */
export function requireSession({ via, account, session }: Principal): AccountSession {
  if (via === 'none') throw new AkezoraError('unauthorized');
  if (via === 'session' && account !== null && session !== null) return { account, session };
  throw new AkezoraError('forbidden', {
    reason: { en: 'only an account that has signed in can do this', ja: 'サインインしたアカウントだけができます' },
  });
}

/** What proofs are checked with. */
export interface Checking {
  readonly store: Store;
  readonly secrets: Secrets;
  readonly site: Site;
}

/**
 * Confirms a session: its account has just shown password, code or passkey.
 * @returns the session's new secret.
 * @throws AkezoraError `wrong_password`, `wrong_code`, `wrong_passkey`; `unauthorized` when the session has ended meanwhile.
 */
export async function confirm(checking: Checking, { account, session }: AccountSession, proof: Proof): Promise<string> {
  const { db } = checking.store;
  if ('password' in proof) {
    const stored = (await credentialsOf(db, account))?.password;
    if (!(await verifyPassword(stored, proof.password)))
      throw new AkezoraError('wrong_password', { field: 'password' });
  } else if ('code' in proof) {
    if (!(await takeTotp(db, checking.secrets, account, proof.code)))
      throw new AkezoraError('wrong_code', { field: 'code' });
  } else await requirePasskey(checking, account, proof.passkey);
  const secret = await confirmSession(db, session);
  if (secret === undefined) throw new AkezoraError('unauthorized');
  return secret;
}

/**
 * Checks the second step of a sign-in: a code of the app, a recovery code, or a passkey.
 * @throws AkezoraError `wrong_code`, `wrong_passkey`.
 */
export async function checkSecondFactor(checking: Checking, account: string, proof: SecondProof): Promise<void> {
  if ('passkey' in proof) return requirePasskey(checking, account, proof.passkey);
  const { store, secrets } = checking;
  if (await takeTotp(store.db, secrets, account, proof.code)) return;
  if (await takeRecoveryCode(store.db, account, proof.code)) return;
  throw new AkezoraError('wrong_code', { field: 'code' });
}

async function requirePasskey({ store, site }: Checking, account: string, answer: PasskeyAnswer): Promise<void> {
  if ((await checkPasskey(store, site, answer)) !== account) throw new AkezoraError('wrong_passkey');
}

const credentialsOf = (db: Queries, account: string) =>
  db
    .selectFrom('accounts')
    .select(['name', 'password', 'oidc_subject'])
    .where('id', '=', account)
    .where('disabled_at', 'is', null)
    .executeTakeFirst();

/**
 * Name of an account, and the ways in which it can confirm a session.
 * @throws AkezoraError `unauthorized` for an account that is disabled or gone.
 */
export async function confirmMethodsOf(
  db: Queries,
  account: string,
  factors: SecondFactors,
  hasProvider: boolean,
): Promise<{ readonly name: string; readonly confirm: ConfirmMethod[] }> {
  const row = await credentialsOf(db, account);
  if (row === undefined) throw new AkezoraError('unauthorized');
  const confirm: ConfirmMethod[] = [
    ...(row.password === null ? [] : (['password'] as const)),
    ...(factors.totp ? (['code'] as const) : []),
    ...(factors.passkeys > 0 ? (['passkey'] as const) : []),
    ...(row.oidc_subject === null || !hasProvider ? [] : (['provider'] as const)),
  ];
  return { name: row.name, confirm };
}
