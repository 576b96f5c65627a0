/** The list of files made from clips: their bytes count towards the quota of the clip's owner, and old conversions go. */
import { sql } from 'kysely';
import { notFound } from '../platform/not-found.ts';
import type { Storage } from '../platform/storage/storage.ts';
import type { Queries, Store } from '../platform/store/database.ts';
import { removeWithCredentials } from './store-clip.ts';

/** A file made from a clip. */
export interface DerivedFile {
  readonly key: string;
  readonly clip: string;
  readonly kind: 'picture' | 'conversion';
  readonly bytes: number;
}

/**
 * Lists a file that was made, and adds its bytes to its clip's; one that is listed already changes nothing.
 * @throws AkezoraError `not_found` when the clip has been deleted meanwhile.
 */
export async function recordDerived(store: Store, { key, clip, kind, bytes }: DerivedFile): Promise<void> {
  await store.db.transaction().execute(async (tx) => {
    const owner = await tx.selectFrom('clips').select('id').where('id', '=', clip).forUpdate().executeTakeFirst();
    if (owner === undefined) throw notFound(clip);
    const added = await tx
      .insertInto('derived_files')
      .values({ key, clip_id: clip, kind, bytes })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .returning('key')
      .executeTakeFirst();
    if (added !== undefined) await addBytes(tx, clip, bytes);
  });
}

/** Notes that a conversion was used, at most once an hour; false when it is not listed. */
export async function touchDerived(store: Store, key: string): Promise<boolean> {
  const row = await store.db
    .selectFrom('derived_files')
    .select(sql<boolean>`used_at < now() - interval '1 hour'`.as('stale'))
    .where('key', '=', key)
    .executeTakeFirst();
  if (row === undefined) return false;
  // A video is read in many ranges: only the first of an hour needs a second query.
  if (row.stale) {
    await store.db.updateTable('derived_files').set({ used_at: sql`now()` }).where('key', '=', key).execute();
  }
  return true;
}

/** Deletes the conversions that were not used for longest, until all together take at most `mostBytes`; `keep` stays. */
export async function evictConversions(
  store: Store,
  storage: Storage,
  mostBytes: number,
  keep?: string,
): Promise<void> {
  const { rows } = await sql<{ key: string; clip_id: string }>`
    SELECT key, clip_id FROM (
      SELECT key, clip_id, sum(bytes) OVER (ORDER BY used_at DESC, key) AS up_to
      FROM derived_files WHERE kind = 'conversion') AS ordered
    WHERE up_to > ${mostBytes} AND key <> ${keep ?? ''} ORDER BY up_to DESC LIMIT 500`.execute(store.db);
  for (const { key, clip_id } of rows) {
    await removeWithCredentials(storage, key);
    await store.db.transaction().execute(async (tx) => {
      await tx.selectFrom('clips').select('id').where('id', '=', clip_id).forUpdate().executeTakeFirst();
      const gone = await tx.deleteFrom('derived_files').where('key', '=', key).returning('bytes').executeTakeFirst();
      if (gone !== undefined) await addBytes(tx, clip_id, -Number(gone.bytes));
    });
  }
}

async function addBytes(tx: Queries, clip: string, bytes: number): Promise<void> {
  await tx
    .updateTable('clips')
    .set({ derived_bytes: sql`greatest(0, derived_bytes + ${bytes})` })
    .where('id', '=', clip)
    .execute();
}
