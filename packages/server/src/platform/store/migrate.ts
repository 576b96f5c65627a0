import { AkezoraError } from '@akezora/contract';
import { type Kysely, sql } from 'kysely';
import { migrations } from './migrations.ts';
import type { Tables } from './tables.ts';

const migrationLock = 7_860_001;

/** Names of the migrations that a database has been through. */
async function doneMigrations(db: Kysely<Tables>): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ found: boolean }>`SELECT to_regclass('akezora_migrations') IS NOT NULL AS found`.execute(
    db,
  );
  const done = rows[0]?.found ? await db.selectFrom('akezora_migrations').select('name').execute() : [];
  return new Set(done.map((row) => row.name));
}

/** Refuses a database that a newer version has changed. @throws AkezoraError `database_newer` */
export async function refuseNewer(db: Kysely<Tables>): Promise<void> {
  const known = new Set(migrations.map((migration) => migration.name));
  const unknown = [...(await doneMigrations(db))].filter((name) => !known.has(name)).sort();
  if (unknown.length > 0) throw new AkezoraError('database_newer', { changes: unknown.join(', ') });
}

/** Names of the migrations that `migrate` would run, for a dry run. */
export async function pendingMigrations(db: Kysely<Tables>): Promise<string[]> {
  const names = await doneMigrations(db);
  return migrations.filter((migration) => !names.has(migration.name)).map((migration) => migration.name);
}

/** Runs every migration that has not run yet; servers that start together wait for one another. */
export async function migrate(db: Kysely<Tables>): Promise<string[]> {
  return db.transaction().execute(async (tx) => {
    await sql`SELECT pg_advisory_xact_lock(${sql.lit(migrationLock)})`.execute(tx);
    await sql`CREATE TABLE IF NOT EXISTS akezora_migrations (
      name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())`.execute(tx);
    const pending = await pendingMigrations(tx);
    for (const { name, statements, afterwards } of migrations) {
      if (!pending.includes(name)) continue;
      for (const statement of statements) await sql.raw(statement).execute(tx);
      await afterwards?.(tx);
      await tx.insertInto('akezora_migrations').values({ name }).execute();
    }
    return pending;
  });
}
