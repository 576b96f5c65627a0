import type { GenerationPlan } from '@akezora/contract';
import type { JobProgress } from '@akezora/contract/api';
import { sql, type UpdateObject } from 'kysely';
import type { Queries, Store } from '../platform/store/database.ts';
import type { JobRow, Tables } from '../platform/store/tables.ts';
import { appendEvent } from './events.ts';

/** One attempt at a job. Its reports count only while it is the job's current attempt. */
export interface Attempt {
  readonly job: string;
  readonly attempt: number;
  readonly worker: string;
}

const isCurrentRow = (attempt: Attempt) =>
  sql<boolean>`id = ${attempt.job} AND attempt = ${attempt.attempt} AND worker = ${attempt.worker} AND state = 'running'`;

/** Whether an attempt still counts; false once its job was cancelled, given to another worker or ended. */
export async function isCurrent(db: Queries, attempt: Attempt): Promise<boolean> {
  return (await db.selectFrom('jobs').select('id').where(isCurrentRow(attempt)).executeTakeFirst()) !== undefined;
}

/** Stores the plan the engine made. */
export const recordPlan = (store: Store, attempt: Attempt, plan: GenerationPlan): Promise<void> =>
  store.db.transaction().execute(async (tx) => {
    const job = await changeCurrent(tx, attempt, { plan: JSON.stringify(plan) });
    if (job !== undefined) await appendEvent(tx, job, 'planned', { plan });
  });

/** Stores the latest progress and notifies listeners. */
export const recordProgress = (store: Store, attempt: Attempt, progress: JobProgress): Promise<void> =>
  store.db.transaction().execute(async (tx) => {
    const changes = { progress: JSON.stringify(progress), heartbeat_at: sql<Date>`now()` };
    const job = await changeCurrent(tx, attempt, changes);
    if (job !== undefined) await appendEvent(tx, job, 'progress', { ...progress });
  });

/** Stores the latest preview picture and notifies listeners, who fetch it by its version. */
export const recordPreview = (store: Store, attempt: Attempt, jpeg: Uint8Array, frame: number): Promise<void> =>
  store.db.transaction().execute(async (tx) => {
    const version = sql<number>`coalesce(preview_frame, 0) + 1`;
    const job = await changeCurrent(tx, attempt, { preview_frame: version });
    if (job === undefined) return;
    await tx
      .insertInto('previews')
      .values({ job_id: job.id, frame, jpeg })
      .onConflict((conflict) => conflict.column('job_id').doUpdateSet({ frame, jpeg }))
      .execute();
    await appendEvent(tx, job, 'preview', { frame, version: job.preview_frame });
  });

/** Changes the row of an attempt that still counts. */
const changeCurrent = (tx: Queries, attempt: Attempt, changes: UpdateObject<Tables, 'jobs'>) =>
  tx
    .updateTable('jobs')
    .set(changes)
    .where(isCurrentRow(attempt))
    .returning(['id', 'owner', 'preview_frame'])
    .executeTakeFirst();

/** Renews the heartbeat of a worker and its attempts. Returns the attempts that should stop. */
export async function heartbeat(
  store: Store,
  worker: { id: string; host: string; pid: number; device: string; runners: readonly string[] },
  attempts: readonly Attempt[],
): Promise<{ job: string; reason: 'cancelled' | 'lost' }[]> {
  // The database's clock is the only one that every worker and the sweep share.
  const now = sql<Date>`now()`;
  await store.db
    .insertInto('workers')
    .values({ ...worker, runners: JSON.stringify(worker.runners), heartbeat_at: now })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ heartbeat_at: now }))
    .execute();
  const stop: { job: string; reason: 'cancelled' | 'lost' }[] = [];
  for (const attempt of attempts) {
    const row = await store.db
      .updateTable('jobs')
      .set({ heartbeat_at: now })
      .where(isCurrentRow(attempt))
      .returning('cancel_requested')
      .executeTakeFirst();
    if (row === undefined) stop.push({ job: attempt.job, reason: 'lost' });
    else if (row.cancel_requested) stop.push({ job: attempt.job, reason: 'cancelled' });
  }
  return stop;
}

/** Removes the row of a worker that shuts down. */
export async function removeWorker(store: Store, worker: string): Promise<void> {
  await store.db.deleteFrom('workers').where('id', '=', worker).execute();
}

/** Stores the id that an upstream server gave to this job, so that a restarted worker finds it. */
export async function recordUpstream(store: Store, attempt: Attempt, upstreamId: string): Promise<void> {
  await store.db
    .updateTable('jobs')
    .set({ meta: sql<string>`meta || ${JSON.stringify({ upstreamId })}::jsonb` })
    .where(isCurrentRow(attempt))
    .execute();
}

/** Reads the row of an attempt under a lock; undefined when the attempt no longer counts. */
export async function lockAttempt(tx: Queries, attempt: Attempt): Promise<JobRow | undefined> {
  return tx.selectFrom('jobs').selectAll().where(isCurrentRow(attempt)).forUpdate().executeTakeFirst();
}
