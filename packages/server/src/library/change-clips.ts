import { randomBytes } from 'node:crypto';
import type { ClipBulk, ClipPatch } from '@akezora/contract/api';
import { appendEvent } from '../jobs/events.ts';
import { lockJob, moveJob } from '../jobs/move.ts';
import { notFound } from '../platform/not-found.ts';
import type { Storage } from '../platform/storage/storage.ts';
import type { Queries, Store } from '../platform/store/database.ts';
import type { ClipRow } from '../platform/store/tables.ts';
import { checkFolder } from './folders.ts';

/** Changes a clip of an owner under a lock on its row, so that two changes at once both count. */
const changeClip = (
  store: Store,
  owner: string,
  id: string,
  change: (tx: Queries, row: ClipRow) => Promise<ClipRow>,
): Promise<ClipRow> =>
  store.db.transaction().execute(async (tx) => {
    const select = tx.selectFrom('clips').selectAll().where('id', '=', id).where('owner', '=', owner);
    const row = await select.forUpdate().executeTakeFirst();
    if (row === undefined) throw notFound(id);
    return change(tx, row);
  });

/**
 * Changes title, tags, folder, favourite or visibility of a clip.
 * @throws AkezoraError `not_found`, `request_invalid` for an unknown folder.
 */
export const patchClip = (store: Store, owner: string, id: string, patch: ClipPatch): Promise<ClipRow> =>
  changeClip(store, owner, id, (tx, row) => applyPatch(tx, row, patch));

/** Takes a clip out of the bin. @throws AkezoraError `not_found`. */
export const restoreClip = (store: Store, owner: string, id: string): Promise<ClipRow> =>
  changeClip(store, owner, id, (tx, row) => setTrashed(tx, row, false));

/** Moves a clip into the bin; one that is there already is removed for good. @throws AkezoraError `not_found`. */
export async function trashClip(store: Store, storage: Storage, owner: string, id: string): Promise<void> {
  let purge = false;
  const row = await changeClip(store, owner, id, async (tx, found) => {
    purge = found.deleted_at !== null;
    return purge ? found : setTrashed(tx, found, true);
  });
  if (purge) await purgeClip(store, storage, row);
}

const searchText = (clip: { title: string; prompt: string; model: string; tags: readonly string[] }) =>
  `${clip.title} ${clip.prompt} ${clip.model} ${clip.tags.join(' ')}`.toLowerCase();

async function applyPatch(tx: Queries, row: ClipRow, patch: ClipPatch): Promise<ClipRow> {
  await checkFolder(tx, row.owner, patch.folderId);
  const { title = row.title, tags = row.tags, favourite = row.favourite, visibility = row.visibility } = patch;
  // A revoked link stays revoked: sharing again makes a new token.
  const token = visibility === 'private' ? null : (row.share_token ?? randomBytes(16).toString('base64url'));
  const changed = await tx
    .updateTable('clips')
    .set({
      title,
      favourite,
      visibility,
      share_token: token,
      tags: JSON.stringify([...new Set(tags)]),
      folder_id: patch.folderId === undefined ? row.folder_id : patch.folderId,
      search: searchText({ title, tags, prompt: row.prompt, model: row.model }),
    })
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await appendEvent(tx, changed, 'clip', {});
  return changed;
}

async function setTrashed(tx: Queries, row: ClipRow, trashed: boolean): Promise<ClipRow> {
  const changed = await tx
    .updateTable('clips')
    .set({ deleted_at: trashed ? new Date() : null })
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await appendEvent(tx, changed, 'clip', {});
  return changed;
}

/** Deletes a clip's row, then its files: a crash in between leaves unused files, never a row without files. */
export async function purgeClip(store: Store, storage: Storage, row: ClipRow): Promise<void> {
  await store.db.transaction().execute(async (tx) => {
    const job = row.job_id === null ? undefined : await lockJob(tx, row.job_id);
    await tx.deleteFrom('clips').where('id', '=', row.id).execute();
    if (job?.state === 'completed') await moveJob(tx, job, 'expired', { clip_id: null });
    await appendEvent(tx, row, 'gone', { kind: 'clip' });
  });
  await storage.removeAll(`clips/${row.id}/`);
}

/** Applies one change to many clips, each in a transaction of its own; unknown ids are returned as missing. */
export async function changeClips(
  store: Store,
  storage: Storage,
  owner: string,
  bulk: ClipBulk,
): Promise<{ changed: string[]; missing: string[] }> {
  const changed: string[] = [];
  const missing: string[] = [];
  for (const id of new Set(bulk.ids)) {
    const rows = store.db.selectFrom('clips').selectAll().where('id', '=', id).where('owner', '=', owner);
    const row = await rows.executeTakeFirst();
    if (row === undefined) missing.push(id);
    else {
      if (bulk.action === 'delete') await purgeClip(store, storage, row);
      else await changeClip(store, owner, id, (tx, locked) => applyBulk(tx, locked, bulk));
      changed.push(id);
    }
  }
  return { changed, missing };
}

function applyBulk(tx: Queries, row: ClipRow, bulk: Exclude<ClipBulk, { action: 'delete' }>): Promise<ClipRow> {
  if (bulk.action === 'trash') return setTrashed(tx, row, true);
  if (bulk.action === 'restore') return setTrashed(tx, row, false);
  if (bulk.action === 'patch') return applyPatch(tx, row, bulk.patch);
  const tags = [...row.tags.filter((tag) => !bulk.remove.includes(tag)), ...bulk.add];
  return applyPatch(tx, row, { tags });
}
