import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ServerOptions } from '../../config/settings.ts';
import { fileStorage } from './files.ts';
import type { Storage } from './storage.ts';

/** Opens the storage of the options. */
export async function openStorage(options: Pick<ServerOptions, 'dataFolder' | 's3'>): Promise<Storage> {
  const folder = resolve(options.dataFolder);
  await mkdir(folder, { recursive: true });
  // The S3 client is large: loaded only when it is used.
  if (options.s3 !== undefined) return (await import('./s3.ts')).s3Storage(options.s3, folder);
  return fileStorage(folder);
}
