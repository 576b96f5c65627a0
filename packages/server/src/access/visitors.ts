import { sql } from 'kysely';
import type { Queries } from '../platform/store/database.ts';
import { newVisitorSeconds } from './budgets.ts';
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

/** Tables with rows of an owner, any of which keeps the owner. */
const kept = [
  'jobs',
  'clips',
  'uploads',
  'open_uploads',
  'folders',
  'presets',
  'storyboards',
  'characters',
  'webhooks',
];

/** Removes visitors without an account who have stored nothing for an hour, with their sessions. Returns how many. */
export async function removeEmptyVisitors(db: Queries): Promise<number> {
  const empty = sql.join(
    kept.map((table) => sql`NOT EXISTS (SELECT 1 FROM ${sql.table(table)} t WHERE t.owner = o.id)`),
    sql` AND `,
  );
  const { rows } = await sql<{ id: string }>`
    DELETE FROM owners WHERE id IN (
      SELECT o.id FROM owners o
      WHERE o.kind = 'anonymous' AND o.created_at < now() - make_interval(mins => ${sql.lit(emptyMinutes)}) AND ${empty}
      LIMIT 1000 FOR UPDATE SKIP LOCKED)
    RETURNING id`.execute(db);
  const ids = rows.map((row) => row.id);
  if (ids.length > 0) {
    await db.deleteFrom('sessions').where('owner', 'in', ids).execute();
    await db
      .deleteFrom('settings')
      .where(
        'key',
        'in',
        ids.map((id) => `defaults:${id}`),
      )
      .execute();
  }
  return ids.length;
}
