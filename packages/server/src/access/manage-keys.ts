import { AkezoraError } from '@akezora/contract';
import type { KeyScope } from '@akezora/contract/api';
import { sql } from 'kysely';
import type { Queries, Store } from '../platform/store/database.ts';
import type { KeyRow } from '../platform/store/tables.ts';
import { createKey, isMadeBy, listAllKeys, listKeys, type OwnedKey, revokeKey } from './keys.ts';
import { visibleName } from './names.ts';
import { type Principal, requireAdministration, requireScope, requireUpload } from './principal.ts';

/** A key that somebody asks for. */
export interface KeyOrder {
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  /** When it stops working. Default: never, or with the key that makes it. */
  readonly expiresAt?: Date | undefined;
}

const refuse = (en: string, ja: string) => new AkezoraError('forbidden', { reason: { en, ja } });

/**
 * Makes a key for the caller: never one with more rights or a longer life than the caller has.
 * @throws AkezoraError `forbidden` for visitors, viewers and missing scopes, `request_invalid` for a time that has passed or a name with characters that cannot be seen,
 * `limit_reached`.
 */
export async function makeKey(
  store: Store,
  principal: Principal,
  order: KeyOrder,
): Promise<{ readonly row: KeyRow; readonly secret: string }> {
  requireUpload(principal);
  if (principal.via === 'anonymous') {
    throw refuse('visitors without an account have no API keys', 'アカウントのない訪問者は API キーを作れません');
  }
  for (const scope of order.scopes) requireScope(principal, scope);
  const end = principal.key === null ? undefined : await endOf(store.db, principal.key);
  if (order.expiresAt !== undefined && end != null && order.expiresAt > end) {
    throw refuse('a key cannot make one that works longer than itself', 'キーより期限の長いキーは作れません');
  }
  return createKey(store, {
    owner: principal.owner,
    role: principal.role,
    name: visibleName(order.name),
    scopes: order.scopes,
    expiresAt: order.expiresAt ?? end ?? null,
    madeBy: principal.key,
    by: principal,
  });
}

async function endOf(db: Queries, id: string): Promise<Date | null> {
  const row = await db.selectFrom('api_keys').select('expires_at').where('id', '=', id).executeTakeFirst();
  return row?.expires_at ?? null;
}

/** The time of a number of days from now, by the database's clock. */
export async function daysFromNow(db: Queries, days: number): Promise<Date> {
  const { rows } = await sql<{ at: Date | string }>`
    SELECT now() + make_interval(secs => ${days * 86_400}::double precision) AS at`.execute(db);
  return new Date(rows[0]?.at ?? 0);
}

/**
 * The keys that the caller may see: their own; a key without `admin` sees itself and those that it made.
 * @param all those of everybody. @throws AkezoraError `forbidden` for callers who do not manage the server.
 */
export async function visibleKeys(db: Queries, principal: Principal, all: boolean): Promise<OwnedKey[]> {
  if (all) {
    requireAdministration(principal);
    return listAllKeys(db);
  }
  const keys = await listKeys(db, principal.owner);
  if (principal.key === null || principal.administers) return keys;
  const line = new Set([principal.key]);
  // Oldest first: a key comes after the one that made it.
  for (const key of keys) if (key.made_by !== null && line.has(key.made_by)) line.add(key.id);
  return keys.filter(({ id }) => line.has(id));
}

/**
 * Revokes a key with those that it made: one's own, and whoever manages the server those of all. A key without `admin` revokes
 * only itself and those that it made.
 * @returns the ids of the revoked keys; none when there is no such key for the caller.
 */
export async function revokeVisibleKey(store: Store, principal: Principal, id: string): Promise<string[]> {
  if (principal.administers) return revokeKey(store, undefined, id, principal);
  if (principal.key !== null && principal.key !== id && !(await isMadeBy(store.db, id, principal.key))) return [];
  return revokeKey(store, principal.owner, id, principal);
}
