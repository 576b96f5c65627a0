import { Readable } from 'node:stream';
import { AkezoraError } from '@akezora/contract';
import type { Context } from 'hono';
import { writeZip, type ZipEntry } from '../library/zip.ts';
import type { Storage } from '../platform/storage/storage.ts';
import type { AppEnv, Services } from './context.ts';
import { streamWhileAllowed } from './while-allowed.ts';

/** Options for sending a stored file. */
export interface SendOptions {
  readonly mime: string;
  /** Entity tag of the content, for conditional requests. */
  readonly etag?: string;
  /** File name of a download. Default: displayed in the page. */
  readonly filename?: string;
  /** Further headers. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly cache?: string;
}

/**
 * Sends a stored file, or the requested range of it (RFC 9110, 14).
 * @throws AkezoraError `not_found`.
 */
export async function sendFile(
  context: Context<AppEnv>,
  storage: Storage,
  key: string,
  options: SendOptions,
): Promise<Response> {
  const size = await storage.size(key);
  if (size === undefined)
    throw new AkezoraError('not_found', { field: 'id', what: { en: 'the file', ja: 'ファイル' } });
  const etag = options.etag === undefined ? undefined : `"${options.etag}"`;
  const headers: Record<string, string> = {
    'content-type': options.mime,
    'accept-ranges': 'bytes',
    'cache-control': options.cache ?? 'private, max-age=0, must-revalidate',
    // An uploaded file must never run as a page of this origin.
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    ...(etag === undefined ? {} : { etag }),
    ...options.headers,
    ...(options.filename === undefined ? {} : { 'content-disposition': disposition(options.filename) }),
  };
  if (etag !== undefined && namesTag(context.req.header('if-none-match'), etag))
    return new Response(null, { status: 304, headers });
  const ifRange = context.req.header('if-range');
  const header = ifRange !== undefined && ifRange !== etag ? undefined : context.req.header('range');
  const range = header === undefined ? undefined : parseRange(header, size);
  if (range === 'unsatisfiable') {
    return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${size}` } });
  }
  const length = range === undefined ? size : range.end - range.start + 1;
  const status = range === undefined ? 200 : 206;
  const sent = {
    ...headers,
    'content-length': String(length),
    ...(range === undefined ? {} : { 'content-range': `bytes ${range.start}-${range.end}/${size}` }),
  };
  if (context.req.method === 'HEAD' || length === 0) return new Response(null, { status, headers: sent });
  const stream = Readable.toWeb(await storage.read(key, range)) as ReadableStream<Uint8Array>;
  return new Response(stream, { status, headers: sent });
}

/** Sends a picture that is in memory; the same address always shows the same, so that browsers keep it for a day. */
export function sendPicture(
  context: Context<AppEnv>,
  { mime, bytes, etag }: { readonly mime: string; readonly bytes: Uint8Array<ArrayBuffer>; readonly etag: string },
): Response {
  const headers = {
    'content-type': mime,
    'cache-control': 'private, max-age=86400',
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    etag: `"${etag}"`,
  };
  return namesTag(context.req.header('if-none-match'), headers.etag)
    ? new Response(null, { status: 304, headers })
    : new Response(bytes, { headers });
}

/** Sends files as a ZIP, which breaks off when its sender may no longer have it. */
export function sendZip(
  services: Services,
  context: Context<AppEnv>,
  entries: AsyncIterable<ZipEntry>,
  name: string,
): Response {
  const stream = Readable.toWeb(Readable.from(writeZip(entries))) as ReadableStream<Uint8Array>;
  return new Response(streamWhileAllowed(services, context, stream), {
    headers: { 'content-type': 'application/zip', 'content-disposition': disposition(name) },
  });
}

/**
 * Whether `If-None-Match` names an entity tag: `*`, or the tag in a list, by weak comparison (RFC 9110, 13.1.2). Proxies that
 * compress answers make tags weak, and send those.
 */
export function namesTag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  const opaque = (tag: string) => tag.replace(/^W\//, '');
  return [...header.matchAll(/(?:W\/)?"[^"]*"/g)].some(([tag]) => opaque(tag) === opaque(etag));
}

/** Parses a `Range` header; several ranges, other units and invalid ones mean the whole file. */
export function parseRange(header: string, size: number): { start: number; end: number } | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header.trim());
  if (match === null || (match[1] === '' && match[2] === '')) return undefined;
  if (match[1] === '') {
    const last = Number(match[2]);
    return last === 0 || size === 0 ? 'unsatisfiable' : { start: Math.max(0, size - last), end: size - 1 };
  }
  const start = Number(match[1]);
  const end = match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
  if (match[2] !== '' && Number(match[2]) < start) return undefined;
  return start >= size ? 'unsatisfiable' : { start, end };
}

/** `Content-Disposition` of a download, with the name in UTF-8 (RFC 6266). */
export function disposition(name: string): string {
  const plain = name.replace(/[^\w.-]+/g, '_').slice(0, 100) || 'clip';
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}`;
}
