import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AkezoraError } from '@akezora/contract';
import { dataNames } from './data-names.ts';

/** Encrypts what the database stores and others must not read: webhook secrets, keys of other services, TOTP secrets. */
export interface Secrets {
  /** Name of the key, to tell which key sealed a text; says nothing about the key itself. */
  readonly keyId: string;
  /**
   * Encrypts a text (AES-256-GCM) for one purpose, such as `webhook:<id>`: it cannot be opened for another, so that a
   * sealed text moved to another row is useless.
   */
  seal(text: string, purpose: string): string;
  /** Decrypts a sealed text. @throws AkezoraError `secret_unreadable` when the key or the purpose is another. */
  open(sealed: string, purpose: string): string;
}

const form = /^sealed:1:([0-9a-f]{12}):([A-Za-z0-9_-]+)$/;

/** Whether a stored text is sealed, by whatever key. */
export const isSealed = (text: string): boolean => form.test(text);

/** Id of the key that sealed a text; nothing for a text that is not sealed. */
export const keyIdOf = (text: string): string | undefined => form.exec(text)?.[1];

/** Secrets under a key of at least 32 characters. */
export function secretsOf(key: string): Secrets {
  if (key.length < 32) throw new AkezoraError('secret_key_unusable', { path: 'AKEZORA_SECRET_KEY' });
  const derive = (info: string, length: number) => Buffer.from(hkdfSync('sha256', key, 'akezora', info, length));
  const cipherKey = derive('seal', 32);
  const keyId = derive('id', 6).toString('hex');
  return {
    keyId,
    seal: (text, purpose) => {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', cipherKey, iv).setAAD(Buffer.from(purpose));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return `sealed:1:${keyId}:${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')}`;
    },
    open: (sealed, purpose) => {
      const bytes = Buffer.from(form.exec(sealed)?.[2] ?? '', 'base64url');
      try {
        const decipher = createDecipheriv('aes-256-gcm', cipherKey, bytes.subarray(0, 12), { authTagLength: 16 })
          .setAAD(Buffer.from(purpose))
          .setAuthTag(bytes.subarray(12, 28));
        return decipher.update(bytes.subarray(28), undefined, 'utf8') + decipher.final('utf8');
      } catch (error) {
        throw new AkezoraError('secret_unreadable', { what: purpose.replace(/:.*/, '') }, { cause: error });
      }
    },
  };
}

/**
 * The secrets of this server: under `AKEZORA_SECRET_KEY`, else under the key file of the data folder, which is made at the
 * first start and readable only by its owner. Several machines of one database need the same key.
 * @param create false: do not make a key file.
 * @returns nothing without a key when `create` is false.
 * @throws AkezoraError `secret_key_unusable` for a damaged key.
 */
export async function openSecrets(folder: string, given?: string): Promise<Secrets>;
export async function openSecrets(
  folder: string,
  given: string | undefined,
  create: false,
): Promise<Secrets | undefined>;
export async function openSecrets(folder: string, given?: string, create = true): Promise<Secrets | undefined> {
  if (given !== undefined && given !== '') return secretsOf(given);
  const path = join(folder, dataNames.key);
  const key = (await readKey(path)) ?? (create ? await createKey(folder, path) : undefined);
  return key === undefined ? undefined : secretsOf(key);
}

async function readKey(path: string): Promise<string | undefined> {
  try {
    const key = (await readFile(path, 'utf8')).trim();
    if (!/^[A-Za-z0-9_-]{43}$/.test(key)) throw new AkezoraError('secret_key_unusable', { path });
    if (((await stat(path)).mode & 0o077) !== 0) await chmod(path, 0o600);
    return key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function createKey(folder: string, path: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const key = randomBytes(32).toString('base64url');
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(`${key}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  return key;
}
