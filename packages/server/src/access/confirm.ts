import { AkezoraError } from '@akezora/contract';
import type { Store } from '../platform/store/database.ts';
import { verifyPassword } from './passwords.ts';
import type { Principal } from './principal.ts';
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

/**
 * Confirms a session by the password of its account. Returns the session's new secret.
 * @throws AkezoraError `wrong_password`; `unauthorized` when the session has ended meanwhile.
 */
export async function confirmByPassword(
  store: Store,
  { account, session }: AccountSession,
  password: string,
): Promise<string> {
  const row = await store.db
    .selectFrom('accounts')
    .select('password')
    .where('id', '=', account)
    .where('disabled_at', 'is', null)
    .executeTakeFirst();
  if (!(await verifyPassword(row?.password, password))) throw new AkezoraError('wrong_password', { field: 'password' });
  const secret = await confirmSession(store.db, session);
  if (secret === undefined) throw new AkezoraError('unauthorized');
  return secret;
}
