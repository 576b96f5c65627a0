import { sql } from 'kysely';
import type { Budgets } from '../access/budgets.ts';
import { requireCreate, requireOwn } from '../access/policy.ts';
import type { Principal } from '../access/principal.ts';
import { notFound } from '../platform/not-found.ts';
import type { Queries, Store } from '../platform/store/database.ts';
import { newId } from '../platform/store/ids.ts';
import { lockOwner } from '../platform/store/owners.ts';
import type { StoryboardRow } from '../platform/store/tables.ts';

/** Someone's storyboards, the last edited first. @throws AkezoraError `unauthorized`, `forbidden`. */
export async function listStoryboards(db: Queries, principal: Principal): Promise<StoryboardRow[]> {
  requireOwn(principal, 'see', 'storyboard');
  const { owner } = principal;
  return db.selectFrom('storyboards').selectAll().where('owner', '=', owner).orderBy('updated_at', 'desc').execute();
}

/** A storyboard of someone. @throws AkezoraError `not_found`, `unauthorized`, `forbidden`. */
export async function storyboardFor(db: Queries, principal: Principal, id: string): Promise<StoryboardRow> {
  requireOwn(principal, 'see', 'storyboard');
  const own = db.selectFrom('storyboards').selectAll().where('owner', '=', principal.owner);
  return own.where('id', '=', id).executeTakeFirstOrThrow(() => notFound(id));
}

/** What is written of a storyboard. */
interface StoryboardText {
  readonly name: string;
  readonly data: object;
}

/** Makes a storyboard. @throws AkezoraError `limit_reached`, `unauthorized`, `forbidden`. */
export async function createStoryboard(
  { db }: Pick<Store, 'db'>,
  principal: Principal,
  { name, data }: StoryboardText,
  budgets: NoteBudgets,
): Promise<StoryboardRow> {
  requireCreate(principal, 'storyboard');
  const { owner } = principal;
  const text = JSON.stringify(data);
  const bytes = Buffer.byteLength(text);
  return db.transaction().execute(async (tx) => {
    await lockOwner(tx, owner);
    await budgets.count(tx, principal, 'storyboards');
    await budgets.notes(tx, principal, bytes);
    await budgets.room(principal, bytes, tx);
    return tx
      .insertInto('storyboards')
      .values({ id: newId('storyboard'), owner, name, data: text, bytes })
      .returningAll()
      .executeTakeFirstOrThrow();
  });
}

type NoteBudgets = Pick<Budgets, 'count' | 'notes' | 'room'>;

/** Replaces name and content of a storyboard. @throws AkezoraError `limit_reached`, `not_found`, `unauthorized`, `forbidden`. */
export async function saveStoryboard(
  { db }: Pick<Store, 'db'>,
  principal: Principal,
  id: string,
  { name, data }: StoryboardText,
  budgets: NoteBudgets,
): Promise<StoryboardRow> {
  requireOwn(principal, 'change', 'storyboard');
  const text = JSON.stringify(data);
  const bytes = Buffer.byteLength(text);
  return db.transaction().execute(async (tx) => {
    await lockOwner(tx, principal.owner);
    const more = bytes - Number((await storyboardFor(tx, principal, id)).bytes);
    if (more > 0) {
      await budgets.notes(tx, principal, more);
      await budgets.room(principal, more, tx);
    }
    return tx
      .updateTable('storyboards')
      .set({ name, data: text, bytes, updated_at: sql<Date>`now()` })
      .where('id', '=', id)
      .where('owner', '=', principal.owner)
      .returningAll()
      .executeTakeFirstOrThrow(() => notFound(id));
  });
}

/** Removes a storyboard. Returns whether there was one of theirs. @throws AkezoraError `unauthorized`, `forbidden`. */
export async function removeStoryboard(db: Queries, principal: Principal, id: string): Promise<boolean> {
  requireOwn(principal, 'delete', 'storyboard');
  const { owner } = principal;
  const deleted = await db.deleteFrom('storyboards').where('id', '=', id).where('owner', '=', owner).executeTakeFirst();
  return Number(deleted.numDeletedRows) > 0;
}
