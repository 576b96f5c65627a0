import type { Budgets } from '../access/budgets.ts';
import { requireCreate, requireOwn } from '../access/policy.ts';
import type { Principal } from '../access/principal.ts';
import type { Queries, Store } from '../platform/store/database.ts';
import { newId } from '../platform/store/ids.ts';
import { lockOwner } from '../platform/store/owners.ts';
import type { PresetRow } from '../platform/store/tables.ts';

/** Someone's presets by name. @throws AkezoraError `unauthorized`, `forbidden`. */
export async function listPresets(db: Queries, principal: Principal): Promise<PresetRow[]> {
  requireOwn(principal, 'see', 'preset');
  return db.selectFrom('presets').selectAll().where('owner', '=', principal.owner).orderBy('name').execute();
}

/** Stores a request as a preset. @throws AkezoraError `limit_reached`, `unauthorized`, `forbidden`. */
export async function createPreset(
  { db }: Pick<Store, 'db'>,
  principal: Principal,
  { name, request }: { readonly name: string; readonly request: object },
  budgets: Pick<Budgets, 'count' | 'notes' | 'room'>,
): Promise<PresetRow> {
  requireCreate(principal, 'preset');
  const text = JSON.stringify(request);
  const bytes = Buffer.byteLength(text);
  return db.transaction().execute(async (tx) => {
    await lockOwner(tx, principal.owner);
    await budgets.count(tx, principal, 'presets');
    await budgets.notes(tx, principal, bytes);
    await budgets.room(principal, bytes, tx);
    return tx
      .insertInto('presets')
      .values({ id: newId('preset'), owner: principal.owner, name, request: text, bytes })
      .returningAll()
      .executeTakeFirstOrThrow();
  });
}

/** Removes a preset. Returns whether there was one of theirs. @throws AkezoraError `unauthorized`, `forbidden`. */
export async function removePreset(db: Queries, principal: Principal, id: string): Promise<boolean> {
  requireOwn(principal, 'delete', 'preset');
  const { owner } = principal;
  const deleted = await db.deleteFrom('presets').where('id', '=', id).where('owner', '=', owner).executeTakeFirst();
  return Number(deleted.numDeletedRows) > 0;
}
