import { AkezoraError, calledNames, type GenerationRequest, type ModelCapabilities } from '@akezora/contract';
import type { Budgets } from '../access/budgets.ts';
import { requireCreate, requireOwn } from '../access/policy.ts';
import type { Principal } from '../access/principal.ts';
import { nameTaken, notFound } from '../platform/not-found.ts';
import type { Queries, Store } from '../platform/store/database.ts';
import { newId } from '../platform/store/ids.ts';
import { lockOwner } from '../platform/store/owners.ts';
import type { CharacterRow } from '../platform/store/tables.ts';
import { clipFor } from './clips.ts';
import { uploadFor } from './uploads.ts';

/** A character to be made, from a clip or from an upload. */
export interface NewCharacter {
  readonly name: string;
  readonly clipId?: string | undefined;
  readonly uploadId?: string | undefined;
  readonly region?: { x: number; y: number; width: number; height: number } | undefined;
}

/** Someone's characters by name. @throws AkezoraError `unauthorized`, `forbidden`. */
export async function listCharacters(db: Queries, principal: Principal): Promise<CharacterRow[]> {
  requireOwn(principal, 'see', 'character');
  return db.selectFrom('characters').selectAll().where('owner', '=', principal.owner).orderBy('name').execute();
}

/** A character of someone. @throws AkezoraError `not_found` naming `field`, `unauthorized`, `forbidden`. */
export async function characterFor(db: Queries, principal: Principal, id: string, field = 'id'): Promise<CharacterRow> {
  requireOwn(principal, 'see', 'character');
  const own = db.selectFrom('characters').selectAll().where('owner', '=', principal.owner);
  return own.where('id', '=', id).executeTakeFirstOrThrow(() => notFound(id, field));
}

/**
 * Stores a character. A name may be used several times: a prompt means the newest.
 * @throws AkezoraError `not_found` for a source that is not theirs to use, `unauthorized`, `forbidden`.
 */
export const insertCharacter = (
  { db }: Pick<Store, 'db'>,
  principal: Principal,
  character: NewCharacter,
  budgets: Pick<Budgets, 'count'>,
): Promise<CharacterRow> =>
  db.transaction().execute(async (tx) => {
    await lockOwner(tx, principal.owner);
    return insertIn(tx, principal, character, budgets);
  });

/** Stores a character in a transaction that has locked its owner. */
async function insertIn(
  db: Queries,
  principal: Principal,
  character: NewCharacter,
  budgets: Pick<Budgets, 'count'>,
): Promise<CharacterRow> {
  requireCreate(principal, 'character');
  await budgets.count(db, principal, 'characters');
  const { clipId, uploadId } = character;
  // Public clips of others may go private at any time: a character is made from clips of one's own.
  if (clipId !== undefined) await clipFor(db, principal, 'see', clipId, { field: 'clipId' });
  if (uploadId !== undefined) await uploadFor(db, principal, 'use', uploadId, 'uploadId');
  return db
    .insertInto('characters')
    .values({
      id: newId('character'),
      owner: principal.owner,
      name: character.name,
      clip_id: character.clipId ?? null,
      upload_id: character.uploadId ?? null,
      region: character.region === undefined ? null : JSON.stringify(character.region),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/**
 * Makes a character with a name of its own.
 * @throws AkezoraError `request_invalid` unless it has one source, `not_found` for an unknown source, `state_conflict`
 * when the name is in use.
 */
export async function createCharacter(
  store: Store,
  principal: Principal,
  character: NewCharacter,
  budgets: Pick<Budgets, 'count'>,
): Promise<CharacterRow> {
  requireCreate(principal, 'character');
  const { name, clipId, uploadId } = character;
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
    const used = await tx
      .selectFrom('characters')
      .select('id')
      .where('owner', '=', owner)
      .where('name', '=', name)
      .executeTakeFirst();
    if (used !== undefined) throw nameTaken(name);
    return insertIn(tx, principal, character, budgets);
  });
}

/** Removes a character. Returns whether there was one of theirs. @throws AkezoraError `unauthorized`, `forbidden`. */
export async function removeCharacter(db: Queries, principal: Principal, id: string): Promise<boolean> {
  requireOwn(principal, 'delete', 'character');
  const { owner } = principal;
  const deleted = await db.deleteFrom('characters').where('id', '=', id).where('owner', '=', owner).executeTakeFirst();
  return Number(deleted.numDeletedRows) > 0;
}

/** Most characters that one request may name. */
const most = 8;

/**
 * Adds the owner's characters that the prompt or storyboard names by `@name`. A request with characters of its own stays
 * as it is, as does one for a model without characters.
 */
export async function withCharacters(
  db: Queries,
  owner: string,
  request: GenerationRequest,
  { controls }: ModelCapabilities,
): Promise<GenerationRequest> {
  const prompts = [request.prompt, ...(request.storyboard ?? []).map((card) => card.prompt)].join('\n');
  if (!controls.characters || request.characters !== undefined || !/[@＠]/.test(prompts)) return request;
  const known = await db.selectFrom('characters').select('name').where('owner', '=', owner).execute();
  const names = calledNames(
    prompts,
    known.map(({ name }) => name),
  ).map(({ name }) => name);
  if (names.length === 0) return request;
  const rows = await db
    .selectFrom('characters')
    .selectAll()
    .where('owner', '=', owner)
    .where('name', 'in', [...new Set(names)].slice(0, most))
    // Among several of one name the newest counts.
    .distinctOn('name')
    .orderBy('name')
    .orderBy('created_at', 'desc')
    .execute();
  const characters = rows.map((row) => ({
    name: row.name,
    clip: row.clip_id ?? `upload:${row.upload_id}`,
    ...(row.region === null ? {} : { region: row.region }),
  }));
  return { ...request, characters };
}
