import { sql } from 'kysely';
import type { Queries } from '../platform/store/database.ts';
import { channel } from '../platform/store/signals.ts';
import type { JobEventRow, JobRow } from '../platform/store/tables.ts';

const eventLock = 7_860_002;

/** An event of a job, or of a clip, folder or model, which have their own ids. */
export interface NewEvent {
  readonly subject: Pick<JobRow, 'id' | 'owner'>;
  readonly type: string;
  readonly data: Record<string, unknown>;
}

/**
 * Appends events to the history and notifies the listeners of every process.
 *
 * The lock is held until the commit, so that numbers become visible in order: a reader that has seen event 7 never gets
 * a 6 later. A transaction must therefore append its events last: it may not wait for a row while it holds this lock, or
 * it deadlocks with a submission or a claim that holds that row and waits for the lock.
 */
export async function appendEvents(tx: Queries, events: readonly NewEvent[]): Promise<void> {
  const rows = events.map(
    ({ subject, type, data }) =>
      sql`(${subject.id}::text, ${subject.owner}::text, ${type}::text, ${JSON.stringify(data)}::jsonb)`,
  );
  await sql`
    INSERT INTO job_events (job_id, owner, type, data)
    SELECT event.* FROM pg_advisory_xact_lock(${sql.lit(eventLock)}), (VALUES ${sql.join(rows)}) AS event (job_id, owner, type, data)
    RETURNING pg_notify(${sql.lit(channel)}, json_build_object('job', job_id, 'type', type)::text)`.execute(tx);
}

/** Appends one event, see `appendEvents`. */
export const appendEvent = (
  tx: Queries,
  subject: Pick<JobRow, 'id' | 'owner'>,
  type: string,
  data: Record<string, unknown>,
): Promise<void> => appendEvents(tx, [{ subject, type, data }]);

/** Events after a number, oldest first. */
export async function eventsAfter(
  db: Queries,
  query: { readonly after: number; readonly owner?: string; readonly job?: string; readonly limit: number },
): Promise<JobEventRow[]> {
  let select = db.selectFrom('job_events').selectAll().where('seq', '>', query.after).orderBy('seq').limit(query.limit);
  if (query.owner !== undefined) select = select.where('owner', '=', query.owner);
  if (query.job !== undefined) select = select.where('job_id', '=', query.job);
  return select.execute();
}

/** The oldest event's number; 0 when there is none. */
export async function firstEvent(db: Queries): Promise<number> {
  const row = await db
    .selectFrom('job_events')
    .select(({ fn }) => fn.min('seq').as('seq'))
    .executeTakeFirst();
  return Number(row?.seq ?? 0);
}

/** The newest event's number; 0 when there is none. */
export async function lastEvent(db: Queries): Promise<number> {
  const row = await db
    .selectFrom('job_events')
    .select(({ fn }) => fn.max('seq').as('seq'))
    .executeTakeFirst();
  return Number(row?.seq ?? 0);
}
