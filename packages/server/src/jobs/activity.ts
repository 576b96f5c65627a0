import { sql } from 'kysely';
import type { Queries } from '../platform/store/database.ts';

/** An owner's jobs: those that wait and run now, those that ended in the last 24 hours, and their seconds of video. */
export interface Activity {
  readonly queued: number;
  readonly running: number;
  readonly completedToday: number;
  readonly failedToday: number;
  readonly secondsToday: number;
}

/** Counts an owner's jobs of now and of the last 24 hours. */
export async function countActivity(db: Queries, owner: string): Promise<Activity> {
  const { rows } = await sql<Record<'queued' | 'running' | 'completed' | 'failed' | 'seconds', string>>`
    SELECT count(*) FILTER (WHERE state = 'queued') AS queued, count(*) FILTER (WHERE state = 'running') AS running,
      count(*) FILTER (WHERE state = 'completed' AND finished_at > now() - interval '1 day') AS completed,
      count(*) FILTER (WHERE state = 'failed' AND finished_at > now() - interval '1 day') AS failed,
      coalesce(sum(seconds) FILTER (WHERE state = 'completed' AND finished_at > now() - interval '1 day'), 0) AS seconds
    FROM jobs WHERE owner = ${owner} AND (state IN ('queued', 'running') OR created_at > now() - interval '2 days')`.execute(
    db,
  );
  const counts = rows[0];
  return {
    queued: Number(counts?.queued ?? 0),
    running: Number(counts?.running ?? 0),
    completedToday: Number(counts?.completed ?? 0),
    failedToday: Number(counts?.failed ?? 0),
    secondsToday: Number(counts?.seconds ?? 0),
  };
}

/** A device of a live worker, with the job that runs on it. */
export interface Device {
  readonly id: string;
  readonly host: string;
  readonly device: string;
  readonly job: string | null;
  readonly owner: string | null;
}

/** Devices of the workers with a heartbeat within the timeout. */
export const listDevices = (db: Queries, heartbeatTimeoutSeconds: number): Promise<Device[]> =>
  db
    .selectFrom('workers')
    .leftJoin('jobs', (join) => join.onRef('jobs.worker', '=', 'workers.id').on('jobs.state', '=', 'running'))
    .select(['workers.id', 'workers.host', 'workers.device', 'jobs.id as job', 'jobs.owner'])
    .where('workers.heartbeat_at', '>', sql<Date>`now() - make_interval(secs => ${heartbeatTimeoutSeconds})`)
    .orderBy('workers.id')
    .execute();

/** Jobs that wait or run, and milliseconds of their work. */
export async function countQueue(db: Queries): Promise<{ readonly jobs: number; readonly ms: number }> {
  const row = await db
    .selectFrom('jobs')
    .select(({ fn }) => [fn.countAll<string>().as('count'), fn.sum<string | null>('estimate_ms').as('work')])
    .where('state', 'in', ['queued', 'running'])
    .executeTakeFirst();
  return { jobs: Number(row?.count ?? 0), ms: Math.round(Number(row?.work ?? 0)) };
}
