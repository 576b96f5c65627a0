import { AkezoraError } from '@akezora/contract';
import { jobStateNames } from '@akezora/contract/api';
import type { Limits } from '../config/schemas.ts';
import type { Store } from '../platform/store/database.ts';
import type { JobRow } from '../platform/store/tables.ts';
import { limitsOf, readUse, takeRoom } from './limits.ts';
import { appendEvent, lockJob, moveJob } from './move.ts';
import { hasEnded } from './states.ts';

/**
 * Queues an ended job again, as new: attempts count from zero.
 * @throws AkezoraError `state_conflict` for a job that waits, runs or has its clip; `limit_reached`.
 */
export async function retryJob(store: Store, limits: Limits, id: string): Promise<JobRow> {
  return store.db.transaction().execute(async (tx) => {
    const job = await lockJob(tx, id);
    if (job === undefined) throw new AkezoraError('not_found', { field: 'id', what: id });
    const own = await tx
      .selectFrom('owners')
      .select('limits')
      .where('id', '=', job.owner)
      .forUpdate()
      .executeTakeFirst();
    const room = limitsOf(limits, own?.limits);
    const useOf = await readUse(tx, [job.owner], Number.isFinite(room.secondsPerDay));
    takeRoom(useOf(job.owner), room, 1, job.seconds);
    return moveJob(tx, job, 'queued', {
      attempt: 0,
      error: null,
      worker: null,
      avoid_worker: null,
      cancel_requested: false,
      deadline_at: null,
      queued_at: new Date(),
      started_at: null,
      finished_at: null,
      clip_id: null,
    });
  });
}

/**
 * Removes an ended job and its history; its clip is another thing and stays unless it is removed too.
 * @throws AkezoraError `state_conflict` while it runs (cancel it first).
 */
export async function removeJob(store: Store, id: string): Promise<void> {
  await store.db.transaction().execute(async (tx) => {
    const job = await lockJob(tx, id);
    if (job === undefined) return;
    if (!hasEnded(job.state)) {
      throw new AkezoraError('state_conflict', {
        reason: { en: `the job is ${jobStateNames[job.state].en}`, ja: `ジョブは${jobStateNames[job.state].ja}です` },
      });
    }
    await appendEvent(tx, job, 'deleted', {});
    await tx.deleteFrom('job_events').where('job_id', '=', id).where('type', '<>', 'deleted').execute();
    await tx.deleteFrom('previews').where('job_id', '=', id).execute();
    await tx.deleteFrom('jobs').where('id', '=', id).execute();
  });
}
