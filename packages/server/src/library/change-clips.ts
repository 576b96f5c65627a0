import { AkezoraError } from '@akezora/contract';
import type { ClipBulk, ClipPatch } from '@akezora/contract/api';
import { sql } from 'kysely';
import type { ClipAction } from '../access/policy.ts';
import type { Principal } from '../access/principal.ts';
import { appendEvent } from '../jobs/events.ts';
import { lockJob, moveJob } from '../jobs/move.ts';
import { audit } from '../platform/audit.ts';
import type { Secrets } from '../platform/secrets.ts';
import type { Storage } from '../platform/storage/storage.ts';
import type { Queries, Store } from '../platform/store/database.ts';
import type { ClipRow } from '../platform/store/tables.ts';
import { enforcePolicy } from '../safety/enforce.ts';
import type { Policy } from '../safety/policies.ts';
import { clipFor } from './clips.ts';
import { checkFolder } from './folders.ts';
import { changedSettings, type ShareChange, shareChangeOf, updateShare } from './shares.ts';

/** Services that changes of clips need. */
export interface ClipContext {
  readonly store: Store;
  readonly storage: Storage;
  readonly secrets: Secrets;
  /** What may be published. */
  readonly policy: Policy;
}

/** Changes a clip under a lock on its row, so that two changes at once both count, if someone may do all of `actions`. */
const changeClip = (
  { store }: Pick<ClipContext, 'store'>,
  principal: Principal,
  id: string,
  actions: ClipAction | ((clip: ClipRow) => readonly ClipAction[]),
  change: (tx: Queries, row: ClipRow) => Promise<ClipRow>,
): Promise<ClipRow> =>
  store.db.transaction().execute(async (tx) => change(tx, await clipFor(tx, principal, actions, id, { lock: true })));

/** What a patch does to a clip, in the words of the rules. */
function actionsOf({ visibility, share, ...rest }: ClipPatch, before: ClipRow): ClipAction[] {
  const changes = Object.values(rest).some((value) => value !== undefined);
  const shown = visibility === undefined || visibility === before.visibility ? undefined : visibility;
  const asked: ClipAction[] = [
    ...(shown === 'private' ? (['unpublish'] as const) : []),
    ...(shown === 'link' || share !== undefined ? (['share'] as const) : []),
    ...(shown === 'public' ? (['publish'] as const) : []),
    ...(changes ? (['change'] as const) : []),
  ];
  return asked.length === 0 ? ['change'] : asked;
}

/**
 * Changes title, tags, folder, favourite or visibility of a clip.
 * @throws AkezoraError `not_found`, `request_invalid` for an unknown folder, `forbidden` where sharing or the gallery is off.
 */
export async function patchClip(
  context: ClipContext,
  principal: Principal,
  id: string,
  patch: ClipPatch,
): Promise<ClipRow> {
  return patchPrepared(context, principal, id, patch, await shareChangeOf(patch));
}

/** `share`: what `patch` does to the link. Hashing its password takes long: before the transaction, not under its lock. */
const patchPrepared = async (
  context: ClipContext,
  principal: Principal,
  id: string,
  patch: ClipPatch,
  share: ShareChange | undefined,
): Promise<ClipRow> => {
  const actions = (row: ClipRow) => actionsOf(patch, row);
  await checkPublication(context, principal, id, patch, actions);
  return changeClip(context, principal, id, actions, (tx, row) =>
    applyPatch(tx, context, principal, row, patch, share),
  );
};

/**
 * Holds what a clip says against the policy before it becomes public, or while it is; before the transaction, in which a refusal could not
 * be stored. @throws AkezoraError `policy_refused`, `policy_holds`, and what `patchClip` throws.
 */
async function checkPublication(
  { store, policy }: ClipContext,
  principal: Principal,
  id: string,
  { visibility, title }: ClipPatch,
  actions: (row: ClipRow) => readonly ClipAction[],
): Promise<void> {
  if (visibility !== 'public' && title === undefined) return;
  const row = await clipFor(store.db, principal, actions, id);
  if ((visibility ?? row.visibility) !== 'public') return;
  await enforcePolicy({ db: store.db }, policy, principal, 'publication', [
    { field: 'title', text: title ?? row.title },
    { field: 'prompt', text: row.prompt },
  ]);
}

/** Takes a clip out of the bin. @throws AkezoraError `not_found`, `forbidden`. */
export const restoreClip = (context: Pick<ClipContext, 'store'>, principal: Principal, id: string): Promise<ClipRow> =>
  changeClip(context, principal, id, 'change', (tx, row) => setTrashed(tx, row, false));

/**
 * Moves a clip into the bin; one that is there already is removed for good. A clip of someone else, which only the server's
 * owner may take down, becomes private as well.
 * @throws AkezoraError `not_found`, `forbidden`.
 */
export async function trashClip(context: ClipContext, principal: Principal, id: string): Promise<void> {
  let purge = false;
  const row = await changeClip(context, principal, id, 'delete', async (tx, found) => {
    purge = found.deleted_at !== null;
    return purge ? found : takeDown(tx, context, principal, found);
  });
  if (purge) await purgeClip(context.store, context.storage, row, principal);
}

async function takeDown(tx: Queries, context: ClipContext, principal: Principal, row: ClipRow): Promise<ClipRow> {
  if (row.owner !== principal.owner) await applyPatch(tx, context, principal, row, { visibility: 'private' });
  await audit(tx, { action: 'clips-deleted', actor: principal, object: row.id, outcome: 'ok', detail: { bin: true } });
  return setTrashed(tx, row, true);
}

/** Deletes a clip for good. @throws AkezoraError `not_found`, `unauthorized`, `forbidden`. */
export async function deleteClip(context: ClipContext, principal: Principal, id: string): Promise<void> {
  const row = await clipFor(context.store.db, principal, 'delete', id);
  // What the server's owner takes down goes into the bin of its owner, who may have published it by mistake.
  if (row.owner !== principal.owner) return trashClip(context, principal, id);
  await purgeClip(context.store, context.storage, row, principal);
}

const searchText = (clip: { title: string; prompt: string; model: string; tags: readonly string[] }) =>
  `${clip.title} ${clip.prompt} ${clip.model} ${clip.tags.join(' ')}`.toLowerCase();

async function applyPatch(
  tx: Queries,
  { secrets }: Pick<ClipContext, 'secrets'>,
  principal: Principal,
  row: ClipRow,
  patch: ClipPatch,
  share?: ShareChange,
): Promise<ClipRow> {
  await checkFolder(tx, row.owner, patch.folderId);
  const { title = row.title, tags = row.tags, favourite = row.favourite, visibility = row.visibility } = patch;
  if (share !== undefined && visibility === 'private') {
    const reason = { en: 'a private clip has no link', ja: '非公開のクリップにはリンクがありません' };
    throw new AkezoraError('request_invalid', { field: 'share', reason });
  }
  const changed = await tx
    .updateTable('clips')
    .set({
      title,
      favourite,
      visibility,
      tags: JSON.stringify([...new Set(tags)]),
      folder_id: patch.folderId === undefined ? row.folder_id : patch.folderId,
      search: searchText({ title, tags, prompt: row.prompt, model: row.model }),
    })
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  if (visibility !== row.visibility || share !== undefined) {
    await updateShare(tx, secrets, changed, share);
    const action = visibility === 'private' ? 'clip-unshared' : 'clip-shared';
    const detail = { visibility, ...changedSettings(share) };
    await audit(tx, { action, actor: principal, object: row.id, outcome: 'ok', detail });
  }
  await appendEvent(tx, changed, 'clip', {});
  return changed;
}

async function setTrashed(tx: Queries, row: ClipRow, trashed: boolean): Promise<ClipRow> {
  const changed = await tx
    .updateTable('clips')
    .set({ deleted_at: trashed ? sql<Date>`now()` : null })
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await appendEvent(tx, changed, 'clip', {});
  return changed;
}

/**
 * Deletes a clip's row, then its files: a crash in between leaves unused files, never a row without files.
 * @param by who deletes it. Default: the server, after its time.
 */
export async function purgeClip(store: Store, storage: Storage, row: ClipRow, by?: Principal): Promise<void> {
  await store.db.transaction().execute(async (tx) => {
    if (by !== undefined) await audit(tx, { action: 'clips-deleted', actor: by, object: row.id, outcome: 'ok' });
    const job = row.job_id === null ? undefined : await lockJob(tx, row.job_id);
    await tx.deleteFrom('clips').where('id', '=', row.id).execute();
    if (job?.state === 'completed') await moveJob(tx, job, 'expired', { clip_id: null });
    await appendEvent(tx, row, 'gone', { kind: 'clip' });
  });
  await storage.removeAll(`clips/${row.id}/`);
}

/**
 * Applies one change to many clips, each in a transaction of its own; unknown ids are returned as missing.
 * @throws AkezoraError `forbidden` where sharing or the gallery is off, `unauthorized`.
 */
export async function changeClips(
  context: ClipContext,
  principal: Principal,
  bulk: ClipBulk,
): Promise<{ changed: string[]; missing: string[] }> {
  const changed: string[] = [];
  const missing: string[] = [];
  const share = bulk.action === 'patch' ? await shareChangeOf(bulk.patch) : undefined;
  for (const id of new Set(bulk.ids)) {
    try {
      await changeOne(context, principal, id, bulk, share);
      changed.push(id);
    } catch (thrown) {
      if (!(thrown instanceof AkezoraError) || thrown.code !== 'not_found') throw thrown;
      missing.push(id);
    }
  }
  return { changed, missing };
}

async function changeOne(
  context: ClipContext,
  principal: Principal,
  id: string,
  bulk: ClipBulk,
  share: ShareChange | undefined,
): Promise<unknown> {
  switch (bulk.action) {
    case 'delete':
      return deleteClip(context, principal, id);
    case 'trash':
      return changeClip(context, principal, id, 'delete', (tx, row) => takeDown(tx, context, principal, row));
    case 'restore':
      return restoreClip(context, principal, id);
    case 'patch':
      return patchPrepared(context, principal, id, bulk.patch, share);
    case 'tag':
      return changeClip(context, principal, id, 'change', (tx, row) => {
        const kept = row.tags.filter((tag) => !bulk.remove.includes(tag));
        return applyPatch(tx, context, principal, row, { tags: [...kept, ...bulk.add] });
      });
  }
}
