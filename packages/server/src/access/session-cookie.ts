import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { ServerOptions } from '../config/settings.ts';

type CookieOptions = Pick<ServerOptions, 'publicUrl' | 'access'>;

/** Whether cookies go over https only. */
export const cookiesAreSecure = ({ publicUrl }: CookieOptions): boolean => publicUrl?.startsWith('https:') === true;

/** Name of the session cookie. With https it has the prefix that keeps other hosts from setting it. */
export const sessionCookieName = (options: CookieOptions): string =>
  cookiesAreSecure(options) ? '__Host-akezora_session' : 'akezora_session';

/** Sets the session cookie: unreadable for scripts, and not sent with requests from other sites. */
export function setSession(
  context: Context,
  options: CookieOptions & Pick<ServerOptions, 'sessionSeconds'>,
  secret: string,
): void {
  const secure = cookiesAreSecure(options);
  setCookie(context, sessionCookieName(options), secret, {
    httpOnly: true,
    // A Space embeds the studio in a page of another site, where the cookie needs `None`.
    sameSite: secure && options.access === 'open' ? 'None' : 'Lax',
    secure,
    path: '/',
    maxAge: options.sessionSeconds,
  });
}

/** The secret of the session cookie of a request; undefined without one. */
export const sessionSecretOf = (context: Context, options: CookieOptions): string | undefined =>
  getCookie(context, sessionCookieName(options));

/** Removes the session cookie from the browser. */
export function clearSession(context: Context, options: CookieOptions): void {
  deleteCookie(context, sessionCookieName(options), { path: '/', secure: cookiesAreSecure(options) });
}
