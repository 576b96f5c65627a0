import { AkezoraError } from '@akezora/contract';
import { jobStateNames } from '@akezora/contract/api';
import { type AuditActor, audit } from '../platform/audit.ts';
import type { Store } from '../platform/store/database.ts';
import { appendEvent } from './events.ts';
import { lockJob } from './move.ts';
import { hasEnded } from './states.ts';

/**
 * Removes an ended job and its history. Its clip stays in the library.
 * @param by who removes it, for the audit log. Default: the server.
 * @throws AkezoraError `state_conflict` while the job waits or runs: cancel it first.
 */
export async function removeJob(store: Store, id: string, by: AuditActor | null = null): Promise<void> {
  await store.db.transaction().execute(async (tx) => {
    const job = await lockJob(tx, id);
    if (job === undefined) return;
    if (!hasEnded(job.state)) {
      throw new AkezoraError('state_conflict', {
        reason: { en: `the job is ${jobStateNames[job.state].en}`, ja: `ジョブは${jobStateNames[job.state].ja}です` },
      });
    }
    await tx.deleteFrom('job_events').where('job_id', '=', id).execute();
    await tx.deleteFrom('previews').where('job_id', '=', id).execute();
    await tx.deleteFrom('jobs').where('id', '=', id).execute();
    await audit(tx, { action: 'job-deleted', actor: by, object: id, outcome: 'ok' });
    await appendEvent(tx, job, 'deleted', {});
  });
}
