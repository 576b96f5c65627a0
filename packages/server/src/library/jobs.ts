import { requireMay, type ThingAction } from '../access/policy.ts';
import type { Principal } from '../access/principal.ts';
import { cancelJob } from '../jobs/finish.ts';
import { type JobQuery, listJobs, readJob } from '../jobs/read.ts';
import { removeJob } from '../jobs/remove.ts';
import { notFound } from '../platform/not-found.ts';
import type { Queries, Store } from '../platform/store/database.ts';
import { isIdOf } from '../platform/store/ids.ts';
import type { JobRow } from '../platform/store/tables.ts';

/**
 * A job with which someone may do something.
 * @throws AkezoraError `not_found` naming `field`, `unauthorized`, `forbidden`.
 */
export async function jobFor(
  db: Queries,
  principal: Principal,
  action: ThingAction,
  id: string,
  field = 'id',
): Promise<JobRow> {
  const job = await readJob(db, id);
  requireMay(principal, action, { kind: 'job', owner: job?.owner ?? '' }, { what: id, field });
  if (job === undefined) throw notFound(id, field);
  return job;
}

/**
 * Lists someone's jobs.
 * @param field what the caller calls `after`
 * @throws AkezoraError `not_found` for an `after` that is no id of a job; `unauthorized`.
 */
export async function jobsFor(
  db: Queries,
  principal: Principal,
  query: Omit<JobQuery, 'owner'>,
  field = 'cursor',
): Promise<JobRow[]> {
  const { after } = query;
  if (after !== undefined && !isIdOf('video', after)) throw notFound(after, field);
  requireMay(principal, 'see', { kind: 'job', owner: principal.owner }, {});
  return listJobs(db, { ...query, owner: principal.owner });
}

/** Cancels a job of someone. @throws AkezoraError `not_found` naming `field`, `unauthorized`, `forbidden`. */
export async function cancelJobFor(store: Store, principal: Principal, id: string, field = 'id'): Promise<JobRow> {
  const job = await jobFor(store.db, principal, 'change', id, field);
  return (await cancelJob(store, job.id)) ?? job;
}

/** Removes an ended job of someone. @throws AkezoraError `not_found`, `state_conflict`, `unauthorized`, `forbidden`. */
export async function removeJobFor(store: Store, principal: Principal, id: string): Promise<void> {
  await removeJob(store, (await jobFor(store.db, principal, 'delete', id)).id, principal);
}
