import { createHash } from 'node:crypto';
import { AkezoraError } from '@akezora/contract';
import { sql } from 'kysely';
import type { Queries } from '../platform/store/database.ts';
import type { JobRow } from '../platform/store/tables.ts';

/** A submission with its idempotency key. */
interface Keyed {
  readonly owner: string;
  readonly idempotencyKey?: string;
  readonly requests: readonly object[];
  readonly meta?: object;
  readonly priority?: number;
  readonly relaxed?: boolean;
}

/**
 * The jobs that were made with this key within the last day.
 * @throws AkezoraError `idempotency_conflict` when the key was used for another request.
 */
export async function earlierJobs(tx: Queries, submission: Keyed): Promise<JobRow[] | undefined> {
  const { owner, idempotencyKey: key } = submission;
  if (key === undefined) return undefined;
  const removeKey = () => tx.deleteFrom('idempotency').where('owner', '=', owner).where('key', '=', key).execute();
  const known = await tx
    .selectFrom('idempotency')
    .selectAll()
    .where('owner', '=', owner)
    .where('key', '=', key)
    .where('created_at', '>', sql<Date>`now() - interval '1 day'`)
    .executeTakeFirst();
  if (known === undefined) {
    await removeKey();
    return undefined;
  }
  if (known.fingerprint !== fingerprintOf(submission)) {
    throw new AkezoraError('idempotency_conflict', { field: 'Idempotency-Key' });
  }
  const ids = known.job_ids;
  const jobs = await tx.selectFrom('jobs').selectAll().where('id', 'in', ids).orderBy('seq').execute();
  // A job was deleted since: there is nothing to return, so the key starts over.
  if (jobs.length < ids.length) {
    await removeKey();
    return undefined;
  }
  return jobs;
}

/** Records which jobs a submission's key stands for. */
export async function storeKey(tx: Queries, submission: Keyed, jobs: readonly JobRow[]): Promise<void> {
  const { owner, idempotencyKey: key } = submission;
  if (key === undefined) return;
  const ids = JSON.stringify(jobs.map(({ id }) => id));
  await tx
    .insertInto('idempotency')
    .values({ owner, key, fingerprint: fingerprintOf(submission), job_ids: ids })
    .execute();
}

function fingerprintOf({ requests, meta, priority, relaxed }: Keyed): string {
  return createHash('sha256')
    .update(JSON.stringify([requests, meta, priority, relaxed]))
    .digest('hex');
}
