import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, normalize, sep } from 'node:path';
import { Readable } from 'node:stream';
import { formatOfName, mimeOfFormat } from '@akezora/contract';
import type { Context, Hono } from 'hono';
import type { ServerOptions } from '../config/settings.ts';
import type { AppEnv } from './context.ts';

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
export function registerStatic(app: Hono<AppEnv>, options: ServerOptions): void {
  const frame = options.access === 'open' ? "frame-ancestors 'self' https://huggingface.co" : "frame-ancestors 'none'";
  const pageHeaders = { 'content-security-policy': `${policy}; ${frame}`, 'cache-control': 'no-cache' };
  const page = async (context: Context<AppEnv>): Promise<Response> => {
    const index = options.studioFolder === undefined ? undefined : await fileIn(options.studioFolder, '/index.html');
    if (index === undefined) return context.html(plainPage, 200, pageHeaders);
    return send(index, { ...pageHeaders, 'content-type': types.html ?? '' });
  };
  app.get('/*', async (context, next) => {
    const path = safePath(context.req.path);
    // Unknown paths of an API are errors, not pages.
    if (/^\/(?:api|v1|gradio_api|config|mcp)(?:\/|$)/.test(context.req.path) || path === undefined) return next();
    const found = options.studioFolder === undefined ? undefined : await fileIn(options.studioFolder, path);
    if (found === undefined || path === '/index.html') return page(context);
    const immutable = path.startsWith('/assets/');
    return send(found, {
      'content-type': typeOf(path),
      'cache-control': immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    });
  });
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
  const full = normalize(join(folder, path));
  if (!full.startsWith(folder + sep)) return undefined;
  const found = await stat(full).catch(() => undefined);
  return found?.isFile() === true ? { path: full, size: found.size } : undefined;
}

const send = (file: { path: string; size: number }, headers: Record<string, string>): Response =>
  new Response(Readable.toWeb(createReadStream(file.path)) as ReadableStream<Uint8Array>, {
    headers: { ...headers, 'content-length': String(file.size), 'x-content-type-options': 'nosniff' },
  });
