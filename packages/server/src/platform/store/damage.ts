import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AkezoraError } from '@akezora/contract';
import { type Kysely, sql } from 'kysely';
import { typedError } from '../errors.ts';
import type { Tables } from './tables.ts';

/** Bytes of Postgres's control file. */
const controlBytes = 8192;

/**
 * Checks the files without which the embedded database cannot start: its version, its control file, its write-ahead log. A
 * folder without a database passes: it is made.
 * @throws AkezoraError `database_damaged`.
 */
export async function checkDatabaseFiles(database: string): Promise<void> {
  if (!existsSync(database) || (await readdir(database)).length === 0) return;
  const damaged = (cause: string) => new AkezoraError('database_damaged', {}, { cause: new Error(cause) });
  const version = await readFile(join(database, 'PG_VERSION'), 'utf8').catch(ifMissing(''));
  if (!/^\d+\s*$/.test(version)) throw damaged('PG_VERSION is missing or empty');
  const control = await stat(join(database, 'global', 'pg_control')).catch(ifMissing(undefined));
  if (control?.size !== controlBytes) throw damaged('pg_control is missing or cut off');
  const names = await readdir(join(database, 'pg_wal')).catch(ifMissing([]));
  const segments = names.filter((name) => /^[0-9A-F]{24}$/.test(name));
  if (segments.length === 0) throw damaged('the write-ahead log is missing');
  const sizes = await Promise.all(segments.map(async (name) => (await stat(join(database, 'pg_wal', name))).size));
  const [first = 0] = sizes;
  if (first < 2 ** 20 || sizes.some((size) => size !== first))
    throw damaged('a part of the write-ahead log is cut off');
}

const ifMissing =
  <T>(instead: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return instead;
    throw error;
  };

/**
 * Reads every row of every table: Postgres compares the checksum of each page that it reads, and follows the index of each
 * long value.
 * @returns the tables that cannot be read, with the code of the database.
 */
export async function damagedTables(db: Kysely<Tables>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
    WHERE schemaname NOT IN ('information_schema') ORDER BY 1`.execute(db);
  const damaged: string[] = [];
  for (const { name } of rows) {
    try {
      await sql`SELECT count(length(t::text)) FROM ${sql.raw(name)} t`.execute(db);
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (code === '42501') continue;
      damaged.push(`${name} (${typeof code === 'string' ? code : typedError(error).code})`);
    }
  }
  return damaged;
}

/** Ends the transaction that it is thrown in, without a failure. */
class Undo extends Error {}

/**
 * Compares every B-tree index of our tables with its table (Postgres's `amcheck`). The extension is installed in a transaction that
 * is undone: nothing changes.
 * @param db of a store that was opened with `indexChecks`.
 * @returns the indexes that do not fit, with the code of the database.
 */
export async function damagedIndexes(db: Kysely<Tables>): Promise<string[]> {
  const damaged: string[] = [];
  const check = db.transaction().execute(async (tx) => {
    await sql`CREATE EXTENSION IF NOT EXISTS amcheck`.execute(tx);
    const { rows } = await sql<{ name: string; id: number }>`
      SELECT c.oid::regclass::text AS name, c.oid::int AS id FROM pg_index i
      JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE a.amname = 'btree' AND i.indisvalid AND n.nspname = 'public' ORDER BY 1`.execute(tx);
    for (const { name, id } of rows) {
      await sql`SAVEPOINT one`.execute(tx);
      try {
        await sql`SELECT bt_index_check(${sql.lit(id)}::oid, true)`.execute(tx);
      } catch (error) {
        const { code } = error as { code?: unknown };
        damaged.push(`${name} (${typeof code === 'string' ? code : typedError(error).code})`);
        await sql`ROLLBACK TO one`.execute(tx);
      }
    }
    throw new Undo();
  });
  await check.catch((error: unknown) => {
    if (!(error instanceof Undo)) throw error;
  });
  return damaged;
}
