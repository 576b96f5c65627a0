import { AkezoraError } from '@akezora/contract';
import { type JobState, jobStateNames } from '@akezora/contract/api';
import type { UpdateObject } from 'kysely';
import type { Queries } from '../platform/store/database.ts';
import type { JobRow, Tables } from '../platform/store/tables.ts';
import { appendEvent } from './events.ts';
import { hasEnded, mayMove } from './states.ts';

/**
 * Changes a job's state and appends the event, inside the caller's transaction. The only place where a state changes.
 * The event lock is held from here on: lock and change other rows before.
 * @throws AkezoraError `state_conflict` when the job may not go there.
 */
export async function moveJob(
  tx: Queries,
  job: JobRow,
  to: JobState,
  changes: UpdateObject<Tables, 'jobs'> = {},
  details: Record<string, unknown> = {},
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
  if (hasEnded(to)) await removeProgress(tx, job.id);
  await appendEvent(tx, moved, to, { state: to, attempt: moved.attempt, ...details });
  return moved;
}

/** Removes the previews and progress events of an ended job; events of its states stay. */
async function removeProgress(tx: Queries, job: string): Promise<void> {
  await tx.deleteFrom('previews').where('job_id', '=', job).execute();
  await tx.deleteFrom('job_events').where('job_id', '=', job).where('type', 'in', ['progress', 'preview']).execute();
}

/** Reads a job under a lock: nobody else changes it before the transaction ends. */
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
