import { AkezoraError } from '@akezora/contract';
import type { Budgets } from '../access/budgets.ts';
import { requireCreate, requireMay, requireOwn } from '../access/policy.ts';
import type { Principal } from '../access/principal.ts';
import { appendEvent } from '../jobs/events.ts';
import { audit } from '../platform/audit.ts';
import { nameTaken, notFound } from '../platform/not-found.ts';
import type { Queries, Store } from '../platform/store/database.ts';
import { newId } from '../platform/store/ids.ts';
import { lockOwner } from '../platform/store/owners.ts';

/** A folder with how many clips it holds, without those in the bin. */
export interface CountedFolder {
  readonly id: string;
  readonly name: string;
  readonly created_at: Date;
  readonly clips: string;
}

const counted = (db: Queries, owner: string) =>
  db
    .selectFrom('folders')
    .leftJoin('clips', (join) => join.onRef('clips.folder_id', '=', 'folders.id').on('clips.deleted_at', 'is', null))
    .select(({ fn }) => ['folders.id', 'folders.name', 'folders.created_at', fn.count<string>('clips.id').as('clips')])
    .where('folders.owner', '=', owner)
    .groupBy('folders.id')
    .orderBy('folders.name');

/** Someone's folders by name. @throws AkezoraError `unauthorized`, `forbidden`. */
export async function listFolders(db: Queries, principal: Principal): Promise<CountedFolder[]> {
  requireOwn(principal, 'see', 'folder');
  return counted(db, principal.owner).execute();
}

/** The id of an owner's folder of this name. */
export async function folderNamed(db: Queries, owner: string, name: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('folders')
    .select('id')
    .where('owner', '=', owner)
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.id;
}

/**
 * Checks that a folder exists and is the owner's; nothing to check without one.
 * @throws AkezoraError `request_invalid` naming `folderId`.
 */
export async function checkFolder(db: Queries, owner: string, id: string | null | undefined): Promise<void> {
  if (id == null) return;
  const row = await db
    .selectFrom('folders')
    .select('id')
    .where('id', '=', id)
    .where('owner', '=', owner)
    .executeTakeFirst();
  if (row === undefined) {
    const reason = { en: 'there is no such folder', ja: 'そのフォルダーはありません' };
    throw new AkezoraError('request_invalid', { field: 'folderId', reason });
  }
}

/**
 * Makes a folder.
 * @throws AkezoraError `state_conflict` when the name is in use, `limit_reached`, `unauthorized`, `forbidden`.
 */
export const createFolder = (
  store: Store,
  principal: Principal,
  name: string,
  budgets: Pick<Budgets, 'count'>,
): Promise<CountedFolder> =>
  store.db.transaction().execute(async (tx) => {
    requireCreate(principal, 'folder');
    const { owner } = principal;
    await lockOwner(tx, owner);
    if ((await folderNamed(tx, owner, name)) !== undefined) throw nameTaken(name);
    await budgets.count(tx, principal, 'folders');
    const row = { id: newId('folder'), owner, name };
    const { created_at } = await tx.insertInto('folders').values(row).returning('created_at').executeTakeFirstOrThrow();
    return { ...row, created_at, clips: '0' };
  });

/** Checks the rule for a folder; one that is not there counts as somebody else's. */
async function requireFolder(tx: Queries, principal: Principal, action: 'change' | 'delete', id: string) {
  const row = await tx.selectFrom('folders').select('owner').where('id', '=', id).executeTakeFirst();
  requireMay(principal, action, { kind: 'folder', owner: row?.owner ?? '' }, { what: id });
}

/**
 * Renames a folder.
 * @throws AkezoraError `state_conflict` when the name is in use, `not_found`, `unauthorized`, `forbidden`.
 */
export const renameFolder = (store: Store, principal: Principal, id: string, name: string): Promise<CountedFolder> =>
  store.db.transaction().execute(async (tx) => {
    const { owner } = principal;
    await lockOwner(tx, owner);
    await requireFolder(tx, principal, 'change', id);
    const other = await folderNamed(tx, owner, name);
    if (other !== undefined && other !== id) throw nameTaken(name);
    await tx.updateTable('folders').set({ name }).where('id', '=', id).where('owner', '=', owner).execute();
    const row = await counted(tx, owner).where('folders.id', '=', id).executeTakeFirst();
    if (row === undefined) throw notFound(id);
    return row;
  });

/**
 * Removes a folder; its clips stay, in no folder.
 * @throws AkezoraError `not_found`, `unauthorized`, `forbidden`.
 */
export const removeFolder = (store: Store, principal: Principal, id: string): Promise<void> =>
  store.db.transaction().execute(async (tx) => {
    const { owner } = principal;
    await requireFolder(tx, principal, 'delete', id);
    const deleted = await tx.deleteFrom('folders').where('id', '=', id).where('owner', '=', owner).executeTakeFirst();
    if (Number(deleted.numDeletedRows) === 0) throw notFound(id);
    await audit(tx, { action: 'folder-deleted', actor: principal, object: id, outcome: 'ok' });
    await appendEvent(tx, { id, owner }, 'gone', { kind: 'folder' });
  });
