import { AkezoraError, checkRequest, generationRequestSchema, parseOrThrow } from '@akezora/contract';
import { jobStateNames, type RouteName } from '@akezora/contract/api';
import { sql } from 'kysely';
import { estimateMs, queuePlaces, workOf } from '../../jobs/estimate.ts';
import { cancelJob } from '../../jobs/finish.ts';
import { listJobs, readJob, readPreview } from '../../jobs/read.ts';
import { removeJob } from '../../jobs/remove.ts';
import { withCharacters } from '../../library/characters.ts';
import { checkInputs } from '../../library/uploads.ts';
import type { JobRow, JobState } from '../../platform/store/tables.ts';
import { stitchOf, submitRequest } from '../submit.ts';
import { type Ask, type Handlers, missing } from './register.ts';
import { jobView } from './views.ts';

type Names = 'plan' | 'submit' | 'jobs' | 'job' | 'cancelJob' | 'retryJob' | 'deleteJob' | 'jobPreview' | 'activity';

const groups: Readonly<Record<string, readonly JobState[]>> = {
  active: ['queued', 'running'],
  finished: ['completed', 'failed', 'cancelled', 'expired'],
};

/** A job of the one who asks. */
async function ownJob(ask: Ask<RouteName>): Promise<JobRow> {
  const id = ask.params.id ?? '';
  const job = await readJob(ask.services.store.db, id);
  if (job === undefined || job.owner !== ask.principal.owner) throw missing(id);
  return job;
}

const viewOf = async (ask: Ask<RouteName>, job: JobRow) =>
  jobView(job, (await queuePlaces(ask.services.store.db, [job]))(job));

/** Jobs of our own API. */
export const jobHandlers: Handlers<Names> = {
  plan: async ({ services, principal, body }) => {
    const model = await services.models.find(body.request.model);
    const named = { ...body.request, model: model.capabilities.id };
    const request = await withCharacters(services.store.db, principal.owner, named, model.capabilities);
    checkRequest(request, model.capabilities);
    await checkInputs(services.store.db, principal.owner, request);
    const resolved = await services.resolve(principal.owner, request);
    const { plan, freeMemoryBytes } = await services.helper.call('plan', { request: resolved });
    const db = services.store.db;
    const ahead = await db
      .selectFrom('jobs')
      .select(({ fn }) => [fn.countAll<string>().as('count'), fn.sum<string | null>('estimate_ms').as('work')])
      .where('state', 'in', ['queued', 'running'])
      .executeTakeFirst();
    const startsInMs = Math.round(Number(ahead?.work ?? 0));
    const learnt = await estimateMs(db, request.model, workOf(request, model.capabilities.seconds.default));
    const takes = plan.estimatedSeconds > 0 ? plan.estimatedSeconds * 1000 : learnt;
    return {
      plan,
      fits: plan.peakMemoryBytes > 0.8 * freeMemoryBytes ? 'tight' : 'fits',
      freeMemoryBytes,
      queue: {
        ahead: Number(ahead?.count ?? 0),
        startsInMs,
        endsInMs: Math.round(startsInMs + takes * body.variants),
      },
    };
  },
  submit: async ({ services, principal, body, context }) => {
    const idempotencyKey = context.req.header('idempotency-key');
    const before = Date.now();
    const jobs = await submitRequest(services, principal, {
      request: body.request,
      viaApi: 'api',
      tool: body.origin,
      variants: body.variants,
      relaxed: body.class === 'relaxed',
      deadlineSeconds: body.deadlineSeconds,
      idempotencyKey,
      meta: {
        ...(body.title === undefined ? {} : { title: body.title }),
        ...(body.join === undefined ? {} : { stitch: stitchOf(body.join) }),
        ...(await folderMeta(services.store.db, principal.owner, body.folderId)),
      },
    });
    const place = await queuePlaces(services.store.db, jobs);
    const first = jobs[0];
    const answer = { groupId: first?.group_id ?? first?.id ?? '', data: jobs.map((job) => jobView(job, place(job))) };
    // The same key again: nothing was made now.
    const known = idempotencyKey !== undefined && (first?.created_at.getTime() ?? before) < before - 50;
    return context.json(answer, known ? 200 : 201);
  },
  jobs: async ({ services, principal, query }) => {
    const limit = query.limit ?? 50;
    const db = services.store.db;
    const rows = await listJobs(db, {
      owner: principal.owner,
      limit: limit + 1,
      ...(query.state === undefined ? {} : { states: groups[query.state] ?? [query.state as JobState] }),
      ...(query.group === undefined ? {} : { group: query.group }),
      ...(query.model === undefined ? {} : { model: query.model }),
      ...(query.cursor === undefined ? {} : { after: query.cursor }),
    });
    const page = rows.slice(0, limit);
    const place = await queuePlaces(db, page);
    return {
      data: page.map((row) => jobView(row, place(row))),
      nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
    };
  },
  job: async (ask) => viewOf(ask, await ownJob(ask)),
  cancelJob: async (ask) => {
    const job = await ownJob(ask);
    return viewOf(ask, (await cancelJob(ask.services.store, job.id)) ?? job);
  },
  retryJob: async (ask) => {
    const job = await ownJob(ask);
    if (job.state === 'queued' || job.state === 'running') {
      throw new AkezoraError('state_conflict', {
        reason: { en: `the job is ${jobStateNames[job.state].en}`, ja: `ジョブは${jobStateNames[job.state].ja}です` },
      });
    }
    const [again] = await submitRequest(ask.services, ask.principal, {
      // The words of an earlier version are read as the present ones.
      request: parseOrThrow(generationRequestSchema, job.request),
      viaApi: job.source,
      tool: job.origin,
      relaxed: job.class === 'relaxed',
      meta: job.meta,
    });
    return viewOf(ask, again ?? job);
  },
  deleteJob: async (ask) => {
    await removeJob(ask.services.store, (await ownJob(ask)).id);
    return undefined;
  },
  jobPreview: async (ask) => {
    const job = await ownJob(ask);
    const found = await readPreview(ask.services.store.db, job.id);
    if (found === undefined) throw missing(`${job.id}/preview`);
    return new Response(new Uint8Array(found.jpeg), {
      headers: { 'content-type': 'image/jpeg', 'cache-control': 'private, max-age=60' },
    });
  },
  activity: async ({ services, principal }) => {
    const db = services.store.db;
    const { rows } = await sql<Record<'queued' | 'running' | 'completed' | 'failed' | 'seconds', string>>`
      SELECT count(*) FILTER (WHERE state = 'queued') AS queued, count(*) FILTER (WHERE state = 'running') AS running,
        count(*) FILTER (WHERE state = 'completed' AND finished_at > now() - interval '1 day') AS completed,
        count(*) FILTER (WHERE state = 'failed' AND finished_at > now() - interval '1 day') AS failed,
        coalesce(sum(seconds) FILTER (WHERE state = 'completed' AND finished_at > now() - interval '1 day'), 0) AS seconds
      FROM jobs WHERE owner = ${principal.owner} AND (state IN ('queued', 'running') OR created_at > now() - interval '2 days')`.execute(
      db,
    );
    const counts = rows[0];
    const devices = await db
      .selectFrom('workers')
      .leftJoin('jobs', (join) => join.onRef('jobs.worker', '=', 'workers.id').on('jobs.state', '=', 'running'))
      .select(['workers.id', 'workers.host', 'workers.device', 'jobs.id as job', 'jobs.owner'])
      .where(
        'workers.heartbeat_at',
        '>',
        sql<Date>`now() - make_interval(secs => ${services.options.heartbeatTimeoutSeconds})`,
      )
      .orderBy('workers.id')
      .execute();
    return {
      queued: Number(counts?.queued ?? 0),
      running: Number(counts?.running ?? 0),
      completedToday: Number(counts?.completed ?? 0),
      failedToday: Number(counts?.failed ?? 0),
      secondsToday: Number(counts?.seconds ?? 0),
      devices: devices.map(({ id, host, device, job, owner }) => ({
        id,
        host,
        device,
        busy: job !== null,
        jobId: owner === principal.owner ? job : null,
      })),
    };
  },
};

async function folderMeta(
  db: Ask<RouteName>['services']['store']['db'],
  owner: string,
  folder: string | undefined,
): Promise<{ folder?: string }> {
  if (folder === undefined) return {};
  const found = await db
    .selectFrom('folders')
    .select('id')
    .where('id', '=', folder)
    .where('owner', '=', owner)
    .executeTakeFirst();
  if (found === undefined) throw new AkezoraError('request_invalid', { field: 'folderId', reason: 'no such folder' });
  return { folder };
}
