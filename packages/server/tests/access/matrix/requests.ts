import type { Kind, Thing } from './world.ts';

/** A request that tries a route. */
export interface Sample {
  /** Kind of the thing that it names; absent when it names none. */
  readonly kind?: Kind;
  readonly path?: (thing: Thing) => string;
  readonly body?: (thing: Thing) => unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether its answer waits for a clip, which nobody makes here: no refusal within some seconds counts as `ok`. */
  readonly waits?: true;
  /** Whether what it makes changes the answers of other routes: it is asked after them. */
  readonly last?: true;
  /** Whether it ends the session that asks: the next request then begins with a new sign-in. */
  readonly endsSession?: true;
  /** Whether the body of an answer with status 200 says that the thing was not found. */
  readonly missing?: (body: string) => boolean;
}

const of = (kind: Kind, more: Omit<Sample, 'kind'> = {}): Sample => ({ kind, ...more });
const nothing: Sample = {};
const request = { prompt: 'x' };
const using = ({ id }: Thing) => ({ request: { ...request, conditions: [{ source: { kind: 'clip', id }, at: 0 }] } });
const makingActor = ({ id }: Thing) => ({ name: `c${id}`, clipId: id });
const missing = (body: string): boolean => body.includes('"changed":[]');
const videoOf = ({ id }: Thing) => ({ prompt: 'x', video: { id } });

/** Requests of the contract's routes that take a body or name a thing, by name. */
const contractSamples: Readonly<Record<string, Sample>> = {
  signOut: { endsSession: true },
  // Without a password: a wrong one would slow down the sign-ins of the walk itself.
  signIn: { body: () => ({ name: 'nobody' }) },
  confirmSession: { body: () => ({ password: 'wrong password' }) },
  endSession: of('session'),
  artPicture: { path: () => '/api/models/none/art/picture?name=fox' },
  plan: of('clip', { body: using }),
  still: of('clip', { body: using }),
  promptHelp: { body: () => ({ prompt: 'x', kind: 'expand' }) },
  submit: of('clip', { body: using }),
  ...all(of('job'), ['job', 'cancelJob', 'retryJob', 'deleteJob', 'jobPreview', 'jobLive']),
  bulk: of('clip', { body: ({ id }) => ({ action: 'trash', ids: [id] }), missing }),
  ...all(of('clip'), ['clip', 'trashClip', 'restoreClip', 'family', 'clipVideo', 'clipThumbnail', 'clipSprites']),
  patchClip: of('clip', { body: () => ({ title: 'new' }) }),
  exportClips: of('clip', { body: ({ id }) => ({ ids: [id] }) }),
  importClips: of('upload', { body: ({ id }) => ({ uploads: [id] }) }),
  shared: of('clip', { path: ({ token, id }) => `/api/shared/${token || id}` }),
  unlockShared: of('clip', { path: ({ token, id }) => `/api/shared/${token || id}`, body: () => ({ password: 'x' }) }),
  ...all(of('upload'), ['upload', 'deleteUpload', 'uploadFile', 'uploadThumbnail']),
  createFolder: { body: () => ({ name: `new ${Math.random()}` }) },
  renameFolder: of('folder', { body: ({ id }) => ({ name: `${id} renamed` }) }),
  deleteFolder: of('folder'),
  createPreset: { body: () => ({ name: 'new', request: {} }) },
  deletePreset: of('preset'),
  createStoryboard: { body: () => ({ name: 'new', data: { cards: [], seconds: 5 } }) },
  ...all(of('storyboard'), ['storyboard', 'storyboardTimeline']),
  saveStoryboard: of('storyboard', { body: () => ({ name: 'new', data: { cards: [], seconds: 5 } }) }),
  deleteStoryboard: of('storyboard'),
  createActor: of('clip', { body: makingActor }),
  patchActor: of('actor', { body: () => ({ feet: 0.5 }) }),
  ...all(of('actor'), ['deleteActor', 'actorPicture']),
  patchSettings: { body: () => ({ defaults: { seconds: 5 } }) },
  createWebhook: { body: () => ({ name: 'new', url: 'https://hooks.invalid/', events: ['video.completed'] }) },
  ...all(of('webhook'), ['testWebhook', 'deleteWebhook']),
  appeal: of('decision', { body: () => ({ statement: 'x' }) }),
  review: of('decision', { body: () => ({ outcome: 'upheld' }) }),
  createKey: { body: () => ({ name: 'new', scopes: ['library'] }) },
  revokeKey: of('key'),
  createAccount: { body: () => ({ name: `n${Math.random()}`, password: 'a long enough password', role: 'viewer' }) },
  patchAccount: of('account', { body: () => ({ role: 'viewer' }) }),
  ...all(of('account'), ['endAccountSessions', 'resetSecondFactor', 'deleteAccount']),
  ownPassword: { body: () => ({ current: 'wrong password', password: 'another long password' }) },
  startTotp: { last: true },
  confirmTotp: { body: () => ({ code: '000000' }) },
  addPasskey: { body: () => ({ challenge: 'none', response: { id: 'x' }, name: 'new' }) },
  renamePasskey: { body: () => ({ name: 'new' }) },
};

const tus = { 'tus-resumable': '1.0.0' };

/** Requests of the other routes, by method and path as the app registers them. */
const otherSamples: Readonly<Record<string, Sample>> = {
  'ALL /api/uploads': { headers: { ...tus, 'upload-length': '3' } },
  'ALL /api/uploads/:id': of('begunUpload', {
    headers: { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
  }),
  'POST /api/characters': of('clip', { body: makingActor }),
  'DELETE /api/characters/:id': of('actor'),
  'POST /v1/videos': { body: () => request },
  'POST /v1/videos/edits': of('job', { body: videoOf }),
  'POST /v1/videos/extensions': of('job', { body: videoOf }),
  'POST /v1/videos/:id/remix': of('job', { body: () => request }),
  ...all(of('job'), ['GET /v1/videos/:id', 'GET /v1/videos/:id/content', 'DELETE /v1/videos/:id']),
  'POST /v1/videos/characters': { body: () => ({ name: 'new' }) },
  'GET /v1/videos/characters/:id': of('actor'),
  'GET /v1/models/:id{.+}': { path: () => '/v1/models/sora-2' },
  'POST /v1/files': { body: () => ({}) },
  ...all(of('upload'), ['GET /v1/files/:id', 'GET /v1/files/:id/content', 'DELETE /v1/files/:id']),
  'POST /v1/webhook_endpoints': { body: () => ({ name: 'new', url: 'https://hooks.invalid/' }) },
  ...all(of('webhook'), ['GET /v1/webhook_endpoints/:id', 'DELETE /v1/webhook_endpoints/:id']),
  'POST /gradio_api/queue/join': { body: () => ({ data: ['x'], session_hash: 's' }) },
  'GET /gradio_api/queue/data': { path: () => '/gradio_api/queue/data?session_hash=s' },
  'POST /gradio_api/cancel': of('job', { body: ({ id }) => ({ event_id: id }) }),
  'POST /gradio_api/call/:name': { path: () => '/gradio_api/call/generate_video', body: () => ({ data: ['x'] }) },
  'GET /gradio_api/call/:name/:id': of('job', { path: ({ id }) => `/gradio_api/call/generate_video/${id}` }),
  'POST /gradio_api/reset': { body: () => ({}) },
  'GET /gradio_api/:file{file=.+}': of('clip', { path: ({ id }) => `/gradio_api/file=${id}.mp4` }),
  'POST /': { body: () => ({ inputs: 'x' }), waits: true },
  'ALL /mcp': {
    headers: { accept: 'application/json, text/event-stream' },
    body: () => ({ jsonrpc: '2.0', id: 1, method: 'ping' }),
  },
  'GET /*': { path: () => '/library' },
};

function all(sample: Sample, names: readonly string[]): Record<string, Sample> {
  return Object.fromEntries(names.map((name) => [name, sample]));
}

/** The request that tries a route; one without a row names no thing and has no body. */
export const sampleOf = (name: string): Sample => contractSamples[name] ?? otherSamples[name] ?? nothing;

/** The routes that have a request here. */
export const sampledNames = (): string[] => [...Object.keys(contractSamples), ...Object.keys(otherSamples)];
