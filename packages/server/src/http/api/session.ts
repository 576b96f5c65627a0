import { AkezoraError, version } from '@akezora/contract';
import { type OwnSession, type Session, signInMethods } from '@akezora/contract/api';
import type { Context } from 'hono';
import { confirmByPassword, requireSession } from '../../access/confirm.ts';
import { accessMode } from '../../access/guard.ts';
import { checkPassword } from '../../access/own-password.ts';
import type { Principal } from '../../access/principal.ts';
import { clearSession, sessionSecretOf, setSession } from '../../access/session-cookie.ts';
import {
  closeSession,
  closeSessionById,
  closeSessionsOf,
  listSessions,
  openSession,
  principalOfSession,
  sessionTimes,
} from '../../access/sessions.ts';
import { signInSucceeded, takeBackAttempt, takeSignInAttempt } from '../../access/sign-in-limits.ts';
import { openingOf } from '../../access/who.ts';
import { limitsOf } from '../../jobs/limits.ts';
import { readLimits } from '../../platform/store/owners.ts';
import type { SessionRow } from '../../platform/store/tables.ts';
import type { AppEnv, Services } from '../context.ts';
import { knownDevice, rememberDevice } from '../known-device.ts';
import { type Handlers, removedOr404 } from './register.ts';
import { readServerSettings } from './settings.ts';

async function sessionView(services: Services, principal: Principal): Promise<Session> {
  const { options, store } = services;
  const { gallery, sharing, promptHelp } = await readServerSettings(services);
  const limits = limitsOf(options.limits, await readLimits(store.db, principal.owner));
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
  return {
    signedIn: principal.via !== 'none',
    name: principal.name === '' ? null : principal.name,
    role: principal.role,
    access: accessMode(options),
    administers: principal.administers,
    version,
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

type Names = 'session' | 'signIn' | 'signOut' | 'confirmSession' | 'sessions' | 'endSession' | 'endOtherSessions';

/** Sets the cookie of a session, and describes it. */
async function answerSession(services: Services, context: Context<AppEnv>, secret: string): Promise<Session> {
  const { options, store } = services;
  const principal = await principalOfSession(store, secret, sessionTimes(options));
  if (principal === undefined) throw new AkezoraError('unauthorized');
  setSession(context, options, secret);
  return sessionView(services, principal);
}

/** Signing in and out, and one's own sessions, of our own API. */
export const sessionHandlers: Handlers<Names> = {
  session: ({ services, principal }) => sessionView(services, principal),
  signIn: async ({ services, body, context, principal }) => {
    const { options, store } = services;
    const attempt = { name: body.name, network: principal.network, device: knownDevice(context) };
    const ticket = await takeSignInAttempt(store, attempt);
    const account = await checkPassword(store, body.name, body.password);
    const opening = openingOf(context, services.options, 'password', principal.network);
    const secret = await openSession(services.store, { account }, opening);
    // The session that this browser had before, if any, goes with its cookie.
    const before = sessionSecretOf(context, services.options);
    if (before !== undefined) await closeSession(services.store, before);
    const session = await answerSession(services, context, secret);
    await signInSucceeded(store, ticket, account, rememberDevice(context, options));
    return session;
  },
  signOut: async ({ services, context }) => {
    const secret = sessionSecretOf(context, services.options);
    if (secret !== undefined) await closeSession(services.store, secret);
    clearSession(context, services.options);
    // What this account has looked at should not be read from the browser's cache by the next person.
    context.header('clear-site-data', '"cache"');
    return undefined;
  },
  confirmSession: async ({ services, body, context, principal }) => {
    const session = requireSession(principal);
    const attempt = { name: principal.name, network: principal.network, device: knownDevice(context) };
    const ticket = await takeSignInAttempt(services.store, attempt);
    const secret = await confirmByPassword(services.store, session, body.password);
    await takeBackAttempt(services.store.db, ticket);
    return answerSession(services, context, secret);
  },
  sessions: async ({ services, db, principal }) => {
    const { account, session } = requireSession(principal);
    const rows = await listSessions(db, account, sessionTimes(services.options));
    return { data: rows.map((row) => ownSessionView(row, session)) };
  },
  endSession: async ({ db, principal, id }) => {
    const { account } = requireSession(principal);
    return removedOr404(id, await closeSessionById(db, account, id));
  },
  endOtherSessions: async ({ db, principal }) => {
    const { account, session } = requireSession(principal);
    return { ended: await closeSessionsOf(db, account, session) };
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
