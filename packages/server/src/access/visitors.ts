import { type Kysely, sql } from 'kysely';
import type { Queries } from '../platform/store/database.ts';
import type { Tables } from '../platform/store/tables.ts';
import { newVisitorSeconds } from './budgets.ts';
import { ownerTablesOf } from './owner-tables.ts';
import type { Principal } from './principal.ts';

/** Whether the sender is a visitor without an account who came in the last minutes. */
export async function isNewVisitor(db: Queries, { owner, via }: Principal): Promise<boolean> {
  if (via !== 'anonymous') return false;
  const known = await db
    .selectFrom('owners')
    .select('id')
    .where('id', '=', owner)
    .where('created_at', '<', sql<Date>`now() - make_interval(secs => ${newVisitorSeconds})`)
    .executeTakeFirst();
  return known === undefined;
}

/** Minutes after which a visitor who has stored nothing is forgotten. */
const emptyMinutes = 60;

/** What Postgres says when something still refers to a row. */
const foreignKeyViolation = '23503';

/** Removes visitors without an account who have stored nothing for an hour, with their sessions. Returns how many. */
export async function removeEmptyVisitors(db: Kysely<Tables>): Promise<number> {
  const empty = sql.join(
    ownerTablesOf('thing', 'file', 'history').map(
      (table) => sql`NOT EXISTS (SELECT 1 FROM ${sql.table(table)} t WHERE t.owner = o.id)`,
    ),
    sql` AND `,
  );
  const { rows } = await sql<{ id: string }>`
    SELECT o.id FROM owners o
    WHERE o.kind = 'anonymous' AND o.created_at < now() - make_interval(mins => ${sql.lit(emptyMinutes)}) AND ${empty}
    LIMIT 1000`.execute(db);
  const ids = rows.map((row) => row.id);
  if (ids.length === 0) return 0;
  const removed = await removeVisitors(db, ids);
  if (removed !== undefined) return removed;
  // One of them has stored something meanwhile: that one stays, and must not keep the others.
  let count = 0;
  for (const id of ids) count += (await removeVisitors(db, [id])) ?? 0;
  return count;
}

/** Removes visitors, all or none of them. Returns how many; undefined when one has something that is stored. */
async function removeVisitors(db: Kysely<Tables>, ids: readonly string[]): Promise<number | undefined> {
  try {
    return await db.transaction().execute(async (tx) => {
      for (const table of ['sessions', 'api_keys'] as const) {
        await tx.deleteFrom(table).where('owner', 'in', ids).execute();
      }
      const defaults = ids.map((id) => `defaults:${id}`);
      await tx.deleteFrom('settings').where('key', 'in', defaults).execute();
      return Number((await tx.deleteFrom('owners').where('id', 'in', ids).executeTakeFirst()).numDeletedRows);
    });
  } catch (error) {
    if ((error as { code?: unknown }).code === foreignKeyViolation) return undefined;
    throw error;
  }
}
