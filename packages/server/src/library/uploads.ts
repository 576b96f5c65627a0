import { open, rm } from 'node:fs/promises';
import { AkezoraError, extensionOfMime } from '@akezora/contract';
import type { Upload } from '@akezora/contract/api';
import { type Insertable, sql } from 'kysely';
import type { Budgets } from '../access/budgets.ts';
import { requireCreate, requireMay, type ThingAction } from '../access/policy.ts';
import { type Principal, shareOf } from '../access/principal.ts';
import type { Children } from '../inference/children.ts';
import { audit } from '../platform/audit.ts';
import { notFound } from '../platform/not-found.ts';
import type { Storage } from '../platform/storage/storage.ts';
import type { Queries, Store } from '../platform/store/database.ts';
import { newId } from '../platform/store/ids.ts';
import { lockOwner } from '../platform/store/owners.ts';
import type { Tables, UploadRow } from '../platform/store/tables.ts';
import { keepCredentials } from './kept-credentials.ts';

/** Services that an upload needs. */
export interface IngestContext {
  readonly store: Store;
  readonly storage: Storage;
  readonly children: Children;
  readonly budgets: Pick<Budgets, 'take' | 'room' | 'count'>;
}

/** Days after which an unused upload is deleted. */
const uploadDays = 30;

/**
 * Stores an uploaded file after inspecting it; pictures are written to a new file that holds only pixels. The local file is
 * deleted afterwards, also on failure. With `archives`, ZIP files are accepted as well, for imports.
 * @throws AkezoraError `input_unreadable`, `input_too_large` naming `field`; `unauthorized`, `forbidden`.
 */
export async function ingestFile(
  context: IngestContext,
  file: {
    principal: Principal;
    path: string;
    name: string;
    field: string;
    id?: string;
    archives?: boolean;
    signal?: AbortSignal;
  },
): Promise<UploadRow> {
  const id = file.id ?? newId('upload');
  const name = cleanName(file.name);
  const { owner } = file.principal;
  const target = await context.storage.temporary('clean.png');
  try {
    requireCreate(file.principal, 'upload');
    context.budgets.take(file.principal, 'uploads');
    const found =
      file.archives === true && (await isZip(file.path))
        ? { kind: 'archive', mime: 'application/zip', file: file.path, width: null, height: null, seconds: null }
        : await context.children.call(
            'inspect',
            { file: file.path, name, field: file.field, target },
            { owner: shareOf(file.principal), signal: file.signal },
          );
    const key = `uploads/${id}/file.${found.kind === 'archive' ? 'zip' : (extensionOfMime(found.mime) ?? 'bin')}`;
    if (found.kind === 'image') await keepCredentials(context.storage, id, file.path);
    const stored = await context.storage.put(key, found.file, found.mime);
    const { kind, mime, width, height, seconds } = found;
    const row = { id, owner, name, kind, mime, ...stored, key, width, height, seconds };
    return await insertUpload(context, row).catch(async (error: unknown) => {
      await context.storage.removeAll(`uploads/${id}/`);
      throw error;
    });
  } finally {
    await rm(file.path, { force: true });
    await rm(target, { force: true });
  }
}

/** Stores the row of an upload when the owner's limits leave room for it; the upload is then no longer incomplete. */
function insertUpload(
  { store, budgets }: IngestContext,
  row: Omit<Insertable<Tables['uploads']>, 'expires_at'>,
): Promise<UploadRow> {
  return store.db.transaction().execute(async (tx) => {
    await lockOwner(tx, row.owner);
    await tx.deleteFrom('open_uploads').where('id', '=', row.id).execute();
    await budgets.count(tx, row, 'uploadedFiles');
    await budgets.room(row, Number(row.bytes), tx);
    return tx
      .insertInto('uploads')
      .values({ ...row, expires_at: sql<Date>`now() + make_interval(days => ${sql.lit(uploadDays)})` })
      .returningAll()
      .executeTakeFirstOrThrow();
  });
}

async function isZip(path: string): Promise<boolean> {
  const handle = await open(path, 'r');
  try {
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return ['PK\u0003\u0004', 'PK\u0005\u0006'].includes(buffer.toString('latin1'));
  } finally {
    await handle.close();
  }
}

/** A name for display: without folders and control characters, at most 200 characters. */
export const cleanName = (name: string): string =>
  (name.split(/[\\/]/).at(-1) ?? '').replace(/[\u0000-\u001f\u007f]/g, '').slice(0, 200) || 'file';

/**
 * An upload with which someone may do something.
 * @throws AkezoraError `not_found` naming `field`, `unauthorized`, `forbidden`.
 */
export async function uploadFor(
  db: Queries,
  principal: Principal,
  action: ThingAction,
  id: string,
  field = 'id',
): Promise<UploadRow> {
  const row = await db.selectFrom('uploads').selectAll().where('id', '=', id).executeTakeFirst();
  requireMay(principal, action, { kind: 'upload', owner: row?.owner ?? '' }, { what: id, field });
  if (row === undefined) throw notFound(id, field);
  return row;
}

/**
 * Deletes an upload of someone.
 * @throws AkezoraError `not_found`; `state_conflict` while an actor is made of it; `unauthorized`, `forbidden`.
 */
export async function deleteUpload(store: Store, storage: Storage, principal: Principal, id: string): Promise<void> {
  const { owner } = await uploadFor(store.db, principal, 'delete', id);
  await store.db.transaction().execute(async (tx) => {
    await lockOwner(tx, owner);
    const actor = await tx.selectFrom('actors').select('name').where('upload_id', '=', id).executeTakeFirst();
    if (actor !== undefined) throw inUse(actor.name);
    const deleted = await tx.deleteFrom('uploads').where('id', '=', id).executeTakeFirst();
    if (Number(deleted.numDeletedRows) === 0) throw notFound(id);
    await audit(tx, { action: 'upload-deleted', actor: principal, object: id, outcome: 'ok' });
  });
  await storage.removeAll(`uploads/${id}/`);
}

const inUse = (actor: string) =>
  new AkezoraError('state_conflict', {
    field: 'id',
    reason: { en: `the actor @${actor} is made of it`, ja: `俳優 @${actor} に使われています` },
  });

/** Deletes an upload's row, then its files, whoever owns it. */
export async function removeUpload(store: Store, storage: Storage, id: string): Promise<void> {
  await store.db.deleteFrom('uploads').where('id', '=', id).execute();
  await storage.removeAll(`uploads/${id}/`);
}

/** Deletes old uploads that no actor, waiting job or running job uses. */
export async function removeOldUploads(store: Store, storage: Storage): Promise<void> {
  const active = await store.db
    .selectFrom('jobs')
    .select('request')
    .where('state', 'in', ['queued', 'running'])
    .execute();
  const used = JSON.stringify(active.map((job) => job.request));
  const actors = await store.db.selectFrom('actors').select('upload_id').where('upload_id', 'is not', null).execute();
  const old = await store.db
    .selectFrom('uploads')
    .select('id')
    .where('expires_at', '<', sql<Date>`now()`)
    .limit(500)
    .execute();
  for (const { id } of old) {
    if (used.includes(id) || actors.some((actor) => actor.upload_id === id)) continue;
    await removeUpload(store, storage, id);
  }
}

/** An upload as its owner sees it. */
export const uploadView = (row: UploadRow): Upload => ({
  id: row.id,
  name: row.name,
  kind: row.kind as Upload['kind'],
  mime: row.mime,
  bytes: Number(row.bytes),
  width: row.width,
  height: row.height,
  seconds: row.seconds,
  urls: { file: `/api/uploads/${row.id}/file`, thumbnail: `/api/uploads/${row.id}/thumbnail` },
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at?.toISOString() ?? null,
});
