import { AkezoraError } from '@akezora/contract';
import { type KeyScope, keyScopes, type Role, roles } from '@akezora/contract/api';
import { sql } from 'kysely';
import { type AuditActor, audit } from '../platform/audit.ts';
import type { Queries, Store } from '../platform/store/database.ts';
import { hashSecret, newId, newSecret } from '../platform/store/ids.ts';
import { lockOwner } from '../platform/store/owners.ts';
import type { KeyRow } from '../platform/store/tables.ts';
import { mayAdminister, type Principal } from './principal.ts';

/** API keys that an owner may have at once. */
const mostKeys = 50;

/** What a role can do at most, whatever a key says. Viewers read the library; they write nothing. */
const scopesOfRole: Readonly<Record<Role, readonly KeyScope[]>> = {
  owner: keyScopes,
  member: ['generate', 'library'],
  viewer: ['library'],
};

const smallerRole = (one: Role, other: Role): Role => (roles.indexOf(one) > roles.indexOf(other) ? one : other);

/** A key with the account that it belongs to; null for keys made on the command line or in loopback mode. */
export interface OwnedKey extends KeyRow {
  readonly account_id: string | null;
  readonly account_name: string | null;
}

const living = (db: Queries) =>
  db
    .selectFrom('api_keys')
    .leftJoin('accounts', 'accounts.owner', 'api_keys.owner')
    .selectAll('api_keys')
    .select(['accounts.id as account_id', 'accounts.name as account_name'])
    .where('api_keys.revoked_at', 'is', null)
    .orderBy('api_keys.created_at')
    .orderBy('api_keys.id');

/** An owner's API keys that are not revoked, oldest first; expired ones are among them. */
export const listKeys = (db: Queries, owner: string): Promise<OwnedKey[]> =>
  living(db).where('api_keys.owner', '=', owner).execute();

/** The API keys of all owners that are not revoked, oldest first. */
export const listAllKeys = (db: Queries): Promise<OwnedKey[]> => living(db).execute();

/** What a new key is for. */
export interface NewKey {
  readonly owner: string;
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  readonly role: Role;
  /** When it stops working. Default: never. */
  readonly expiresAt?: Date | null;
  /** Id of the key that makes it. */
  readonly madeBy?: string | null;
  /** Who makes it, for the audit log. Default: the command line. */
  readonly by?: AuditActor;
}

/**
 * Makes an API key for an owner. Only its hash is stored: the secret is in this result only.
 * @throws AkezoraError `limit_reached` when the owner has 50 keys, `unauthorized` when the key that makes it was revoked
 * meanwhile, `request_invalid` for a time that has passed.
 */
export const createKey = (store: Store, key: NewKey): Promise<{ readonly row: KeyRow; readonly secret: string }> =>
  store.db.transaction().execute(async (tx) => {
    await lockOwner(tx, key.owner);
    if (key.expiresAt != null) await refusePast(tx, key.expiresAt);
    if (key.madeBy != null) await refuseRevoked(tx, key.madeBy);
    const { count } = await tx
      .selectFrom('api_keys')
      .select((select) => select.fn.countAll<string>().as('count'))
      .where('owner', '=', key.owner)
      .where('revoked_at', 'is', null)
      .executeTakeFirstOrThrow();
    if (Number(count) >= mostKeys) {
      const what = { en: 'API keys', ja: 'API キー' };
      throw new AkezoraError('limit_reached', { what, limit: mostKeys, unit: { en: '', ja: '個' } });
    }
    const secret = newSecret('ak-');
    const row = await tx
      .insertInto('api_keys')
      .values({
        id: newId('key'),
        owner: key.owner,
        hash: hashSecret(secret),
        hint: secret.slice(-4),
        name: key.name,
        scopes: JSON.stringify(key.scopes),
        role: key.role,
        expires_at: key.expiresAt ?? null,
        made_by: key.madeBy ?? null,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    const detail = { owner: key.owner, scopes: key.scopes.join(' '), expires: row.expires_at !== null };
    await audit(tx, { action: 'key-created', actor: key.by ?? null, object: row.id, outcome: 'ok', detail });
    return { row, secret };
  });

async function refuseRevoked(tx: Queries, id: string): Promise<void> {
  const maker = tx.selectFrom('api_keys').select('id').where('id', '=', id).where('revoked_at', 'is', null);
  if ((await maker.executeTakeFirst()) === undefined) throw new AkezoraError('unauthorized');
}

async function refusePast(tx: Queries, expiresAt: Date): Promise<void> {
  const { rows } = await sql<{ past: boolean }>`SELECT ${expiresAt}::timestamptz <= now() AS past`.execute(tx);
  if (rows[0]?.past !== true) return;
  const reason = { en: 'this time has passed', ja: '過ぎた日時です' };
  throw new AkezoraError('request_invalid', { field: 'expiresAt', reason });
}

/**
 * Revokes a key, with the keys that it made and those made by them: whoever stole it cannot go on with another.
 * @param owner whose key it is; undefined for the keys of all.
 * @returns the ids of the revoked keys; none when there was no such key.
 */
export const revokeKey = (
  store: Store,
  owner: string | undefined,
  id: string,
  by: AuditActor | null = null,
): Promise<string[]> =>
  store.db.transaction().execute(async (tx) => {
    const found = await tx.selectFrom('api_keys').select('owner').where('id', '=', id).executeTakeFirst();
    if (found === undefined || (owner !== undefined && found.owner !== owner)) return [];
    // No key is made while its maker is revoked.
    await lockOwner(tx, found.owner);
    const { rows } = await sql<{ id: string }>`
      WITH RECURSIVE line AS (
        SELECT id FROM api_keys WHERE id = ${id} AND revoked_at IS NULL
        UNION SELECT made.id FROM api_keys made JOIN line ON made.made_by = line.id)
      UPDATE api_keys SET revoked_at = now() FROM line
        WHERE api_keys.id = line.id AND api_keys.revoked_at IS NULL RETURNING api_keys.id`.execute(tx);
    for (const row of rows) {
      const detail = { owner: found.owner };
      await audit(tx, { action: 'key-revoked', actor: by, object: row.id, outcome: 'ok', detail });
    }
    return rows.map((row) => row.id);
  });

/** Revokes every key of an owner, in the transaction that changes its account. Returns how many there were. */
export async function revokeKeysOf(db: Queries, owner: string, by: AuditActor | null): Promise<number> {
  await lockOwner(db, owner);
  const { numUpdatedRows } = await db
    .updateTable('api_keys')
    .set({ revoked_at: sql<Date>`now()` })
    .where('owner', '=', owner)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  const keys = Number(numUpdatedRows);
  if (keys > 0) await audit(db, { action: 'key-revoked', actor: by, object: owner, outcome: 'ok', detail: { keys } });
  return keys;
}

/** Whether a key made another one, directly or through keys between. */
export async function isMadeBy(db: Queries, id: string, maker: string): Promise<boolean> {
  const { rows } = await sql`
    WITH RECURSIVE line AS (
      SELECT id, made_by FROM api_keys WHERE id = ${id}
      UNION SELECT made.id, made.made_by FROM api_keys made JOIN line ON made.id = line.made_by)
    SELECT 1 FROM line WHERE made_by = ${maker}`.execute(db);
  return rows.length > 0;
}

/**
 * The principal of a bearer token; undefined when it is no key, a revoked or expired one, or one of an account that is
 * disabled or gone. A key never has more rights than its account has now.
 * @param network from where it is used, to show with the key.
 */
export async function principalOfKey(store: Store, secret: string, network?: string): Promise<Principal | undefined> {
  const row = await store.db
    .selectFrom('api_keys')
    .innerJoin('owners', 'owners.id', 'api_keys.owner')
    .leftJoin('accounts', 'accounts.owner', 'api_keys.owner')
    .select(['api_keys.id', 'api_keys.owner', 'api_keys.name', 'api_keys.scopes', 'api_keys.role', 'used_network'])
    .select(['owners.kind', 'accounts.id as account', 'accounts.role as account_role', 'accounts.disabled_at'])
    .select(sql<boolean>`coalesce(api_keys.used_at > now() - interval '1 minute', false)`.as('fresh'))
    .where('api_keys.hash', '=', hashSecret(secret))
    .where('api_keys.revoked_at', 'is', null)
    .where((where) =>
      where.or([where('api_keys.expires_at', 'is', null), where('api_keys.expires_at', '>', sql<Date>`now()`)]),
    )
    .executeTakeFirst();
  if (row === undefined) return undefined;
  // Keys without an account belong to the person at the machine; those of an account end with it.
  if (row.account === null ? row.kind !== 'local' : row.disabled_at !== null) return undefined;
  const role = row.account_role === null ? row.role : smallerRole(row.role, row.account_role);
  const scopes = row.scopes.filter((scope) => scopesOfRole[role].includes(scope));
  if (!row.fresh || (network !== undefined && row.used_network !== network)) await noteUse(store, row.id, network);
  return {
    ...{ owner: row.owner, name: row.name, role, scopes, via: 'key' },
    ...{ account: row.account, key: row.id, session: null, network: network ?? 'local' },
    administers: mayAdminister(role, scopes),
  };
}

/** Once a minute is enough to see which keys are in use. Who may read goes on reading when nothing can be written. */
async function noteUse(store: Store, id: string, network: string | undefined): Promise<void> {
  await store.db
    .updateTable('api_keys')
    .set({ used_at: sql<Date>`now()`, ...(network === undefined ? {} : { used_network: network }) })
    .where('id', '=', id)
    .execute()
    .catch(() => undefined);
}
