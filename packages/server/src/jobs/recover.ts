import { AkezoraError } from '@akezora/contract';
import { sql } from 'kysely';
import type { Store } from '../platform/store/database.ts';
import { deleteFree } from '../platform/store/delete-free.ts';
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
    .where('deadline_at', '<', sql<Date>`now()`)
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

/**
 * Removes old idempotency keys (2 days), workers without a heartbeat (1 hour), events of deleted jobs (1 day), and of each owner
 * the oldest ended jobs without a clip beyond a number.
 */
export async function pruneHistory(store: Store, history = Number.POSITIVE_INFINITY): Promise<void> {
  if (Number.isFinite(history)) await pruneEnded(store, history);
  await deleteFree(store.db, 'idempotency', sql`created_at < now() - interval '2 days'`);
  await deleteFree(store.db, 'workers', sql`heartbeat_at < now() - interval '1 hour'`);
  await deleteFree(store.db, 'job_events', sql`type = 'deleted' AND created_at < now() - interval '1 day'`);
}

/** Most ended jobs that one run removes; the next run goes on. */
const mostPruned = 10_000;

async function pruneEnded({ db }: Store, history: number): Promise<void> {
  // Ids never come back as parameters, of which a statement has 65,535 at most. What another sweep removes is left to it.
  await sql`
    WITH beyond AS (
      SELECT ended.id FROM (
        SELECT owner FROM jobs WHERE state IN ('failed', 'cancelled', 'expired')
        GROUP BY owner HAVING count(*) > ${history}) many
      CROSS JOIN LATERAL (
        SELECT id FROM jobs WHERE owner = many.owner AND state IN ('failed', 'cancelled', 'expired')
        ORDER BY seq DESC OFFSET ${history}) ended
      LIMIT ${mostPruned}),
    old AS MATERIALIZED (SELECT id FROM jobs WHERE id IN (SELECT id FROM beyond) FOR UPDATE SKIP LOCKED),
    old_events AS (DELETE FROM job_events USING old WHERE job_id = old.id),
    old_previews AS (DELETE FROM previews USING old WHERE job_id = old.id)
    DELETE FROM jobs USING old WHERE jobs.id = old.id`.execute(db);
}
