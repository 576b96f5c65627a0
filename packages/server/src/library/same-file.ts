import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Queries } from '../platform/store/database.ts';

/** When a clip was made whose file is this one, byte for byte; undefined without one. Whose it is, is not told. */
export async function madeAtOf(db: Queries, file: string): Promise<Date | undefined> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file)) hash.update(piece as Buffer);
  const row = await db
    .selectFrom('clips')
    .select('created_at')
    .where('checksum', '=', hash.digest('hex'))
    .where('origin', '<>', 'import')
    .orderBy('created_at')
    .executeTakeFirst();
  return row?.created_at;
}
