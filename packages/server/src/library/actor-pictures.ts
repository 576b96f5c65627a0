/** Pictures of actors: cut out in a process that reads foreign files, and kept beside the upload that they were made from. */
import { rm } from 'node:fs/promises';
import type { Budgets } from '../access/budgets.ts';
import { requireCreate } from '../access/policy.ts';
import { type Principal, shareOf } from '../access/principal.ts';
import type { Children } from '../inference/children.ts';
import { notFound } from '../platform/not-found.ts';
import type { Storage } from '../platform/storage/storage.ts';
import type { Store } from '../platform/store/database.ts';
import type { UploadRow } from '../platform/store/tables.ts';
import { type ActorLooks, actorFor, type NewActor } from './actors.ts';
import type { DerivedResult } from './derived.ts';
import { checkDisk } from './space.ts';
import { uploadFor } from './uploads.ts';

/** Services and settings that reading a picture needs. */
export interface PictureContext {
  readonly store: Store;
  readonly storage: Storage;
  readonly children: Children;
  readonly budgets: Pick<Budgets, 'take'>;
  readonly options: { readonly reserveBytes: number };
}

/** Whether an upload is a picture or an animated picture, not a video. */
const isPicture = ({ kind, mime }: Pick<UploadRow, 'kind' | 'mime'>): boolean =>
  kind === 'image' || mime.startsWith('image/');

/** How the looks of a new actor are found. */
export interface LooksOptions {
  /** What is said by hand. */
  readonly given?: { readonly [Name in keyof ActorLooks]?: ActorLooks[Name] | undefined };
  /** Field of the request that named the picture, for errors. Default `uploadId`. */
  readonly field?: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * How a new actor looks and stands: as given, else as found in its picture. Undefined for an actor of a clip, a video, or the
 * subject inside a region of a picture that cannot be cut out.
 * @throws AkezoraError `input_unreadable`, with how to cut the picture; `not_found`, `too_many_requests`; see `Children.call`.
 */
export async function looksOf(
  context: PictureContext,
  principal: Principal,
  { uploadId, clipId, region }: NewActor,
  { given = {}, field = 'uploadId', signal }: LooksOptions = {},
): Promise<ActorLooks | undefined> {
  requireCreate(principal, 'actor');
  if (uploadId === undefined || clipId !== undefined) return undefined;
  const upload = await uploadFor(context.store.db, principal, 'use', uploadId, 'uploadId');
  if (!isPicture(upload)) return undefined;
  context.budgets.take(principal, 'uploads');
  try {
    const { faces, feet } = await readPicture(context, principal, upload, { field, signal });
    return { faces: given.faces ?? faces, feet: given.feet ?? feet, scale: given.scale ?? 1, kind: given.kind ?? null };
  } catch (thrown) {
    if (region !== undefined && (thrown as { code?: string }).code === 'input_unreadable') return undefined;
    throw thrown;
  }
}

/**
 * The cut-out of an actor of someone, made now if it is not there yet.
 * @throws AkezoraError `not_found`, also for an actor without a picture; `input_unreadable`; see `Children.call`.
 */
export async function actorPicture(
  context: PictureContext,
  principal: Principal,
  id: string,
  signal?: AbortSignal,
): Promise<DerivedResult & { etag: string }> {
  const { upload_id } = await actorFor(context.store.db, principal, id);
  if (upload_id === null) throw notFound(id);
  const upload = await uploadFor(context.store.db, principal, 'see', upload_id);
  if (!isPicture(upload)) throw notFound(id);
  const file = { key: pictureKey(upload), mime: 'image/webp', etag: `${upload.checksum}-actor` };
  if ((await context.storage.size(file.key)) === undefined) {
    await readPicture(context, principal, upload, { field: 'id', signal });
  }
  return file;
}

const pictureKey = ({ id }: Pick<UploadRow, 'id'>) => `uploads/${id}/actor.webp`;

/** Cuts out what an upload shows, stores the cut-out beside it, and says how it looks and stands. */
async function readPicture(
  { storage, children, options }: PictureContext,
  principal: Principal,
  upload: UploadRow,
  { field, signal }: { field: string; signal?: AbortSignal | undefined },
): Promise<Pick<ActorLooks, 'faces' | 'feet'>> {
  await checkDisk(storage, options.reserveBytes);
  const target = await storage.temporary('actor.webp');
  try {
    const found = await children.call(
      'actor',
      { file: await storage.local(upload.key), name: upload.name, field, target },
      { owner: shareOf(principal), signal },
    );
    await storage.put(pictureKey(upload), target, 'image/webp');
    return found;
  } finally {
    await rm(target, { force: true });
  }
}
