import type { ServerOptions } from './settings.ts';

type PublicOptions = Pick<ServerOptions, 'publicUrl'>;

/** Path below which people reach the server (`/ake` of `https://host/ake`); empty at the root of a host. */
export const publicPath = ({ publicUrl }: PublicOptions): string =>
  publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/+$/, '');

/** Address of the server for people, without a slash at its end: the public URL, else that of the request. */
export const publicRoot = ({ publicUrl }: PublicOptions, requestUrl: string): string =>
  publicUrl ?? new URL(requestUrl).origin;

/** Address at which this machine reaches the server on `port`: one that listens on all addresses is reached on the loopback one. */
export function ownRoot({ host }: Pick<ServerOptions, 'host'>, port: number): string {
  const reached = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`;
}

/** A path of a request without the public path, which a proxy may take off or leave, and without a slash at its end. */
export function routePath(path: string, base: string): string {
  const inside = base !== '' && (path === base || path.startsWith(`${base}/`)) ? path.slice(base.length) : path;
  return inside.length > 1 && inside.endsWith('/') ? inside.slice(0, -1) : inside || '/';
}
