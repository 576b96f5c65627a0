import { lookup as resolve } from 'node:dns';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { AkezoraError, formatBytes, type Text } from '@akezora/contract';
import { isPublicAddress } from './addresses.ts';

/** Options for calling an address that a user gave. */
export interface GuardOptions {
  /** Field of the request that holds the address, for errors. */
  readonly field: string;
  /** Allows addresses of this machine and its network (webhooks of a server that only its owner can reach). Default false. */
  readonly allowPrivate?: boolean;
  readonly maxBytes: number;
  readonly timeoutMs: number;
  readonly maxRedirects?: number;
}

const refused = (field: string, reason: Text) => new AkezoraError('url_refused', { field, reason });

const reasons = {
  scheme: { en: 'only http and https', ja: 'http と https だけを使えます' },
  login: { en: 'it contains a name or password', ja: 'ユーザー名やパスワードが含まれています' },
  private: { en: 'it is in a private network', ja: '内部ネットワークの URL です' },
  redirects: { en: 'too many redirects', ja: 'リダイレクトが多すぎます' },
  slow: { en: 'it did not answer in time', ja: '時間内に応答がありませんでした' },
} as const;

/**
 * Checks an address before it is stored or called.
 * @throws AkezoraError `url_refused` for other schemes, logins, and literal private addresses.
 */
export function checkUrl(text: string, options: Pick<GuardOptions, 'field' | 'allowPrivate'>): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) throw refused(options.field, reasons.scheme);
  if (url.username !== '' || url.password !== '') throw refused(options.field, reasons.login);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isPrivate = isIP(host) > 0 ? !isPublicAddress(host) : /(?:^|\.)(?:localhost|local|internal)\.?$/i.test(host);
  if (options.allowPrivate !== true && isPrivate) throw refused(options.field, reasons.private);
  return url;
}

/**
 * Resolves a name and connects only to the addresses that were checked, so that a name with changing answers (DNS rebinding)
 * cannot lead elsewhere.
 */
function guardedLookup(options: GuardOptions): LookupFunction {
  return (hostname, lookupOptions, callback) => {
    resolve(hostname, { ...lookupOptions, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, '', 4);
      const open = addresses.filter(({ address }) => options.allowPrivate === true || isPublicAddress(address));
      const first = open[0];
      if (first === undefined) return callback(refused(options.field, reasons.private), '', 4);
      if (lookupOptions.all === true) return (callback as unknown as (e: null, all: typeof open) => void)(null, open);
      return callback(null, first.address, first.family);
    });
  };
}

function call(
  url: URL,
  options: GuardOptions,
  init: { method: string; headers: Record<string, string>; body?: string },
) {
  return new Promise<IncomingMessage>((done, fail) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(url, {
      method: init.method,
      headers: { 'user-agent': 'akezora', ...init.headers },
      lookup: guardedLookup(options),
      signal: AbortSignal.timeout(options.timeoutMs),
    });
    request.on('response', done);
    request.on('error', (error) => {
      const { name } = error;
      fail(name === 'TimeoutError' || name === 'AbortError' ? refused(options.field, reasons.slow) : error);
    });
    request.end(init.body);
  });
}

/**
 * Downloads an address that a user gave into a file: never from a private network (checked after resolving the name, and
 * again at each redirect), and never more bytes than a limit.
 * @throws AkezoraError `url_refused`, `input_too_large`.
 */
export async function fetchToFile(text: string, target: string, options: GuardOptions): Promise<void> {
  let url = checkUrl(text, options);
  for (let redirects = 0; ; redirects += 1) {
    if (redirects > (options.maxRedirects ?? 3)) throw refused(options.field, reasons.redirects);
    const response = await reach(url, options);
    const status = response.statusCode ?? 0;
    if (status >= 300 && status < 400 && response.headers.location !== undefined) {
      response.destroy();
      url = checkUrl(new URL(response.headers.location, url).href, options);
      continue;
    }
    if (status !== 200) {
      response.destroy();
      throw refused(options.field, { en: `it answered ${status}`, ja: `応答が ${status} でした` });
    }
    return save(response, target, options, url.href);
  }
}

async function reach(url: URL, options: GuardOptions): Promise<IncomingMessage> {
  try {
    return await call(url, options, { method: 'GET', headers: { accept: 'image/*,video/*' } });
  } catch (error) {
    if (error instanceof AkezoraError) throw error;
    const reason = error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : String(error);
    throw refused(options.field, { en: reason, ja: reason });
  }
}

async function save(response: IncomingMessage, target: string, options: GuardOptions, path: string): Promise<void> {
  let received = 0;
  const tooLarge = () =>
    new AkezoraError('input_too_large', {
      field: options.field,
      path: path.slice(0, 200),
      size: `> ${formatBytes(options.maxBytes)}`,
      limit: formatBytes(options.maxBytes),
    });
  try {
    if (Number(response.headers['content-length'] ?? 0) > options.maxBytes) throw tooLarge();
    await pipeline(
      response,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          received += chunk.length;
          if (received > options.maxBytes) throw tooLarge();
          yield chunk;
        }
      },
      createWriteStream(target),
    );
  } catch (error) {
    response.destroy();
    await rm(target, { force: true });
    if (error instanceof AkezoraError) throw error;
    throw refused(options.field, reasons.slow);
  }
}

/** Posts to an address that a user gave; returns the status. Redirects are not followed. */
export async function postGuarded(
  text: string,
  init: { headers: Record<string, string>; body: string },
  options: GuardOptions,
): Promise<number> {
  const response = await call(checkUrl(text, options), options, { method: 'POST', ...init });
  response.resume();
  return response.statusCode ?? 0;
}
