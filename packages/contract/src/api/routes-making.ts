import * as job from './job.ts';
import { listOf } from './page.ts';
import { gone, type Route } from './route.ts';
import * as service from './service.ts';

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

/** Routes of sessions, models, plans, jobs. */
export const makingRoutes = {
  session: { method: 'GET', path: '/api/session', summary: 'Who is asking', answer: service.sessionSchema },
  signIn: {
    method: 'POST',
    path: '/api/session',
    summary: 'Sign in with a local account (sets a cookie)',
    body: service.signInSchema,
    answer: service.sessionSchema,
    errors: ['unauthorized', 'too_many_requests'],
  },
  signOut: { method: 'DELETE', path: '/api/session', summary: 'Sign out', status: 204 },

  models: { method: 'GET', path: '/api/models', summary: 'Models', answer: listOf(service.modelEntrySchema) },
  pullModel: {
    method: 'POST',
    path: '/api/models/{id}/pull',
    summary: 'Fetch a model; progress comes as `model` events',
    answer: service.modelEntrySchema,
    status: 202,
    errors: ['not_found', 'download_failed', 'not_enough_disk'],
  },
  stopPull: { method: 'DELETE', path: '/api/models/{id}/pull', summary: 'Stop fetching', ...gone },
  removeModel: {
    method: 'DELETE',
    path: '/api/models/{id}',
    summary: 'Remove a pulled model',
    status: 204,
    errors: ['not_found', 'state_conflict'],
  },
  plan: {
    method: 'POST',
    path: '/api/plan',
    summary: 'What a request would make, take and need',
    body: job.planAskSchema,
    answer: job.planAnswerSchema,
    errors: refusals,
  },
  promptHelp: {
    method: 'POST',
    path: '/api/prompt-help',
    summary: 'Suggest a longer or translated prompt',
    body: service.promptHelpSchema,
    answer: service.promptHelpAnswerSchema,
    errors: ['not_found', 'upstream_failed'],
  },

  submit: {
    method: 'POST',
    path: '/api/jobs',
    summary: 'Make clips; header `Idempotency-Key` (the same key answers 200 with the same jobs)',
    body: job.jobSubmitSchema,
    answer: job.jobGroupSchema,
    status: 201,
    errors: [...refusals, 'limit_reached', 'idempotency_conflict'],
  },
  jobs: {
    method: 'GET',
    path: '/api/jobs',
    summary: 'Jobs, newest first',
    query: job.jobQuerySchema,
    answer: job.jobPageSchema,
    errors: ['request_invalid'],
  },
  job: {
    method: 'GET',
    path: '/api/jobs/{id}',
    summary: 'One job',
    answer: job.jobSchema,
    errors: ['not_found'],
  },
  cancelJob: {
    method: 'POST',
    path: '/api/jobs/{id}/cancel',
    summary: 'Cancel; a job that already ended stays as it is',
    answer: job.jobSchema,
    errors: ['not_found'],
  },
  retryJob: {
    method: 'POST',
    path: '/api/jobs/{id}/retry',
    summary: 'A new job with the request of one that ended',
    answer: job.jobSchema,
    status: 201,
    errors: ['not_found', 'state_conflict', 'limit_reached'],
  },
  deleteJob: {
    method: 'DELETE',
    path: '/api/jobs/{id}',
    summary: 'Take a job that ended off the list (its clip stays)',
    status: 204,
    errors: ['not_found', 'state_conflict'],
  },
  jobPreview: {
    method: 'GET',
    path: '/api/jobs/{id}/preview',
    summary: 'Newest preview picture',
    file: 'image/jpeg',
    errors: ['not_found'],
  },
  activity: {
    method: 'GET',
    path: '/api/activity',
    summary: 'Queue, devices and the day so far',
    answer: job.activitySchema,
  },
} as const satisfies Record<string, Route>;
