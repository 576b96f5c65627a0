import { AkezoraError, formatBytes } from '@akezora/contract';
import type { Storage } from '../platform/storage/storage.ts';

/**
 * Checks that the disk has room for new files above the reserve.
 * @throws AkezoraError `not_enough_disk`.
 */
export async function checkDisk(storage: Storage, reserveBytes: number, newBytes = 0): Promise<void> {
  const free = await storage.freeBytes();
  const needed = newBytes + reserveBytes;
  if (free !== undefined && free < needed) {
    const details = { path: 'data', needed: formatBytes(needed), available: formatBytes(free) };
    throw new AkezoraError('not_enough_disk', details);
  }
}
