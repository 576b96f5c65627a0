import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Context, Hono } from 'hono';
import { etag, RETAINED_304_HEADERS } from 'hono/etag';
import { apiOf } from '../access/paths.ts';
import { publicPath } from '../config/public-root.ts';
import type { AppEnv, Services } from './context.ts';
import { frameAncestors } from './headers.ts';

/** Content security policy: only files of this server, and no inline scripts. */
const policy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "font-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ');

const plainPage = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Akezora</title>
<p>The studio is not built here: <code>npm run build:studio</code>. The API answers at <a href="/api">/api</a>.</p>
<p lang="ja">スタジオはまだビルドされていません: <code>npm run build:studio</code>。API は <a href="/api">/api</a> で使えます。</p></html>`;

/** Serves the built studio: its files, packed ones where a browser takes them, and its page for all other paths. */
export function registerStatic(app: Hono<AppEnv>, { options, who, startToken }: Services): void {
  const { studioFolder } = options;
  // Also for files: a worker follows the policy of its own script.
  const common = { 'content-security-policy': `${policy}; ${frameAncestors(options)}`, 'cache-control': 'no-cache' };
  const page = async (context: Context<AppEnv>): Promise<Response> => {
    const built = studioFolder && (await readFile(join(studioFolder, 'index.html'), 'utf8').catch(() => undefined));
    // The address of a shared clip is its secret: no request of its page tells where it comes from.
    const headers = context.req.path.startsWith('/s/') ? { ...common, 'referrer-policy': 'no-referrer' } : common;
    return context.html(pageAt(built ?? plainPage, publicPath(options)), 200, headers);
  };
  const files =
    studioFolder === undefined ? undefined : serveStatic<AppEnv>({ root: studioFolder, precompressed: true });
  // A browser gives a page that is unchanged the headers of the answer that said so.
  const retainedHeaders = [...RETAINED_304_HEADERS, 'content-security-policy', 'referrer-policy'];
  // Digests, since files of an npm package all have the same date.
  app.get('/*', etag({ retainedHeaders }), async (context, next) => {
    const { path } = context.req;
    // Unknown paths of an API are errors, not pages.
    if (apiOf(path) !== 'page' || !isPath(path)) return next();
    if (startToken?.matches(context.req.query('token') ?? '') === true) {
      who.refuseProxies(context);
      startToken.setCookie(context);
      return context.redirect(publicPath(options) + withoutToken(path, context.req.url), 303);
    }
    const found = isPage(path) ? undefined : await files?.(context, async () => {});
    if (!(found instanceof Response)) return page(context);
    const cache = path.startsWith('/assets/') ? { 'cache-control': 'public, max-age=31536000, immutable' } : {};
    for (const [name, value] of Object.entries({ ...common, ...cache })) found.headers.set(name, value);
    return found;
  });
}

/** A page whose files and links are below a path of the host, which it tells the studio. */
function pageAt(html: string, base: string): string {
  const below = html.replace(/\b(src|href)="(?:\.\/|\/(?!\/))/g, `$1="${base}/`);
  return base === '' ? below : below.replace('<head>', `<head>\n    <meta name="akezora-base" content="${base}" />`);
}

/** Path and query of a URL without the start token, which stays in no history and no `Referer`. */
function withoutToken(pathname: string, url: string): string {
  const { searchParams } = new URL(url);
  searchParams.delete('token');
  // Two slashes at the start would name another host.
  const path = pathname.replace(/^\/+/, '/');
  return searchParams.size === 0 ? path : `${path}?${searchParams}`;
}

/** Whether a path is one at all, and stays inside the folder. */
function isPath(path: string): boolean {
  try {
    const decoded = decodeURIComponent(path);
    return !decoded.includes('\0') && !decoded.split(/[\\/]/).includes('..');
  } catch {
    return false;
  }
}

/** Whether a path is the page's own: its file has no addresses of this host yet. */
const isPage = (path: string): boolean => path.endsWith('/') || path === '/index.html';
