import { mkdir, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AkezoraError, formatBytes } from '@akezora/contract';

/** Left free beside what is written. */
const spare = 512e6;

/** Full disk, full quota, and more than a file may have on this filesystem or for this user. */
const noRoom = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

const freeBytes = async (folder: string): Promise<number> => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
};

/**
 * Makes a folder and sees that `needed` bytes fit into it.
 * @throws AkezoraError `not_enough_disk`.
 */
export async function checkDisk(folder: string, needed: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const available = await freeBytes(folder);
  if (needed > 0 && needed + spare > available)
    throw new AkezoraError('not_enough_disk', {
      path: folder,
      needed: formatBytes(needed + spare),
      available: formatBytes(available),
    });
}

/**
 * The error of a failed write: `not_enough_disk` or `output_unwritable`; other errors than the system's are returned
 * unchanged.
 * @param needed bytes that were still to be written
 */
export async function writeFailure(path: string, needed: number, cause: unknown): Promise<unknown> {
  const { code, message } = cause as { code?: string; message?: string };
  if (cause instanceof AkezoraError || code === undefined) return cause;
  if (!noRoom.has(code)) return new AkezoraError('output_unwritable', { path, reason: message ?? code }, { cause });
  const folder = dirname(path);
  const available = await freeBytes(folder).catch(() => 0);
  return new AkezoraError(
    'not_enough_disk',
    { path: folder, needed: formatBytes(needed), available: formatBytes(available) },
    { cause },
  );
}
