import { removeExpiredSessions } from './access/sessions.ts';
import { removeBrokenImports } from './importing/import.ts';
import { pruneHistory } from './jobs/recover.ts';
import { removeExpired } from './library/change-clips.ts';
import { removeOldUploads } from './library/uploads.ts';
import type { Log } from './platform/log.ts';
import type { Storage } from './platform/storage/storage.ts';
import type { Store } from './platform/store/database.ts';
import { adoptPgBossDeliveries } from './webhooks/pg-boss.ts';

/** What a sweep needs. */
export interface SweepContext {
  readonly store: Store;
  readonly storage: Storage;
  readonly log: Log;
}

/** Removes what has expired: clips, uploads, sessions, broken imports, old history. */
export async function sweep({ store, storage, log }: SweepContext): Promise<void> {
  const clips = await removeExpired(store, storage);
  await removeOldUploads(store, storage);
  await removeBrokenImports(store, storage);
  await pruneHistory(store);
  await adoptPgBossDeliveries(store);
  await storage.tidy();
  await removeExpiredSessions(store.db);
  await store.maintain();
  if (clips > 0) log.info({ clips }, 'expired clips removed');
}
