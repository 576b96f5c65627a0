import { AkezoraError, version } from '@akezora/contract';
import { type OwnSession, type Session, signInMethods } from '@akezora/contract/api';
import type { Context } from 'hono';
import { withNameKey } from '../../access/accounts.ts';
import { confirm, requireSession } from '../../access/confirm.ts';
import { accessMode } from '../../access/guard.ts';
import { checkPassword } from '../../access/own-password.ts';
import { checkPasskey, passkeyOptions, siteOf } from '../../access/passkeys.ts';
import type { Principal } from '../../access/principal.ts';
import { clearSession, sessionSecretOf, setSession } from '../../access/session-cookie.ts';
import {
  closeSession,
  closeSessionById,
  closeSessionsOf,
  listSessions,
  principalOfSession,
  sessionRules,
} from '../../access/sessions.ts';
import { signInSucceeded, takeBackAttempt, takeSignInAttempt } from '../../access/sign-in-limits.ts';
import { limitsOf } from '../../jobs/limits.ts';
import { audit } from '../../platform/audit.ts';
import { nameKey } from '../../platform/names.ts';
import { readLimits } from '../../platform/store/owners.ts';
import type { SessionRow } from '../../platform/store/tables.ts';
import type { AppEnv, Services } from '../context.ts';
import { knownDevice, rememberDevice } from '../known-device.ts';
import { afterFirstStep, checkingOf, openFor, secondStep, waitingStep } from '../sign-in.ts';
import { type Handlers, type RouteCall, removedOr404 } from './register.ts';
import { readServerSettings } from './settings.ts';

async function sessionView(services: Services, context: Context<AppEnv>, principal: Principal): Promise<Session> {
  const { options, store } = services;
  const { gallery, sharing, promptHelp } = await readServerSettings(services);
  const limits = limitsOf(options.limits, await readLimits(store.db, principal.owner));
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
  const waiting = principal.via === 'none' ? await waitingStep(services, context) : undefined;
  return {
    signedIn: principal.via !== 'none',
    name: principal.name === '' ? null : principal.name,
    role: principal.role,
    access: accessMode(options),
    administers: principal.administers,
    version,
    secondFactor:
      waiting === undefined ? null : { code: waiting.totp || waiting.recoveryCodes > 0, passkey: waiting.passkeys > 0 },
    secondFactorRequired: principal.needsSecondFactor === true,
    features: {
      gallery,
      sharing,
      promptHelp: promptHelp !== undefined,
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

type Names =
  | 'session'
  | 'signIn'
  | 'secondFactor'
  | 'passkeyOptions'
  | 'signInByPasskey'
  | 'signOut'
  | 'confirmSession'
  | 'sessions'
  | 'endSession'
  | 'endOtherSessions';

/** Describes the session that was just opened. */
async function answerSession(services: Services, context: Context<AppEnv>, secret: string): Promise<Session> {
  const principal = await principalOfSession(services.store, secret, sessionRules(services.options));
  if (principal === undefined) throw new AkezoraError('unauthorized');
  return sessionView(services, context, principal);
}

/**
 * Runs a step of a sign-in, and records it when it fails.
 * @param name what was typed: the account that it names is recorded, never the text, which may be a password.
 */
async function recorded<T>(
  { services, principal }: Pick<RouteCall<'signIn'>, 'services' | 'principal'>,
  step: string,
  run: () => Promise<T>,
  name?: string,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof AkezoraError && failures.has(error.code)) {
      const detail = { step, code: error.code };
      const { db } = services.store;
      const known = name === undefined ? undefined : await withNameKey(db, nameKey(name)).executeTakeFirst();
      const record = { action: 'sign-in-failed', actor: principal, outcome: 'refused', detail } as const;
      await audit(db, known === undefined ? record : { ...record, object: known.id });
    }
    throw error;
  }
}

const failures: ReadonlySet<string> = new Set(['unauthorized', 'wrong_password', 'wrong_code', 'wrong_passkey']);

/** Signing in and out, and one's own sessions, of our own API. */
export const sessionHandlers: Handlers<Names> = {
  session: ({ services, context, principal }) => sessionView(services, context, principal),
  signIn: async (call) => {
    const { services, body, context, principal } = call;
    const { options, store } = services;
    const attempt = { name: body.name, network: principal.network, device: knownDevice(context) };
    const ticket = await takeSignInAttempt(store, attempt);
    const account = await recorded(call, 'password', () => checkPassword(store, body.name, body.password), body.name);
    const secret = await afterFirstStep(services, context, account, 'password');
    if (secret === undefined) {
      await takeBackAttempt(store.db, ticket);
      throw new AkezoraError('second_factor_needed');
    }
    const session = await answerSession(services, context, secret);
    await signInSucceeded(store, ticket, account, rememberDevice(context, options));
    return session;
  },
  secondFactor: async (call) => {
    const { services, body, context } = call;
    const step = 'code' in body ? 'code' : 'passkey';
    const secret = await recorded(call, step, () => secondStep(services, context, body));
    return answerSession(services, context, secret);
  },
  passkeyOptions: async ({ services, db, context, principal }) => {
    return passkeyOptions(db, siteOf(services.options, context.req.url), principal.network);
  },
  signInByPasskey: async (call) => {
    const { services, body, context } = call;
    const site = siteOf(services.options, context.req.url);
    const account = await recorded(call, 'passkey', () => checkPasskey(services.store, site, body));
    // A passkey is two factors at once: the thing, and the finger or PIN that unlocks it.
    const secret = await openFor(services, context, account, 'passkey');
    return answerSession(services, context, secret);
  },
  signOut: async ({ services, db, context, principal }) => {
    const secret = sessionSecretOf(context, services.options);
    const ended = secret === undefined ? undefined : await closeSession(services.store, secret);
    if (ended?.account != null) {
      await audit(db, { action: 'sign-out', actor: principal, object: ended.account, outcome: 'ok' });
    }
    clearSession(context, services.options);
    // What this account has looked at should not be read from the browser's cache by the next person.
    context.header('clear-site-data', '"cache"');
    return undefined;
  },
  confirmSession: async (call) => {
    const { services, body, context, principal } = call;
    const session = requireSession(principal);
    const kind = 'code' in body ? 'code' : 'password';
    const attempt = { name: principal.name, network: principal.network, device: knownDevice(context), kind } as const;
    const ticket = await takeSignInAttempt(services.store, attempt);
    const secret = await recorded(
      call,
      'confirm',
      () => confirm(checkingOf(services, context), session, body),
      principal.name,
    );
    await takeBackAttempt(services.store.db, ticket);
    setSession(context, services.options, secret);
    return sessionView(services, context, principal);
  },
  sessions: async ({ services, db, principal }) => {
    const { account, session } = requireSession(principal);
    const rows = await listSessions(db, account, sessionRules(services.options));
    return { data: rows.map((row) => ownSessionView(row, session)) };
  },
  endSession: async ({ db, principal, id }) => {
    const { account } = requireSession(principal);
    const ended = await closeSessionById(db, account, id);
    if (ended) await audit(db, { action: 'session-ended', actor: principal, object: id, outcome: 'ok' });
    return removedOr404(id, ended);
  },
  endOtherSessions: async ({ db, principal }) => {
    const { account, session } = requireSession(principal);
    const ended = await closeSessionsOf(db, account, session);
    const detail = { sessions: ended };
    await audit(db, { action: 'session-ended', actor: principal, object: account, outcome: 'ok', detail });
    return { ended };
  },
};

const ownSessionView = (row: SessionRow, current: string): OwnSession => ({
  id: row.id,
  device: row.device,
  network: row.network,
  method: signInMethods.find((method) => method === row.method) ?? 'password',
  createdAt: row.created_at.toISOString(),
  lastSeenAt: row.last_seen_at.toISOString(),
  current: row.id === current,
});
