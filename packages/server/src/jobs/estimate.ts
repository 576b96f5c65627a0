import type { GenerationRequest } from '@akezora/contract';
import { sql } from 'kysely';
import type { JobRow, Queries } from '../store/index.ts';

const heights = { '360p': 360, '480p': 480, '540p': 540, '720p': 720, '1080p': 1080 } as const;

/** Work of a request in arbitrary units that grow with its seconds and, more slowly, with its pixels. */
export function workOf(request: GenerationRequest, defaultSeconds: number): number {
  const height =
    request.size === undefined
      ? heights[request.resolution ?? '1080p']
      : Math.min(request.size.width, request.size.height);
  const quality = request.quality === 'teacher' ? 6 : 1;
  return (request.seconds ?? defaultSeconds) * (0.5 + 0.5 * (height / 1080) ** 2) * quality;
}

/** Before a model's first run: two seconds of work a unit. */
const untried = 2000;

/** Milliseconds a request will take, from what the model took lately on these workers. */
export async function estimateMs(tx: Queries, model: string, work: number): Promise<number> {
  const known = await tx.selectFrom('speeds').select('ms_per_unit').where('model', '=', model).executeTakeFirst();
  return work * (known?.ms_per_unit ?? untried);
}

/** Learns from a finished run; recent runs count most, so that estimates follow a new machine within a few clips. */
export async function learnSpeed(tx: Queries, model: string, work: number, tookMs: number): Promise<void> {
  if (!(work > 0) || !(tookMs > 0)) return;
  const measured = tookMs / work;
  await tx
    .insertInto('speeds')
    .values({ model, ms_per_unit: measured, runs: 1 })
    .onConflict((conflict) =>
      conflict.column('model').doUpdateSet({
        ms_per_unit: sql`speeds.ms_per_unit + (${measured} - speeds.ms_per_unit) / least(speeds.runs + 1, 4)`,
        runs: sql`speeds.runs + 1`,
      }),
    )
    .execute();
}

/** Where a waiting job stands: how many run before it, and when it should start and end. */
export interface QueuePlace {
  readonly ahead: number;
  readonly startsInMs: number;
  readonly endsInMs: number;
}

/** Beyond this many waiting jobs a place is only "at least that many". */
const placesKnown = 2000;

/**
 * Places of the first waiting jobs and of the running ones: what is before them, shared by the workers that live. One
 * query for all, so that a list of jobs costs the same however long the queue is.
 */
export async function queuePlaces(tx: Queries): Promise<(job: JobRow) => QueuePlace | undefined> {
  const [queue, now] = await Promise.all([
    tx
      .selectFrom('jobs')
      .select(['id', 'estimate_ms'])
      .where('state', '=', 'queued')
      .orderBy('class')
      .orderBy('priority', 'desc')
      .orderBy('seq')
      .limit(placesKnown)
      .execute(),
    sql<{ running: number | null; workers: string }>`
      SELECT (SELECT sum(greatest(1000, estimate_ms - extract(epoch FROM now() - started_at) * 1000))
          FROM jobs WHERE state = 'running') AS running,
        (SELECT count(*) FROM workers WHERE heartbeat_at > now() - interval '30 seconds') AS workers`.execute(tx),
  ]);
  const workers = Math.max(1, Number(now.rows[0]?.workers ?? 1));
  let before = Number(now.rows[0]?.running ?? 0);
  const places = new Map<string, QueuePlace>();
  for (const [ahead, row] of queue.entries()) {
    const startsInMs = Math.round(before / workers);
    places.set(row.id, { ahead, startsInMs, endsInMs: Math.round(startsInMs + row.estimate_ms) });
    before += row.estimate_ms;
  }
  const last = { ahead: queue.length, startsInMs: Math.round(before / workers) };
  return (job) => {
    if (job.state === 'queued') {
      return places.get(job.id) ?? { ...last, endsInMs: Math.round(last.startsInMs + job.estimate_ms) };
    }
    if (job.state !== 'running') return undefined;
    const ran = Date.now() - (job.started_at?.getTime() ?? Date.now());
    const left = job.progress?.etaMs || Math.max(1000, job.estimate_ms - ran);
    return { ahead: 0, startsInMs: 0, endsInMs: Math.round(left) };
  };
}
