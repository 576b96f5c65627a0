import type { Queries } from '../platform/store/database.ts';
import { newId } from '../platform/store/ids.ts';
import type { StoryboardRow } from '../platform/store/tables.ts';

/** An owner's storyboards, the last edited first. */
export const listStoryboards = (db: Queries, owner: string): Promise<StoryboardRow[]> =>
  db.selectFrom('storyboards').selectAll().where('owner', '=', owner).orderBy('updated_at', 'desc').execute();

/** A storyboard of an owner. */
export const findStoryboard = (db: Queries, owner: string, id: string): Promise<StoryboardRow | undefined> =>
  db.selectFrom('storyboards').selectAll().where('id', '=', id).where('owner', '=', owner).executeTakeFirst();

/** Makes a storyboard. */
export const createStoryboard = (db: Queries, owner: string, name: string, data: object): Promise<StoryboardRow> =>
  db
    .insertInto('storyboards')
    .values({ id: newId('storyboard'), owner, name, data: JSON.stringify(data) })
    .returningAll()
    .executeTakeFirstOrThrow();

/** Replaces name and content of a storyboard; undefined when there is none. */
export const saveStoryboard = (
  db: Queries,
  owner: string,
  id: string,
  { name, data }: { readonly name: string; readonly data: object },
): Promise<StoryboardRow | undefined> =>
  db
    .updateTable('storyboards')
    .set({ name, data: JSON.stringify(data), updated_at: new Date() })
    .where('id', '=', id)
    .where('owner', '=', owner)
    .returningAll()
    .executeTakeFirst();

/** Removes a storyboard. Returns whether there was one. */
export async function removeStoryboard(db: Queries, owner: string, id: string): Promise<boolean> {
  const deleted = await db.deleteFrom('storyboards').where('id', '=', id).where('owner', '=', owner).executeTakeFirst();
  return Number(deleted.numDeletedRows) > 0;
}
