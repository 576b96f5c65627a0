import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

/**
 * Cleans up behind changed rows and counts anew what the tables hold, as a Postgres server does by itself and the
 * embedded one does not: without it a list of 100,000 jobs is sorted as a whole for each page. Only tables that changed
 * much, by Postgres's own measure.
 */
export async function tendTables(db: Kysely<Tables>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    SELECT format('%I.%I', schemaname, relname) AS name FROM pg_stat_user_tables
    WHERE n_dead_tup > 50 + 0.2 * n_live_tup OR n_mod_since_analyze > 50 + 0.1 * n_live_tup
    ORDER BY 1`.execute(db);
  for (const { name } of rows) await sql`VACUUM (ANALYZE) ${sql.raw(name)}`.execute(db);
  return rows.map((row) => row.name);
}
