import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { dataNames } from '../platform/data-names.ts';
import { hashSecret, newSecret } from '../platform/store/ids.ts';
import { incomingOf } from './connection.ts';

/** What a data folder keeps about its start token. */
export interface StoredStartToken {
  readonly token: string;
  /** URL of the server that started last, without the token. */
  readonly url: string | null;
}

/** The secret that lets the person at this machine manage a server that has no accounts. */
export interface StartToken {
  readonly token: string;
  /** Whether a text is the token. Takes as long for every text of its length. */
  matches(text: string): boolean;
  /** Whether a request carries the cookie of the token. */
  inCookie(context: Context): boolean;
  /** Answers with the cookie of the token. */
  setCookie(context: Context): void;
}

const equal = (one: string, other: string): boolean =>
  timingSafeEqual(Buffer.from(hashSecret(one)), Buffer.from(hashSecret(other)));

/** The address that signs its visitor in as the person at this machine. */
export function startAddress(url: string, token: string): string {
  const address = new URL(url);
  address.searchParams.set('token', token);
  return address.href;
}

/**
 * The stored token of a data folder; undefined without one, and when other users could have read it.
 * @throws what the file system throws, except that there is no file.
 */
export async function readStartToken(folder: string): Promise<StoredStartToken | undefined> {
  const path = join(folder, dataNames.startToken);
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  // Windows has no such modes.
  if (found === undefined || (process.platform !== 'win32' && (found.mode & 0o077) !== 0)) return undefined;
  try {
    const { token, url } = JSON.parse(await readFile(path, 'utf8')) as Partial<StoredStartToken>;
    if (typeof token !== 'string' || !/^[\w-]{43,}$/.test(token)) return undefined;
    return { token, url: typeof url === 'string' ? url : null };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Stores the token of a data folder, readable only for this user. */
export const writeStartToken = (folder: string, stored: StoredStartToken): Promise<void> =>
  replaceFile(join(folder, dataNames.startToken), JSON.stringify(stored));

/** Replaces a file by one that only this user may read. */
async function replaceFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, text, { mode: 0o600, flag: 'wx' });
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * Writes a page that leads to an address, readable only for this user, for a browser that is started with it.
 * @returns its path.
 */
export async function writeOpening(folder: string, address: string): Promise<string> {
  const path = resolve(folder, dataNames.opening);
  const target = address.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  await replaceFile(
    path,
    `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><title>Akezora</title>` +
      `<meta http-equiv="refresh" content="0; url=${target}"><a href="${target}">Akezora</a>\n`,
  );
  return path;
}

/** Makes a token for a data folder; every cookie and address with the one before stops working at the next start. */
export async function renewStartToken(folder: string, url: string | null): Promise<StoredStartToken> {
  const stored = { token: newSecret(''), url };
  await writeStartToken(folder, stored);
  return stored;
}

/**
 * Opens the start token of a data folder, and makes it where there is none. It stays the same when the server starts
 * again, so that a browser that has the cookie keeps working.
 */
export async function openStartToken(folder: string): Promise<StartToken> {
  const { token } = (await readStartToken(folder)) ?? (await renewStartToken(folder, null));
  // Browsers send a cookie to every port of this machine, so it is not the token itself.
  const value = createHmac('sha256', token).update('cookie').digest('base64url');
  const nameOf = (context: Context) => `akezora_start_${incomingOf(context)?.socket.localPort ?? 0}`;
  return {
    token,
    matches: (text) => equal(text, token),
    inCookie: (context) => equal(getCookie(context, nameOf(context)) ?? '', value),
    setCookie: (context) =>
      setCookie(context, nameOf(context), value, {
        httpOnly: true,
        sameSite: 'Strict',
        path: '/',
        maxAge: 365 * 86_400,
      }),
  };
}
