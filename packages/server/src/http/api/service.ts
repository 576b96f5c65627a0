import { AkezoraError, version } from '@akezora/contract';
import type { RouteName, Session } from '@akezora/contract/api';
import { deleteCookie, getCookie } from 'hono/cookie';
import {
  checkPassword,
  closeSession,
  createAccount,
  createKey,
  hasAccess,
  openSession,
  principalOfSession,
  setPassword,
} from '../../access/accounts.ts';
import { accessMode } from '../../access/guard.ts';
import { type Principal, type Role, requireScope } from '../../access/principal.ts';
import { sessionCookie, setSession } from '../../access/who.ts';
import { limitsOf } from '../../jobs/limits.ts';
import { checkUrl } from '../../platform/net/guarded-fetch.ts';
import type { WebhookRow } from '../../platform/store/tables.ts';
import { createWebhook, listWebhooks, removeWebhook } from '../../webhooks/endpoints.ts';
import { webhooksMayBePrivate } from '../../webhooks/send.ts';
import type { Services } from '../context.ts';
import { helpWithPrompt } from '../prompt-help.ts';
import { addressOf } from '../rate-limits.ts';
import { type Ask, type Handlers, missing } from './register.ts';
import { keepSetting, nextPromptHelp, readSettings, settingsView } from './settings.ts';

type Names =
  | 'session'
  | 'signIn'
  | 'signOut'
  | 'promptHelp'
  | 'settings'
  | 'patchSettings'
  | 'keys'
  | 'createKey'
  | 'revokeKey'
  | 'webhooks'
  | 'createWebhook'
  | 'deleteWebhook'
  | 'accounts'
  | 'createAccount'
  | 'patchAccount';

const dbOf = (ask: Pick<Ask<RouteName>, 'services'>) => ask.services.store.db;

async function sessionView(services: Services, principal: Principal): Promise<Session> {
  const { options, store } = services;
  const settings = await readSettings(services);
  const own = await store.db.selectFrom('owners').select('limits').where('id', '=', principal.owner).executeTakeFirst();
  const limits = limitsOf(options.limits, own?.limits);
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
  return {
    signedIn: principal.via !== 'none',
    name: principal.name === '' ? null : principal.name,
    role: principal.role,
    access: accessMode(options),
    version,
    features: {
      gallery: settings.gallery,
      sharing: settings.sharing,
      promptHelp: settings.promptHelp !== undefined,
      oidc: options.oidc === undefined ? null : { name: options.oidc.name ?? 'OpenID Connect', url: '/api/oidc/start' },
    },
    limits: {
      uploadBytes: options.uploadBytes,
      running: finite(limits.running),
      queued: finite(limits.queued),
      secondsPerDay: finite(limits.secondsPerDay),
    },
  };
}

/** Sessions, settings, keys, webhooks and accounts of our own API. */
export const serviceHandlers: Handlers<Names> = {
  session: ({ services, principal }) => sessionView(services, principal),
  signIn: async ({ services, body, context }) => {
    await services.rateLimits.signIn(addressOf(context, services.options));
    const account = await checkPassword(services.store, body.name, body.password);
    const secret = await openSession(services.store, { account });
    setSession(context, services.options, secret);
    const principal = await principalOfSession(services.store, secret);
    if (principal === undefined) throw new AkezoraError('unauthorized');
    return sessionView(services, principal);
  },
  signOut: async ({ services, context }) => {
    const secret = getCookie(context, sessionCookie);
    if (secret !== undefined) await closeSession(services.store, secret);
    deleteCookie(context, sessionCookie, { path: '/' });
    return undefined;
  },
  promptHelp: async ({ services, body }) => {
    const { promptHelp } = await readSettings(services);
    if (promptHelp === undefined) throw missing('prompt help');
    return helpWithPrompt(promptHelp, body);
  },
  settings: ({ services, principal }) => settingsView(services, principal.owner),
  patchSettings: async ({ services, principal, body }) => {
    const { defaults, ...server } = body;
    if (Object.keys(server).length > 0) requireScope(principal, 'admin');
    if (defaults !== undefined) await keepSetting(services, `defaults:${principal.owner}`, defaults);
    if (server.gallery !== undefined) await keepSetting(services, 'gallery', server.gallery);
    if (server.sharing !== undefined) await keepSetting(services, 'sharing', server.sharing);
    if (server.promptHelp !== undefined) {
      const before = (await readSettings(services)).promptHelp;
      const next = server.promptHelp === null ? null : nextPromptHelp(server.promptHelp, before);
      await keepSetting(services, 'promptHelp', next);
    }
    return settingsView(services, principal.owner);
  },
  keys: async (ask) => {
    const rows = await dbOf(ask)
      .selectFrom('api_keys')
      .selectAll()
      .where('owner', '=', ask.principal.owner)
      .where('revoked_at', 'is', null)
      .orderBy('created_at')
      .execute();
    return { data: rows.map(keyView) };
  },
  createKey: async ({ services, principal, body }) => {
    // A key is never more than the one who makes it.
    for (const scope of body.scopes) requireScope(principal, scope);
    const made = await createKey(services.store, { owner: principal.owner, role: principal.role, ...body });
    const createdAt = new Date().toISOString();
    return {
      id: made.id,
      name: body.name,
      hint: made.hint,
      scopes: body.scopes,
      createdAt,
      usedAt: null,
      secret: made.secret,
    };
  },
  revokeKey: async (ask) => {
    const id = ask.params.id ?? '';
    const gone = await dbOf(ask)
      .updateTable('api_keys')
      .set({ revoked_at: new Date() })
      .where('id', '=', id)
      .where('owner', '=', ask.principal.owner)
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    if (Number(gone.numUpdatedRows) === 0) throw missing(id);
    return undefined;
  },
  webhooks: async ({ services, principal }) => ({
    data: (await listWebhooks(services.store.db, principal.owner)).map(webhookView),
  }),
  createWebhook: async ({ services, principal, body }) => {
    checkUrl(body.url, { field: 'url', allowPrivate: webhooksMayBePrivate(services.options) });
    const row = await createWebhook(services.store.db, { owner: principal.owner, ...body });
    return { ...webhookView(row), secret: row.secret };
  },
  deleteWebhook: async ({ services, principal, params }) => {
    const id = params.id ?? '';
    if (!(await removeWebhook(services.store.db, principal.owner, id))) throw missing(id);
    return undefined;
  },
  accounts: async (ask) => {
    const rows = await dbOf(ask).selectFrom('accounts').selectAll().orderBy('created_at').execute();
    return { data: rows.map(accountView) };
  },
  createAccount: async (ask) => {
    const id = await createAccount(ask.services.store, ask.body);
    return accountView(
      await dbOf(ask).selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
    );
  },
  patchAccount: async (ask) => {
    const id = ask.params.id ?? '';
    const { password, role, disabled } = ask.body;
    const before = await dbOf(ask).selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst();
    if (before === undefined) throw missing(id);
    if (password !== undefined) await setPassword(ask.services.store, id, password);
    const row = await dbOf(ask)
      .updateTable('accounts')
      .set({
        ...(role === undefined ? {} : { role }),
        ...(disabled === undefined ? {} : { disabled_at: disabled ? new Date() : null }),
      })
      .set({ name: before.name })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    if (accessMode(ask.services.options) === 'accounts' && !(await hasAccess(dbOf(ask)))) {
      await dbOf(ask)
        .updateTable('accounts')
        .set({ disabled_at: before.disabled_at, role: before.role })
        .where('id', '=', id)
        .execute();
      const reason = {
        en: 'nobody could sign in to manage the server any more',
        ja: 'サーバーを管理できる人がいなくなります',
      };
      throw new AkezoraError('state_conflict', { field: 'disabled', reason });
    }
    return accountView(row);
  },
};

const accountView = (row: { id: string; name: string; role: string; disabled_at: Date | null; created_at: Date }) => ({
  id: row.id,
  name: row.name,
  role: row.role as Role,
  disabled: row.disabled_at !== null,
  createdAt: row.created_at.toISOString(),
});

const webhookView = ({ id, name, url, events, created_at }: WebhookRow) => ({
  id,
  name,
  url,
  events,
  createdAt: created_at.toISOString(),
});

const keyView = (row: {
  id: string;
  name: string;
  hint: string;
  scopes: string[];
  created_at: Date;
  used_at: Date | null;
}) => ({
  id: row.id,
  name: row.name,
  hint: row.hint,
  scopes: row.scopes as ('generate' | 'library' | 'admin')[],
  createdAt: row.created_at.toISOString(),
  usedAt: row.used_at?.toISOString() ?? null,
});
