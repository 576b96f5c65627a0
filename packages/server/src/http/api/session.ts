import { AkezoraError, version } from '@akezora/contract';
import type { Session } from '@akezora/contract/api';
import { deleteCookie, getCookie } from 'hono/cookie';
import { checkPassword } from '../../access/accounts.ts';
import { accessMode } from '../../access/guard.ts';
import type { Principal } from '../../access/principal.ts';
import { closeSession, openSession, principalOfSession } from '../../access/sessions.ts';
import { sessionCookie, setSession } from '../../access/who.ts';
import { limitsOf } from '../../jobs/limits.ts';
import { readLimits } from '../../platform/store/owners.ts';
import type { Services } from '../context.ts';
import { addressOf } from '../rate-limits.ts';
import type { Handlers } from './register.ts';
import { readSwitches } from './settings.ts';

async function sessionView(services: Services, principal: Principal): Promise<Session> {
  const { options, store } = services;
  const { gallery, sharing, promptHelp } = await readSwitches(services);
  const limits = limitsOf(options.limits, await readLimits(store.db, principal.owner));
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
  return {
    signedIn: principal.via !== 'none',
    name: principal.name === '' ? null : principal.name,
    role: principal.role,
    access: accessMode(options),
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

/** Signing in and out, of our own API. */
export const sessionHandlers: Handlers<'session' | 'signIn' | 'signOut'> = {
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
};
