import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AkezoraError } from '@akezora/contract';
import type { PGlite } from '@electric-sql/pglite';
import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import { dataNames } from '../data-names.ts';
import { typedError } from '../errors.ts';
import { deniedBelow } from '../folder-owner.ts';
import { closeToOthers } from '../private-folder.ts';
import { bringToFormat } from './convert.ts';
import { readCopy, writeCopy } from './copies.ts';
import { checkDatabaseFiles } from './damage.ts';
import { type DatabaseReaders, databaseFormat, formatOfCopy, queriesOf, readerOf } from './format.ts';
import { lockFolder } from './lock.ts';
import { maintainTables } from './maintain.ts';
import { migrate, pendingMigrations, refuseNewer } from './migrate.ts';
import { migrations } from './migrations.ts';
import { listenPglite, listenPostgres, type Signals } from './signals.ts';
import type { Tables } from './tables.ts';

/** The database of the service, with signals between its processes. */
export interface Store {
  readonly kind: 'pglite' | 'postgres';
  /** Name of the folder that keeps the database as it was before this opening brought it into another format. */
  readonly keptFormat?: string | undefined;
  readonly db: Kysely<Tables>;
  readonly signals: Signals;
  /** Whether the database can be reached. */
  ping(): Promise<boolean>;
  /** Vacuums and analyses changed tables of the embedded database; a Postgres server does so by itself. */
  maintain(): Promise<void>;
  /** A consistent copy of the embedded database as a tar file; Postgres is backed up with its own tools. */
  dump(): Promise<Blob | undefined>;
  close(): Promise<void>;
}

/** Either the whole database or one transaction of it. */
export type Queries = Kysely<Tables> | Transaction<Tables>;

/** Where the database is. */
export interface StoreOptions {
  /** Connection string of a Postgres server; without it PGlite runs in this process. */
  readonly databaseUrl?: string | undefined;
  /** Folder of the embedded database; `memory` keeps nothing (tests). */
  readonly folder?: string | undefined;
  readonly poolSize?: number | undefined;
  /** False leaves the schema as it is, for looking only. */
  readonly migrate?: boolean | undefined;
  /** What opens embedded databases in earlier formats. Default: the readers of this version. */
  readonly readers?: DatabaseReaders | undefined;
  /** True lets `damagedIndexes` check the embedded database. */
  readonly indexChecks?: boolean | undefined;
}

/**
 * Opens the database and brings its schema forward.
 * @throws AkezoraError `data_folder_busy` when another process uses the folder, `database_unavailable` when Postgres
 * does not answer, `database_newer` when a newer version of Akezora has changed its schema, `database_format` when its files are of an
 * earlier Postgres that nothing here reads.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const store =
    options.databaseUrl === undefined
      ? await openEmbedded(options.folder ?? 'memory', options)
      : await openPostgres(options.databaseUrl, options.poolSize ?? 10);
  try {
    await refuseNewer(store.db);
    if (options.migrate !== false) {
      await copyBeforeMigration(store, options.folder);
      await migrate(store.db);
    }
  } catch (error) {
    await store.close();
    throw databaseError(error);
  }
  return store;
}

/** Copies an embedded database that is about to be changed to a new version. */
async function copyBeforeMigration(store: Store, folder: string | undefined): Promise<void> {
  if (store.kind !== 'pglite' || folder === undefined || folder === 'memory') return;
  const pending = await pendingMigrations(store.db);
  if (pending.length > 0 && pending.length < migrations.length)
    await writeCopy(folder, 'migration', () => store.dump());
}

/**
 * Unpacks a copy of the embedded database into a new data folder.
 * @throws AkezoraError `database_damaged`; `database_newer` or `database_format` when nothing here reads its format.
 */
export async function unpackCopy(copy: string, folder: string, readers?: DatabaseReaders): Promise<void> {
  try {
    const blob = await readCopy(copy);
    const { PGlite } = await readerOf((await formatOfCopy(blob)) ?? databaseFormat, copy, readers);
    const loaded = await PGlite.create({ dataDir: join(folder, dataNames.database), loadDataDir: blob });
    await loaded.close();
  } catch (error) {
    throw openingError(error, true);
  }
}

/** The error of a database that does not open: one that was there and passes every other explanation is damaged. */
function openingError(error: unknown, wasThere: boolean): AkezoraError {
  const typed = databaseError(error);
  const unexplained = typed.code === 'database_unavailable' && !(error instanceof AkezoraError);
  const denied = /permission denied|read-only file system|operation not permitted/i.test(String(error));
  return unexplained && wasThere && !denied ? new AkezoraError('database_damaged', {}, { cause: error }) : typed;
}

async function openEmbedded(folder: string, options: Omit<StoreOptions, 'databaseUrl'>): Promise<Store> {
  const unlock = folder === 'memory' ? async () => undefined : await lockFolder(folder);
  const wasThere = folder !== 'memory' && existsSync(join(folder, dataNames.database, 'PG_VERSION'));
  try {
    if (folder !== 'memory') await checkDatabaseFiles(join(folder, dataNames.database));
    const keptFormat =
      folder === 'memory' || options.migrate === false ? undefined : await bringToFormat(folder, options.readers);
    const { PGlite } = await import('@electric-sql/pglite');
    const extensions = options.indexChecks
      ? { amcheck: (await import('@electric-sql/pglite/contrib/amcheck')).amcheck }
      : undefined;
    const pglite: PGlite = await PGlite.create({
      ...(folder === 'memory' ? {} : { dataDir: join(folder, dataNames.database) }),
      ...(extensions === undefined ? {} : { extensions }),
    });
    await pglite.waitReady;
    // PGlite gives its first files the mode 0666, whatever the mask of the process.
    if (folder !== 'memory' && process.platform !== 'win32') await closeToOthers(join(folder, dataNames.database));
    const db = queriesOf(pglite);
    const signals = await listenPglite(pglite);
    return {
      kind: 'pglite',
      keptFormat,
      db,
      signals,
      ping: () => answers(db),
      maintain: () => maintainTables(db),
      dump: () => pglite.dumpDataDir('gzip'),
      close: async () => {
        await signals.close();
        await db.destroy();
        if (!pglite.closed) await pglite.close();
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw (wasThere ? await deniedBelow(join(folder, dataNames.database)) : undefined) ?? openingError(error, wasThere);
  }
}

async function openPostgres(connectionString: string, poolSize: number): Promise<Store> {
  const pool = new pg.Pool({
    connectionString,
    max: poolSize,
    connectionTimeoutMillis: 10_000,
    application_name: 'akezora',
  });
  // An idle connection that breaks (server restarted) is replaced at the next query; without a listener it would end the process.
  pool.on('error', () => undefined);
  // The same for one that breaks while a transaction holds it: the query under way fails, and that is enough.
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
  });
  try {
    await pool.query('SELECT 1');
  } catch (error) {
    await pool.end();
    throw databaseError(error);
  }
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const signals = await listenPostgres(connectionString);
  return {
    kind: 'postgres',
    db,
    signals,
    ping: () => answers(db),
    maintain: async () => undefined,
    dump: async () => undefined,
    close: async () => {
      await signals.close();
      await db.destroy();
    },
  };
}

async function answers(db: Kysely<Tables>): Promise<boolean> {
  try {
    await sql`SELECT 1`.execute(db);
    return true;
  } catch {
    return false;
  }
}

/**
 * Wraps what a database driver throws at a start: damage, a full disk and missing memory are told from a database that does
 * not answer. Typed errors pass.
 */
export function databaseError(error: unknown): AkezoraError {
  const typed = typedError(error);
  if (typed.code !== 'internal' && typed.code !== 'database_unavailable') return typed;
  return new AkezoraError(
    'database_unavailable',
    { reason: error instanceof Error ? error.message || error.name : String(error) },
    { cause: error },
  );
}

/** Names of the migrations that a Postgres still needs; changes nothing. */
export async function pendingOn(databaseUrl: string): Promise<string[]> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1, connectionTimeoutMillis: 10_000 });
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    return await pendingMigrations(db);
  } catch (error) {
    throw databaseError(error);
  } finally {
    await db.destroy();
  }
}
