import { AkezoraError } from '@akezora/contract';
import { type RawBuilder, sql } from 'kysely';
import type { Store } from '../platform/store/database.ts';
import { cancelJob } from './finish.ts';

/**
 * Whether jobs of an owner may not run: their account is disabled, deleted or only views. A job belongs to the account, so
 * a key that was revoked or has expired since stops none.
 * @param owner column with the owner's id.
 */
export const isStopped = (owner: RawBuilder<string>): RawBuilder<boolean> => sql<boolean>`(
  EXISTS (SELECT 1 FROM accounts a WHERE a.owner = ${owner} AND (a.disabled_at IS NOT NULL OR a.role = 'viewer'))
  OR EXISTS (SELECT 1 FROM owners gone WHERE gone.id = ${owner} AND gone.kind = 'account'
    AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.owner = gone.id)))`;

/**
 * Cancels what waits or runs of stopped accounts, with the reason `account_stopped`: nothing starts by surprise when such
 * an account is enabled again. Also catches a job that was submitted in the moment of the change.
 * @returns how many jobs were cancelled now.
 */
export async function cancelStopped(store: Store): Promise<number> {
  const found = await store.db
    .selectFrom('jobs')
    .select('id')
    .where('state', 'in', ['queued', 'running'])
    .where('cancel_requested', '=', false)
    .where(isStopped(sql<string>`jobs.owner`))
    .execute();
  const reason = new AkezoraError('account_stopped').toShape();
  for (const { id } of found) await cancelJob(store, id, reason);
  return found.length;
}
