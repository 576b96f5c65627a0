import { sql } from 'kysely';
import { digestFile } from '../platform/storage/digest.ts';
import type { Queries } from '../platform/store/database.ts';
import type { ClipRow } from '../platform/store/tables.ts';

/** A clip that was made here, as far as a check of a file needs it. */
export type MadeHere = Pick<ClipRow, 'id' | 'owner' | 'created_at'>;

const madeHere = (db: Queries) =>
  db.selectFrom('clips').select(['id', 'owner', 'created_at']).where('origin', '<>', 'import').orderBy('created_at');

/** The first clip made here whose file is this one, byte for byte. */
export async function clipOfFile(db: Queries, file: string): Promise<MadeHere | undefined> {
  const { checksum } = await digestFile(file);
  return madeHere(db).where('checksum', '=', checksum).executeTakeFirst();
}

/** The clip made here whose id the invisible mark holds. @param mark 16 hexadecimal digits, the last ones of a library's id */
export const clipOfMark = (db: Queries, mark: string): Promise<MadeHere | undefined> =>
  madeHere(db).where(sql`right(id, 16)`, '=', mark).executeTakeFirst();
