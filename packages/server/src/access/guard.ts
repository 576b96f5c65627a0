import { isIP } from 'node:net';
import { AkezoraError } from '@akezora/contract';
import type { ServerOptions } from '../config/settings.ts';
import { apiOf } from './paths.ts';

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]', '::1']);

/** Whether an address can be reached only from this machine. */
export const isLoopback = (host: string): boolean =>
  loopbackNames.has(host) || (isIP(host) === 4 && host.startsWith('127.'));

/**
 * How access is controlled. `loopback`: the system user who started the server, without a login; only where it listens on
 * loopback and nothing says that a proxy stands in front. `accounts`: everyone signs in. `open`: everyone, by choice.
 */
export function accessMode({
  access,
  host,
  publicUrl,
  trustProxy,
}: Pick<ServerOptions, 'access' | 'host' | 'publicUrl' | 'trustProxy'>): 'loopback' | 'accounts' | 'open' {
  if (access !== 'auto') return access;
  return isLoopback(host) && publicUrl === undefined && trustProxy === false ? 'loopback' : 'accounts';
}

/** Name of a `Host` header, without its port. */
export const nameOfHost = (host: string): string => host.replace(/:\d+$/, '').toLowerCase();

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * Refuses requests that say two things: a target with another host than the `Host` header, a header that names another
 * method, and methods that no route has.
 * @throws AkezoraError `method_not_allowed`, `host_refused`, `request_invalid`.
 */
export function guardTarget(request: Request, target: string | undefined): void {
  const { method, headers } = request;
  if (!methods.has(method))
    throw new AkezoraError('method_not_allowed', { method, path: '/', choices: [...methods].join(', ') });
  const asked = target === undefined || target.startsWith('/') ? undefined : new URL(request.url).host;
  if (asked !== undefined && asked !== (headers.get('host') ?? '').toLowerCase())
    throw new AkezoraError('host_refused', { field: 'request target', asked: asked.slice(0, 200) });
  // A request that such a header turned into another one would pass the guards of the one that it was.
  if (overrides.some((name) => headers.has(name))) {
    const reason = { en: 'send the method itself', ja: 'メソッドをそのまま指定してください' };
    throw new AkezoraError('request_invalid', { field: 'X-HTTP-Method-Override', reason });
  }
}

const overrides = ['x-http-method-override', 'x-http-method', 'x-method-override'];

function isAllowedHost(options: ServerOptions, host: string): boolean {
  const name = nameOfHost(host);
  if (options.allowedHosts.some((allowed) => allowed === '*' || nameOfHost(allowed) === name)) return true;
  if (options.publicUrl !== undefined && nameOfHost(new URL(options.publicUrl).host) === name) return true;
  if (isLoopback(options.host)) return loopbackNames.has(name) || name === options.host;
  // On the network the machine has any number of addresses; there accounts protect the server.
  return options.allowedHosts.length === 0 && options.publicUrl === undefined;
}

/**
 * Refuses requests from web pages of other sites: a foreign Host (DNS rebinding), an Origin that is neither our own nor
 * allowed, and loads that the browser marks as cross-site.
 * @returns the origin to allow in CORS headers, if any.
 * @throws AkezoraError `host_refused`.
 */
export function guardOrigin(options: ServerOptions, request: Request, path: string): string | undefined {
  const host = request.headers.get('host') ?? '';
  if (!isAllowedHost(options, host))
    throw new AkezoraError('host_refused', { field: 'Host', asked: host.slice(0, 200) });
  const origin = request.headers.get('origin');
  if (origin !== null) {
    if (options.cors.includes('*') || options.cors.includes(origin)) return origin;
    if (isSameOrigin(options, origin, request.headers)) return undefined;
    throw new AkezoraError('host_refused', { field: 'Origin', asked: origin.slice(0, 200) });
  }
  const site = request.headers.get('sec-fetch-site');
  const foreign = site === 'cross-site' || site === 'same-site';
  const navigation = request.headers.get('sec-fetch-mode') === 'navigate' && request.method === 'GET';
  if (foreign && !(navigation && (apiOf(path) === 'page' || path.startsWith('/api/oidc/')))) {
    throw new AkezoraError('host_refused', { field: 'Origin', asked: site ?? '' });
  }
  return undefined;
}

/**
 * Refuses changes by cookie that could come from a page of another site, since browsers send cookies by themselves: it
 * needs the header of our client, which other sites cannot set, or the browser's word that the page is ours.
 * @throws AkezoraError `forbidden`.
 */
export function guardCookie(options: ServerOptions, request: Request): void {
  const { method, headers } = request;
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return;
  if (headers.has('x-akezora-client') || headers.get('sec-fetch-site') === 'same-origin') return;
  const origin = headers.get('origin');
  if (origin !== null && isSameOrigin(options, origin, headers)) return;
  throw new AkezoraError('forbidden', {
    reason: { en: 'the header x-akezora-client is missing', ja: 'ヘッダー x-akezora-client がありません' },
  });
}

function isSameOrigin(options: ServerOptions, origin: string, headers: Headers): boolean {
  const host = headers.get('host') ?? '';
  const site = headers.get('sec-fetch-site');
  if (options.publicUrl !== undefined && new URL(options.publicUrl).origin === origin) return true;
  // A page of the same host over http, where anyone on the way can write it, is no page of a server with https.
  // A browser compares the scheme as well, which lets the studio be opened by an address of this machine.
  if (options.publicUrl !== undefined && site !== 'same-origin') return false;
  try {
    const { protocol, host: originHost } = new URL(origin);
    return (protocol === 'http:' || protocol === 'https:') && originHost.toLowerCase() === host.toLowerCase();
  } catch {
    return false;
  }
}
