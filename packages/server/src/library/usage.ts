import { sql } from 'kysely';
import type { Queries } from '../platform/store/database.ts';

/** Bytes and numbers of an owner's files: clips in the library and in the bin, and uploads. */
export interface Usage {
  readonly clips: number;
  readonly clipBytes: number;
  readonly trash: number;
  readonly trashBytes: number;
  readonly uploadBytes: number;
  /** Bytes of conversions and pictures of clips. */
  readonly derivedBytes: number;
  /** Announced bytes of incomplete uploads. */
  readonly openUploadBytes: number;
  /** Bytes of presets and storyboards. */
  readonly noteBytes: number;
}

/** Adds up an owner's files. */
export async function usageOf(db: Queries, owner: string): Promise<Usage> {
  const { rows } = await sql<
    Record<'clips' | 'bytes' | 'trash' | 'trash_bytes' | 'upload_bytes' | 'derived' | 'open_bytes' | 'notes', string>
  >`
    SELECT count(*) FILTER (WHERE deleted_at IS NULL) AS clips, coalesce(sum(bytes) FILTER (WHERE deleted_at IS NULL), 0) AS bytes,
      count(*) FILTER (WHERE deleted_at IS NOT NULL) AS trash, coalesce(sum(bytes) FILTER (WHERE deleted_at IS NOT NULL), 0) AS trash_bytes,
      coalesce(sum(derived_bytes), 0) AS derived,
      (SELECT coalesce(sum(bytes), 0) FROM uploads WHERE owner = ${owner}) AS upload_bytes,
      (SELECT coalesce(sum(bytes), 0) FROM open_uploads WHERE owner = ${owner}) AS open_bytes,
      (SELECT coalesce(sum(bytes), 0) FROM presets WHERE owner = ${owner})
        + (SELECT coalesce(sum(bytes), 0) FROM storyboards WHERE owner = ${owner}) AS notes
    FROM clips WHERE owner = ${owner}`.execute(db);
  const used = rows[0];
  return {
    clips: Number(used?.clips ?? 0),
    clipBytes: Number(used?.bytes ?? 0),
    trash: Number(used?.trash ?? 0),
    trashBytes: Number(used?.trash_bytes ?? 0),
    uploadBytes: Number(used?.upload_bytes ?? 0),
    derivedBytes: Number(used?.derived ?? 0),
    openUploadBytes: Number(used?.open_bytes ?? 0),
    noteBytes: Number(used?.notes ?? 0),
  };
}
