import { readFileSync } from 'node:fs';
import { chmod, lstat, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { AkezoraError } from '@akezora/contract';

/** What lies in a data folder. Anything else in it belongs to somebody else and is left alone. */
const ownNames = new Set([
  ...['database', 'files', 'tmp', 'incoming', 'backups', 'restoring'],
  ...['server.lock', 'secret.key', 'start-token.json', 'open.html'],
]);
const isOwn = (name: string): boolean => ownNames.has(name) || name.startsWith('damaged-');

/** Whether others than its owner may read, write or enter something with this mode. */
export const isOpenToOthers = (mode: number): boolean => (mode & 0o077) !== 0;

/**
 * Makes this process write files that only its user can read, and closes a data folder that an earlier version left open:
 * folders 0700, files 0600. Call it before anything is written there. On Windows it does nothing: there the folder's own
 * permissions count.
 * @returns how many files and folders were open to others.
 */
export async function keepPrivate(folder: string): Promise<number> {
  if (process.platform === 'win32') return 0;
  // A worker thread cannot change the mask; its process does.
  if (isMainThread) process.umask(0o077);
  await mkdir(folder, { recursive: true, mode: 0o700 });
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

/** Fewest open files that a server needs: database, connections, children, uploads. */
const fewestOpenFiles = 256;

/** How many files this process may open; undefined where the system does not say. */
function openFilesLimit(): number | undefined {
  try {
    const found = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return found === undefined ? undefined : Number(found);
  } catch {
    return undefined;
  }
}

/**
 * Refuses to start where the database could not open its files.
 * @throws AkezoraError `too_few_open_files`.
 */
export function checkOpenFiles(limit = openFilesLimit()): void {
  if (limit !== undefined && limit < fewestOpenFiles) throw new AkezoraError('too_few_open_files', { limit });
}
