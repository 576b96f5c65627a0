import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join, normalize, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { formatOfName, mimeOfFormat } from '@akezora/contract';
import type { Context, Hono } from 'hono';
import { apiOf } from '../access/paths.ts';
import { publicPath } from '../config/public-root.ts';
import type { AppEnv, Services } from './context.ts';
import { frameAncestors } from './headers.ts';

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json',
  webmanifest: 'application/manifest+json',
  svg: 'image/svg+xml',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  txt: 'text/plain; charset=utf-8',
  map: 'application/json',
};

/** MIME type of a file by its name; pictures and videos are the contract's. */
function typeOf(path: string): string {
  const format = formatOfName(path);
  return types[path.split('.').at(-1) ?? ''] ?? (format ? mimeOfFormat(format) : 'application/octet-stream');
}

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

/** Serves the built studio: its files, and its page for all other paths. */
export function registerStatic(app: Hono<AppEnv>, { options, who, startToken }: Services): void {
  // Also for files: a worker follows the policy of its own script.
  const common = { 'content-security-policy': `${policy}; ${frameAncestors(options)}`, 'cache-control': 'no-cache' };
  const page = async (context: Context<AppEnv>): Promise<Response> => {
    const index = options.studioFolder === undefined ? undefined : await fileIn(options.studioFolder, '/index.html');
    // The address of a shared clip is its secret: no request of its page tells where it comes from.
    const headers = context.req.path.startsWith('/s/') ? { ...common, 'referrer-policy': 'no-referrer' } : common;
    if (index === undefined) return context.html(pageAt(plainPage, publicPath(options)), 200, headers);
    return context.html(pageAt(await readFile(index.path, 'utf8'), publicPath(options)), 200, headers);
  };
  app.get('/*', async (context, next) => {
    const path = safePath(context.req.path);
    // Unknown paths of an API are errors, not pages.
    if (apiOf(context.req.path) !== 'page' || path === undefined) return next();
    if (startToken?.matches(context.req.query('token') ?? '') === true) {
      who.refuseProxies(context);
      startToken.setCookie(context);
      return context.redirect(publicPath(options) + withoutToken(context.req.path, context.req.url), 303);
    }
    const found = options.studioFolder === undefined ? undefined : await fileIn(options.studioFolder, path);
    if (found === undefined || path === '/index.html') return page(context);
    const immutable = path.startsWith('/assets/');
    return send(found, {
      ...common,
      'content-type': typeOf(path),
      ...(immutable ? { 'cache-control': 'public, max-age=31536000, immutable' } : {}),
    });
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

function safePath(path: string): string | undefined {
  try {
    const decoded = decodeURIComponent(path);
    return decoded.includes('\0') || decoded.split(/[\\/]/).includes('..') ? undefined : decoded;
  } catch {
    return undefined;
  }
}

async function fileIn(folder: string, path: string): Promise<{ path: string; size: number } | undefined> {
  const inside = resolve(folder);
  const full = normalize(join(inside, path));
  if (!full.startsWith(inside + sep)) return undefined;
  const found = await stat(full).catch(() => undefined);
  return found?.isFile() === true ? { path: full, size: found.size } : undefined;
}

const send = (file: { path: string; size: number }, headers: Record<string, string>): Response =>
  new Response(Readable.toWeb(createReadStream(file.path)) as ReadableStream<Uint8Array>, {
    headers: { ...headers, 'content-length': String(file.size) },
  });
