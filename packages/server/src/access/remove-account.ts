import { AkezoraError } from '@akezora/contract';
import { sql } from 'kysely';
import { cancelJob } from '../jobs/finish.ts';
import { type AuditActor, audit } from '../platform/audit.ts';
import type { Queries, Store } from '../platform/store/database.ts';
import { lockOwner } from '../platform/store/owners.ts';
import { changeAccounts, keepingAnOwner, readAccount } from './accounts.ts';
import { revokeKeysOf } from './keys.ts';
import { ownerTablesOf } from './owner-tables.ts';

/**
 * Deletes an account with its sessions and keys. One that owns anything is refused, unless `withLibrary` is set: then its
 * clips go to the bin, from where the sweep removes them after 30 days, its uploads and everything else at once.
 * @throws AkezoraError `not_found`; `state_conflict` for the last owner and for an account that owns something.
 */
export async function deleteAccount(
  store: Store,
  id: string,
  withLibrary: boolean,
  by: AuditActor | null = null,
): Promise<void> {
  const { owner } = await readAccount(store.db, id);
  if (withLibrary) await cancelJobsOf(store, owner);
  await changeAccounts(store, async (tx) => {
    await readAccount(tx, id);
    await lockOwner(tx, owner);
    if (withLibrary) await removeThings(tx, owner);
    else await refuseOwning(tx, owner);
    await revokeKeysOf(tx, owner, by);
    await keepingAnOwner(tx, 'id', () => tx.deleteFrom('accounts').where('id', '=', id).execute());
    const detail = { deleted: true, withLibrary };
    await audit(tx, { action: 'account-changed', actor: by, object: id, outcome: 'ok', detail });
  });
}

const unfinished = (db: Queries, owner: string) =>
  db.selectFrom('jobs').select('id').where('owner', '=', owner).where('state', 'in', ['queued', 'running']);

async function cancelJobsOf(store: Store, owner: string): Promise<void> {
  for (const { id } of await unfinished(store.db, owner).execute()) await cancelJob(store, id);
}

async function refuseOwning(tx: Queries, owner: string): Promise<void> {
  const { rows } = await sql<{ found: boolean }>`SELECT (${sql.join(
    ownerTablesOf('thing', 'file').map(
      (table) => sql`EXISTS (SELECT 1 FROM ${sql.table(table)} WHERE owner = ${owner})`,
    ),
    sql` OR `,
  )} OR EXISTS (SELECT 1 FROM jobs WHERE owner = ${owner} AND state IN ('queued', 'running'))) AS found`.execute(tx);
  if (rows[0]?.found !== true) return;
  throw new AkezoraError('state_conflict', {
    field: 'withLibrary',
    reason: {
      en: 'this account owns clips or other things; disable it, or delete it with its library',
      ja: 'このアカウントにはクリップなどが残っています。無効にするか、ライブラリごと削除してください',
    },
  });
}

async function removeThings(tx: Queries, owner: string): Promise<void> {
  const now = sql<Date>`now()`;
  // Folders before clips, as `removeFolder` locks them.
  for (const table of ownerTablesOf('thing')) {
    await sql`DELETE FROM ${sql.table(table)} WHERE owner = ${owner}`.execute(tx);
  }
  await tx
    .updateTable('clips')
    .set({ deleted_at: sql<Date>`coalesce(deleted_at, now())`, visibility: 'private', share_token: null })
    .where('owner', '=', owner)
    .execute();
  await tx.updateTable('uploads').set({ expires_at: now }).where('owner', '=', owner).execute();
  const clips = tx.selectFrom('clips').select('id').where('owner', '=', owner);
  await tx.deleteFrom('shares').where('clip_id', 'in', clips).execute();
}
