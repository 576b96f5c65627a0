import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { cookiesAreSecure } from '../access/session-cookie.ts';
import type { ServerOptions } from '../config/settings.ts';
import { newSecret } from '../platform/store/ids.ts';
import type { AppEnv } from './context.ts';

const cookieName = 'akezora_device';
const year = 365 * 86_400;

/** The secret by which a browser is known that has signed in before; undefined for others. It opens nothing. */
export const knownDevice = (context: Context<AppEnv>): string | undefined => {
  const secret = getCookie(context, cookieName);
  return secret !== undefined && /^[\w-]{43}$/.test(secret) ? secret : undefined;
};

/** Makes a browser known, once it has signed in. Returns its secret. */
export function rememberDevice(context: Context<AppEnv>, options: ServerOptions): string {
  const secret = knownDevice(context) ?? newSecret('');
  setCookie(context, cookieName, secret, {
    httpOnly: true,
    sameSite: 'Lax',
    secure: cookiesAreSecure(options),
    path: '/api/session',
    maxAge: year,
  });
  return secret;
}
