import { readFileSync } from 'node:fs';
import { chmod, lstat, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { AkezoraError } from '@akezora/contract';
import { damagedPrefix, dataNames, earlierFormatPrefix } from './data-names.ts';
import { refuseForeign } from './folder-owner.ts';

/** What lies in a data folder. Anything else in it belongs to somebody else and is left alone. */
const ownNames = new Set<string>(Object.values(dataNames));
const ownPrefixes = [damagedPrefix, earlierFormatPrefix, `${dataNames.lock}-`];
const isOwn = (name: string): boolean => ownNames.has(name) || ownPrefixes.some((prefix) => name.startsWith(prefix));

/** Whether others than its owner may read, write or enter something with this mode. */
export const isOpenToOthers = (mode: number): boolean => (mode & 0o077) !== 0;

/**
 * Makes this process write files that only its user can read, and closes a data folder that an earlier version left open:
 * folders 0700, files 0600. Call it before anything is written there. On Windows it does nothing: there the folder's own
 * permissions count.
 * @returns how many files and folders were open to others.
 * @throws AkezoraError `data_folder_unwritable`, `data_folder_foreign`.
 */
export async function keepPrivate(folder: string): Promise<number> {
  if (process.platform === 'win32') return 0;
  await refuseForeignFolder(folder);
  // A worker thread cannot change the mask; its process does.
  if (isMainThread) process.umask(0o077);
  await makeFolder(folder);
  const { mode } = await stat(folder);
  const names = await readdir(folder);
  // A closed folder was closed with all that is in it; files made since then are private.
  if (!isOpenToOthers(mode)) return 0;
  let count = 0;
  for (const name of names) if (isOwn(name)) count += await closeToOthers(join(folder, name));
  // A folder that others share (such as /tmp) stays as it is; what is ours in it is closed.
  if (names.every(isOwn) && (await tighten(folder, 0o700))) count += 1;
  return count;
}

/** What tells whose a data folder is: only its server makes these. The other parts may be places mounted there. */
const telling = new Set<string>([dataNames.database, dataNames.key, dataNames.startToken]);

/** Refuses a data folder of another user, also for root. @throws AkezoraError `data_folder_foreign`. */
export const refuseForeignFolder = (folder: string): Promise<void> =>
  refuseForeign(folder, (name) => telling.has(name));

/** Makes a data folder, if there is none. @throws AkezoraError `data_folder_unwritable`. */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw folderUnwritable(folder, error);
  });
}

/** The error of a data folder that cannot be written. */
export const folderUnwritable = (path: string, error: unknown): AkezoraError =>
  new AkezoraError(
    'data_folder_unwritable',
    { field: 'data', path, reason: error instanceof Error ? error.message : String(error) },
    { cause: error },
  );

/** Closes a file, or a folder with everything in it; links are left alone. */
export async function closeToOthers(path: string): Promise<number> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined || found.isSymbolicLink()) return 0;
  if (!found.isDirectory()) return isOpenToOthers(found.mode) && (await tighten(path, 0o600)) ? 1 : 0;
  let count = isOpenToOthers(found.mode) && (await tighten(path, 0o700)) ? 1 : 0;
  for (const name of await readdir(path)) count += await closeToOthers(join(path, name));
  return count;
}

async function tighten(path: string, mode: number): Promise<boolean> {
  try {
    await chmod(path, mode);
    return true;
  } catch {
    // Another user's file, or a filesystem without permissions: `akezora doctor` says that it is open.
    return false;
  }
}

/** Fewest bytes that a file must be able to hold: parts of the database's log, clips, uploads. */
const fewestFileBytes = 64 * 2 ** 20;

/** Fewest open files that a server needs: database, connections, children, uploads. */
const fewestOpenFiles = 256;

/** A limit of this process; undefined without one, and where the system does not say. */
function limitOf(name: 'Max open files' | 'Max file size'): number | undefined {
  try {
    const found = new RegExp(`^${name}\\s+(\\d+)`, 'm').exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return found === undefined ? undefined : Number(found);
  } catch {
    return undefined;
  }
}

/**
 * Refuses to start where the database could not open or extend its files.
 * @throws AkezoraError `too_few_open_files`, `files_may_not_grow`.
 */
export function checkFileLimits(files = limitOf('Max open files'), bytes = limitOf('Max file size')): void {
  if (files !== undefined && files < fewestOpenFiles) throw new AkezoraError('too_few_open_files', { limit: files });
  if (bytes !== undefined && bytes < fewestFileBytes) throw new AkezoraError('files_may_not_grow', { limit: bytes });
}
