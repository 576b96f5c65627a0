import { type RawBuilder, sql } from 'kysely';
import type { Queries } from './database.ts';
import type { Tables } from './tables.ts';

/**
 * Deletes the rows of a table that a condition finds, except those that another transaction changes at this moment: they are
 * left to it, or to the next run. Two that delete many rows and waited for each other's would end in a deadlock.
 */
export async function deleteFree(db: Queries, table: keyof Tables, condition: RawBuilder<unknown>): Promise<void> {
  await sql`
    DELETE FROM ${sql.table(table)} WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM ${sql.table(table)} WHERE ${condition} FOR UPDATE SKIP LOCKED))`.execute(db);
}
