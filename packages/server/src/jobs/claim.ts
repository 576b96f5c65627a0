import { sql } from 'kysely';
import type { JobRow, Store } from '../store/index.ts';
import { type Limits, limitsOf } from './limits.ts';
import { lockJob, moveJob } from './move.ts';

const claimLock = 7_860_003;

/** A worker that asks for work. */
export interface Claimant {
  readonly worker: string;
  /** What it can run: `engine`, names of upstream servers. */
  readonly runners: readonly string[];
  /** Seconds without a heartbeat after which another worker counts as gone. */
  readonly goneAfterSeconds: number;
}

interface Candidate {
  readonly id: string;
  readonly owner: string;
  readonly limits: { running?: number } | null;
  readonly running: string;
}

/**
 * Takes the next job for a worker: first the normal class, then higher priority, then the owner who was served longest
 * ago, then the oldest. A queue that hands out in one order cannot be fair between owners, so the row decides and not
 * pg-boss. Claims wait for one another (a few milliseconds each), so limits hold exactly and no job is given twice.
 */
export async function claimJob(store: Store, defaults: Limits, claimant: Claimant): Promise<JobRow | undefined> {
  return store.db.transaction().execute(async (tx) => {
    await sql`SELECT pg_advisory_xact_lock(${sql.lit(claimLock)})`.execute(tx);
    const runners = sql.join(claimant.runners.map((runner) => sql`${runner}`));
    const { rows } = await sql<Candidate>`
      SELECT first.id, o.id AS owner, o.limits,
        (SELECT count(*) FROM jobs r WHERE r.owner = o.id AND r.state = 'running') AS running
      FROM owners o CROSS JOIN LATERAL (
        SELECT j.id, j.class, j.priority, j.seq FROM jobs j
        WHERE j.owner = o.id AND j.state = 'queued' AND j.runner IN (${runners})
          AND (j.avoid_worker IS DISTINCT FROM ${claimant.worker} OR NOT EXISTS (
            SELECT 1 FROM workers w WHERE w.id <> ${claimant.worker}
              AND w.heartbeat_at > now() - make_interval(secs => ${claimant.goneAfterSeconds})))
        ORDER BY j.class, j.priority DESC, j.seq LIMIT 1) first
      WHERE EXISTS (SELECT 1 FROM jobs q WHERE q.owner = o.id AND q.state = 'queued')
      ORDER BY first.class, first.priority DESC, o.served_at ASC NULLS FIRST, first.seq
      LIMIT 50`.execute(tx);
    const chosen = rows.find((row) => Number(row.running) < limitsOf(defaults, row.limits).running);
    if (chosen === undefined) return undefined;
    const job = await lockJob(tx, chosen.id);
    if (job === undefined || job.state !== 'queued') return undefined;
    await tx
      .updateTable('owners')
      .set({ served_at: sql<Date>`clock_timestamp()` })
      .where('id', '=', job.owner)
      .execute();
    const now = new Date();
    return moveAttempt(tx, job, claimant.worker, now);
  });
}

async function moveAttempt(tx: Parameters<typeof moveJob>[0], job: JobRow, worker: string, now: Date): Promise<JobRow> {
  return moveJob(
    tx,
    job,
    'running',
    {
      attempt: job.attempt + 1,
      worker,
      heartbeat_at: sql<Date>`now()`,
      started_at: now,
      progress: null,
      preview_frame: null,
      cancel_requested: false,
      error: null,
    },
    { worker },
  );
}
