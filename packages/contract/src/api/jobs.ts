import { z } from 'zod';
import { joinSchema } from '../controls.ts';
import { errorShapeSchema } from '../errors.ts';
import { generationPlanSchema } from '../plan.ts';
import { generationRequestSchema } from '../request.ts';
import { stageSchema } from '../stages.ts';
import type { Text } from '../text.ts';
import { flagSchema, limitSchema, momentSchema, pageOf } from './page.ts';
import type { Route } from './route.ts';

/** States of a job. A job in one of the last four has ended; only `completed` can still become `expired`. */
export const jobStates = ['queued', 'running', 'completed', 'failed', 'cancelled', 'expired'] as const;

/** State of a job. */
export type JobState = (typeof jobStates)[number];

/** Names of the states, for users. */
export const jobStateNames: Readonly<Record<JobState, Text>> = {
  queued: { en: 'waiting', ja: '待機中' },
  running: { en: 'running', ja: '実行中' },
  completed: { en: 'completed', ja: '完了' },
  failed: { en: 'failed', ja: '失敗' },
  cancelled: { en: 'cancelled', ja: '中止' },
  expired: { en: 'expired', ja: '期限切れ' },
};

/** Tool that made a request, shown in the clip's family; without effect on the generation. */
export const origins = [
  'prompt',
  'storyboard',
  'recut',
  'remix',
  'blend',
  'loop',
  'extend',
  'retry',
  'import',
  'api',
] as const;

/** Tool that made a request. */
export type Origin = (typeof origins)[number];

/** Latest progress of a running job: `fraction` of the whole job, 0 to 1; milliseconds left (`etaMs`). */
export const jobProgressSchema = z.object({
  stage: stageSchema,
  fraction: z.number(),
  etaMs: z.number(),
  step: z.object({ index: z.number().int(), total: z.number().int() }).optional(),
  frames: z.object({ done: z.number().int(), total: z.number().int() }).optional(),
});

/** Latest progress of a running job. */
export type JobProgress = z.infer<typeof jobProgressSchema>;

/** A job: a request with its state, progress and result. */
export const jobSchema = z.object({
  id: z.string(),
  /** Group of the variants that were submitted together. */
  groupId: z.string().nullable(),
  state: z.enum(jobStates),
  class: z.enum(['normal', 'relaxed']),
  origin: z.enum(origins),
  model: z.string(),
  prompt: z.string(),
  request: generationRequestSchema,
  plan: generationPlanSchema.nullable(),
  progress: jobProgressSchema.nullable(),
  /** Number of jobs before this one while it is queued, else null. */
  ahead: z.number().int().nullable(),
  /** Estimated start and end, from the speed of earlier runs. */
  expectedStart: momentSchema.nullable(),
  expectedEnd: momentSchema.nullable(),
  attempt: z.number().int(),
  cancelRequested: z.boolean(),
  error: errorShapeSchema.nullable(),
  clipId: z.string().nullable(),
  /** URL of the newest preview image (JPEG) while it runs; each preview has a new URL. */
  preview: z.string().nullable(),
  createdAt: momentSchema,
  startedAt: momentSchema.nullable(),
  finishedAt: momentSchema.nullable(),
});

/** A job: a request with its state, progress and result. */
export type Job = z.infer<typeof jobSchema>;

/** Body for submitting a request, with the number of variants; their seeds are consecutive. */
export const jobSubmitSchema = z.strictObject({
  request: generationRequestSchema,
  variants: z.number().int().min(1).max(4).default(1),
  class: z.enum(['normal', 'relaxed']).default('normal'),
  origin: z.enum(origins).default('api'),
  /** Clip that the result is joined to, for an extension longer than the model's longest clip. Default: none. */
  join: joinSchema.optional(),
  folderId: z.string().max(64).optional(),
  title: z.string().max(200).optional(),
  deadlineSeconds: z.number().int().min(1).max(2_592_000).optional(),
});

/** Body for submitting a request, without defaults. */
export type JobSubmit = z.input<typeof jobSubmitSchema>;

/** The jobs of one submission. */
export const jobGroupSchema = z.object({ groupId: z.string(), data: z.array(jobSchema) });

/** The jobs of one submission. */
export type JobGroup = z.infer<typeof jobGroupSchema>;

/** Filter of a list of jobs, newest first. `active`: queued or running; `finished`: ended. */
export const jobQuerySchema = z.strictObject({
  state: z.enum([...jobStates, 'active', 'finished']).optional(),
  group: z.string().max(64).optional(),
  model: z.string().max(512).optional(),
  cursor: z.string().max(200).optional(),
  limit: limitSchema.optional(),
});

/** A page of jobs. */
export const jobPageSchema = pageOf(jobSchema);

/** A page of jobs. */
export type JobPage = z.infer<typeof jobPageSchema>;

/** Body for planning a request, with the number of variants. */
export const planBodySchema = z.strictObject({
  request: generationRequestSchema,
  variants: z.number().int().min(1).max(4).default(1),
});

/** Body for a still: a request, a moment of its clip in seconds, and a name under which the sender's next still replaces this one. */
export const stillBodySchema = z.strictObject({
  request: generationRequestSchema,
  at: z.number().min(0).max(3600).default(0),
  slot: z.string().min(1).max(64).optional(),
});

/** Body for a still, without defaults. */
export type StillBody = z.input<typeof stillBodySchema>;

/** The plan of one variant, the free memory, and its place in the queue. */
export const planResponseSchema = z.object({
  plan: generationPlanSchema,
  /** Memory: `fits`, or `tight` above 80 % of the free memory. More than the free memory is an error `not_enough_memory`. */
  fits: z.enum(['fits', 'tight']),
  freeMemoryBytes: z.number(),
  /** Number of jobs before this one, and milliseconds until its start and end. */
  queue: z.object({ ahead: z.number().int(), startsInMs: z.number(), endsInMs: z.number() }),
});

/** The plan of one variant, the free memory, and its place in the queue. */
export type PlanResponse = z.infer<typeof planResponseSchema>;

/** State of the server, for the activity page. */
export const activitySchema = z.object({
  queued: z.number().int(),
  running: z.number().int(),
  completedToday: z.number().int(),
  failedToday: z.number().int(),
  secondsToday: z.number(),
  devices: z.array(
    z.object({ id: z.string(), host: z.string(), device: z.string(), busy: z.boolean(), jobId: z.string().nullable() }),
  ),
});

/** State of the server. */
export type Activity = z.infer<typeof activitySchema>;

/** Query of the event stream: events of one job, or after an event number (the header `Last-Event-ID` takes precedence). */
export const eventQuerySchema = z.strictObject({
  job: z.string().max(64).optional(),
  since: z.coerce.number().int().min(0).optional(),
  previews: flagSchema.optional(),
});

/**
 * Query of a live stream. `mp4`: fragmented MP4 with H.264, at most at the clip's size. `webm`: VP9, at most 360p, for browsers
 * without H.264.
 */
export const liveQuerySchema = z.strictObject({ format: z.enum(['mp4', 'webm']).default('mp4') });

/** Body for prompt help: a longer or translated prompt from the owner's chat endpoint. */
export const promptHelpSchema = z.strictObject({
  prompt: z.string().min(1).max(20_000),
  kind: z.enum(['expand', 'translate']),
  model: z.string().max(512).optional(),
});

/** A suggested prompt. */
export const promptHelpResponseSchema = z.object({ prompt: z.string(), by: z.string() });

/** Error codes of requests, common to `plan` and `submit`. */
const refusals = [
  'request_invalid',
  'prompt_empty',
  'prompt_too_long',
  'prompt_unreadable',
  'size_unsupported',
  'seconds_unsupported',
  'option_unsupported',
  'model_unknown',
  'scene_invalid',
  'storyboard_invalid',
  'weights_missing',
  'input_missing',
  'input_unreadable',
  'not_enough_memory',
  'not_enough_disk',
] as const;

/** Routes of plans and jobs. */
export const jobsRoutes = {
  plan: {
    method: 'POST',
    path: '/api/plan',
    access: 'generate',
    summary: 'Plan a request: the clip, its time and its memory',
    body: planBodySchema,
    answer: planResponseSchema,
    errors: refusals,
  },
  still: {
    method: 'POST',
    path: '/api/stills',
    access: 'generate',
    summary: 'Make a small picture of one moment of a request, without a job',
    body: stillBodySchema,
    file: 'image/webp',
    errors: [...refusals, 'stills_unsupported', 'state_conflict', 'timed_out', 'runtime_failed'],
  },
  promptHelp: {
    method: 'POST',
    path: '/api/prompt-help',
    access: 'generate',
    summary: 'Suggest a longer or translated prompt',
    body: promptHelpSchema,
    answer: promptHelpResponseSchema,
    errors: ['not_found', 'upstream_failed'],
  },
  submit: {
    method: 'POST',
    path: '/api/jobs',
    access: 'generate',
    summary: 'Submit a request; with the same `Idempotency-Key` header the response is 200 with the same jobs',
    body: jobSubmitSchema,
    answer: jobGroupSchema,
    status: 201,
    errors: [...refusals, 'limit_reached', 'idempotency_conflict'],
  },
  jobs: {
    method: 'GET',
    path: '/api/jobs',
    access: 'signed-in',
    summary: 'List jobs, newest first',
    query: jobQuerySchema,
    answer: jobPageSchema,
    errors: ['request_invalid'],
  },
  job: {
    method: 'GET',
    path: '/api/jobs/{id}',
    access: 'signed-in',
    summary: 'Get a job',
    answer: jobSchema,
    errors: ['not_found'],
  },
  cancelJob: {
    method: 'POST',
    path: '/api/jobs/{id}/cancel',
    access: 'generate',
    summary: 'Cancel a job; a job that already ended does not change',
    answer: jobSchema,
    errors: ['not_found'],
  },
  retryJob: {
    method: 'POST',
    path: '/api/jobs/{id}/retry',
    access: 'generate',
    summary: 'Retry: submit the request of an ended job again',
    answer: jobSchema,
    status: 201,
    errors: ['not_found', 'state_conflict', 'limit_reached'],
  },
  deleteJob: {
    method: 'DELETE',
    path: '/api/jobs/{id}',
    access: 'generate',
    summary: 'Remove an ended job from the list (its clip stays)',
    status: 204,
    errors: ['not_found', 'state_conflict'],
  },
  jobPreview: {
    method: 'GET',
    path: '/api/jobs/{id}/preview',
    access: 'signed-in',
    summary: 'Get the newest preview image',
    file: 'image/jpeg',
    errors: ['not_found'],
  },
  jobLive: {
    method: 'GET',
    path: '/api/jobs/{id}/live',
    access: 'signed-in',
    summary: 'Watch what is finished while the rest is made; the clip itself once the job has ended',
    query: liveQuerySchema,
    file: 'video/mp4',
    errors: ['not_found', 'request_invalid', 'too_many_requests', 'timed_out', 'limit_reached', 'not_enough_disk'],
  },
  activity: {
    method: 'GET',
    path: '/api/activity',
    access: 'signed-in',
    summary: "Get the queue, the devices and today's totals",
    answer: activitySchema,
  },
} as const satisfies Record<string, Route>;
