import { type RawBuilder, sql } from 'kysely';
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
 * Makes sure that the owner of a visitor without an account exists. What they store counts for the network they came from
 * first. Returns whether they are new.
 */
export async function ensureVisitor(db: Queries, id: string, network: string): Promise<boolean> {
  const row = await db
    .insertInto('owners')
    .values({ id, kind: 'anonymous', network })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Locks an owner's row until the end of the transaction: whatever is counted or must be unique among the things of one
 * owner is checked and changed under this lock. Visitors without an account are counted together with their network, so
 * all visitors of a network wait for one another. Returns their own limits.
 */
export async function lockOwner(tx: Queries, id: string): Promise<OwnerLimits | null> {
  const row = await tx
    .selectFrom('owners')
    .select(['limits', 'network'])
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (row?.network != null) await sql`SELECT pg_advisory_xact_lock(7860004, hashtext(${row.network}))`.execute(tx);
  return row?.limits ?? null;
}

/** Most owners of one network that are counted together. */
const mostSharing = 5000;

/**
 * Condition in a query: the row's owner shares an owner's limits. These are the owner, and for a visitor without an account
 * all others of the same network. (An array, so that the owners are found once and the rows by their index.)
 */
export const sharesLimitsOf = (id: string): RawBuilder<boolean> => sql<boolean>`owner = ANY(${id}::text || ARRAY(
  SELECT other.id FROM owners me JOIN owners other ON other.network = me.network
  WHERE me.id = ${id} LIMIT ${sql.lit(mostSharing)}))`;

/** An owner's own limits; null when the server's apply. */
export async function readLimits(db: Queries, id: string): Promise<OwnerLimits | null> {
  const row = await db.selectFrom('owners').select('limits').where('id', '=', id).executeTakeFirst();
  return row?.limits ?? null;
}
