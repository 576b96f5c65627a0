/**
 * How long clips live. The setting `clipTtlSeconds` is stored with each new job as `meta.expiresIn`, becomes `clips.expires_at`
 * when the clip is done, and the sweep deletes clips past it. Imported clips take the setting directly.
 */
import { type RawBuilder, sql } from 'kysely';
import type { ServerOptions } from '../config/settings.ts';
import type { Storage } from '../platform/storage/storage.ts';
import type { Store } from '../platform/store/database.ts';
import type { JobMeta } from '../platform/store/tables.ts';
import { purgeClip } from './change-clips.ts';

/** Days that a clip stays in the bin. */
const trashDays = 30;

/** The lifetime to store with a new job; nothing when clips never expire. */
export const lifetimeOf = ({ clipTtlSeconds }: Pick<ServerOptions, 'clipTtlSeconds'>): Pick<JobMeta, 'expiresIn'> =>
  clipTtlSeconds > 0 ? { expiresIn: clipTtlSeconds } : {};

/** When a clip that is added now expires, by the database's clock; null for never. */
export const expiryAfter = (seconds: number | undefined): RawBuilder<Date> | null =>
  seconds === undefined ? null : sql<Date>`now() + make_interval(secs => ${seconds}::double precision)`;

/** Deletes expired clips and those that have been in the bin for 30 days, by the database's clock. Returns their number. */
export async function removeExpired(store: Store, storage: Storage): Promise<number> {
  const rows = await store.db
    .selectFrom('clips')
    .selectAll()
    .where((where) =>
      where.or([
        where('expires_at', '<', sql<Date>`now()`),
        where('deleted_at', '<', sql<Date>`now() - make_interval(days => ${sql.lit(trashDays)})`),
      ]),
    )
    .limit(500)
    .execute();
  for (const row of rows) await purgeClip(store, storage, row);
  return rows.length;
}
