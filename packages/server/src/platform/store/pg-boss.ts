import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

/**
 * Moves webhook deliveries over that version 0.1 queued with pg-boss, and removes pg-boss's schema once nothing uses it:
 * at once from the embedded database, which has one process; from Postgres when no server of that version has run for a
 * day, since some may still run during a rolling update. They deliver what they queue; what they leave is moved too.
 */
export async function adoptPgBossDeliveries(store: {
  readonly kind: 'pglite' | 'postgres';
  readonly db: Kysely<Tables>;
}): Promise<void> {
  const { rows } = await sql<{ found: boolean }>`SELECT to_regclass('akezora_queue.job') IS NOT NULL AS found`.execute(
    store.db,
  );
  if (rows[0]?.found !== true) return;
  const alone = store.kind === 'pglite';
  await store.db.transaction().execute(async (tx) => {
    await sql`
      WITH moved AS (
        DELETE FROM akezora_queue.job
        WHERE name = 'webhook' AND (state IN ('created', 'retry')
          OR (state = 'active' AND (${sql.lit(alone)} OR started_on < now() - interval '5 minutes')))
        RETURNING data, retry_count, start_after)
      INSERT INTO webhook_deliveries (id, webhook_id, type, job_id, created_at, attempt, due_at)
      SELECT data->>'event', data->>'webhook', data->>'type', data->>'job',
        to_timestamp((data->>'createdAt')::float8), retry_count, start_after
      FROM moved ON CONFLICT (id) DO NOTHING`.execute(tx);
    const { rows: used } = await sql`
      SELECT 1 FROM akezora_queue.version WHERE cron_on > now() - interval '1 day'`.execute(tx);
    if (alone || used.length === 0) await sql`DROP SCHEMA akezora_queue CASCADE`.execute(tx);
  });
}
