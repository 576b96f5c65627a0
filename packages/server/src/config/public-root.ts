import type { ServerOptions } from './settings.ts';

type PublicOptions = Pick<ServerOptions, 'publicUrl'>;

/** Path below which people reach the server (`/ake` of `https://host/ake`); empty at the root of a host. */
export const publicPath = ({ publicUrl }: PublicOptions): string =>
  publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/+$/, '');

/** Address of the server for people, without a slash at its end: the public URL, else that of the request. */
export const publicRoot = ({ publicUrl }: PublicOptions, requestUrl: string): string =>
  publicUrl ?? new URL(requestUrl).origin;

/** A path of a request without the public path, which a proxy may take off or leave, and without a slash at its end. */
export function routePath(path: string, base: string): string {
  const inside = base !== '' && (path === base || path.startsWith(`${base}/`)) ? path.slice(base.length) : path;
  return inside.length > 1 && inside.endsWith('/') ? inside.slice(0, -1) : inside || '/';
}
