import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { ServerOptions } from '../config/settings.ts';
import type { Store } from '../platform/store/database.ts';
import { hashSecret, newId } from '../platform/store/ids.ts';
import { ensureOwner } from '../platform/store/owners.ts';
import { deviceOf } from './device.ts';
import { accessMode } from './guard.ts';
import { principalOfKey } from './keys.ts';
import { anonymous, localPrincipal, nobody, type Principal } from './principal.ts';
import { type Opening, openSession, principalOfSession, type SignInMethod, sessionTimes } from './sessions.ts';

/** Name of the session cookie. */
export const sessionCookie = 'akezora_session';

/** Sets the session cookie: unreadable for scripts, and not sent with requests from other sites. */
export function setSession(context: Context, options: ServerOptions, secret: string): void {
  const secure = options.publicUrl?.startsWith('https:') === true;
  setCookie(context, sessionCookie, secret, {
    httpOnly: true,
    // A Space embeds the studio in a page of another site, where the cookie needs `None`.
    sameSite: secure && options.access === 'open' ? 'None' : 'Lax',
    secure,
    path: '/',
    maxAge: options.sessionSeconds,
  });
}

/** How and where a request opens a session. */
export const openingOf = (
  context: Context,
  options: ServerOptions,
  method: SignInMethod,
  network: string,
): Opening => ({
  method,
  network,
  device: deviceOf(context.req.header('user-agent')),
  times: sessionTimes(options),
});

function bearerOf(context: Context): string | undefined {
  const header = context.req.header('authorization') ?? '';
  const token = /^Bearer\s+(\S+)$/i.exec(header)?.[1] ?? context.req.header('x-api-key');
  return token === undefined || token === '' ? undefined : token.slice(0, 500);
}

/** Identifies the sender of a request by cookie, key or address. */
export async function identify(context: Context, store: Store, options: ServerOptions): Promise<Principal> {
  const mode = accessMode(options);
  const token = bearerOf(context);
  if (token !== undefined) {
    const keyed = token.startsWith('ak-') ? await principalOfKey(store, token) : undefined;
    if (keyed !== undefined) return keyed;
    if (mode === 'loopback') return localPrincipal;
    if (mode === 'accounts') return nobody;
    // An open server accepts any key; the same key means the same visitor.
    const owner = `anonymous_${hashSecret(token).slice(0, 32)}`;
    await ensureOwner(store.db, owner, 'anonymous');
    return anonymous(owner);
  }
  const cookie = getCookie(context, sessionCookie);
  if (cookie !== undefined) {
    const known = await principalOfSession(store, cookie, sessionTimes(options));
    if (known !== undefined) return known;
  }
  if (mode === 'loopback') return localPrincipal;
  if (mode === 'accounts') return nobody;
  const owner = newId('anonymous');
  await ensureOwner(store.db, owner, 'anonymous');
  const secret = await openSession(store, { owner }, openingOf(context, options, 'visit', ''));
  setSession(context, options, secret);
  return anonymous(owner);
}
