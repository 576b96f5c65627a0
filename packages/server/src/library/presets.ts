import { requireCreate, requireOwn } from '../access/policy.ts';
import type { Principal } from '../access/principal.ts';
import type { Queries } from '../platform/store/database.ts';
import { newId } from '../platform/store/ids.ts';
import type { PresetRow } from '../platform/store/tables.ts';

/** Someone's presets by name. @throws AkezoraError `unauthorized`, `forbidden`. */
export async function listPresets(db: Queries, principal: Principal): Promise<PresetRow[]> {
  requireOwn(principal, 'see', 'preset');
  return db.selectFrom('presets').selectAll().where('owner', '=', principal.owner).orderBy('name').execute();
}

/** Stores a request as a preset. @throws AkezoraError `unauthorized`, `forbidden`. */
export async function createPreset(
  db: Queries,
  principal: Principal,
  name: string,
  request: object,
): Promise<PresetRow> {
  requireCreate(principal, 'preset');
  return db
    .insertInto('presets')
    .values({ id: newId('preset'), owner: principal.owner, name, request: JSON.stringify(request) })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Removes a preset. Returns whether there was one of theirs. @throws AkezoraError `unauthorized`, `forbidden`. */
export async function removePreset(db: Queries, principal: Principal, id: string): Promise<boolean> {
  requireOwn(principal, 'delete', 'preset');
  const { owner } = principal;
  const deleted = await db.deleteFrom('presets').where('id', '=', id).where('owner', '=', owner).executeTakeFirst();
  return Number(deleted.numDeletedRows) > 0;
}
