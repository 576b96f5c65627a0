import { Readable } from 'node:stream';
import { AkezoraError } from '@akezora/contract';
import type { Character, Preset, Region, RouteName, Storyboard } from '@akezora/contract/api';
import { sql } from 'kysely';
import { datasetEntries } from '../../exporting/entries.ts';
import { appendEvent } from '../../jobs/events.ts';
import { findClip } from '../../library/clips.ts';
import { findUpload, removeUpload, uploadView } from '../../library/uploads.ts';
import { writeZip } from '../../library/zip.ts';
import { newId } from '../../platform/store/ids.ts';
import { disposition, sendFile } from '../files.ts';
import { type Ask, type Handlers, missing } from './register.ts';

type Names =
  | 'storage'
  | 'exportClips'
  | 'folders'
  | 'createFolder'
  | 'renameFolder'
  | 'deleteFolder'
  | 'tags'
  | 'presets'
  | 'createPreset'
  | 'deletePreset'
  | 'storyboards'
  | 'createStoryboard'
  | 'storyboard'
  | 'saveStoryboard'
  | 'deleteStoryboard'
  | 'characters'
  | 'createCharacter'
  | 'deleteCharacter'
  | 'upload'
  | 'deleteUpload'
  | 'uploadFile'
  | 'uploadThumbnail';

type AnyAsk = Ask<RouteName>;
const mine = (ask: Pick<AnyAsk, 'principal'>) => ask.principal.owner;
const dbOf = (ask: Pick<AnyAsk, 'services'>) => ask.services.store.db;

async function ownUpload(ask: AnyAsk) {
  const id = ask.params.id ?? '';
  const row = await findUpload(dbOf(ask), mine(ask), id);
  if (row === undefined) throw missing(id);
  return row;
}

async function freeName(ask: AnyAsk, table: 'folders' | 'characters', name: string, except?: string): Promise<void> {
  const taken = await dbOf(ask)
    .selectFrom(table)
    .select('id')
    .where('owner', '=', mine(ask))
    .where('name', '=', name)
    .where('id', '<>', except ?? '')
    .executeTakeFirst();
  if (taken !== undefined) {
    const reason = { en: `the name ${name} is already in use`, ja: `名前 ${name} はすでに使われています` };
    throw new AkezoraError('state_conflict', { field: 'name', reason });
  }
}

async function removeOwn(ask: AnyAsk, table: 'presets' | 'storyboards' | 'characters'): Promise<undefined> {
  const id = ask.params.id ?? '';
  const gone = await dbOf(ask).deleteFrom(table).where('id', '=', id).where('owner', '=', mine(ask)).executeTakeFirst();
  if (Number(gone.numDeletedRows) === 0) throw missing(id);
  return undefined;
}

interface BoardRow {
  readonly id: string;
  readonly name: string;
  readonly data: object;
  readonly created_at: Date;
  readonly updated_at: Date;
}
const boardView = (row: BoardRow): Storyboard => ({
  id: row.id,
  name: row.name,
  data: row.data as Storyboard['data'],
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
});

const characterView = (row: {
  id: string;
  name: string;
  clip_id: string | null;
  upload_id: string | null;
  region: Region | null;
  created_at: Date;
}): Character => ({
  id: row.id,
  name: row.name,
  clipId: row.clip_id,
  uploadId: row.upload_id,
  region: row.region,
  thumbnail:
    row.clip_id !== null
      ? `/api/clips/${row.clip_id}/thumbnail`
      : row.upload_id !== null
        ? `/api/uploads/${row.upload_id}/thumbnail`
        : null,
  createdAt: row.created_at.toISOString(),
});

/** Folders, presets, storyboards, characters, uploads and exports of our own API. */
export const libraryHandlers: Handlers<Names> = {
  storage: async (ask) => {
    const { options, storage } = ask.services;
    const { rows } = await sql<Record<'clips' | 'bytes' | 'trash' | 'trash_bytes', string>>`
      SELECT count(*) FILTER (WHERE deleted_at IS NULL) AS clips, coalesce(sum(bytes) FILTER (WHERE deleted_at IS NULL), 0) AS bytes,
        count(*) FILTER (WHERE deleted_at IS NOT NULL) AS trash, coalesce(sum(bytes) FILTER (WHERE deleted_at IS NOT NULL), 0) AS trash_bytes
      FROM clips WHERE owner = ${mine(ask)}`.execute(dbOf(ask));
    const uploads = await dbOf(ask)
      .selectFrom('uploads')
      .select(({ fn }) => fn.sum<string | null>('bytes').as('bytes'))
      .where('owner', '=', mine(ask))
      .executeTakeFirst();
    const used = rows[0];
    return {
      place: storage.kind === 'files' ? 'disk' : 's3',
      clips: Number(used?.clips ?? 0),
      clipBytes: Number(used?.bytes ?? 0),
      trash: Number(used?.trash ?? 0),
      trashBytes: Number(used?.trash_bytes ?? 0),
      uploadBytes: Number(uploads?.bytes ?? 0),
      quotaBytes: options.quotaBytes > 0 ? options.quotaBytes : null,
      freeBytes: (await storage.freeBytes()) ?? null,
    };
  },
  exportClips: async (ask) => {
    const clips = await Promise.all(ask.body.ids.map((id) => findClip(dbOf(ask), mine(ask), id)));
    const absent = ask.body.ids.find((_, index) => clips[index] === undefined);
    if (absent !== undefined) throw missing(absent);
    const found = clips.filter((clip) => clip !== undefined);
    const archive = Readable.from(writeZip(datasetEntries(ask.services.storage, found)));
    return new Response(Readable.toWeb(archive) as ReadableStream<Uint8Array>, {
      headers: { 'content-type': 'application/zip', 'content-disposition': disposition('akezora-clips.zip') },
    });
  },
  folders: async (ask) => {
    const rows = await dbOf(ask)
      .selectFrom('folders')
      .leftJoin('clips', (join) => join.onRef('clips.folder_id', '=', 'folders.id').on('clips.deleted_at', 'is', null))
      .select(({ fn }) => [
        'folders.id',
        'folders.name',
        'folders.created_at',
        fn.count<string>('clips.id').as('clips'),
      ])
      .where('folders.owner', '=', mine(ask))
      .groupBy('folders.id')
      .orderBy('folders.name')
      .execute();
    return {
      data: rows.map((row) => ({
        id: row.id,
        name: row.name,
        clips: Number(row.clips),
        createdAt: row.created_at.toISOString(),
      })),
    };
  },
  createFolder: async (ask) => {
    await freeName(ask, 'folders', ask.body.name);
    const row = { id: newId('folder'), owner: mine(ask), name: ask.body.name };
    await dbOf(ask).insertInto('folders').values(row).execute();
    return { id: row.id, name: row.name, clips: 0, createdAt: new Date().toISOString() };
  },
  renameFolder: async (ask) => {
    const id = ask.params.id ?? '';
    await freeName(ask, 'folders', ask.body.name, id);
    const row = await dbOf(ask)
      .updateTable('folders')
      .set({ name: ask.body.name })
      .where('id', '=', id)
      .where('owner', '=', mine(ask))
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw missing(id);
    const counted = await dbOf(ask)
      .selectFrom('clips')
      .select(({ fn }) => fn.countAll<string>().as('clips'))
      .where('folder_id', '=', id)
      .where('deleted_at', 'is', null)
      .executeTakeFirst();
    return { id, name: row.name, clips: Number(counted?.clips ?? 0), createdAt: row.created_at.toISOString() };
  },
  deleteFolder: async (ask) => {
    const id = ask.params.id ?? '';
    await dbOf(ask)
      .transaction()
      .execute(async (tx) => {
        const gone = await tx
          .deleteFrom('folders')
          .where('id', '=', id)
          .where('owner', '=', mine(ask))
          .executeTakeFirst();
        if (Number(gone.numDeletedRows) === 0) throw missing(id);
        await appendEvent(tx, { id, owner: mine(ask) }, 'gone', { kind: 'folder' });
      });
    return undefined;
  },
  tags: async (ask) => {
    const { rows } = await sql<{ name: string; clips: string }>`
      SELECT tag AS name, count(*) AS clips FROM clips, jsonb_array_elements_text(tags) AS tag
      WHERE owner = ${mine(ask)} AND deleted_at IS NULL GROUP BY tag ORDER BY count(*) DESC, tag LIMIT 500`.execute(
      dbOf(ask),
    );
    return { data: rows.map((row) => ({ name: row.name, clips: Number(row.clips) })) };
  },
  presets: async (ask) => {
    const rows = await dbOf(ask)
      .selectFrom('presets')
      .selectAll()
      .where('owner', '=', mine(ask))
      .orderBy('name')
      .execute();
    return {
      data: rows.map((row) => ({
        id: row.id,
        name: row.name,
        request: row.request as Preset['request'],
        createdAt: row.created_at.toISOString(),
      })),
    };
  },
  createPreset: async (ask) => {
    const id = newId('preset');
    const { name, request } = ask.body;
    await dbOf(ask)
      .insertInto('presets')
      .values({ id, owner: mine(ask), name, request: JSON.stringify(request) })
      .execute();
    return { id, name, request, createdAt: new Date().toISOString() };
  },
  deletePreset: (ask) => removeOwn(ask, 'presets'),
  storyboards: async (ask) => {
    const rows = await dbOf(ask)
      .selectFrom('storyboards')
      .selectAll()
      .where('owner', '=', mine(ask))
      .orderBy('updated_at', 'desc')
      .execute();
    return { data: rows.map(boardView) };
  },
  createStoryboard: async (ask) => {
    const { name, data } = ask.body;
    const row = await dbOf(ask)
      .insertInto('storyboards')
      .values({ id: newId('storyboard'), owner: mine(ask), name, data: JSON.stringify(data) })
      .returningAll()
      .executeTakeFirstOrThrow();
    return boardView(row);
  },
  storyboard: async (ask) => {
    const id = ask.params.id ?? '';
    const row = await dbOf(ask)
      .selectFrom('storyboards')
      .selectAll()
      .where('id', '=', id)
      .where('owner', '=', mine(ask))
      .executeTakeFirst();
    if (row === undefined) throw missing(id);
    return boardView(row);
  },
  saveStoryboard: async (ask) => {
    const id = ask.params.id ?? '';
    const { name, data } = ask.body;
    const row = await dbOf(ask)
      .updateTable('storyboards')
      .set({ name, data: JSON.stringify(data), updated_at: new Date() })
      .where('id', '=', id)
      .where('owner', '=', mine(ask))
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw missing(id);
    return boardView(row);
  },
  deleteStoryboard: (ask) => removeOwn(ask, 'storyboards'),
  characters: async (ask) => {
    const rows = await dbOf(ask)
      .selectFrom('characters')
      .selectAll()
      .where('owner', '=', mine(ask))
      .orderBy('name')
      .execute();
    return { data: rows.map(characterView) };
  },
  createCharacter: async (ask) => {
    const { name, clipId, uploadId, region } = ask.body;
    if ((clipId === undefined) === (uploadId === undefined)) {
      throw new AkezoraError('request_invalid', { field: 'clipId', reason: 'name either a clip or an upload' });
    }
    if (clipId !== undefined && (await findClip(dbOf(ask), mine(ask), clipId)) === undefined)
      throw missing(clipId, 'clipId');
    if (uploadId !== undefined && (await findUpload(dbOf(ask), mine(ask), uploadId)) === undefined)
      throw missing(uploadId, 'uploadId');
    await freeName(ask, 'characters', name);
    const row = await dbOf(ask)
      .insertInto('characters')
      .values({
        id: newId('character'),
        owner: mine(ask),
        name,
        clip_id: clipId ?? null,
        upload_id: uploadId ?? null,
        region: region === undefined ? null : JSON.stringify(region),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return characterView(row);
  },
  deleteCharacter: (ask) => removeOwn(ask, 'characters'),
  upload: async (ask) => uploadView(await ownUpload(ask)),
  deleteUpload: async (ask) => {
    const row = await ownUpload(ask);
    await removeUpload(ask.services.store, ask.services.storage, row.id);
    return undefined;
  },
  uploadFile: async (ask) => {
    const row = await ownUpload(ask);
    return sendFile(ask.context, ask.services.storage, row.key, { mime: row.mime, etag: row.checksum });
  },
  uploadThumbnail: async (ask) => {
    const row = await ownUpload(ask);
    if (row.kind === 'archive') throw missing(row.id);
    const { key, mime } = await ask.services.derived.upload(row);
    return sendFile(ask.context, ask.services.storage, key, { mime, etag: `${row.checksum}-thumbnail` });
  },
};
