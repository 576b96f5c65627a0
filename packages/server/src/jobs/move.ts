import { AkezoraError } from '@akezora/contract';
import { sql, type UpdateObject } from 'kysely';
import { type JobRow, type JobState, type Queries, signal, type Tables } from '../store/index.ts';
import { mayMove } from './states.ts';

const eventLock = 7_860_002;

/**
 * Appends an event to a job's history and wakes whoever waits for it. The lock is held until the commit, so that
 * numbers become visible in their order: a reader that has seen event 7 never gets a 6 later.
 */
export async function appendEvent(
  tx: Queries,
  job: Pick<JobRow, 'id' | 'owner'>,
  type: string,
  data: Record<string, unknown>,
): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${sql.lit(eventLock)})`.execute(tx);
  await tx
    .insertInto('job_events')
    .values({ job_id: job.id, owner: job.owner, type, data: JSON.stringify(data) })
    .execute();
  await signal(tx, { job: job.id, type });
}

/**
 * Moves a job to another state: the row and its event in the caller's transaction. The one place where a job's state
 * changes.
 * @throws AkezoraError `state_conflict` when the job may not go there.
 */
export async function moveJob(
  tx: Queries,
  job: JobRow,
  to: JobState,
  changes: UpdateObject<Tables, 'jobs'> = {},
  facts: Record<string, unknown> = {},
): Promise<JobRow> {
  if (!mayMove(job.state, to)) throw conflict(job, to);
  const moved = await tx
    .updateTable('jobs')
    .set({ ...changes, state: to })
    .where('id', '=', job.id)
    .where('state', '=', job.state)
    .where('attempt', '=', job.attempt)
    .returningAll()
    .executeTakeFirst();
  if (moved === undefined) throw conflict(job, to);
  await appendEvent(tx, moved, to, { state: to, attempt: moved.attempt, ...facts });
  return moved;
}

/** Reads a job for a change: no one else changes it before the transaction ends. */
export async function lockJob(tx: Queries, id: string): Promise<JobRow | undefined> {
  return tx.selectFrom('jobs').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

const conflict = (job: JobRow, to: JobState) =>
  new AkezoraError('state_conflict', {
    reason: {
      en: `the job is ${job.state}, not on its way to ${to}`,
      ja: `ジョブは ${job.state} で、${to} にはできません`,
    },
  });
