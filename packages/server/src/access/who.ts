import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { ServerOptions } from '../config/settings.ts';
import type { Store } from '../platform/store/database.ts';
import { hashSecret, newSecret } from '../platform/store/ids.ts';
import { ensureVisitor } from '../platform/store/owners.ts';
import type { Budgets } from './budgets.ts';
import { deviceOf } from './device.ts';
import { accessMode } from './guard.ts';
import { principalOfKey } from './keys.ts';
import { anonymous, localPrincipal, nobody, type Principal } from './principal.ts';
import { type Opening, principalOfSession, type SignInMethod, sessionTimes } from './sessions.ts';

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
    return visitorOf(token);
  }
  const cookie = getCookie(context, sessionCookie);
  if (cookie?.startsWith(visitorPrefix) && mode === 'open') return visitorOf(cookie.slice(0, 500));
  if (cookie !== undefined) {
    const known = await principalOfSession(store, cookie, sessionTimes(options));
    if (known !== undefined) return known;
  }
  if (mode === 'loopback') return localPrincipal;
  if (mode === 'accounts') return nobody;
  const secret = newSecret(visitorPrefix);
  setSession(context, options, secret);
  return visitorOf(secret);
}

/** Beginning of the cookie of a visitor without an account. */
const visitorPrefix = 'visitor-';

/** The visitor with a secret of their own. Nothing is stored for them until they make something: see `admitVisitor`. */
const visitorOf = (secret: string): Principal => anonymous(`anonymous_${hashSecret(secret).slice(0, 32)}`);

/**
 * Stores the owner of a visitor without an account who is about to make something.
 * @throws AkezoraError `too_many_requests` when too many new ones come from the same network, or in all.
 */
export async function admitVisitor({ db }: Store, budgets: Budgets, { owner, network }: Principal): Promise<void> {
  const known = await db.selectFrom('owners').select('id').where('id', '=', owner).executeTakeFirst();
  if (known !== undefined) return;
  budgets.admit(network);
  await ensureVisitor(db, owner, network);
}
