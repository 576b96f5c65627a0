import type { GenerationPlan } from '@akezora/contract';
import { sql } from 'kysely';
import type { Queries, Store } from '../platform/store/database.ts';
import type { JobProgress, JobRow } from '../platform/store/tables.ts';
import { tellingOf } from './move.ts';

/** One attempt at a job: what it reports counts only while it is the job's present attempt. */
export interface Attempt {
  readonly job: string;
  readonly attempt: number;
  readonly worker: string;
}

const present = (attempt: Attempt) =>
  sql<boolean>`id = ${attempt.job} AND attempt = ${attempt.attempt} AND worker = ${attempt.worker} AND state = 'running'`;

/** Whether an attempt still counts; false once its job was cancelled, handed on or ended. */
export async function isPresent(db: Queries, attempt: Attempt): Promise<boolean> {
  return (await db.selectFrom('jobs').select('id').where(present(attempt)).executeTakeFirst()) !== undefined;
}

/** Keeps the plan the engine made. */
export async function recordPlan(store: Store, attempt: Attempt, plan: GenerationPlan): Promise<void> {
  await sql`
    WITH job AS (
      UPDATE jobs SET plan = ${JSON.stringify(plan)}::jsonb WHERE ${present(attempt)} RETURNING id, owner, plan),
    ${tellingOf('planned', sql`jsonb_build_object('plan', plan)`)}
    SELECT 1 FROM told`.execute(store.db);
}

/** Keeps the latest progress and tells who listens. */
export async function recordProgress(store: Store, attempt: Attempt, progress: JobProgress): Promise<void> {
  await sql`
    WITH job AS (
      UPDATE jobs SET progress = ${JSON.stringify(progress)}::jsonb, heartbeat_at = now()
      WHERE ${present(attempt)} RETURNING id, owner, progress),
    ${tellingOf('progress', sql`progress`)}
    SELECT 1 FROM told`.execute(store.db);
}

/** Keeps the latest preview picture and tells who listens; the picture is fetched by its number. */
export async function recordPreview(store: Store, attempt: Attempt, jpeg: Uint8Array, frame: number): Promise<void> {
  await sql`
    WITH job AS (
      UPDATE jobs SET preview_frame = coalesce(preview_frame, 0) + 1
      WHERE ${present(attempt)} RETURNING id, owner, preview_frame),
    kept AS (
      INSERT INTO previews (job_id, frame, jpeg) SELECT id, ${frame}::int, ${jpeg}::bytea FROM job
      ON CONFLICT (job_id) DO UPDATE SET frame = excluded.frame, jpeg = excluded.jpeg),
    ${tellingOf('preview', sql`jsonb_build_object('frame', ${frame}::int, 'version', preview_frame)`)}
    SELECT 1 FROM told`.execute(store.db);
}

/** Says that a worker and its attempts live; answers which of them should stop. */
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
      .where(present(attempt))
      .returning('cancel_requested')
      .executeTakeFirst();
    if (row === undefined) stop.push({ job: attempt.job, reason: 'lost' });
    else if (row.cancel_requested) stop.push({ job: attempt.job, reason: 'cancelled' });
  }
  return stop;
}

/** Removes a worker that leaves in good order. */
export async function forgetWorker(store: Store, worker: string): Promise<void> {
  await store.db.deleteFrom('workers').where('id', '=', worker).execute();
}

/** Remembers the id an upstream server gave to this job, so that a restarted worker finds it again. */
export async function recordUpstream(store: Store, attempt: Attempt, upstreamId: string): Promise<void> {
  await store.db
    .updateTable('jobs')
    .set({ meta: sql<string>`meta || ${JSON.stringify({ upstreamId })}::jsonb` })
    .where(present(attempt))
    .execute();
}

/** Reads the row of an attempt under a lock, or nothing when the attempt no longer counts. */
export async function lockAttempt(tx: Queries, attempt: Attempt): Promise<JobRow | undefined> {
  return tx.selectFrom('jobs').selectAll().where(present(attempt)).forUpdate().executeTakeFirst();
}
