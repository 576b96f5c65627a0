import { createHash } from 'node:crypto';
import { AkezoraError } from '@akezora/contract';
import { sql } from 'kysely';
import type { Queries } from '../platform/store/database.ts';
import type { JobRow } from '../platform/store/tables.ts';
import type { Submission } from './submit.ts';

const conflict = () => new AkezoraError('idempotency_conflict', { field: 'Idempotency-Key' });

/**
 * The jobs that were made when this key was used before, within a day.
 * @throws AkezoraError `idempotency_conflict` when it was used for something else.
 */
export async function earlierJobs(tx: Queries, submission: Submission): Promise<JobRow[] | undefined> {
  const { owner, idempotencyKey: key } = submission;
  if (key === undefined) return undefined;
  const forget = () => tx.deleteFrom('idempotency').where('owner', '=', owner).where('key', '=', key).execute();
  const kept = await tx
    .selectFrom('idempotency')
    .selectAll()
    .where('owner', '=', owner)
    .where('key', '=', key)
    .where('created_at', '>', sql<Date>`now() - interval '1 day'`)
    .executeTakeFirst();
  if (kept === undefined) {
    await forget();
    return undefined;
  }
  if (kept.fingerprint !== fingerprintOf(submission)) throw conflict();
  const ids = kept.job_ids;
  const jobs = await tx.selectFrom('jobs').selectAll().where('id', 'in', ids).orderBy('seq').execute();
  // Deleted since then: the key answers with nothing to return, so it starts over.
  if (jobs.length < ids.length) {
    await forget();
    return undefined;
  }
  return jobs;
}

/**
 * Finds the submission with the same key among those that are being let in at the same moment.
 * @throws AkezoraError `idempotency_conflict` when it asks for something else.
 */
export function checkTwin<Other extends { readonly submission: Submission }>(
  submission: Submission,
  others: readonly Other[],
): Other | undefined {
  const { owner, idempotencyKey: key } = submission;
  if (key === undefined) return undefined;
  const twin = others.find((other) => other.submission.owner === owner && other.submission.idempotencyKey === key);
  if (twin !== undefined && fingerprintOf(twin.submission) !== fingerprintOf(submission)) throw conflict();
  return twin;
}

/** Remembers which jobs the keys of some submissions stand for. */
export async function keepKeys(
  tx: Queries,
  admitted: readonly { readonly submission: Submission; readonly ids: readonly string[] }[],
): Promise<void> {
  const rows = admitted.flatMap(({ submission, ids }) => {
    const { owner, idempotencyKey: key } = submission;
    if (key === undefined) return [];
    return [{ owner, key, fingerprint: fingerprintOf(submission), job_ids: JSON.stringify(ids) }];
  });
  if (rows.length > 0) await tx.insertInto('idempotency').values(rows).execute();
}

function fingerprintOf({ requests, meta, priority, relaxed }: Submission): string {
  return createHash('sha256')
    .update(JSON.stringify([requests, meta, priority, relaxed]))
    .digest('hex');
}
