import { AkezoraError } from '@akezora/contract';
import { sql } from 'kysely';
import type { Limits } from '../config/schemas.ts';
import type { Queries, Store } from '../platform/store/database.ts';
import type { JobRow } from '../platform/store/tables.ts';
import { moveJob } from './move.ts';
import { isStopped } from './stopped-accounts.ts';

const claimLock = 7_860_003;

/** A worker that claims jobs. */
export interface Claimant {
  readonly worker: string;
  /** The runners it offers: `engine`, names of upstream servers. */
  readonly runners: readonly string[];
  /** Seconds without a heartbeat after which another worker counts as dead. */
  readonly heartbeatTimeoutSeconds: number;
}

/**
 * Takes the next job for a worker: first the normal class, then higher priority, then the owner who was served longest
 * ago, then the oldest. Jobs of an account that is disabled, deleted or only views are never taken. Claims wait for one another (a few milliseconds each), so limits hold exactly and no job is given
 * twice.
 */
export async function claimJob(store: Store, defaults: Limits, claimant: Claimant): Promise<JobRow | undefined> {
  for (;;) {
    try {
      return await claimOnce(store, defaults, claimant);
    } catch (error) {
      // The job was cancelled between the query and the move: there may be another.
      if (!(error instanceof AkezoraError && error.code === 'state_conflict')) throw error;
    }
  }
}

async function claimOnce(store: Store, defaults: Limits, claimant: Claimant): Promise<JobRow | undefined> {
  return store.db.transaction().execute(async (tx) => {
    await sql`SELECT pg_advisory_xact_lock(${sql.lit(claimLock)})`.execute(tx);
    const runners = sql.join(claimant.runners.map((runner) => sql`${runner}`));
    const { rows } = await sql<JobRow>`
      SELECT first.* FROM owners o CROSS JOIN LATERAL (
        SELECT j.* FROM jobs j
        WHERE j.owner = o.id AND j.state = 'queued' AND j.runner IN (${runners})
          AND (j.avoid_worker IS DISTINCT FROM ${claimant.worker} OR NOT EXISTS (
            SELECT 1 FROM workers w WHERE w.id <> ${claimant.worker}
              AND w.heartbeat_at > now() - make_interval(secs => ${claimant.heartbeatTimeoutSeconds})))
        ORDER BY j.class, j.priority DESC, j.seq LIMIT 1) first
      WHERE EXISTS (SELECT 1 FROM jobs q WHERE q.owner = o.id AND q.state = 'queued')
        AND NOT ${isStopped(sql<string>`o.id`)}
        AND (SELECT count(*) FROM jobs r WHERE r.owner = o.id AND r.state = 'running')
          < coalesce((o.limits->>'running')::float8, ${defaults.running}::float8)
        AND (o.network IS NULL OR (
            SELECT count(*) FROM owners n JOIN jobs r ON r.owner = n.id AND r.state = 'running' WHERE n.network = o.network)
          < ${defaults.running}::float8)
      ORDER BY first.class, first.priority DESC, o.served_at ASC NULLS FIRST, first.seq
      LIMIT 1`.execute(tx);
    const job = rows[0];
    if (job === undefined) return undefined;
    // Before the move: it takes the event lock, and under that lock no row may be waited for.
    await tx
      .updateTable('owners')
      .set({ served_at: sql<Date>`clock_timestamp()` })
      .where('id', '=', job.owner)
      .execute();
    return moveAttempt(tx, job, claimant.worker);
  });
}

function moveAttempt(tx: Queries, job: JobRow, worker: string): Promise<JobRow> {
  return moveJob(
    tx,
    job,
    'running',
    {
      attempt: job.attempt + 1,
      worker,
      heartbeat_at: sql<Date>`now()`,
      started_at: new Date(),
      progress: null,
      preview_frame: null,
      cancel_requested: false,
      error: null,
    },
    { worker },
  );
}
