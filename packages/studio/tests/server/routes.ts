import { AkezoraError, type GenerationRequest, generationRequestSchema } from '@akezora/contract';
import type { CallAnswer, Clip, ClipDetail, ClipPatch, RouteName } from '@akezora/contract/api';
import { artOfTheBox } from './art.ts';
import { change, makeJob } from './jobs.ts';
import { addClip, emit, newId, planOf, type State } from './state.ts';

/** What a handler gets: path parameters, parsed query and body, headers. */
export interface Ask {
  readonly params: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: each is parsed by the route's own schema before
  readonly query: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly body: any;
  readonly header: (name: string) => string | undefined;
}

type Handlers = { [N in RouteName]?: (ask: Ask, state: State) => CallAnswer<N> };

const moment = () => new Date().toISOString();

function found<T>(value: T | undefined, en: string, ja: string): T {
  if (value === undefined) throw new AkezoraError('not_found', { what: { en, ja } });
  return value;
}
const clipOf = (state: State, id: string | undefined) => found(state.clips.get(id ?? ''), 'clip', 'クリップ');
const jobOf = (state: State, id: string | undefined) => found(state.jobs.get(id ?? ''), 'job', 'ジョブ');

/** Ids of the clips that a clip was made from. */
const sourcesOf = ({ parentId, sources = [] }: ClipDetail): readonly string[] => [
  ...new Set([...(parentId === null ? [] : [parentId]), ...sources]),
];

function tell(state: State, clip: ClipDetail): ClipDetail {
  state.clips.set(clip.id, clip);
  emit(state, { type: 'clip', clip });
  return clip;
}

function patch(state: State, clip: ClipDetail, by: ClipPatch): ClipDetail {
  const next = {
    ...clip,
    ...(Object.fromEntries(Object.entries(by).filter(([, v]) => v !== undefined)) as Partial<ClipDetail>),
  };
  return tell(state, { ...next, shareUrl: next.visibility === 'private' ? null : `/s/${clip.id}` });
}

function checkPrompt(request: GenerationRequest): void {
  const pieces = (request.conditions?.length ?? 0) + (request.storyboard?.length ?? 0);
  if (request.prompt.trim() === '' && pieces === 0) throw new AkezoraError('prompt_empty', { field: 'prompt' });
  if (request.prompt.length > 2000)
    throw new AkezoraError('prompt_too_long', {
      field: 'prompt',
      length: request.prompt.length,
      unit: { en: 'characters', ja: '文字' },
      limit: 2000,
      model: request.model,
    });
  if (/enormous/.test(request.prompt))
    throw new AkezoraError('not_enough_memory', {
      needed: '40 GB',
      available: '12 GB',
      stage: 'denoise',
      options: '720p, 10 s',
    });
}

const sorts: Readonly<Record<string, (a: Clip, b: Clip) => number>> = {
  newest: (a, b) => (a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : a.id < b.id ? 1 : -1),
  oldest: (a, b) => (a.createdAt > b.createdAt ? 1 : -1),
  longest: (a, b) => b.seconds - a.seconds,
  shortest: (a, b) => a.seconds - b.seconds,
  largest: (a, b) => b.bytes - a.bytes,
  title: (a, b) => (a.title || a.prompt).localeCompare(b.title || b.prompt),
  random: (a, b) => (a.checksum + a.id).localeCompare(b.checksum + b.id),
};

/** What each route of the contract does here. */
export const handlers: Handlers = {
  session: (_, state) => ({
    signedIn: true,
    name: null,
    role: 'owner',
    secondFactor: null,
    secondFactorRequired: false,
    access: 'loopback',
    administers: true,
    version: '0.1.0',
    features: { gallery: state.settings.gallery, sharing: state.settings.sharing, promptHelp: false, oidc: null },
    limits: { uploadBytes: 200e6, running: null, queued: null, secondsPerDay: null },
  }),
  models: (_, state) => ({ data: state.models }),
  modelArt: ({ params }, state) =>
    found(state.models.find(({ id, place }) => id === params.id && place === 'box') && artOfTheBox(), 'art', '素材'),
  pullModel: ({ params }, state) => {
    const entry = found(
      state.models.find(({ id }) => id === params.id),
      'model',
      'モデル',
    );
    entry.pull = { state: 'running', doneBytes: 4.2e9, totalBytes: 15.7e9, error: null };
    emit(state, { type: 'model', model: entry });
    return entry;
  },
  stopPull: ({ params }, state) => {
    const entry = found(
      state.models.find(({ id }) => id === params.id),
      'model',
      'モデル',
    );
    entry.pull = null;
    return undefined;
  },
  plan: ({ body }, state) => {
    checkPrompt(body.request);
    const ahead = [...state.jobs.values()].filter((job) => job.state === 'queued' || job.state === 'running').length;
    const plan = planOf(body.request);
    return {
      plan,
      fits: 'fits',
      freeMemoryBytes: 12e9,
      queue: {
        ahead,
        startsInMs: ahead * 20_000,
        endsInMs: ahead * 20_000 + body.variants * plan.estimatedSeconds * 1000,
      },
    };
  },
  submit: ({ body, header }, state) => {
    checkPrompt(body.request);
    const key = header('idempotency-key');
    const before = key === undefined ? undefined : state.keys.get(key);
    if (before !== undefined) {
      const data = before.map((id) => jobOf(state, id));
      return { groupId: data[0]?.groupId ?? '', data };
    }
    const groupId = newId(state, 'group');
    const seed = body.request.seed ?? 7;
    const data = Array.from({ length: body.variants as number }, (_, n) =>
      makeJob(state, { ...body.request, seed: seed + n }, groupId, body.origin),
    );
    if (key !== undefined)
      state.keys.set(
        key,
        data.map(({ id }) => id),
      );
    for (const job of data) emit(state, { type: 'job', job });
    return { groupId, data };
  },
  jobs: ({ query }, state) => {
    const all = [...state.jobs.values()].reverse().filter((job) => {
      if (query.state === undefined) return true;
      const active = job.state === 'queued' || job.state === 'running';
      return query.state === 'active' ? active : query.state === 'finished' ? !active : job.state === query.state;
    });
    const from = Number(query.cursor ?? 0);
    const limit = query.limit ?? 50;
    return { data: all.slice(from, from + limit), nextCursor: from + limit < all.length ? String(from + limit) : null };
  },
  job: ({ params }, state) => jobOf(state, params.id),
  cancelJob: ({ params }, state) => {
    const job = jobOf(state, params.id);
    if (job.state === 'queued') return change(state, job.id, { state: 'cancelled', finishedAt: moment() });
    return job.state === 'running' ? change(state, job.id, { cancelRequested: true }) : job;
  },
  retryJob: ({ params }, state) => {
    const old = jobOf(state, params.id);
    const job = makeJob(state, old.request, old.groupId, 'retry');
    emit(state, { type: 'job', job });
    return job;
  },
  deleteJob: ({ params }, state) => {
    const job = jobOf(state, params.id);
    if (job.state === 'queued' || job.state === 'running')
      throw new AkezoraError('state_conflict', { reason: 'it still runs' });
    state.jobs.delete(job.id);
    emit(state, { type: 'gone', kind: 'job', id: job.id });
    return undefined;
  },
  activity: (_, state) => {
    const jobs = [...state.jobs.values()];
    const of = (name: string) => jobs.filter((job) => job.state === name).length;
    const running = jobs.find((job) => job.state === 'running');
    return {
      queued: of('queued'),
      running: of('running'),
      completedToday: of('completed'),
      failedToday: of('failed'),
      secondsToday: of('completed') * 10,
      devices: [
        { id: 'w1', host: 'localhost', device: 'cpu', busy: running !== undefined, jobId: running?.id ?? null },
      ],
    };
  },
  clips: ({ query }, state) => {
    const words = (query.q ?? '').toLowerCase().split(/\s+/).filter(Boolean) as string[];
    const all = [...state.clips.values()]
      .filter((clip) => (clip.deletedAt !== null) === (query.trash ?? false))
      .filter((clip) =>
        words.every(
          (word) =>
            `${clip.prompt} ${clip.title} ${clip.tags.join(' ')}`.toLowerCase().includes(word) ||
            String(clip.seed) === word,
        ),
      )
      .filter((clip) => query.favourite === undefined || clip.favourite === query.favourite)
      .filter((clip) => query.folder === undefined || clip.folderId === (query.folder === 'none' ? null : query.folder))
      .filter((clip) => query.tag === undefined || clip.tags.includes(query.tag))
      .filter((clip) => query.model === undefined || clip.model === query.model)
      .filter(
        (clip) =>
          query.aspect === undefined ||
          (query.aspect === '16:9'
            ? clip.width > clip.height
            : query.aspect === '1:1'
              ? clip.width === clip.height
              : clip.width < clip.height),
      )
      .filter((clip) => query.origin === undefined || clip.origin === query.origin)
      .filter((clip) => query.after === undefined || clip.createdAt >= query.after)
      .filter((clip) => query.before === undefined || clip.createdAt < query.before)
      .filter((clip) => Math.min(clip.width, clip.height) >= (query.minShortSide ?? 0))
      .filter((clip) => query.minSeconds === undefined || clip.seconds >= query.minSeconds)
      .filter((clip) => query.maxSeconds === undefined || clip.seconds <= query.maxSeconds)
      .sort(sorts[query.sort ?? 'newest']);
    const from = query.offset ?? Number(query.cursor ?? 0);
    const limit = query.limit ?? 50;
    return {
      data: all.slice(from, from + limit),
      nextCursor: from + limit < all.length ? String(from + limit) : null,
      total: all.length,
    };
  },
  clip: ({ params }, state) => clipOf(state, params.id),
  patchClip: ({ params, body }, state) => patch(state, clipOf(state, params.id), body),
  trashClip: ({ params }, state) => {
    const clip = clipOf(state, params.id);
    if (clip.deletedAt === null) tell(state, { ...clip, deletedAt: moment() });
    else {
      state.clips.delete(clip.id);
      emit(state, { type: 'gone', kind: 'clip', id: clip.id });
    }
    return undefined;
  },
  restoreClip: ({ params }, state) => tell(state, { ...clipOf(state, params.id), deletedAt: null }),
  bulk: ({ body }, state) => {
    const changed: string[] = [];
    for (const id of body.ids as string[]) {
      const clip = state.clips.get(id);
      if (clip === undefined) continue;
      changed.push(id);
      if (body.action === 'delete') state.clips.delete(id);
      else if (body.action === 'trash') tell(state, { ...clip, deletedAt: moment() });
      else if (body.action === 'restore') tell(state, { ...clip, deletedAt: null });
      else if (body.action === 'patch') patch(state, clip, body.patch);
      else
        patch(state, clip, {
          tags: [...new Set([...clip.tags.filter((tag) => !body.remove.includes(tag)), ...body.add])],
        });
    }
    return { changed, missing: (body.ids as string[]).filter((id) => !changed.includes(id)) };
  },
  importClips: ({ body }, state) => ({
    data: (body.uploads as string[]).map((id) => {
      const { meta } = found(state.uploads.get(id), 'upload', 'アップロード');
      const prompt = meta.name.replace(/\.\w+$/, '');
      return tell(state, addClip(state, generationRequestSchema.parse({ prompt }), { origin: 'import' }));
    }),
    skipped: [],
  }),
  family: ({ params }, state) => {
    let root = clipOf(state, params.id);
    for (let up = root.parentId; up !== null; up = root.parentId) root = clipOf(state, up);
    const all = [...state.clips.values()];
    const ids = new Set([params.id, ...sourcesOf(clipOf(state, params.id)), root.id]);
    for (const clip of all) if (sourcesOf(clip).some((id) => ids.has(id))) ids.add(clip.id);
    const children: Record<string, string[]> = {};
    for (const clip of all.filter(({ id }) => ids.has(id)))
      for (const source of sourcesOf(clip))
        if (ids.has(source)) children[source] = [...(children[source] ?? []), clip.id];
    return { root: root.id, data: all.filter(({ id }) => ids.has(id)), children };
  },
  storage: (_, state) => ({
    place: 'disk',
    clips: state.clips.size,
    clipBytes: [...state.clips.values()].reduce((sum, clip) => sum + clip.bytes, 0),
    trash: [...state.clips.values()].filter((clip) => clip.deletedAt !== null).length,
    trashBytes: 0,
    uploadBytes: 0,
    derivedBytes: 0,
    openUploadBytes: 0,
    noteBytes: 0,
    quotaBytes: null,
    freeBytes: 120e9,
  }),
  gallery: (_, state) => {
    if (!state.settings.gallery) throw new AkezoraError('not_found', { what: { en: 'gallery', ja: 'ギャラリー' } });
    return { data: [...state.clips.values()].filter(({ visibility }) => visibility === 'public'), nextCursor: null };
  },
  shared: ({ params }, state) => clipOf(state, params.token),
  folders: (_, state) => ({
    data: [...state.folders.values()].map((folder) => ({
      ...folder,
      clips: [...state.clips.values()].filter((clip) => clip.folderId === folder.id && clip.deletedAt === null).length,
    })),
  }),
  createFolder: ({ body }, state) => {
    const folder = { id: newId(state, 'folder'), name: body.name, clips: 0, createdAt: moment() };
    state.folders.set(folder.id, folder);
    return folder;
  },
  renameFolder: ({ params, body }, state) => {
    const folder = { ...found(state.folders.get(params.id ?? ''), 'folder', 'フォルダー'), name: body.name };
    state.folders.set(folder.id, folder);
    return folder;
  },
  deleteFolder: ({ params }, state) => {
    state.folders.delete(params.id ?? '');
    for (const clip of state.clips.values())
      if (clip.folderId === params.id) state.clips.set(clip.id, { ...clip, folderId: null });
    return undefined;
  },
  tags: (_, state) => {
    const counts = new Map<string, number>();
    for (const clip of state.clips.values()) for (const tag of clip.tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
    return { data: [...counts].map(([name, clips]) => ({ name, clips })) };
  },
  presets: (_, state) => ({ data: [...state.presets.values()] }),
  createPreset: ({ body }, state) => {
    const preset = { id: newId(state, 'preset'), name: body.name, request: body.request, createdAt: moment() };
    state.presets.set(preset.id, preset);
    return preset;
  },
  deletePreset: ({ params }, state) => {
    state.presets.delete(params.id ?? '');
    return undefined;
  },
  storyboards: (_, state) => ({ data: [...state.storyboards.values()] }),
  createStoryboard: ({ body }, state) => {
    const board = {
      id: newId(state, 'board'),
      name: body.name,
      data: body.data,
      createdAt: moment(),
      updatedAt: moment(),
    };
    state.storyboards.set(board.id, board);
    return board;
  },
  storyboard: ({ params }, state) => found(state.storyboards.get(params.id ?? ''), 'storyboard', '絵コンテ'),
  saveStoryboard: ({ params, body }, state) => {
    const old = found(state.storyboards.get(params.id ?? ''), 'storyboard', '絵コンテ');
    const board = { ...old, name: body.name, data: body.data, updatedAt: moment() };
    state.storyboards.set(board.id, board);
    return board;
  },
  deleteStoryboard: ({ params }, state) => {
    state.storyboards.delete(params.id ?? '');
    return undefined;
  },
  actors: () => ({ data: [] }),
  upload: ({ params }, state) => found(state.uploads.get(params.id ?? ''), 'upload', 'アップロード').meta,
  settings: (_, state) => state.settings,
  patchSettings: ({ body }, state) => {
    state.settings = { ...state.settings, ...body };
    return state.settings;
  },
  keys: () => ({ data: [] }),
  createKey: ({ body }, state) => ({
    id: newId(state, 'key'),
    name: body.name,
    hint: '…x7Qa',
    scopes: body.scopes,
    createdAt: moment(),
    usedAt: null,
    usedFrom: null,
    expiresAt: body.expiresAt ?? null,
    expired: false,
    account: null,
    secret: 'ak_example_secret',
  }),
  policy: () => ({ name: 'personal', version: 1, rules: 1, title: { en: 'Personal', ja: '個人' }, categories: [] }),
  decisions: () => ({ data: [], nextCursor: null }),
  reviews: () => ({ data: [], nextCursor: null }),
  reviewStatistics: () => ({ data: [] }),
  webhooks: () => ({ data: [] }),
  accounts: () => ({ data: [] }),
};

/** Fills a library with clips of known facts, newest last. */
export function fill(state: State, count: number): void {
  const prompts = [
    'A fox trots through a snowy forest at dawn',
    'A boat sails over the sea at night',
    'A red bus crosses a city at sunset',
    '気球が谷をのぼっていく',
    '夜の海を小さな船がゆく',
  ];
  const from = Date.UTC(2026, 0, 1);
  for (let i = 0; i < count; i++) {
    const prompt = prompts[i % prompts.length] ?? '';
    const request = {
      model: 'akezora-2',
      prompt: count > 20 ? `${prompt} ${i}` : prompt,
      aspect: i % 5 === 3 ? ('9:16' as const) : ('16:9' as const),
      resolution: '720p' as const,
      seconds: 10,
      seed: i,
    };
    addClip(state, request, {
      createdAt: new Date(from + i * 3_600_000).toISOString(),
      favourite: i % 7 === 0,
      tags: i % 3 === 0 ? ['morning'] : [],
      seconds: 3 + (i % 4),
    });
  }
}
