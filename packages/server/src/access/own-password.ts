import { AkezoraError } from '@akezora/contract';
import { audit } from '../platform/audit.ts';
import { nameKey } from '../platform/names.ts';
import type { Store } from '../platform/store/database.ts';
import { changeAccounts, type ListedAccount, readAccount, withNameKey } from './accounts.ts';
import { revokeKeysOf } from './keys.ts';
import { checkNewPassword } from './password-rules.ts';
import { hashPassword, verifyPassword } from './passwords.ts';
import type { Principal } from './principal.ts';
import { closeSessionsOf } from './sessions.ts';
import { forgetPlaces, takeBackAttempt, takeSignInAttempt } from './sign-in-limits.ts';

/**
 * Checks name and password. Callers count the attempt first (`takeSignInAttempt`).
 * @returns the id of the account.
 * @throws AkezoraError `unauthorized`, the same for an unknown name and a wrong password.
 */
export async function checkPassword(store: Store, name: string, password: string): Promise<string> {
  const account = await withNameKey(store.db, nameKey(name)).where('disabled_at', 'is', null).executeTakeFirst();
  const right = await verifyPassword(account?.password, password);
  if (account === undefined || !right) throw new AkezoraError('unauthorized');
  return account.id;
}

/** A password in place of the one that somebody has. */
export interface PasswordChange {
  readonly current: string;
  readonly password: string;
  /** Also revokes every key of the account. */
  readonly revokeKeys: boolean;
}

const wrong = () =>
  new AkezoraError('forbidden', {
    field: 'current',
    reason: { en: 'the current password is wrong', ja: '今のパスワードが違います' },
  });

/**
 * Changes the password of one's own account, and ends its other sessions. Guesses at the current one count as attempts to
 * sign in.
 * @throws AkezoraError `forbidden` for a wrong current password, `too_many_requests`, `password_refused`.
 */
export async function changeOwnPassword(
  store: Store,
  principal: Principal & { readonly account: string; readonly session: string },
  change: PasswordChange,
): Promise<ListedAccount> {
  const { account: id, session, network } = principal;
  const before = await readAccount(store.db, id);
  const ticket = await takeSignInAttempt(store, { name: before.name, network });
  if (!(await verifyPassword(before.password, change.current))) throw wrong();
  await takeBackAttempt(store.db, ticket);
  await checkNewPassword(change.password, before.name);
  const password = await hashPassword(change.password);
  return changeAccounts(store, async (tx) => {
    const changed = await tx
      .updateTable('accounts')
      .set({ password })
      .where('id', '=', id)
      // Not over a password that was set meanwhile, such as by an owner who shuts a thief out.
      .where('password', '=', before.password)
      .where('disabled_at', 'is', null)
      .executeTakeFirst();
    if (Number(changed.numUpdatedRows) === 0) throw wrong();
    await forgetPlaces(tx, id);
    await closeSessionsOf(tx, id, session);
    await audit(tx, { action: 'password-changed', actor: principal, object: id, outcome: 'ok' });
    if (change.revokeKeys) await revokeKeysOf(tx, before.owner, principal);
    return readAccount(tx, id);
  });
}
