import type { z } from 'zod';
import type { ErrorCode } from '../error-messages.ts';
import * as clip from './clip.ts';
import * as job from './job.ts';
import * as library from './library.ts';
import { listOf } from './page.ts';
import * as service from './service.ts';

/**
 * One route of our own API as data: the server registers it, the client calls it, OpenAPI describes it. A route without
 * `answer` gives no body (204) or, with `file`, bytes of that type. Errors are `{"error": ErrorShape}`; every route may
 * also answer `unauthorized`, `forbidden`, `host_refused`, `too_many_requests`, `internal`.
 */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path under the server's address, parameters in braces. */
  readonly path: `/api/${string}`;
  readonly summary: string;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  readonly answer?: z.ZodType;
  readonly file?: string;
  readonly status?: 200 | 201 | 202 | 204;
  readonly errors?: readonly ErrorCode[];
}

const gone = { status: 204, errors: ['not_found'] } as const;
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
  'policy_refused',
] as const;

/** Every route of our own API but the event stream (`GET /api/events`) and the uploads (tus at `/api/uploads`). */
export const routes = {
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

  clips: {
    method: 'GET',
    path: '/api/clips',
    summary: 'Library: search, filter, sort, page',
    query: clip.clipQuerySchema,
    answer: clip.clipPageSchema,
    errors: ['request_invalid'],
  },
  bulk: {
    method: 'POST',
    path: '/api/clips/bulk',
    summary: 'One change to many clips',
    body: clip.clipBulkSchema,
    answer: clip.clipBulkAnswerSchema,
    errors: ['request_invalid'],
  },
  clip: {
    method: 'GET',
    path: '/api/clips/{id}',
    summary: 'One clip with its facts',
    answer: clip.clipDetailSchema,
    errors: ['not_found'],
  },
  patchClip: {
    method: 'PATCH',
    path: '/api/clips/{id}',
    summary: 'Title, folder, favourite, tags, visibility',
    body: clip.clipPatchSchema,
    answer: clip.clipDetailSchema,
    errors: ['not_found', 'request_invalid', 'forbidden'],
  },
  trashClip: {
    method: 'DELETE',
    path: '/api/clips/{id}',
    summary: 'Into the bin for 30 days; from the bin, for good',
    ...gone,
  },
  restoreClip: {
    method: 'POST',
    path: '/api/clips/{id}/restore',
    summary: 'Out of the bin',
    answer: clip.clipDetailSchema,
    errors: ['not_found'],
  },
  family: {
    method: 'GET',
    path: '/api/clips/{id}/family',
    summary: 'Relatives of a clip',
    answer: clip.clipFamilySchema,
    errors: ['not_found'],
  },
  clipVideo: {
    method: 'GET',
    path: '/api/clips/{id}/video',
    summary: 'The video (answers ranges), or another format and size of it',
    query: clip.clipFileQuerySchema,
    file: 'video/mp4',
    errors: ['not_found', 'option_unsupported'],
  },
  clipThumbnail: {
    method: 'GET',
    path: '/api/clips/{id}/thumbnail',
    summary: 'A still, at most 640 wide',
    file: 'image/webp',
    errors: ['not_found'],
  },
  clipSprites: {
    method: 'GET',
    path: '/api/clips/{id}/sprites',
    summary: 'Sprite sheet for scrubbing, laid out as `sprites` of the clip says',
    file: 'image/webp',
    errors: ['not_found'],
  },
  exportClips: {
    method: 'POST',
    path: '/api/export',
    summary: 'A ZIP of clips as a data set',
    body: library.exportSchema,
    file: 'application/zip',
    errors: ['request_invalid', 'not_found'],
  },
  storage: { method: 'GET', path: '/api/storage', summary: 'Room used and left', answer: library.storageSchema },

  gallery: {
    method: 'GET',
    path: '/api/gallery',
    summary: 'Public clips, when the owner turned the gallery on (else `not_found`); no login',
    query: clip.galleryQuerySchema,
    answer: clip.galleryPageSchema,
    errors: ['not_found'],
  },
  shared: {
    method: 'GET',
    path: '/api/shared/{token}',
    summary: 'A clip shared by link; no login. Its `urls` carry the token',
    answer: clip.publicClipSchema,
    errors: ['not_found'],
  },

  folders: { method: 'GET', path: '/api/folders', summary: 'Folders', answer: listOf(library.folderSchema) },
  createFolder: {
    method: 'POST',
    path: '/api/folders',
    summary: 'New folder',
    body: library.folderWriteSchema,
    answer: library.folderSchema,
    status: 201,
    errors: ['request_invalid', 'state_conflict'],
  },
  renameFolder: {
    method: 'PATCH',
    path: '/api/folders/{id}',
    summary: 'Rename',
    body: library.folderWriteSchema,
    answer: library.folderSchema,
    errors: ['not_found', 'request_invalid', 'state_conflict'],
  },
  deleteFolder: { method: 'DELETE', path: '/api/folders/{id}', summary: 'Delete; its clips stay', ...gone },
  tags: { method: 'GET', path: '/api/tags', summary: 'Tags in use', answer: listOf(library.tagSchema) },

  presets: { method: 'GET', path: '/api/presets', summary: 'Own presets', answer: listOf(library.presetSchema) },
  createPreset: {
    method: 'POST',
    path: '/api/presets',
    summary: 'Keep a preset',
    body: library.presetWriteSchema,
    answer: library.presetSchema,
    status: 201,
    errors: ['request_invalid'],
  },
  deletePreset: { method: 'DELETE', path: '/api/presets/{id}', summary: 'Delete a preset', ...gone },

  storyboards: {
    method: 'GET',
    path: '/api/storyboards',
    summary: 'Storyboards, last changed first',
    answer: listOf(library.storyboardSchema),
  },
  createStoryboard: {
    method: 'POST',
    path: '/api/storyboards',
    summary: 'New storyboard',
    body: library.storyboardWriteSchema,
    answer: library.storyboardSchema,
    status: 201,
    errors: ['request_invalid'],
  },
  storyboard: {
    method: 'GET',
    path: '/api/storyboards/{id}',
    summary: 'One storyboard',
    answer: library.storyboardSchema,
    errors: ['not_found'],
  },
  saveStoryboard: {
    method: 'PUT',
    path: '/api/storyboards/{id}',
    summary: 'Replace',
    body: library.storyboardWriteSchema,
    answer: library.storyboardSchema,
    errors: ['not_found', 'request_invalid'],
  },
  deleteStoryboard: { method: 'DELETE', path: '/api/storyboards/{id}', summary: 'Delete', ...gone },

  characters: {
    method: 'GET',
    path: '/api/characters',
    summary: 'Characters',
    answer: listOf(library.characterSchema),
  },
  createCharacter: {
    method: 'POST',
    path: '/api/characters',
    summary: 'Name a subject from a clip or picture',
    body: library.characterWriteSchema,
    answer: library.characterSchema,
    status: 201,
    errors: ['request_invalid', 'not_found', 'state_conflict'],
  },
  deleteCharacter: { method: 'DELETE', path: '/api/characters/{id}', summary: 'Forget a character', ...gone },

  upload: {
    method: 'GET',
    path: '/api/uploads/{id}',
    summary: 'A finished upload (409 `state_conflict` while bytes are missing)',
    answer: library.uploadSchema,
    errors: ['not_found', 'state_conflict', 'input_unreadable', 'input_too_large'],
  },
  deleteUpload: { method: 'DELETE', path: '/api/uploads/{id}', summary: 'Delete (also tus termination)', ...gone },
  uploadFile: {
    method: 'GET',
    path: '/api/uploads/{id}/file',
    summary: 'The file as kept (answers ranges)',
    file: 'application/octet-stream',
    errors: ['not_found'],
  },
  uploadThumbnail: {
    method: 'GET',
    path: '/api/uploads/{id}/thumbnail',
    summary: 'A still of it',
    file: 'image/webp',
    errors: ['not_found'],
  },

  settings: { method: 'GET', path: '/api/settings', summary: 'Settings', answer: service.settingsSchema },
  patchSettings: {
    method: 'PATCH',
    path: '/api/settings',
    summary: 'Change settings (server switches: role owner)',
    body: service.settingsPatchSchema,
    answer: service.settingsSchema,
    errors: ['request_invalid', 'forbidden'],
  },
  keys: { method: 'GET', path: '/api/keys', summary: 'API keys', answer: listOf(service.apiKeySchema) },
  createKey: {
    method: 'POST',
    path: '/api/keys',
    summary: 'New API key; its secret is in this answer only',
    body: service.apiKeyWriteSchema,
    answer: service.apiKeyNewSchema,
    status: 201,
    errors: ['request_invalid', 'forbidden'],
  },
  revokeKey: { method: 'DELETE', path: '/api/keys/{id}', summary: 'Revoke', ...gone },
  webhooks: { method: 'GET', path: '/api/webhooks', summary: 'Webhooks', answer: listOf(service.webhookSchema) },
  createWebhook: {
    method: 'POST',
    path: '/api/webhooks',
    summary: 'New webhook; its signing secret is in this answer only',
    body: service.webhookWriteSchema,
    answer: service.webhookNewSchema,
    status: 201,
    errors: ['request_invalid', 'url_refused'],
  },
  deleteWebhook: { method: 'DELETE', path: '/api/webhooks/{id}', summary: 'Delete', ...gone },
  accounts: {
    method: 'GET',
    path: '/api/accounts',
    summary: 'Accounts (role owner)',
    answer: listOf(service.accountSchema),
    errors: ['forbidden'],
  },
  createAccount: {
    method: 'POST',
    path: '/api/accounts',
    summary: 'New account (role owner)',
    body: service.accountWriteSchema,
    answer: service.accountSchema,
    status: 201,
    errors: ['request_invalid', 'state_conflict', 'forbidden'],
  },
  patchAccount: {
    method: 'PATCH',
    path: '/api/accounts/{id}',
    summary: 'Password, role, disabled (role owner)',
    body: service.accountPatchSchema,
    answer: service.accountSchema,
    errors: ['request_invalid', 'not_found', 'state_conflict', 'forbidden'],
  },
} as const satisfies Record<string, Route>;

/** Name of a route. */
export type RouteName = keyof typeof routes;
