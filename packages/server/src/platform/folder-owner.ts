import { constants } from 'node:fs';
import { access, lstat, mkdtemp, readdir, readFile, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AkezoraError } from '@akezora/contract';

/** Name of a user of this system, or `#` and the number, which `sudo -u` takes as well. */
async function nameOf(uid: number): Promise<string> {
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n');
  return lines.map((line) => line.split(':')).find((fields) => fields[2] === String(uid))?.[0] ?? `#${uid}`;
}

async function foreign(path: string, uid: number): Promise<AkezoraError> {
  const self = await nameOf(process.getuid?.() ?? 0);
  return new AkezoraError('data_folder_foreign', { path, user: await nameOf(uid), self });
}

/** Whose a new folder in here would be: file systems that map users give all of them one owner. */
async function ownerOfNew(folder: string): Promise<number | undefined> {
  try {
    const probe = await mkdtemp(join(folder, 'tmp-'));
    const { uid } = await lstat(probe);
    await rmdir(probe);
    return uid;
  } catch {
    return undefined;
  }
}

/**
 * Refuses a data folder whose contents belong to another user, also for root: what this user wrote there, its owner could
 * not read any more. A folder without contents passes, whoever owns it. On Windows it does nothing.
 * @param tells whether a name in the folder tells whose the folder is.
 * @throws AkezoraError `data_folder_foreign`.
 */
export async function refuseForeign(folder: string, tells: (name: string) => boolean): Promise<void> {
  const self = process.getuid?.();
  if (self === undefined) return;
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => error.code);
  if (names === 'EACCES' || names === 'EPERM') {
    const uid = (await lstat(folder).catch(() => undefined))?.uid;
    if (uid !== undefined && uid !== self) throw await foreign(folder, uid);
  }
  if (!Array.isArray(names)) return;
  for (const name of names.filter(tells)) {
    const uid = (await lstat(join(folder, name)).catch(() => undefined))?.uid;
    if (uid === undefined || uid === self || uid === (await ownerOfNew(folder))) continue;
    throw await foreign(join(folder, name), uid);
  }
}

/** The error of the first file below a folder that this user may not read or write; undefined without one. */
export async function deniedBelow(folder: string): Promise<AkezoraError | undefined> {
  for (const name of await readdir(folder, { recursive: true }).catch(() => [])) {
    const path = join(folder, name);
    const denied = await access(path, constants.R_OK | constants.W_OK).then(
      () => false,
      () => true,
    );
    const uid = denied ? (await lstat(path).catch(() => undefined))?.uid : undefined;
    if (uid !== undefined) return foreign(path, uid);
  }
  return undefined;
}
