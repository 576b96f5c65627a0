import { AkezoraError } from '@akezora/contract';
import { sql } from 'kysely';
import type { Store } from '../platform/store/database.ts';
import type { JobRow } from '../platform/store/tables.ts';
import { type AfterEnd, failRow, retryOrFail } from './finish.ts';
import { lockJob } from './move.ts';

const workerSilent = { en: 'its worker stopped responding', ja: 'ワーカーが応答しなくなりました' };

const isSilent = (seconds: number) =>
  sql<boolean>`coalesce(heartbeat_at, started_at) <= now() - make_interval(secs => ${seconds})`;

/**
 * Takes running jobs from workers without a heartbeat; their attempt counts as crashed.
 * @param silentSeconds age of a heartbeat from which a worker counts as dead; 0 takes every running job, for a server
 * that has just started on its own data folder, where no other process can run jobs.
 */
export async function recoverOrphans(store: Store, silentSeconds: number, after: AfterEnd): Promise<JobRow[]> {
  const silent = await store.db
    .selectFrom('jobs')
    .select('id')
    .where('state', '=', 'running')
    .where(isSilent(silentSeconds))
    .execute();
  const recovered: JobRow[] = [];
  for (const { id } of silent) {
    const row = await store.db.transaction().execute(async (tx) => {
      const job = await lockJob(tx, id);
      if (job?.state !== 'running') return undefined;
      const still = await tx
        .selectFrom('jobs')
        .select('id')
        .where('id', '=', id)
        .where(isSilent(silentSeconds))
        .execute();
      if (still.length === 0) return undefined;
      return retryOrFail(tx, job, workerSilent, after);
    });
    if (row !== undefined) recovered.push(row);
  }
  return recovered;
}

/** Fails jobs whose deadline has passed. */
export async function enforceDeadlines(store: Store, after: AfterEnd): Promise<number> {
  const late = await store.db
    .selectFrom('jobs')
    .select('id')
    .where('state', 'in', ['queued', 'running'])
    .where('deadline_at', '<', new Date())
    .execute();
  for (const { id } of late) {
    await store.db.transaction().execute(async (tx) => {
      const job = await lockJob(tx, id);
      // The worker of a running one learns at its next heartbeat that the attempt no longer counts.
      if (job?.state === 'queued' || job?.state === 'running') {
        await failRow(tx, job, new AkezoraError('deadline_passed').toShape(), after);
      }
    });
  }
  return late.length;
}

/** Removes old idempotency keys (2 days), workers without a heartbeat (1 hour) and events of deleted jobs (1 day). */
export async function pruneHistory(store: Store): Promise<void> {
  await store.db.deleteFrom('idempotency').where('created_at', '<', sql<Date>`now() - interval '2 days'`).execute();
  await store.db.deleteFrom('workers').where('heartbeat_at', '<', sql<Date>`now() - interval '1 hour'`).execute();
  await store.db
    .deleteFrom('job_events')
    .where('type', '=', 'deleted')
    .where('created_at', '<', sql<Date>`now() - interval '1 day'`)
    .execute();
}
