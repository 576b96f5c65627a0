import { AkezoraError } from '@akezora/contract';
import { jobStateNames } from '@akezora/contract/api';
import { type RawBuilder, sql, type UpdateObject } from 'kysely';
import type { Queries } from '../platform/store/database.ts';
import { channel } from '../platform/store/signals.ts';
import type { JobRow, JobState, Tables } from '../platform/store/tables.ts';
import { hasEnded, mayMove } from './states.ts';

const eventLock = 7_860_002;

/**
 * The rest of a statement that begins `WITH job AS (…)`: appends an event for each row of `job` and wakes whoever waits
 * for one. It defines `told`, which the statement's last SELECT must read: a part that nothing reads is not run. One
 * statement and not three, because a job passes through here a dozen times and each way to the database and back counts.
 *
 * The lock is held until the commit, so that numbers become visible in their order: a reader that has seen event 7 never
 * gets a 6 later. Whoever holds it must wait for no row that a submission or a claim may hold: a transaction takes all
 * other locks before its event.
 * @param type of the event.
 * @param data its JSON, an expression over the columns of `job`.
 */
export const tellingOf = (type: string, data: RawBuilder<unknown>) => sql`
  turn AS MATERIALIZED (SELECT job.*, pg_advisory_xact_lock(${sql.lit(eventLock)}) FROM job),
  event AS (
    INSERT INTO job_events (job_id, owner, type, data)
    SELECT id, owner, ${sql.lit(type)}, ${data} FROM turn RETURNING job_id, type),
  told AS (
    SELECT bool_and(pg_notify(${sql.lit(channel)}, json_build_object('job', job_id, 'type', type)::text) IS NOT NULL)
    FROM event)`;

/** Appends an event to the history of a job, or of a clip or folder that stands in its place. */
export async function appendEvent(
  tx: Queries,
  job: Pick<JobRow, 'id' | 'owner'>,
  type: string,
  data: Record<string, unknown>,
): Promise<void> {
  await sql`
    WITH job AS (SELECT ${job.id}::text AS id, ${job.owner}::text AS owner),
    ${tellingOf(type, sql`${JSON.stringify(data)}::jsonb`)}
    SELECT 1 FROM told`.execute(tx);
}

/** Previews and progress of an ended job have told their story; the states stay. */
const tidying = (job: string) => [
  sql`pictures AS (DELETE FROM previews WHERE job_id = ${job})`,
  sql`reports AS (DELETE FROM job_events WHERE job_id = ${job} AND type IN ('progress', 'preview'))`,
];

/**
 * Moves a job to another state: the row and its event in one statement of the caller's transaction. The one place where
 * a job's state changes.
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
  const update = tx
    .updateTable('jobs')
    .set({ ...changes, state: to })
    .where('id', '=', job.id)
    .where('state', '=', job.state)
    .where('attempt', '=', job.attempt)
    .returningAll();
  const data = sql`jsonb_build_object('state', state, 'attempt', attempt) || ${JSON.stringify(facts)}::jsonb`;
  const also = (hasEnded(to) ? tidying(job.id) : []).map((part) => sql`${part}, `);
  const { rows } = await sql<JobRow>`
    WITH job AS (${update}), ${sql.join(also, sql``)}${tellingOf(to, data)} SELECT job.* FROM job, told`.execute(tx);
  const moved = rows[0];
  if (moved === undefined) throw conflict(job, to);
  return moved;
}

/** Reads a job for a change: no one else changes it before the transaction ends. */
export async function lockJob(tx: Queries, id: string): Promise<JobRow | undefined> {
  return tx.selectFrom('jobs').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

const conflict = (job: JobRow, to: JobState) =>
  new AkezoraError('state_conflict', {
    reason: {
      en: `the job is ${jobStateNames[job.state].en} and cannot become ${jobStateNames[to].en}`,
      ja: `ジョブの状態を「${jobStateNames[job.state].ja}」から「${jobStateNames[to].ja}」に変えることはできません`,
    },
  });
