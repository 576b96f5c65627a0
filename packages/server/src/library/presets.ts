import type { Queries } from '../platform/store/database.ts';
import { newId } from '../platform/store/ids.ts';
import type { PresetRow } from '../platform/store/tables.ts';

/** An owner's presets by name. */
export const listPresets = (db: Queries, owner: string): Promise<PresetRow[]> =>
  db.selectFrom('presets').selectAll().where('owner', '=', owner).orderBy('name').execute();

/** Stores a request as a preset. */
export const createPreset = (db: Queries, owner: string, name: string, request: object): Promise<PresetRow> =>
  db
    .insertInto('presets')
    .values({ id: newId('preset'), owner, name, request: JSON.stringify(request) })
    .returningAll()
    .executeTakeFirstOrThrow();

/** Removes a preset. Returns whether there was one. */
export async function removePreset(db: Queries, owner: string, id: string): Promise<boolean> {
  const deleted = await db.deleteFrom('presets').where('id', '=', id).where('owner', '=', owner).executeTakeFirst();
  return Number(deleted.numDeletedRows) > 0;
}
