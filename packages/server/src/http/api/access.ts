import type { Account, ApiKey } from '@akezora/contract/api';
import { createAccount, listAccounts, patchAccount } from '../../access/accounts.ts';
import { accessMode } from '../../access/guard.ts';
import { createKey, listKeys, revokeKey } from '../../access/keys.ts';
import { requireScope } from '../../access/principal.ts';
import { closeSessionsOf } from '../../access/sessions.ts';
import { notFound } from '../../platform/not-found.ts';
import type { AccountRow, KeyRow } from '../../platform/store/tables.ts';
import { type Handlers, removedOr404 } from './register.ts';

type Names = 'keys' | 'createKey' | 'revokeKey' | 'accounts' | 'createAccount' | 'patchAccount' | 'endAccountSessions';

/** Keys and accounts, of our own API. */
export const accessHandlers: Handlers<Names> = {
  keys: async ({ db, owner }) => ({ data: (await listKeys(db, owner)).map(keyView) }),
  createKey: async ({ db, principal, body }) => {
    // A key never has more rights than the one who makes it.
    for (const scope of body.scopes) requireScope(principal, scope);
    const { row, secret } = await createKey(db, { owner: principal.owner, role: principal.role, ...body });
    return { ...keyView(row), secret };
  },
  revokeKey: async ({ db, owner, id }) => removedOr404(id, await revokeKey(db, owner, id)),
  accounts: async ({ db }) => ({ data: (await listAccounts(db)).map(accountView) }),
  createAccount: async ({ services, body }) => accountView(await createAccount(services.store, body)),
  patchAccount: async ({ services, id, body }) => {
    const needsManager = accessMode(services.options) === 'accounts';
    return accountView(await patchAccount(services.store, id, body, needsManager));
  },
  endAccountSessions: async ({ db, id }) => {
    const account = (await listAccounts(db)).find((row) => row.id === id);
    if (account === undefined) throw notFound(id);
    return { ended: await closeSessionsOf(db, id) };
  },
};

const accountView = (row: AccountRow): Account => ({
  id: row.id,
  name: row.name,
  role: row.role,
  disabled: row.disabled_at !== null,
  createdAt: row.created_at.toISOString(),
});

const keyView = (row: KeyRow): ApiKey => ({
  id: row.id,
  name: row.name,
  hint: row.hint,
  scopes: row.scopes,
  createdAt: row.created_at.toISOString(),
  usedAt: row.used_at?.toISOString() ?? null,
});
