import { AkezoraError, generationRequestSchema, parseOrThrow, upgradeRequest } from '@akezora/contract';
import { type JobState, jobStateNames, type RouteName } from '@akezora/contract/api';
import { countActivity, type Device, listDevices } from '../../jobs/activity.ts';
import { queuePlaces } from '../../jobs/estimate.ts';
import { type JobQuery, readPreview } from '../../jobs/read.ts';
import { hasEnded } from '../../jobs/states.ts';
import { isUsableParent } from '../../library/inputs.ts';
import { cancelJobFor, jobFor, jobsFor, removeJobFor } from '../../library/jobs.ts';
import { notFound } from '../../platform/not-found.ts';
import type { JobRow } from '../../platform/store/tables.ts';
import { planRequest } from '../plan.ts';
import { makeStill } from '../stills.ts';
import { joinOf, submitRequest } from '../submit.ts';
import { sendLive } from './live.ts';
import type { Handlers, RouteCall } from './register.ts';
import { jobView } from './views.ts';

type Names =
  | 'plan'
  | 'still'
  | 'submit'
  | 'jobs'
  | 'job'
  | 'cancelJob'
  | 'retryJob'
  | 'deleteJob'
  | 'jobPreview'
  | 'jobLive'
  | 'activity';

const groups: Readonly<Record<string, readonly JobState[]>> = {
  active: ['queued', 'running'],
  finished: ['completed', 'failed', 'cancelled', 'expired'],
};

const viewOf = async (call: RouteCall<RouteName>, job: JobRow) =>
  jobView(job, (await queuePlaces(call.db, [job]))(job));

async function submitBody({ services, principal, body, context }: RouteCall<'submit'>): Promise<JobRow[]> {
  return submitRequest(services, principal, {
    request: body.request,
    viaApi: 'api',
    tool: body.origin,
    variants: body.variants,
    relaxed: body.class === 'relaxed',
    deadlineSeconds: body.deadlineSeconds,
    idempotencyKey: context.req.header('idempotency-key'),
    meta: {
      ...(body.title === undefined ? {} : { title: body.title }),
      ...(body.join === undefined ? {} : { join: joinOf(body.join) }),
      ...(body.folderId === undefined ? {} : { folder: body.folderId }),
    },
  });
}

const filterOf = ({ state, group, model, cursor }: RouteCall<'jobs'>['query']): Omit<JobQuery, 'limit'> => ({
  ...(state === undefined ? {} : { states: groups[state] ?? [state as JobState] }),
  ...(group === undefined ? {} : { group }),
  ...(model === undefined ? {} : { model }),
  ...(cursor === undefined ? {} : { after: cursor }),
});

/**
 * Submits the request of an ended job as a new job.
 * @throws AkezoraError `state_conflict` for one that waits or runs.
 */
async function resubmit({ services, principal }: RouteCall<'retryJob'>, job: JobRow): Promise<JobRow> {
  if (!hasEnded(job.state)) {
    throw new AkezoraError('state_conflict', {
      reason: { en: `the job is ${jobStateNames[job.state].en}`, ja: `ジョブは${jobStateNames[job.state].ja}です` },
    });
  }
  // A request of an earlier version may use names that the schema translates.
  const { parent, ...request } = parseOrThrow(generationRequestSchema, upgradeRequest(job.request));
  // The clip that it was made from may be gone by now; without it the same clip is made.
  const kept = parent !== undefined && (await isUsableParent(services.store.db, principal, parent)) ? { parent } : {};
  const [retry] = await submitRequest(services, principal, {
    request: { ...request, ...kept },
    viaApi: job.source,
    tool: job.origin,
    relaxed: job.class === 'relaxed',
    meta: job.meta,
  });
  return retry ?? job;
}

/** Jobs of our own API. */
export const jobHandlers: Handlers<Names> = {
  plan: async ({ services, principal, body, context }) => {
    services.budgets.take(principal, 'plans');
    services.warmWorker();
    return planRequest(services, principal, body.request, body.variants, context.req.raw.signal);
  },
  still: async ({ services, principal, body, context }) => {
    services.budgets.take(principal, 'stills');
    const image = await makeStill(services, principal, body, context.req.raw.signal);
    const headers = { 'content-type': 'image/webp', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
    return new Response(new Uint8Array(image), { headers });
  },
  submit: async (call) => {
    const before = Date.now();
    const jobs = await submitBody(call);
    const place = await queuePlaces(call.db, jobs);
    const first = jobs[0];
    const answer = { groupId: first?.group_id ?? first?.id ?? '', data: jobs.map((job) => jobView(job, place(job))) };
    // The same key as before: no job was created.
    const hasKey = call.context.req.header('idempotency-key') !== undefined;
    const isRepeated = hasKey && (first?.created_at.getTime() ?? before) < before - 50;
    return call.context.json(answer, isRepeated ? 200 : 201);
  },
  jobs: async ({ db, principal, query }) => {
    const { limit = 50 } = query;
    const rows = await jobsFor(db, principal, { limit: limit + 1, ...filterOf(query) });
    const page = rows.slice(0, limit);
    const place = await queuePlaces(db, page);
    const nextCursor = rows.length > limit ? (page.at(-1)?.id ?? null) : null;
    return { data: page.map((row) => jobView(row, place(row))), nextCursor };
  },
  job: async (call) => viewOf(call, await jobFor(call.db, call.principal, 'see', call.id)),
  cancelJob: async (call) => viewOf(call, await cancelJobFor(call.services.store, call.principal, call.id)),
  retryJob: async (call) =>
    viewOf(call, await resubmit(call, await jobFor(call.db, call.principal, 'change', call.id))),
  deleteJob: async ({ services, principal, id }) => {
    await removeJobFor(services.store, principal, id);
    return undefined;
  },
  jobPreview: async (call) => {
    const job = await jobFor(call.db, call.principal, 'see', call.id);
    const found = await readPreview(call.db, job.id);
    if (found === undefined) throw notFound(`${job.id}/preview`);
    return new Response(new Uint8Array(found.jpeg), {
      headers: { 'content-type': 'image/jpeg', 'cache-control': 'private, no-cache' },
    });
  },
  jobLive: sendLive,
  activity: async ({ services, db, owner }) => ({
    ...(await countActivity(db, owner)),
    devices: (await listDevices(db, services.options.heartbeatTimeoutSeconds)).map((device) =>
      deviceView(device, owner),
    ),
  }),
};

const deviceView = ({ id, host, device, job, owner }: Device, viewer: string) => ({
  id,
  host,
  device,
  busy: job !== null,
  jobId: owner === viewer ? job : null,
});
