import { sql } from 'kysely';
import type { Queries } from '../platform/store/database.ts';
import { sharesLimitsOf } from '../platform/store/owners.ts';
import type { OwnerTable } from './owner-tables.ts';

/** Tables whose bytes count towards the quota, and the columns that hold them. */
const columns = {
  clips: 'bytes + derived_bytes',
  uploads: 'bytes',
  open_uploads: 'bytes',
  presets: 'bytes',
  storyboards: 'bytes',
} as const satisfies Partial<Record<OwnerTable, string>>;

/** A table whose bytes count. */
export type StoredTable = keyof typeof columns;

const all = Object.keys(columns) as StoredTable[];

/** Bytes that an owner and those who share their limits have stored, in all or in some tables. */
export async function bytesOf(db: Queries, owner: string, tables: readonly StoredTable[] = all): Promise<number> {
  const sums = tables.map(
    (table) =>
      sql`(SELECT coalesce(sum(${sql.raw(columns[table])}), 0) FROM ${sql.table(table)} WHERE ${sharesLimitsOf(owner)})`,
  );
  const { rows } = await sql<{ bytes: string }>`SELECT (${sql.join(sums, sql` + `)})::text AS bytes`.execute(db);
  return Number(rows[0]?.bytes ?? 0);
}

const tables = {
  folders: 'folders',
  presets: 'presets',
  storyboards: 'storyboards',
  actors: 'actors',
  webhooks: 'webhooks',
  uploadedFiles: 'uploads',
  openUploads: 'open_uploads',
} as const satisfies Record<string, OwnerTable>;

/** Things whose number is limited for each owner. */
export type CountName = keyof typeof tables;

/** How many of something an owner and those who share their limits have. */
export async function countOf(db: Queries, what: CountName, owner: string): Promise<number> {
  const { rows } = await sql<{ count: string }>`
    SELECT count(*)::text AS count FROM ${sql.table(tables[what])} WHERE ${sharesLimitsOf(owner)}`.execute(db);
  return Number(rows[0]?.count ?? 0);
}
