import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AkezoraError } from '@akezora/contract';
import type { PGlite } from '@electric-sql/pglite';
import { type Dialect, Kysely, PGliteDialect } from 'kysely';
import type { Tables } from './tables.ts';

/** Postgres of the PGlite that this version uses: the format of its files, which no other Postgres reads. */
export const databaseFormat = 18;

/** What opens the files of one format. */
export interface DatabaseReader {
  readonly PGlite: {
    create(options: { readonly dataDir: string; readonly loadDataDir?: Blob }): Promise<PGlite>;
  };
}

/** Readers of earlier formats, by their Postgres. */
export type DatabaseReaders = Readonly<Record<number, () => Promise<DatabaseReader>>>;

/**
 * The earlier formats that this version converts. Every release so far has 18. When PGlite moves to the next Postgres, the PGlite of
 * before becomes an optional dependency under another name, and one line here: `18: () => import('pglite-18')`.
 */
export const earlierReaders: DatabaseReaders = {};

/** Format of the files of an embedded database; undefined where there is none. The files were checked before. */
export async function formatOf(database: string): Promise<number | undefined> {
  const file = join(database, 'PG_VERSION');
  return existsSync(file) ? Number.parseInt(await readFile(file, 'utf8'), 10) : undefined;
}

/** Format of the database in a copy, which is a tar file: read from its headers, 512 bytes each with the content behind. */
export async function formatOfCopy(copy: Blob): Promise<number | undefined> {
  const text = async (from: number, length: number) =>
    Buffer.from(await copy.slice(from, from + length).arrayBuffer())
      .toString('latin1')
      .replace(/\0.*$/s, '');
  for (let at = 0; at + 512 <= copy.size; ) {
    const size = Number.parseInt(await text(at + 124, 12), 8);
    if (Number.isNaN(size)) return undefined;
    if (/^(\.?\/)?PG_VERSION$/.test(await text(at, 100))) return Number.parseInt(await text(at + 512, size), 10);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return undefined;
}

/**
 * The reader of a format.
 * @param path of the database, for people
 * @throws AkezoraError `database_newer` for a later Postgres; `database_format` for an earlier one that nothing here reads.
 */
export async function readerOf(format: number, path: string, readers = earlierReaders): Promise<DatabaseReader> {
  if (format === databaseFormat) return import('@electric-sql/pglite');
  if (format > databaseFormat) throw new AkezoraError('database_newer', { changes: `Postgres ${format}` });
  const details = { path, found: format, known: databaseFormat };
  const reader = readers[format];
  if (reader === undefined) throw new AkezoraError('database_format', details);
  return reader().catch((cause: unknown) => {
    throw new AkezoraError('database_format', details, { cause });
  });
}

/** The queries of an open embedded database. */
export const queriesOf = (pglite: PGlite): Kysely<Tables> =>
  new Kysely<Tables>({ dialect: new PGliteDialect({ pglite: pglite as never }) as Dialect });
