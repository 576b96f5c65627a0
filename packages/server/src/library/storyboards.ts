import { requireCreate, requireOwn } from '../access/policy.ts';
import type { Principal } from '../access/principal.ts';
import { notFound } from '../platform/not-found.ts';
import type { Queries } from '../platform/store/database.ts';
import { newId } from '../platform/store/ids.ts';
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

/** Makes a storyboard. @throws AkezoraError `unauthorized`, `forbidden`. */
export async function createStoryboard(
  db: Queries,
  principal: Principal,
  name: string,
  data: object,
): Promise<StoryboardRow> {
  requireCreate(principal, 'storyboard');
  return db
    .insertInto('storyboards')
    .values({ id: newId('storyboard'), owner: principal.owner, name, data: JSON.stringify(data) })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Replaces name and content of a storyboard. @throws AkezoraError `not_found`, `unauthorized`, `forbidden`. */
export async function saveStoryboard(
  db: Queries,
  principal: Principal,
  id: string,
  { name, data }: { readonly name: string; readonly data: object },
): Promise<StoryboardRow> {
  requireOwn(principal, 'change', 'storyboard');
  return db
    .updateTable('storyboards')
    .set({ name, data: JSON.stringify(data), updated_at: new Date() })
    .where('id', '=', id)
    .where('owner', '=', principal.owner)
    .returningAll()
    .executeTakeFirstOrThrow(() => notFound(id));
}

/** Removes a storyboard. Returns whether there was one of theirs. @throws AkezoraError `unauthorized`, `forbidden`. */
export async function removeStoryboard(db: Queries, principal: Principal, id: string): Promise<boolean> {
  requireOwn(principal, 'delete', 'storyboard');
  const { owner } = principal;
  const deleted = await db.deleteFrom('storyboards').where('id', '=', id).where('owner', '=', owner).executeTakeFirst();
  return Number(deleted.numDeletedRows) > 0;
}
