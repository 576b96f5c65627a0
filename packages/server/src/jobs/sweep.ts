import { AkezoraError } from '@akezora/contract';
import { sql } from 'kysely';
import type { Store } from '../platform/store/database.ts';
import type { JobRow } from '../platform/store/tables.ts';
import { type AfterEnd, failRow, loseAttempt } from './finish.ts';
import { lockJob } from './move.ts';

const isSilent = (seconds: number) =>
  sql<boolean>`coalesce(heartbeat_at, started_at) <= now() - make_interval(secs => ${seconds})`;

/**
 * Takes running jobs from workers that fell silent, as a crash of their attempt.
 * @param silentSeconds heartbeats older than this count as silence; 0 takes every running job (a server that owns the
 * only data folder has just started: nobody else can be running anything).
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
      return loseAttempt(tx, job, 'its worker fell silent', after);
    });
    if (row !== undefined) recovered.push(row);
  }
  return recovered;
}

/** Fails waiting jobs whose deadline passed and asks running ones to stop. */
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
      // A running one fails in the row first; its worker notices at the next heartbeat that the attempt is lost.
      if (job?.state === 'queued' || job?.state === 'running') {
        await failRow(tx, job, new AkezoraError('deadline_passed').toShape(), after);
      }
    });
  }
  return late.length;
}

/** Removes what only mattered for a while: old idempotency keys, workers long gone, events of deleted jobs. */
export async function pruneHistory(store: Store): Promise<void> {
  await store.db.deleteFrom('idempotency').where('created_at', '<', sql<Date>`now() - interval '2 days'`).execute();
  await store.db.deleteFrom('workers').where('heartbeat_at', '<', sql<Date>`now() - interval '1 hour'`).execute();
  await store.db
    .deleteFrom('job_events')
    .where('type', '=', 'deleted')
    .where('created_at', '<', sql<Date>`now() - interval '1 day'`)
    .execute();
}
