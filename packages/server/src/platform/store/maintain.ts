import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

/**
 * Vacuums and analyses the tables that changed much, by Postgres's own measure. A Postgres server does this by itself,
 * the embedded database does not: without it each page of a list of 100,000 jobs sorts the whole list.
 */
export async function maintainTables(db: Kysely<Tables>): Promise<void> {
  // Postgres counts changes at most once a second; what it has not counted yet must not be missed.
  await sql`SELECT pg_stat_force_next_flush()`.execute(db);
  const { rows } = await sql<{ name: string }>`
    SELECT format('%I.%I', schemaname, relname) AS name FROM pg_stat_user_tables
    WHERE n_dead_tup > 50 + 0.2 * n_live_tup OR n_mod_since_analyze > 50 + 0.1 * n_live_tup
    ORDER BY 1`.execute(db);
  for (const { name } of rows) await sql`VACUUM (ANALYZE) ${sql.raw(name)}`.execute(db);
}
