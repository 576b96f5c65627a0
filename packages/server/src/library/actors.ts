import { AkezoraError, type RequestedActor } from '@akezora/contract';
import type { ActorPatch } from '@akezora/contract/api';
import type { Budgets } from '../access/budgets.ts';
import { requireCreate, requireOwn } from '../access/policy.ts';
import type { Principal } from '../access/principal.ts';
import { nameTaken, notFound } from '../platform/not-found.ts';
import type { Queries, Store } from '../platform/store/database.ts';
import { newId } from '../platform/store/ids.ts';
import { lockOwner } from '../platform/store/owners.ts';
import type { ActorRow } from '../platform/store/tables.ts';
import { clipFor } from './clips.ts';
import { uploadFor } from './uploads.ts';

/** How an actor's picture looks and stands. */
export interface ActorLooks {
  readonly faces: NonNullable<RequestedActor['faces']>;
  /** 0 the top of the picture and 1 its bottom. */
  readonly feet: number;
  /** Against a usual subject. */
  readonly scale: number;
  /** Null: as the prompt says. */
  readonly kind: NonNullable<RequestedActor['kind']> | null;
}

/** An actor to be made, from a clip or from an upload. */
export interface NewActor {
  readonly name: string;
  readonly clipId?: string | undefined;
  readonly uploadId?: string | undefined;
  readonly region?: { x: number; y: number; width: number; height: number } | undefined;
  /** Default: it has no picture. */
  readonly looks?: ActorLooks | undefined;
}

/** Someone's actors by name. @throws AkezoraError `unauthorized`, `forbidden`. */
export async function listActors(db: Queries, principal: Principal): Promise<ActorRow[]> {
  requireOwn(principal, 'see', 'actor');
  return db.selectFrom('actors').selectAll().where('owner', '=', principal.owner).orderBy('name').execute();
}

/** An actor of someone. @throws AkezoraError `not_found` naming `field`, `unauthorized`, `forbidden`. */
export async function actorFor(db: Queries, principal: Principal, id: string, field = 'id'): Promise<ActorRow> {
  requireOwn(principal, 'see', 'actor');
  const own = db.selectFrom('actors').selectAll().where('owner', '=', principal.owner);
  return own.where('id', '=', id).executeTakeFirstOrThrow(() => notFound(id, field));
}

/**
 * Stores an actor. A name may be used several times: a prompt means the newest.
 * @throws AkezoraError `not_found` for a source that is not theirs to use, `unauthorized`, `forbidden`.
 */
export const insertActor = (
  { db }: Pick<Store, 'db'>,
  principal: Principal,
  actor: NewActor,
  budgets: Pick<Budgets, 'count'>,
): Promise<ActorRow> =>
  db.transaction().execute(async (tx) => {
    await lockOwner(tx, principal.owner);
    return insertIn(tx, principal, actor, budgets);
  });

/** Stores an actor in a transaction that has locked its owner. */
async function insertIn(
  db: Queries,
  principal: Principal,
  actor: NewActor,
  budgets: Pick<Budgets, 'count'>,
): Promise<ActorRow> {
  requireCreate(principal, 'actor');
  await budgets.count(db, principal, 'actors');
  const { clipId, uploadId } = actor;
  // Public clips of others may go private at any time: an actor is made from clips of one's own.
  if (clipId !== undefined) await clipFor(db, principal, 'see', clipId, { field: 'clipId' });
  if (uploadId !== undefined) await uploadFor(db, principal, 'use', uploadId, 'uploadId');
  return db
    .insertInto('actors')
    .values({
      id: newId('actor'),
      owner: principal.owner,
      name: actor.name,
      clip_id: actor.clipId ?? null,
      upload_id: actor.uploadId ?? null,
      region: actor.region === undefined ? null : JSON.stringify(actor.region),
      ...actor.looks,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/**
 * Makes an actor with a name of its own.
 * @throws AkezoraError `request_invalid` unless it has one source, `not_found` for an unknown source, `state_conflict`
 * when the name is in use.
 */
export async function createActor(
  store: Store,
  principal: Principal,
  actor: NewActor,
  budgets: Pick<Budgets, 'count'>,
): Promise<ActorRow> {
  requireCreate(principal, 'actor');
  const { name, clipId, uploadId } = actor;
  if ((clipId === undefined) === (uploadId === undefined)) {
    const reason = {
      en: 'name either a clip or an upload',
      ja: 'クリップかアップロードのどちらか一方を指定してください',
    };
    throw new AkezoraError('request_invalid', { field: 'clipId', reason });
  }
  return store.db.transaction().execute(async (tx) => {
    const { owner } = principal;
    await lockOwner(tx, owner);
    await requireFree(tx, owner, name);
    return insertIn(tx, principal, actor, budgets);
  });
}

/** @throws AkezoraError `state_conflict` when an actor of the owner, other than `but`, has the name. */
async function requireFree(db: Queries, owner: string, name: string, but = ''): Promise<void> {
  const own = db.selectFrom('actors').select('id').where('owner', '=', owner).where('name', '=', name);
  if ((await own.where('id', '<>', but).executeTakeFirst()) !== undefined) throw nameTaken(name);
}

/**
 * Renames an actor of someone, or changes how its picture looks and stands.
 * @throws AkezoraError `not_found`; `state_conflict` when the name is in use; `request_invalid` for the looks of an actor without a
 * picture; `unauthorized`, `forbidden`.
 */
export async function changeActor(
  store: Store,
  principal: Principal,
  id: string,
  { name, ...looks }: ActorPatch,
): Promise<ActorRow> {
  requireOwn(principal, 'change', 'actor');
  return store.db.transaction().execute(async (tx) => {
    await lockOwner(tx, principal.owner);
    const row = await actorFor(tx, principal, id);
    const [field] = Object.keys(looks);
    if (field !== undefined && row.upload_id === null) throw withoutPicture(field);
    if (name !== undefined && name !== row.name) await requireFree(tx, principal.owner, name, id);
    const changes = { ...looks, ...(name === undefined ? {} : { name }) };
    if (Object.keys(changes).length === 0) return row;
    const changed = tx.updateTable('actors').set(changes).where('id', '=', id).returningAll();
    return changed.executeTakeFirstOrThrow(() => notFound(id));
  });
}

const withoutPicture = (field: string) =>
  new AkezoraError('request_invalid', {
    field,
    reason: {
      en: 'this actor was made of a clip: it looks as its subject does',
      ja: 'クリップから作った俳優では変更できません',
    },
  });

/** Removes an actor. Returns whether there was one of theirs. @throws AkezoraError `unauthorized`, `forbidden`. */
export async function removeActor(db: Queries, principal: Principal, id: string): Promise<boolean> {
  requireOwn(principal, 'delete', 'actor');
  const { owner } = principal;
  const deleted = await db.deleteFrom('actors').where('id', '=', id).where('owner', '=', owner).executeTakeFirst();
  return Number(deleted.numDeletedRows) > 0;
}
