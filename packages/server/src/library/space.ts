import { AkezoraError, formatBytes } from '@akezora/contract';
import type { Storage } from '../platform/storage/storage.ts';
import type { Store } from '../platform/store/database.ts';

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

/**
 * Checks that an owner's clips leave room in the quota for new ones, or for a single byte when their size is unknown.
 * @param quotaBytes 0 for no limit.
 * @throws AkezoraError `limit_reached`.
 */
export async function checkQuota(store: Store, owner: string, quotaBytes: number, newBytes = 1): Promise<void> {
  if (quotaBytes === 0) return;
  const used = await store.db
    .selectFrom('clips')
    .select(({ fn }) => fn.sum<string | null>('bytes').as('bytes'))
    .where('owner', '=', owner)
    .executeTakeFirst();
  if (Number(used?.bytes ?? 0) + newBytes > quotaBytes) {
    const what = { en: 'the storage of clips', ja: 'クリップの容量' };
    throw new AkezoraError('limit_reached', { limit: formatBytes(quotaBytes), what, unit: '' });
  }
}
