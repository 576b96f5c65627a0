import { AkezoraError, calledNames, type GenerationRequest, type ModelCapabilities } from '@akezora/contract';
import { nameTaken, notFound } from '../platform/not-found.ts';
import type { Queries, Store } from '../platform/store/database.ts';
import { newId } from '../platform/store/ids.ts';
import { lockOwner } from '../platform/store/owners.ts';
import type { CharacterRow } from '../platform/store/tables.ts';
import { findClip } from './clips.ts';
import { findUpload } from './uploads.ts';

/** A character to be made, from a clip or from an upload. */
export interface NewCharacter {
  readonly name: string;
  readonly clipId?: string | undefined;
  readonly uploadId?: string | undefined;
  readonly region?: { x: number; y: number; width: number; height: number } | undefined;
}

/** An owner's characters by name. */
export const listCharacters = (db: Queries, owner: string): Promise<CharacterRow[]> =>
  db.selectFrom('characters').selectAll().where('owner', '=', owner).orderBy('name').execute();

/** A character of an owner. */
export const findCharacter = (db: Queries, owner: string, id: string): Promise<CharacterRow | undefined> =>
  db.selectFrom('characters').selectAll().where('id', '=', id).where('owner', '=', owner).executeTakeFirst();

/** Stores a character whose source exists. A name may be used several times: a prompt means the newest. */
export const insertCharacter = (db: Queries, owner: string, character: NewCharacter): Promise<CharacterRow> =>
  db
    .insertInto('characters')
    .values({
      id: newId('character'),
      owner,
      name: character.name,
      clip_id: character.clipId ?? null,
      upload_id: character.uploadId ?? null,
      region: character.region === undefined ? null : JSON.stringify(character.region),
    })
    .returningAll()
    .executeTakeFirstOrThrow();

/**
 * Makes a character with a name of its own.
 * @throws AkezoraError `request_invalid` unless it has one source, `not_found` for an unknown source, `state_conflict`
 * when the name is in use.
 */
export async function createCharacter(store: Store, owner: string, character: NewCharacter): Promise<CharacterRow> {
  const { name, clipId, uploadId } = character;
  if ((clipId === undefined) === (uploadId === undefined)) {
    const reason = {
      en: 'name either a clip or an upload',
      ja: 'クリップかアップロードのどちらか一方を指定してください',
    };
    throw new AkezoraError('request_invalid', { field: 'clipId', reason });
  }
  return store.db.transaction().execute(async (tx) => {
    await lockOwner(tx, owner);
    if (clipId !== undefined && (await findClip(tx, owner, clipId)) === undefined) throw notFound(clipId, 'clipId');
    if (uploadId !== undefined && (await findUpload(tx, owner, uploadId)) === undefined) {
      throw notFound(uploadId, 'uploadId');
    }
    const used = await tx
      .selectFrom('characters')
      .select('id')
      .where('owner', '=', owner)
      .where('name', '=', name)
      .executeTakeFirst();
    if (used !== undefined) throw nameTaken(name);
    return insertCharacter(tx, owner, character);
  });
}

/** Removes a character. Returns whether there was one. */
export async function removeCharacter(db: Queries, owner: string, id: string): Promise<boolean> {
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
