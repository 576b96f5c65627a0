import { open, rm } from 'node:fs/promises';
import { AkezoraError, extensionOfMime } from '@akezora/contract';
import type { Upload } from '@akezora/contract/api';
import type { Children } from '../inference/children.ts';
import type { Storage } from '../platform/storage/storage.ts';
import type { Queries, Store } from '../platform/store/database.ts';
import { newId } from '../platform/store/ids.ts';
import type { UploadRow } from '../platform/store/tables.ts';

/** Services that an upload needs. */
export interface IngestContext {
  readonly store: Store;
  readonly storage: Storage;
  readonly children: Children;
}

/** Days after which an unused upload is deleted. */
const uploadDays = 30;

/**
 * Stores an uploaded file after inspecting it; pictures are written to a new file that holds only pixels. The local file is
 * deleted afterwards, also on failure. With `archives`, ZIP files are accepted as well, for imports.
 * @throws AkezoraError `input_unreadable`, `input_too_large` naming `field`.
 */
export async function ingestFile(
  context: IngestContext,
  file: {
    owner: string;
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
  let clean: string | undefined;
  try {
    const found =
      file.archives === true && (await isZip(file.path))
        ? { kind: 'archive', mime: 'application/zip', file: file.path, width: null, height: null, seconds: null }
        : await inspect(context, { ...file, name });
    clean = found.file;
    const key = `uploads/${id}/file.${found.kind === 'archive' ? 'zip' : (extensionOfMime(found.mime) ?? 'bin')}`;
    const stored = await context.storage.put(key, found.file, found.mime);
    return await context.store.db
      .insertInto('uploads')
      .values({
        id,
        owner: file.owner,
        name,
        kind: found.kind,
        mime: found.mime,
        ...stored,
        key,
        width: found.width,
        height: found.height,
        seconds: found.seconds,
        expires_at: new Date(Date.now() + uploadDays * 86_400_000),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
  } finally {
    await rm(file.path, { force: true });
    if (clean !== undefined) await rm(clean, { force: true });
  }
}

const inspect = (
  { children }: IngestContext,
  {
    owner,
    path,
    name,
    field,
    signal,
  }: { owner: string; path: string; name: string; field: string; signal?: AbortSignal },
) => children.call('inspect', { file: path, name, field }, { owner, signal });

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

/** An upload of an owner. */
export const findUpload = (db: Queries, owner: string, id: string): Promise<UploadRow | undefined> =>
  db.selectFrom('uploads').selectAll().where('id', '=', id).where('owner', '=', owner).executeTakeFirst();

/** Deletes an upload's row, then its files. */
export async function removeUpload(store: Store, storage: Storage, id: string): Promise<void> {
  await store.db.deleteFrom('uploads').where('id', '=', id).execute();
  await storage.removeAll(`uploads/${id}/`);
}

/** Deletes old uploads that no character, waiting job or running job uses. */
export async function removeOldUploads(store: Store, storage: Storage): Promise<void> {
  const active = await store.db
    .selectFrom('jobs')
    .select('request')
    .where('state', 'in', ['queued', 'running'])
    .execute();
  const used = JSON.stringify(active.map((job) => job.request));
  const characters = await store.db
    .selectFrom('characters')
    .select('upload_id')
    .where('upload_id', 'is not', null)
    .execute();
  const old = await store.db
    .selectFrom('uploads')
    .select('id')
    .where('expires_at', '<', new Date())
    .limit(500)
    .execute();
  for (const { id } of old) {
    if (used.includes(id) || characters.some((character) => character.upload_id === id)) continue;
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

/**
 * Checks that every input of a request exists and belongs to the owner, before the job is queued.
 * @throws AkezoraError `input_missing` with the field; `request_invalid` for anything that is not an id.
 */
export async function checkInputs(
  db: Queries,
  owner: string,
  request: {
    conditions?: readonly { source: { kind: string; file?: string; id?: string } }[] | undefined;
    characters?: readonly { clip?: string | undefined; image?: string | undefined }[] | undefined;
  },
): Promise<void> {
  const uploads: [string, string][] = [];
  const clips: [string, string][] = [];
  for (const [index, { source }] of (request.conditions ?? []).entries()) {
    const field = `request.conditions.${index}.source`;
    if (source.kind === 'clip') clips.push([field, source.id ?? '']);
    else uploads.push([field, source.file ?? '']);
  }
  for (const [index, character] of (request.characters ?? []).entries()) {
    if (character.image !== undefined) uploads.push([`request.characters.${index}.image`, character.image]);
    if (character.clip !== undefined)
      (character.clip.startsWith('upload:') ? uploads : clips).push([
        `request.characters.${index}.clip`,
        character.clip,
      ]);
  }
  for (const [field, name] of uploads) {
    const id = /^upload:([\w-]{1,64})$/.exec(name)?.[1];
    if (id === undefined) {
      const reason = { en: 'write it as upload:ID', ja: 'upload:ID の形で書いてください' };
      throw new AkezoraError('request_invalid', { field, reason });
    }
    const upload = await findUpload(db, owner, id);
    if (upload === undefined) throw new AkezoraError('input_missing', { field, path: name });
    if (upload.kind === 'archive') {
      const reason = { en: 'it is a ZIP archive', ja: 'ZIP ファイルです' };
      throw new AkezoraError('input_unreadable', { field, path: upload.name, reason });
    }
  }
  for (const [field, id] of clips) {
    const found = await db
      .selectFrom('clips')
      .select('id')
      .where('id', '=', id)
      .where('deleted_at', 'is', null)
      .where((where) => where.or([where('owner', '=', owner), where('visibility', '=', 'public')]))
      .executeTakeFirst();
    if (found === undefined) throw new AkezoraError('input_missing', { field, path: id.slice(0, 80) });
  }
}
