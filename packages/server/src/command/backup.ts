import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AkezoraError } from '@akezora/contract';
import { audit } from '../platform/audit.ts';
import { dataNames } from '../platform/data-names.ts';
import { keepPrivate } from '../platform/private-folder.ts';
import { openStore } from '../platform/store/database.ts';
import { lockFolder } from '../platform/store/lock.ts';
import { packFolders, unpack } from './tar.ts';

/** The parts of a data folder that a backup holds, with the keys of its secrets and of its signatures; the rest is temporary. */
const parts = [dataNames.database, dataNames.files, dataNames.key, dataNames.signing] as const;

/**
 * Packs a data folder into one file. The folder is locked meanwhile, so that the copy is consistent. An
 * existing file is never overwritten: it may be the last good backup.
 * @throws AkezoraError `data_folder_busy` while a server runs on it; `output_unwritable`.
 */
export async function backupFolder(folder: string, target: string): Promise<number> {
  if (existsSync(target)) {
    const reason = { en: 'it already exists', ja: 'すでにあります' };
    throw new AkezoraError('output_unwritable', { path: target, reason });
  }
  await keepPrivate(resolve(folder));
  const unlock = await lockFolder(resolve(folder));
  try {
    const draft = `${target}.part`;
    await rm(draft, { force: true });
    const count = await packFolders(resolve(folder), parts, draft);
    await rename(draft, target);
    return count;
  } catch (error) {
    await rm(`${target}.part`, { force: true });
    if (error instanceof AkezoraError) throw error;
    throw new AkezoraError(
      'output_unwritable',
      { path: target, reason: error instanceof Error ? error.message : '' },
      { cause: error },
    );
  } finally {
    await unlock();
  }
}

/**
 * Unpacks a backup into an empty data folder, all or nothing, and records it in the audit log of the restored database.
 * @throws AkezoraError `state_conflict` when the folder holds data; `input_unreadable`.
 */
export async function restoreFolder(source: string, folder: string): Promise<number> {
  const root = resolve(folder);
  const count = await unpackInto(root, source);
  // A backup of a server on Postgres holds no database.
  if (!existsSync(join(root, dataNames.database))) return count;
  const store = await openStore({ folder: root });
  try {
    await audit(store.db, { action: 'restore', actor: null, outcome: 'ok', detail: { files: count } });
  } finally {
    await store.close();
  }
  return count;
}

async function unpackInto(root: string, source: string): Promise<number> {
  await keepPrivate(root);
  const unlock = await lockFolder(root);
  const draft = join(root, dataNames.restoring);
  try {
    const present = (await readdir(root)).filter((name) => (parts as readonly string[]).includes(name));
    if (present.length > 0) {
      const reason = { en: `${root} already contains data`, ja: `${root} にはすでにデータがあります` };
      throw new AkezoraError('state_conflict', { field: 'data', reason });
    }
    await mkdir(draft, { recursive: true });
    const count = await unpack(resolve(source), draft);
    for (const part of parts) await rename(join(draft, part), join(root, part)).catch(ignoreMissing);
    return count;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new AkezoraError('input_missing', { field: 'file', path: source });
    throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
    await unlock();
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
