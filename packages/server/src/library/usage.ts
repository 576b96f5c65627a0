import { sql } from 'kysely';
import type { Queries } from '../platform/store/database.ts';

/** Bytes and numbers of an owner's files: clips in the library and in the bin, and uploads. */
export interface Usage {
  readonly clips: number;
  readonly clipBytes: number;
  readonly trash: number;
  readonly trashBytes: number;
  readonly uploadBytes: number;
}

/** Adds up an owner's files. */
export async function usageOf(db: Queries, owner: string): Promise<Usage> {
  const { rows } = await sql<Record<'clips' | 'bytes' | 'trash' | 'trash_bytes' | 'upload_bytes', string>>`
    SELECT count(*) FILTER (WHERE deleted_at IS NULL) AS clips, coalesce(sum(bytes) FILTER (WHERE deleted_at IS NULL), 0) AS bytes,
      count(*) FILTER (WHERE deleted_at IS NOT NULL) AS trash, coalesce(sum(bytes) FILTER (WHERE deleted_at IS NOT NULL), 0) AS trash_bytes,
      (SELECT coalesce(sum(bytes), 0) FROM uploads WHERE owner = ${owner}) AS upload_bytes
    FROM clips WHERE owner = ${owner}`.execute(db);
  const used = rows[0];
  return {
    clips: Number(used?.clips ?? 0),
    clipBytes: Number(used?.bytes ?? 0),
    trash: Number(used?.trash ?? 0),
    trashBytes: Number(used?.trash_bytes ?? 0),
    uploadBytes: Number(used?.upload_bytes ?? 0),
  };
}
