import { type GenerationRequest, modelCalled, namesOfModel } from '@akezora/contract';
import { sql } from 'kysely';
import type { Queries } from '../platform/store/database.ts';
import type { JobRow } from '../platform/store/tables.ts';

const heights = { '360p': 360, '480p': 480, '540p': 540, '720p': 720, '1080p': 1080 } as const;

/** Work of a request in arbitrary units that grow with its seconds and, more slowly, with its pixels. */
export function workOf(request: GenerationRequest, defaultSeconds: number): number {
  const height =
    request.size === undefined
      ? heights[request.resolution ?? '1080p']
      : Math.min(request.size.width, request.size.height);
  const quality = request.quality === 'best' ? 6 : 1;
  return (request.seconds ?? defaultSeconds) * (0.5 + 0.5 * (height / 1080) ** 2) * quality;
}

/** Milliseconds a unit of work takes before a model's first run. */
const untriedMsPerUnit = 2000;

/**
 * Milliseconds a unit of work takes for some models, learned from their recent runs on these workers; those of an earlier model
 * stand for the one that replaced it, until it has run.
 */
export async function msPerUnit(tx: Queries, models: readonly string[]): Promise<(model: string) => number> {
  const names = models.flatMap((model) => namesOfModel(modelCalled(model)));
  const known = await tx.selectFrom('speeds').selectAll().where('model', 'in', names).execute();
  return (model) => {
    const [of] = namesOfModel(modelCalled(model)).flatMap((name) => known.filter((row) => row.model === name));
    return of?.ms_per_unit ?? untriedMsPerUnit;
  };
}

/** Milliseconds a request will take. */
export const estimateMs = async (tx: Queries, model: string, work: number): Promise<number> =>
  work * (await msPerUnit(tx, [model]))(model);

/**
 * The query that learns from a finished run, when there is something to learn; recent runs count most, so that
 * estimates follow a new machine within a few clips.
 */
export function learnSpeed(tx: Queries, model: string, work: number, tookMs: number) {
  if (!(work > 0) || !(tookMs > 0)) return undefined;
  const measured = tookMs / work;
  return tx
    .insertInto('speeds')
    .values({ model: modelCalled(model), ms_per_unit: measured, runs: 1 })
    .onConflict((conflict) =>
      conflict.column('model').doUpdateSet({
        ms_per_unit: sql`speeds.ms_per_unit + (${measured} - speeds.ms_per_unit) / least(speeds.runs + 1, 4)`,
        runs: sql`speeds.runs + 1`,
      }),
    );
}

/** Where a waiting job stands: how many jobs run before it, and when it should start and end. */
export interface QueuePlace {
  readonly ahead: number;
  readonly startsInMs: number;
  readonly endsInMs: number;
}

/** Beyond this many waiting jobs a place is only "at least that many". */
const placesKnown = 2000;

interface Queue {
  /** Milliseconds of work left in running jobs, and in the known part of the queue. */
  readonly running: number;
  readonly waiting: number;
  readonly workers: string;
  readonly count: string;
  /** By id: how many jobs are ahead, and milliseconds of their work. */
  readonly places: Readonly<Record<string, readonly [number, number]>> | null;
}

/**
 * Places of some jobs, with the work ahead of them shared by the live workers. One query for all of them that returns
 * only theirs, so that a list of jobs costs the same however long the queue is; no query when none of them waits.
 */
export async function queuePlaces(
  db: Queries,
  jobs: readonly JobRow[],
): Promise<(job: JobRow) => QueuePlace | undefined> {
  const waiting = jobs.filter((job) => job.state === 'queued').map((job) => job.id);
  const queue = waiting.length === 0 ? undefined : await readQueue(db, waiting);
  const workers = Math.max(1, Number(queue?.workers ?? 1));
  return (job) => {
    if (job.state === 'queued' && queue !== undefined) {
      const [ahead, work] = queue.places?.[job.id] ?? [Number(queue.count), queue.waiting];
      const startsInMs = Math.round((queue.running + work) / workers);
      return { ahead, startsInMs, endsInMs: Math.round(startsInMs + job.estimate_ms) };
    }
    if (job.state !== 'running') return undefined;
    const ran = Date.now() - (job.started_at?.getTime() ?? Date.now());
    const left = job.progress?.etaMs || Math.max(1000, job.estimate_ms - ran);
    return { ahead: 0, startsInMs: 0, endsInMs: Math.round(left) };
  };
}

async function readQueue(db: Queries, ids: readonly string[]): Promise<Queue | undefined> {
  const { rows } = await sql<Queue>`
    SELECT line.*,
      (SELECT coalesce(sum(greatest(1000, estimate_ms - extract(epoch FROM now() - started_at) * 1000)), 0)::float8
        FROM jobs WHERE state = 'running') AS running,
      (SELECT count(*) FROM workers WHERE heartbeat_at > now() - interval '30 seconds') AS workers
    FROM (
      SELECT count(*) AS count, coalesce(sum(estimate_ms), 0)::float8 AS waiting,
        jsonb_object_agg(id, jsonb_build_array(ahead, work)) FILTER (WHERE id IN (${sql.join(ids)})) AS places
      FROM (
        SELECT id, estimate_ms, row_number() OVER line - 1 AS ahead, sum(estimate_ms) OVER line - estimate_ms AS work
        FROM (SELECT id, estimate_ms, class, priority, seq FROM jobs WHERE state = 'queued'
          ORDER BY class, priority DESC, seq LIMIT ${sql.lit(placesKnown)}) first
        WINDOW line AS (ORDER BY class, priority DESC, seq ROWS UNBOUNDED PRECEDING)) waiting) line`.execute(db);
  return rows[0];
}
