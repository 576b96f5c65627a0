import { digestFile } from '../platform/storage/digest.ts';
import type { Queries } from '../platform/store/database.ts';

/** When a clip was made whose file is this one, byte for byte; undefined without one. Whose it is, is not told. */
export async function madeAtOf(db: Queries, file: string): Promise<Date | undefined> {
  const { checksum } = await digestFile(file);
  const row = await db
    .selectFrom('clips')
    .select('created_at')
    .where('checksum', '=', checksum)
    .where('origin', '<>', 'import')
    .orderBy('created_at')
    .executeTakeFirst();
  return row?.created_at;
}
