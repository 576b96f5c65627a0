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

/** Place and times of a job: what is before it, shared by the workers that live, plus its own estimate. */
export async function placeOf(tx: Queries, job: JobRow): Promise<QueuePlace | undefined> {
  if (job.state === 'running') {
    const ran = Date.now() - (job.started_at?.getTime() ?? Date.now());
    const left = job.progress?.etaMs || Math.max(1000, job.estimate_ms - ran);
    return { ahead: 0, startsInMs: 0, endsInMs: Math.round(left) };
  }
  if (job.state !== 'queued') return undefined;
  const { rows } = await sql<{ ahead: string; work: number | null; running: number | null; workers: string }>`
    SELECT count(*) AS ahead, sum(estimate_ms) AS work,
      (SELECT sum(greatest(1000, estimate_ms - extract(epoch FROM now() - started_at) * 1000)) FROM jobs WHERE state = 'running') AS running,
      (SELECT count(*) FROM workers WHERE heartbeat_at > now() - interval '30 seconds') AS workers
    FROM jobs WHERE state = 'queued' AND id <> ${job.id} AND (
      (class = 'normal' AND ${job.class} = 'relaxed')
      OR (class = ${job.class} AND (priority > ${job.priority} OR (priority = ${job.priority} AND seq < ${job.seq}))))`.execute(
    tx,
  );
  const row = rows[0];
  const workers = Math.max(1, Number(row?.workers ?? 1));
  const startsInMs = Math.round((Number(row?.work ?? 0) + Number(row?.running ?? 0)) / workers);
  return { ahead: Number(row?.ahead ?? 0), startsInMs, endsInMs: Math.round(startsInMs + job.estimate_ms) };
}
