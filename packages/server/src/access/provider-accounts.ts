import { AkezoraError } from '@akezora/contract';
import type { Role } from '@akezora/contract/api';
import type { OidcOptions } from '../config/schemas.ts';
import { audit } from '../platform/audit.ts';
import { nameKey } from '../platform/names.ts';
import type { Queries, Store } from '../platform/store/database.ts';
import { hashSecret } from '../platform/store/ids.ts';
import type { AccountRow } from '../platform/store/tables.ts';
import { changeAccounts, emailKey, insertAccount, keepingAnOwner } from './accounts.ts';
import { mendedName } from './names.ts';
import { type Claims, isAllowed, roleOf, verifiedEmail } from './provider-claims.ts';
import { closeSessionsOf } from './sessions.ts';

const refused = () =>
  new AkezoraError('forbidden', {
    reason: {
      en: 'the sign-in provider knows you, but no account of this server is for you',
      ja: 'サインイン先では確認できましたが、このサーバーにあなたのアカウントがありません',
    },
  });

/** The identity of a person at a provider. A subject is unique only within its issuer. */
export const subjectOf = (issuer: string, subject: string): string => `${issuer} ${subject}`;

/** Whether somebody who signs in with the provider can become the owner of a server that has none. */
export const makesOwners = (options: OidcOptions | undefined): boolean =>
  options?.signUp === true &&
  options.roleClaim !== undefined &&
  (options.roles === undefined || (options.roles.owner ?? []).length > 0);

/**
 * The account of someone who signed in with OpenID Connect: the one that signed in with it before, or that an owner of the
 * server prepared for their verified address, or, with `signUp`, a new one. A role that the provider gives is taken over at each
 * sign-in; only the last owner stays one.
 * @param identity claims that were checked, with `iss` and `sub`.
 * @throws AkezoraError `unauthorized` for a disabled account, `forbidden` for someone without one.
 */
export function accountOfProvider(
  store: Store,
  identity: Claims & { readonly iss: string; readonly sub: string },
  options: OidcOptions,
): Promise<AccountRow> {
  const subject = subjectOf(identity.iss, identity.sub);
  const role = roleOf(identity, options);
  return changeAccounts(store, async (tx) => {
    if (!isAllowed(identity, options.allow)) throw refused();
    const known = (await bySubject(tx, subject)) ?? (await linkByEmail(tx, subject, verifiedEmail(identity)));
    if (known === undefined) {
      if (options.signUp !== true) throw refused();
      const row = await signUp(tx, subject, identity, role ?? 'member');
      const detail = { role: row.role, provider: true };
      await audit(tx, { action: 'account-created', actor: null, object: row.id, outcome: 'ok', detail });
      return row;
    }
    if (known.disabled_at !== null) throw new AkezoraError('unauthorized');
    return role === undefined || role === known.role ? known : takeRole(tx, known, role);
  });
}

const bySubject = (tx: Queries, subject: string) =>
  tx.selectFrom('accounts').selectAll().where('oidc_subject', '=', subject).executeTakeFirst();

/** The account that an owner made for an address; from now on it is found by the identity. */
const linkByEmail = async (tx: Queries, subject: string, email: string | undefined) =>
  email === undefined
    ? undefined
    : tx
        .updateTable('accounts')
        .set({ oidc_subject: subject })
        .where('email', '=', emailKey(email))
        .where('oidc_subject', 'is', null)
        .where('disabled_at', 'is', null)
        .returningAll()
        .executeTakeFirst();

async function signUp(tx: Queries, subject: string, claims: Claims, role: Role): Promise<AccountRow> {
  const said = [claims.preferred_username, claims.name, claims.email, claims.sub].find(
    (name) => typeof name === 'string',
  );
  const code = hashSecret(subject).slice(0, 8);
  const named = mendedName(String(said ?? ''), `account ${code}`);
  const taken = await tx.selectFrom('accounts').select('id').where('name_key', '=', named.key).executeTakeFirst();
  const name = taken === undefined ? named.name : `${named.name.slice(0, 80)} ${code}`;
  return insertAccount(tx, { name, key: nameKey(name), password: null, role, subject });
}

async function takeRole(tx: Queries, account: AccountRow, role: Role): Promise<AccountRow> {
  const set = () =>
    tx.updateTable('accounts').set({ role }).where('id', '=', account.id).returningAll().executeTakeFirstOrThrow();
  const record = { action: 'role-changed', actor: null, object: account.id, outcome: 'ok' } as const;
  const detail = { from: account.role, to: role, provider: true };
  if (account.role !== 'owner') {
    await audit(tx, { ...record, detail });
    return set();
  }
  const others = tx.selectFrom('accounts').select('id').where('id', '!=', account.id);
  const another = await others.where('role', '=', 'owner').where('disabled_at', 'is', null).limit(1).execute();
  if (another.length === 0) return account;
  await closeSessionsOf(tx, account.id);
  await audit(tx, { ...record, detail });
  return keepingAnOwner(tx, 'role', set);
}
