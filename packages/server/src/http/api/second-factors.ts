import type { OwnAccount, Passkey } from '@akezora/contract/api';
import { confirmMethodsOf, requireSession } from '../../access/confirm.ts';
import {
  addPasskey,
  listPasskeys,
  newPasskeyOptions,
  removePasskey,
  renamePasskey,
  siteOf,
} from '../../access/passkeys.ts';
import type { Principal } from '../../access/principal.ts';
import {
  confirmTotp,
  newRecoveryCodes,
  removeTotp,
  resetSecondFactors,
  secondFactorsOf,
  startTotp,
} from '../../access/second-factors.ts';
import { totpUri } from '../../access/totp.ts';
import { audit } from '../../platform/audit.ts';
import { notFound } from '../../platform/not-found.ts';
import type { Queries } from '../../platform/store/database.ts';
import type { PasskeyRow } from '../../platform/store/tables.ts';
import { type Handlers, removedOr404 } from './register.ts';

type Names =
  | 'ownAccount'
  | 'startTotp'
  | 'confirmTotp'
  | 'removeTotp'
  | 'newRecoveryCodes'
  | 'newPasskeyOptions'
  | 'addPasskey'
  | 'renamePasskey'
  | 'removePasskey'
  | 'resetSecondFactor';

/** Authenticator app, recovery codes and passkeys of one's own account, of our own API. */
export const secondFactorHandlers: Handlers<Names> = {
  ownAccount: async ({ services, db, principal }): Promise<OwnAccount> => {
    const { account } = requireSession(principal);
    const factors = await secondFactorsOf(db, account);
    const { name, confirm } = await confirmMethodsOf(db, account, factors, services.options.oidc !== undefined);
    return {
      name,
      confirm,
      totp: factors.totp,
      recoveryCodes: factors.recoveryCodes,
      passkeys: (await listPasskeys(db, account)).map(passkeyView),
      secondFactorRequired: principal.needsSecondFactor === true,
    };
  },
  startTotp: async ({ services, db, principal, context }) => {
    const { account } = requireSession(principal);
    const secret = await startTotp(db, services.secrets, account);
    const server = `Akezora ${siteOf(services.options, context.req.url).id}`;
    return { secret, uri: totpUri(secret, principal.name, server) };
  },
  confirmTotp: async ({ services, principal, body }) => {
    const session = requireSession(principal);
    const recoveryCodes = await confirmTotp(services.store, services.secrets, session, body.code);
    await changed(services.store.db, principal, session.account, 'app added');
    return { recoveryCodes };
  },
  removeTotp: async ({ services, db, principal }) => {
    const { account } = requireSession(principal);
    const removed = await removeTotp(services.store, account);
    if (removed) await changed(db, principal, account, 'app removed');
    return removedOr404('totp', removed);
  },
  newRecoveryCodes: async ({ services, db, principal }) => {
    const { account } = requireSession(principal);
    const recoveryCodes = await newRecoveryCodes(services.store, account);
    await changed(db, principal, account, 'recovery codes replaced');
    return { recoveryCodes };
  },
  newPasskeyOptions: async ({ services, db, principal, context }) => {
    const { account } = requireSession(principal);
    const { name, network } = principal;
    return newPasskeyOptions(db, siteOf(services.options, context.req.url), { account, name, network });
  },
  addPasskey: async ({ services, db, principal, body, context }) => {
    const session = requireSession(principal);
    const row = await addPasskey(services.store, siteOf(services.options, context.req.url), session, body);
    await changed(db, principal, session.account, 'passkey added');
    return passkeyView(row);
  },
  renamePasskey: async ({ db, principal, id, body }) =>
    passkeyView(await renamePasskey(db, requireSession(principal).account, id, body.name)),
  removePasskey: async ({ services, db, principal, id }) => {
    const { account } = requireSession(principal);
    const removed = await removePasskey(services.store, account, id);
    if (removed) await changed(db, principal, account, 'passkey removed');
    return removedOr404(id, removed);
  },
  resetSecondFactor: async ({ services, db, principal, id }) => {
    const account = await db.selectFrom('accounts').select('id').where('id', '=', id).executeTakeFirst();
    if (account === undefined) throw notFound(id);
    const removed = await resetSecondFactors(services.store, id);
    if (removed) await changed(db, principal, id, 'reset');
    return removedOr404('second-factor', removed);
  },
};

const changed = (db: Queries, actor: Principal, account: string, change: string) =>
  audit(db, { action: 'second-factor-changed', actor, object: account, outcome: 'ok', detail: { change } });

const passkeyView = (row: PasskeyRow): Passkey => ({
  id: row.id,
  name: row.name,
  createdAt: row.created_at.toISOString(),
  usedAt: row.used_at?.toISOString() ?? null,
});
