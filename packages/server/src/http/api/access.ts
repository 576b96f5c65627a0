import type { Account, ApiKey } from '@akezora/contract/api';
import { createAccount, type ListedAccount, listAccounts, patchAccount, readAccount } from '../../access/accounts.ts';
import { requireSession } from '../../access/confirm.ts';
import type { OwnedKey } from '../../access/keys.ts';
import { daysFromNow, makeKey, revokeVisibleKey, visibleKeys } from '../../access/manage-keys.ts';
import { changeOwnPassword } from '../../access/own-password.ts';
import { deleteAccount } from '../../access/remove-account.ts';
import { setSession } from '../../access/session-cookie.ts';
import { closeSessionsOf, confirmSession } from '../../access/sessions.ts';
import { audit } from '../../platform/audit.ts';
import type { KeyRow } from '../../platform/store/tables.ts';
import { type Handlers, removedOr404 } from './register.ts';

type Names =
  | ('keys' | 'createKey' | 'revokeKey')
  | ('accounts' | 'createAccount' | 'patchAccount' | 'deleteAccount' | 'ownPassword' | 'endAccountSessions');

/** Keys and accounts, of our own API. */
export const accessHandlers: Handlers<Names> = {
  keys: async ({ db, principal, query }) => {
    const now = Date.now();
    return {
      data: (await visibleKeys(db, principal, query.all === true)).map((key) => keyView(key, accountOf(key), now)),
    };
  },
  createKey: async ({ services, db, principal, body }) => {
    const { name, scopes, expiresAt: at, expiresInDays: days } = body;
    const expiresAt = at !== undefined ? new Date(at) : days === undefined ? undefined : await daysFromNow(db, days);
    const { row, secret } = await makeKey(services.store, principal, { name, scopes, expiresAt });
    const account = principal.account === null ? null : { id: principal.account, name: principal.name };
    return { ...keyView(row, account, Date.now()), secret };
  },
  revokeKey: async ({ services, principal, id }) =>
    removedOr404(id, (await revokeVisibleKey(services.store, principal, id)).length > 0),
  accounts: async ({ db }) => ({ data: (await listAccounts(db)).map(accountView) }),
  createAccount: async ({ services, body, principal }) =>
    accountView({ ...(await createAccount(services.store, body, principal)), keys: 0 }),
  patchAccount: async ({ services, id, body, principal }) =>
    accountView(await patchAccount(services.store, id, body, principal)),
  deleteAccount: async ({ services, id, query, principal }) => {
    await deleteAccount(services.store, id, query.withLibrary === true, principal);
    return undefined;
  },
  endAccountSessions: async ({ db, principal, id }) => {
    await readAccount(db, id);
    const ended = await closeSessionsOf(db, id);
    const detail = { sessions: ended };
    await audit(db, { action: 'session-ended', actor: principal, object: id, outcome: 'ok', detail });
    return { ended };
  },
  ownPassword: async ({ services, db, principal, body, context }) => {
    const session = requireSession(principal);
    const changed = await changeOwnPassword(services.store, { ...principal, ...session }, body);
    // A copy of this session's cookie ends as the other sessions do.
    const secret = await confirmSession(db, session.session);
    if (secret !== undefined) setSession(context, services.options, secret);
    return accountView(changed);
  },
};

const accountView = (row: ListedAccount): Account => ({
  id: row.id,
  name: row.name,
  role: row.role,
  disabled: row.disabled_at !== null,
  email: row.email,
  signsInWith: { password: row.password !== null, provider: row.oidc_subject !== null || row.email !== null },
  keys: row.keys,
  createdAt: row.created_at.toISOString(),
});

const accountOf = (key: OwnedKey) =>
  key.account_id === null ? null : { id: key.account_id, name: key.account_name ?? '' };

const keyView = (row: KeyRow, account: ApiKey['account'], now: number): ApiKey => ({
  id: row.id,
  name: row.name,
  hint: row.hint,
  scopes: row.scopes,
  createdAt: row.created_at.toISOString(),
  usedAt: row.used_at?.toISOString() ?? null,
  usedFrom: row.used_network,
  expiresAt: row.expires_at?.toISOString() ?? null,
  expired: row.expires_at !== null && row.expires_at.getTime() <= now,
  account,
});
