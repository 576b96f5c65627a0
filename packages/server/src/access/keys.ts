import type { KeyScope, Role } from '@akezora/contract/api';
import type { Queries, Store } from '../platform/store/database.ts';
import { hashSecret, newId, newSecret } from '../platform/store/ids.ts';
import type { KeyRow } from '../platform/store/tables.ts';
import { mayAdminister, type Principal } from './principal.ts';

/** An owner's API keys that are not revoked, oldest first. */
export const listKeys = (db: Queries, owner: string): Promise<KeyRow[]> =>
  db
    .selectFrom('api_keys')
    .selectAll()
    .where('owner', '=', owner)
    .where('revoked_at', 'is', null)
    .orderBy('created_at')
    .execute();

/** Makes an API key for an owner. Only its hash is stored: the secret is in this result only. */
export async function createKey(
  db: Queries,
  key: { readonly owner: string; readonly name: string; readonly scopes: readonly KeyScope[]; readonly role: Role },
): Promise<{ readonly row: KeyRow; readonly secret: string }> {
  const secret = newSecret('ak-');
  const row = await db
    .insertInto('api_keys')
    .values({
      id: newId('key'),
      owner: key.owner,
      hash: hashSecret(secret),
      hint: secret.slice(-4),
      name: key.name,
      scopes: JSON.stringify(key.scopes),
      role: key.role,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { row, secret };
}

/** Revokes a key of an owner. Returns whether there was one to revoke. */
export async function revokeKey(db: Queries, owner: string, id: string): Promise<boolean> {
  const revoked = await db
    .updateTable('api_keys')
    .set({ revoked_at: new Date() })
    .where('id', '=', id)
    .where('owner', '=', owner)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return Number(revoked.numUpdatedRows) > 0;
}

/** The principal of a bearer token; undefined when it is no key, or a revoked one. */
export async function principalOfKey(store: Store, secret: string): Promise<Principal | undefined> {
  const row = await store.db
    .selectFrom('api_keys')
    .selectAll()
    .where('hash', '=', hashSecret(secret))
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  // Once a minute is enough to see which keys are in use.
  if (row.used_at === null || Date.now() - row.used_at.getTime() > 60_000) {
    await store.db.updateTable('api_keys').set({ used_at: new Date() }).where('id', '=', row.id).execute();
  }
  return {
    ...{ owner: row.owner, name: row.name, role: row.role, scopes: row.scopes, via: 'key' },
    ...{ account: null, key: row.id, session: null, network: 'local' },
    administers: mayAdminister(row.role, row.scopes),
  };
}
