import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { publicPath } from '../config/public-root.ts';
import type { ServerOptions } from '../config/settings.ts';
import { hashSecret } from '../platform/store/ids.ts';
import { cookiesAreSecure } from './session-cookie.ts';

/** Name of the cookie with the pass for a visit of a link; it does not tell the token. */
const nameOf = (token: string): string => `akezora_link_${hashSecret(token).slice(0, 16)}`;

/** The pass that a visitor has for a link. */
export const visitPassOf = (context: Context, token: string): string | undefined => getCookie(context, nameOf(token));

/** Gives a visitor the pass for the files of a link, for some seconds. */
export function setVisitPass(
  context: Context,
  options: Pick<ServerOptions, 'publicUrl' | 'access'>,
  token: string,
  pass: { readonly value: string; readonly seconds: number },
): void {
  const secure = cookiesAreSecure(options);
  setCookie(context, nameOf(token), pass.value, {
    httpOnly: true,
    sameSite: secure && options.access === 'open' ? 'None' : 'Lax',
    secure,
    path: `${publicPath(options)}/api`,
    maxAge: pass.seconds,
  });
}
