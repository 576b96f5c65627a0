import { isIP } from 'node:net';
import { AkezoraError } from '@akezora/contract';
import type { ServerOptions } from '../config/settings.ts';

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]', '::1']);

/** Whether an address can be reached only from this machine. */
export const isLoopback = (host: string): boolean =>
  loopbackNames.has(host) || (isIP(host) === 4 && host.startsWith('127.'));

/** How access is controlled: no login on loopback, accounts elsewhere, or open to everyone by choice. */
export function accessMode(options: ServerOptions): 'loopback' | 'accounts' | 'open' {
  if (options.access === 'open') return 'open';
  if (options.access === 'accounts') return 'accounts';
  return isLoopback(options.host) ? 'loopback' : 'accounts';
}

const hostName = (host: string): string => host.replace(/:\d+$/, '').toLowerCase();

function isAllowedHost(options: ServerOptions, host: string): boolean {
  const name = hostName(host);
  if (options.allowedHosts.some((allowed) => allowed === '*' || hostName(allowed) === name)) return true;
  if (options.publicUrl !== undefined && hostName(new URL(options.publicUrl).host) === name) return true;
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
    if (isSameOrigin(options, origin, host)) return undefined;
    throw new AkezoraError('host_refused', { field: 'Origin', asked: origin.slice(0, 200) });
  }
  const site = request.headers.get('sec-fetch-site');
  const foreign = site === 'cross-site' || site === 'same-site';
  const navigation = request.headers.get('sec-fetch-mode') === 'navigate' && request.method === 'GET';
  const isPage = !/^\/(?:api|v1|gradio_api|config|mcp|metrics)(?:\/|$)/.test(path);
  if (foreign && !(navigation && (isPage || path.startsWith('/api/oidc/')))) {
    throw new AkezoraError('host_refused', { field: 'Origin', asked: site ?? '' });
  }
  return undefined;
}

function isSameOrigin(options: ServerOptions, origin: string, host: string): boolean {
  if (options.publicUrl !== undefined && new URL(options.publicUrl).origin === origin) return true;
  try {
    const { protocol, host: originHost } = new URL(origin);
    return (protocol === 'http:' || protocol === 'https:') && originHost.toLowerCase() === host.toLowerCase();
  } catch {
    return false;
  }
}
