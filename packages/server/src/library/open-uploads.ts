import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AkezoraError } from '@akezora/contract';
import { sql } from 'kysely';
import type { Budgets } from '../access/budgets.ts';
import type { Principal } from '../access/principal.ts';
import type { Storage } from '../platform/storage/storage.ts';
import type { Queries, Store } from '../platform/store/database.ts';
import { deleteFree } from '../platform/store/delete-free.ts';
import { lockOwner } from '../platform/store/owners.ts';
import { checkDisk } from './space.ts';

/** Services that an incomplete upload needs. */
export interface OpenUploadContext {
  readonly store: Store;
  readonly storage: Storage;
  readonly budgets: Pick<Budgets, 'count' | 'room'>;
  readonly options: { readonly reserveBytes: number };
}

/**
 * Begins a resumable upload: its announced size counts from now on, on the disk and in the owner's quota.
 * @throws AkezoraError `not_enough_disk`, `limit_reached`, `request_invalid` without a size.
 */
export async function openUpload(
  { store, storage, budgets, options }: OpenUploadContext,
  principal: Principal,
  { id, bytes }: { readonly id: string; readonly bytes: number | undefined },
): Promise<void> {
  if (bytes === undefined) {
    const reason = { en: 'announce the size of the upload', ja: 'アップロードのサイズを指定してください' };
    throw new AkezoraError('request_invalid', { field: 'Upload-Length', reason });
  }
  const { owner } = principal;
  await store.db.transaction().execute(async (tx) => {
    await lockOwner(tx, owner);
    await budgets.count(tx, principal, 'openUploads');
    await budgets.room(principal, bytes, tx);
    await checkDisk(storage, options.reserveBytes, bytes + (await openBytes(tx)));
    await tx.insertInto('open_uploads').values({ id, owner, bytes }).execute();
  });
}

/** Bytes announced by all incomplete uploads: at most so many are still to come. */
async function openBytes(db: Queries): Promise<number> {
  const row = await db
    .selectFrom('open_uploads')
    .select(({ fn }) => fn.sum<string | null>('bytes').as('bytes'))
    .executeTakeFirst();
  return Number(row?.bytes ?? 0);
}

/** Ends a resumable upload, whether it was completed or given up. */
export async function closeUpload({ db }: Pick<Store, 'db'>, id: string): Promise<void> {
  await db.deleteFrom('open_uploads').where('id', '=', id).execute();
}

/** Hours after which an incomplete upload is given up. */
const openHours = 24;

/**
 * Removes incomplete uploads that began a day ago, by the clock of the database, with their files, and files that belong to
 * no incomplete upload. Uploads of the last hour are left alone, so that none is met between its file and its row.
 */
export async function removeAbandonedUploads({ db }: Pick<Store, 'db'>, folder: string): Promise<void> {
  await deleteFree(db, 'open_uploads', sql`created_at < now() - make_interval(hours => ${sql.lit(openHours)})`);
  const names = await readdir(folder).catch(() => []);
  if (names.length === 0) return;
  const open = new Set((await db.selectFrom('open_uploads').select('id').execute()).map(({ id }) => id));
  for (const name of names) {
    if (open.has(name.replace(/\.json$/, ''))) continue;
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > 3_600_000) await rm(path, { force: true, recursive: true });
  }
}
