import { rm } from 'node:fs/promises';
import { AkezoraError, type ErrorShape, extensionOfFormat, formatOfName, type SaidByFile } from '@akezora/contract';
import { sql } from 'kysely';
import type { Budgets } from '../access/budgets.ts';
import { requireCreate } from '../access/policy.ts';
import { type Principal, shareOf } from '../access/principal.ts';
import type { ServerOptions } from '../config/settings.ts';
import { bytesDeadline } from '../inference/call-limits.ts';
import type { Children } from '../inference/children.ts';
import type { ClipNotes, MadeClip } from '../inference/protocol.ts';
import { appendEvent } from '../jobs/events.ts';
import { expiryAfter, lifetimeOf } from '../library/expiry.ts';
import { checkDisk } from '../library/space.ts';
import { storeClip } from '../library/store-clip.ts';
import { publicError } from '../platform/errors.ts';
import type { Storage } from '../platform/storage/storage.ts';
import type { Queries, Store } from '../platform/store/database.ts';
import { newId } from '../platform/store/ids.ts';
import type { ClipRow } from '../platform/store/tables.ts';
import { isSheet, isStill, isVideo, stemOf } from './files.ts';
import { promptFromName } from './guess.ts';
import { type ImportFile, packedOf } from './sources.ts';

/** Services that an import needs. */
export interface ImportContext {
  readonly store: Store;
  readonly storage: Storage;
  readonly children: Pick<Children, 'call'>;
  readonly budgets: Pick<Budgets, 'room'>;
  readonly options: Pick<ServerOptions, 'reserveBytes' | 'clipTtlSeconds'>;
}

/** Files to import, and for whom. */
export interface ImportOrder {
  readonly principal: Principal;
  readonly files: readonly ImportFile[];
  readonly folderId?: string | undefined;
  /** Skip and report unreadable files instead of refusing the whole import. */
  readonly skipUnreadable?: boolean | undefined;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number, name: string) => void;
}

/** A skipped video and the reason. */
export interface SkippedFile {
  readonly name: string;
  readonly error: ErrorShape;
}

/** Imported clips and skipped files. */
export interface Imported {
  readonly rows: readonly ClipRow[];
  readonly skipped: readonly SkippedFile[];
}

/** A video that was copied and measured. */
interface MeasuredVideo {
  readonly id: string;
  readonly file: ImportFile;
  readonly made: MadeClip;
  readonly notes: ClipNotes;
  /** What it, or a picture of the same name beside it, says of how it was made. */
  readonly said: SaidByFile | null;
}

/** Most clips of one import, so that one transaction can hold them. */
const mostClips = 5000;
/** Key of the setting that holds the clip ids of a running import, so that files of a killed one can be deleted. */
const underWay = 'importing:';
const millisecondsNow = sql`(extract(epoch FROM now()) * 1000)::float8`;

/**
 * Imports videos as clips, all or none: all files are inspected first, then stored, then their rows are inserted in one
 * transaction. Prompts come from the tables beside the videos, else from the facts inside them, else from what the program that made them
 * wrote into them or into a picture beside them, else from their names.
 * @throws AkezoraError `unauthorized`, `forbidden`, `archive_refused`, `input_unreadable`, `input_too_large`, `not_enough_disk`, `limit_reached`, `cancelled`.
 */
export async function importClips(context: ImportContext, order: ImportOrder): Promise<Imported> {
  requireCreate(order.principal, 'upload');
  const videos = order.files.filter(isVideo);
  if (videos.length > mostClips) {
    const what = { en: 'clips in one import', ja: '一度に取り込むクリップ' };
    throw new AkezoraError('limit_reached', { limit: mostClips, what, unit: { en: '', ja: '本' } });
  }
  await checkRoom(context, order.principal.owner, videos);
  const notes = await notesOf(context, order, videos);
  const measured: MeasuredVideo[] = [];
  const skipped: SkippedFile[] = [];
  try {
    for (const [index, file] of videos.entries()) {
      order.signal?.throwIfAborted();
      order.onProgress?.(index, videos.length, file.name);
      try {
        const made = await measureVideo(context, order, file);
        if (made === undefined) continue;
        const said = made.facts === null ? await saidOf(context, order, file, made) : null;
        measured.push({ id: newId('clip'), file, made, said, notes: notes.get(file.name) ?? {} });
      } catch (thrown) {
        const error = AkezoraError.from(thrown);
        if (order.skipUnreadable !== true || !/^input_/.test(error.code)) throw error;
        skipped.push({ name: file.name, error: publicError(error).toShape() });
      }
    }
    if (measured.length === 0 && skipped.length === 0) {
      const reason = { en: 'it contains no video', ja: '動画が入っていません' };
      throw new AkezoraError('archive_refused', { field: 'archive', path: order.files[0]?.name ?? '—', reason });
    }
    return { rows: await storeVideos(context, order, measured), skipped };
  } finally {
    for (const { made } of measured) await rm(made.video, { force: true });
  }
}

/** Refuses, before unpacking, what would not fit on the disk or in the quota. */
async function checkRoom({ storage, budgets, options }: ImportContext, owner: string, videos: readonly ImportFile[]) {
  const bytes = videos.reduce((sum, file) => sum + file.bytes, 0);
  await checkDisk(storage, options.reserveBytes, bytes);
  await budgets.room({ owner }, bytes);
}

/** The notes of videos, from the tables beside them. */
async function notesOf(
  { children }: ImportContext,
  { principal, signal, files }: ImportOrder,
  videos: readonly ImportFile[],
): Promise<ReadonlyMap<string, ClipNotes>> {
  const owner = shareOf(principal);
  const sheets = files.filter(isSheet);
  if (sheets.length === 0) return new Map();
  const input = { files: sheets.map(packedOf), videos: videos.map(({ name }) => name) };
  const deadlineMs = bytesDeadline(sheets.reduce((sum, { bytes }) => sum + bytes, 0));
  return new Map(await children.call('readNotes', input, { owner, signal, deadlineMs }));
}

/** Copies and measures one video; undefined for still pictures, which belong to a video. */
async function measureVideo(
  { storage, children }: ImportContext,
  { principal, signal }: ImportOrder,
  file: ImportFile,
): Promise<MadeClip | undefined> {
  const format = formatOfName(file.name);
  const path = await storage.temporary(`import.${format === undefined ? 'bin' : extensionOfFormat(format)}`);
  const clean = await storage.temporary('clean.png');
  const owner = shareOf(principal);
  let isMeasured = false;
  try {
    const deadlineMs = bytesDeadline(file.bytes);
    await children.call('unpackFile', { packed: packedOf(file), target: path }, { owner, signal, deadlineMs });
    const named = { file: path, name: file.name, field: 'archive' };
    const found = await children.call('inspect', { ...named, target: clean }, { owner, signal });
    if (found.kind === 'image') return undefined;
    const made = await children.call('measure', named, { owner, signal });
    isMeasured = true;
    return made;
  } finally {
    await rm(clean, { force: true });
    if (!isMeasured) await rm(path, { force: true });
  }
}

/** Bytes of a picture beside a video that is still read. */
const stillBytes = 64e6;

/** What a video says of how it was made, else what the picture of the same name beside it says. Nothing of this can fail an import. */
async function saidOf(
  { storage, children }: ImportContext,
  { principal, signal, files }: ImportOrder,
  file: ImportFile,
  { video }: MadeClip,
): Promise<SaidByFile | null> {
  const owner = shareOf(principal);
  const read = (path: string) => children.call('readSaid', { file: path }, { owner, signal });
  const unlessStopped = (thrown: unknown): null => {
    if (signal?.aborted === true) throw thrown;
    return null;
  };
  const own = await read(video).catch(unlessStopped);
  if (own !== null) return own;
  const stem = stemOf(file.name);
  const still = files.find((other) => isStill(other) && other.bytes <= stillBytes && stemOf(other.name) === stem);
  if (still === undefined) return null;
  const path = await storage.temporary('still.bin');
  try {
    await children.call('unpackFile', { packed: packedOf(still), target: path }, { owner, signal });
    return await read(path);
  } catch (thrown) {
    return unlessStopped(thrown);
  } finally {
    await rm(path, { force: true });
  }
}

/** Stores the files, then inserts all rows at once. */
async function storeVideos(
  context: ImportContext,
  order: ImportOrder,
  videos: readonly MeasuredVideo[],
): Promise<ClipRow[]> {
  const { store, storage } = context;
  if (videos.length === 0) return [];
  const key = `${underWay}${newId('import')}`;
  const ids = videos.map(({ id }) => id);
  await store.db
    .insertInto('settings')
    .values({
      key,
      value: sql<string>`jsonb_build_object('ids', ${JSON.stringify(ids)}::jsonb, 'at', ${millisecondsNow})`,
    })
    .execute();
  try {
    const clips: StoredVideo[] = [];
    for (const one of videos) {
      order.signal?.throwIfAborted();
      const facts = one.made.facts ?? one.notes.facts ?? null;
      clips.push({ ...one, stored: await storeClip(storage, one.id, { ...one.made, facts }) });
    }
    return await store.db.transaction().execute(async (tx) => {
      const rows: ClipRow[] = [];
      for (const clip of clips) rows.push(await insertRow(tx, context, order, clip));
      await tx.deleteFrom('settings').where('key', '=', key).execute();
      return rows;
    });
  } catch (error) {
    await discard(store, storage, key, ids).catch(() => undefined);
    throw error;
  }
}

type StoredVideo = MeasuredVideo & { readonly stored: Awaited<ReturnType<typeof storeClip>> };

async function insertRow(tx: Queries, context: ImportContext, order: ImportOrder, clip: StoredVideo): Promise<ClipRow> {
  const { notes, stored, file, said } = clip;
  const { files, facts, measures, ...columns } = stored;
  const prompt = notes.prompt ?? facts?.prompt ?? said?.prompt ?? promptFromName(file.name);
  const model = notes.model ?? facts?.model ?? said?.model ?? 'imported';
  const title = notes.title ?? '';
  const tags = notes.tags ?? [];
  const row = await tx
    .insertInto('clips')
    .values({
      id: clip.id,
      owner: order.principal.owner,
      origin: 'import',
      title,
      prompt,
      model,
      ...columns,
      files: JSON.stringify(files),
      facts: facts === null ? null : JSON.stringify(facts),
      measures: measures === null ? null : JSON.stringify(measures),
      seed: notes.seed ?? safeSeed(said),
      said: said === null ? null : JSON.stringify(said),
      folder_id: order.folderId ?? null,
      tags: JSON.stringify(tags),
      search: [title, prompt, model, ...tags].join(' ').toLowerCase(),
      ...(notes.createdAt === undefined ? {} : { created_at: notes.createdAt }),
      expires_at: expiryAfter(lifetimeOf(context.options).expiresIn),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await appendEvent(tx, row, 'clip', {});
  return row;
}

/** A seed that the column of seeds can hold; a larger one stands in what the file says only. */
function safeSeed(said: SaidByFile | null): number | null {
  const seed = Number(said?.seed ?? Number.NaN);
  return Number.isSafeInteger(seed) ? seed : null;
}

async function discard(store: Store, storage: Storage, key: string, ids: readonly string[]): Promise<void> {
  for (const id of ids) await storage.removeAll(`clips/${id}/`);
  await store.db.deleteFrom('settings').where('key', '=', key).execute();
}

/** Deletes the files of imports that were killed before their rows were inserted, by the database's clock. */
export async function removeBrokenImports(store: Store, storage: Storage, olderThanMs = 86_400_000): Promise<void> {
  const rows = await store.db
    .selectFrom('settings')
    .select(['key', 'value', sql<number>`${millisecondsNow} - (value->>'at')::float8`.as('age')])
    .where('key', 'like', `${underWay}%`)
    .execute();
  for (const { key, value, age } of rows) {
    if (age >= olderThanMs) await discard(store, storage, key, (value as { ids: string[] }).ids);
  }
}
