import type { Queries } from './database.ts';
import type { OwnerLimits } from './tables.ts';

/** Makes sure that an owner exists; calling it again changes nothing. */
export async function ensureOwner(db: Queries, id: string, kind: string, name = ''): Promise<void> {
  await db
    .insertInto('owners')
    .values({ id, kind, name })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}

/**
 * Locks an owner's row until the end of the transaction: whatever is counted or must be unique among the things of one
 * owner is checked and changed under this lock. Returns their own limits.
 */
export async function lockOwner(tx: Queries, id: string): Promise<OwnerLimits | null> {
  const row = await tx.selectFrom('owners').select('limits').where('id', '=', id).forNoKeyUpdate().executeTakeFirst();
  return row?.limits ?? null;
}

/** An owner's own limits; null when the server's apply. */
export async function readLimits(db: Queries, id: string): Promise<OwnerLimits | null> {
  const row = await db.selectFrom('owners').select('limits').where('id', '=', id).executeTakeFirst();
  return row?.limits ?? null;
}
