import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ServerOptions } from '../../config/settings.ts';
import { fileStorage } from './files.ts';
import type { Storage } from './storage.ts';

/** Opens the storage the options name. */
export async function openStorage(options: Pick<ServerOptions, 'dataFolder' | 's3'>): Promise<Storage> {
  const folder = resolve(options.dataFolder);
  await mkdir(folder, { recursive: true });
  // The client for S3 is large; only who uses it pays for it.
  if (options.s3 !== undefined) return (await import('./s3.ts')).s3Storage(options.s3, folder);
  return fileStorage(folder);
}
