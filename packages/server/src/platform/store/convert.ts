import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { dataNames, earlierFormatPrefix } from '../data-names.ts';
import { writeCopy } from './copies.ts';
import { type DatabaseReaders, databaseFormat, formatOf, queriesOf, readerOf } from './format.ts';
import { migrate, refuseNewer } from './migrate.ts';
import { adoptPgBossDeliveries } from './pg-boss.ts';

/** Pages of 8 KiB that are copied at once. A page points to up to a hundred long values, such as preview pictures of 30 kB. */
const pagesAtOnce = 16;

/** Names of tables and of their columns, in the order of the earlier database. */
async function columnsOf(database: PGlite): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await database.query<{ name: string; columns: string[] }>(`
    SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE n.nspname = 'public' AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
    GROUP BY c.relname ORDER BY c.relname`);
  return new Map(rows.map(({ name, columns }) => [name, columns]));
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

async function countOf(database: PGlite, table: string): Promise<number> {
  const { rows } = await database.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${quoted(table)}`);
  return rows[0]?.count ?? 0;
}

/** Copies the rows of one table in Postgres's own text form, which every version of it reads. */
async function copyTable(from: PGlite, to: PGlite, table: string, columns: readonly string[]): Promise<void> {
  const list = columns.map(quoted).join(', ');
  const { rows } = await from.query<{ pages: number }>(
    `SELECT (pg_relation_size($1::regclass) / current_setting('block_size')::int)::int AS pages`,
    [quoted(table)],
  );
  for (let first = 0; first < (rows[0]?.pages ?? 0); first += pagesAtOnce) {
    const range = `ctid >= '(${first},0)'::tid AND ctid < '(${first + pagesAtOnce},0)'::tid`;
    const { blob } = await from.query(`COPY (SELECT ${list} FROM ${quoted(table)} WHERE ${range}) TO '/dev/blob'`);
    if (blob === undefined || blob.size === 0) continue;
    await to.query(`COPY ${quoted(table)} (${list}) FROM '/dev/blob'`, [], { blob });
  }
}

/** Lets every sequence go on where it stood. */
async function copySequences(from: PGlite, to: PGlite): Promise<void> {
  const { rows } = await from.query<{ name: string; last: string }>(`
    SELECT sequencename AS name, last_value::text AS last FROM pg_sequences
    WHERE schemaname = 'public' AND last_value IS NOT NULL`);
  for (const { name, last } of rows) await to.query('SELECT setval($1::regclass, $2::bigint)', [quoted(name), last]);
}

/**
 * Copies all rows of one embedded database into another that has the same tables, and nothing but what the migrations put there.
 * @throws Error when the tables differ or rows are missing afterwards.
 */
export async function copyDatabase(from: PGlite, to: PGlite): Promise<void> {
  const [tables, there] = [await columnsOf(from), await columnsOf(to)];
  for (const [table, columns] of tables) {
    const known = [...(there.get(table) ?? [])].sort().join();
    if (known !== [...columns].sort().join())
      throw new Error(`the tables ${table} differ: ${columns.join()}; ${known}`);
  }
  // References and triggers were satisfied when the rows were written.
  await to.exec('SET session_replication_role = replica');
  await to.exec('TRUNCATE akezora_migrations');
  for (const [table, columns] of tables) await copyTable(from, to, table, columns);
  await copySequences(from, to);
  for (const table of tables.keys()) {
    const [asked, got] = [await countOf(from, table), await countOf(to, table)];
    if (asked !== got) throw new Error(`${table}: ${got} of ${asked} rows`);
  }
  await to.exec('SET session_replication_role = DEFAULT; ANALYZE');
}

/**
 * Brings the embedded database of a locked data folder into the format of this version, if it has an earlier one: all rows are copied
 * into a new database, which then takes the place of the earlier one. That one stays beside it, and is all there when the conversion
 * fails or is cut off at any point.
 * @returns the name of the folder that keeps the earlier database; undefined when there was nothing to do.
 * @throws AkezoraError `database_newer` for a later format; `database_format` for an earlier one that nothing here reads.
 */
export async function bringToFormat(folder: string, readers?: DatabaseReaders): Promise<string | undefined> {
  const database = join(folder, dataNames.database);
  const converted = join(folder, dataNames.converted);
  // A start that was cut off between the two renames below.
  if (existsSync(converted) && !existsSync(database)) await rename(converted, database);
  const format = await formatOf(database);
  if (format === undefined || format === databaseFormat) return undefined;
  const reader = await readerOf(format, database, readers);
  const earlier = await reader.PGlite.create({ dataDir: database });
  try {
    const queries = queriesOf(earlier);
    await refuseNewer(queries);
    await writeCopy(folder, 'migration', () => earlier.dumpDataDir('gzip'));
    // Earlier databases come to the tables of this version first, so that both have the same.
    await migrate(queries);
    await adoptPgBossDeliveries({ kind: 'pglite', db: queries });
    await writeConverted(earlier, folder);
  } finally {
    await earlier.close();
  }
  const kept = await freeName(folder, `${earlierFormatPrefix}${format}`);
  await rename(database, join(folder, kept));
  await rename(converted, database);
  return kept;
}

/** Writes the database in the new format; it has its last name only when it is complete. */
async function writeConverted(earlier: PGlite, folder: string): Promise<void> {
  const [draft, converted] = [join(folder, dataNames.converting), join(folder, dataNames.converted)];
  for (const left of [draft, converted]) await rm(left, { recursive: true, force: true });
  const { PGlite } = await readerOf(databaseFormat, draft);
  const present = await PGlite.create({ dataDir: draft });
  try {
    await migrate(queriesOf(present));
    await copyDatabase(earlier, present);
  } finally {
    await present.close();
  }
  await rename(draft, converted);
}

async function freeName(folder: string, name: string): Promise<string> {
  for (let count = 1; ; count += 1) {
    const free = count === 1 ? name : `${name}-${count}`;
    if (!existsSync(join(folder, free))) return free;
  }
}
