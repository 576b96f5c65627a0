import type { GenerationPlan, GenerationRequest, ModelCapabilities, Notice, Scene } from '@akezora/contract';
import type {
  ApiEvent,
  ClipDetail,
  Folder,
  Job,
  ModelEntry,
  Preset,
  Settings,
  Storyboard,
  Upload,
} from '@akezora/contract/api';

/** Pictures and videos the server answers with. */
export const samples = ['fox', 'boat', 'bus', 'balloon'] as const;

/** Everything the development server remembers; hand it to a second server to play a restart. */
export interface State {
  readonly jobs: Map<string, Job>;
  readonly clips: Map<string, ClipDetail>;
  readonly folders: Map<string, Folder>;
  readonly presets: Map<string, Preset>;
  readonly storyboards: Map<string, Storyboard>;
  readonly uploads: Map<string, { meta: Upload; bytes: Buffer }>;
  readonly keys: Map<string, string[]>;
  readonly events: { seq: number; event: ApiEvent }[];
  readonly listeners: Set<(seq: number, event: ApiEvent) => void>;
  settings: Settings;
  models: ModelEntry[];
  seq: number;
  ids: number;
}

const now = () => new Date().toISOString();

/** A model like the one in the box. */
export const capabilities: ModelCapabilities = {
  id: 'akezora-2',
  name: 'Akezora 2',
  family: 'akezora',
  summary: {
    en: 'The small model in the box: toy dioramas, drawn on a CPU.',
    ja: '同梱の小さなモデル。おもちゃのジオラマを CPU で描きます。',
  },
  licence: 'Apache-2.0',
  languages: ['en', 'ja'],
  promptLimit: { unit: 'characters', max: 2000 },
  aspects: ['16:9', '9:16', '1:1'],
  resolutions: ['360p', '480p', '540p', '720p', '1080p'],
  sizes: { multipleOf: 2, minWidth: 128, maxWidth: 1920, minHeight: 128, maxHeight: 1920 },
  seconds: { min: 2, max: 60, default: 10 },
  fps: { values: [12, 24], default: 24 },
  steps: { min: 1, max: 64, default: 4 },
  guidance: null,
  qualities: ['fast', 'best'],
  conditions: { image: true, video: true, anyFrame: true, strength: true },
  controls: {
    scene: true,
    storyboard: true,
    loop: true,
    extend: true,
    remix: true,
    blend: true,
    negativePrompt: false,
    actors: true,
    backdrop: true,
    transition: true,
    loras: false,
    draft: true,
    stills: true,
  },
  presets: [
    { id: 'archival', name: { en: 'Archival', ja: '記録映像' } },
    { id: 'film-noir', name: { en: 'Film Noir', ja: 'フィルムノワール' } },
    { id: 'papercraft', name: { en: 'Papercraft', ja: 'ペーパークラフト' } },
    { id: 'stop-motion', name: { en: 'Stop Motion', ja: 'ストップモーション' } },
    { id: 'balloon', name: { en: 'Balloon', ja: 'バルーン' } },
  ],
  places: [
    { id: 'snowy forest', name: { en: 'Snowy forest', ja: '雪の森' } },
    { id: 'beach', name: { en: 'Beach', ja: '浜辺' } },
  ],
  audio: 'none',
};

/** A second model that is not installed and does not fit. */
const large: ModelCapabilities = {
  ...capabilities,
  id: 'Lightricks/LTX-Video',
  name: 'LTX-Video 0.9.5',
  family: 'ltx-video',
  summary: { en: 'A published 2-billion-parameter model.', ja: '公開されている 20億パラメーターのモデル。' },
  licence: 'LTXV Open Weights',
  languages: ['en'],
  controls: { ...capabilities.controls, scene: false },
  presets: [],
};

/** A fresh memory. */
export function createState(): State {
  return {
    jobs: new Map(),
    clips: new Map(),
    folders: new Map(),
    presets: new Map(),
    storyboards: new Map(),
    uploads: new Map(),
    keys: new Map(),
    events: [],
    listeners: new Set(),
    settings: {
      defaults: {},
      gallery: false,
      sharing: true,
      markInvisible: 'choice',
      markVisible: 'choice',
      markCredentials: 'choice',
      promptHelp: null,
    },
    models: [
      {
        id: capabilities.id,
        capabilities,
        place: 'box',
        installed: true,
        version: '1.0',
        bytes: 26_400_000,
        fits: 'fits',
        reason: null,
        aliases: [],
        pull: null,
        decoder: null,
      },
      {
        id: large.id,
        capabilities: large,
        place: 'local',
        installed: false,
        version: null,
        bytes: 15_700_000_000,
        fits: 'no',
        reason: { en: 'Needs 21 GB of memory; 12 GB is free.', ja: '21 GB のメモリが必要ですが、空きは 12 GB です。' },
        aliases: [],
        pull: null,
        decoder: null,
      },
    ],
    seq: 0,
    ids: 0,
  };
}

/** Tells every listener, under a number. */
export function emit(state: State, event: ApiEvent): void {
  state.seq += 1;
  state.events.push({ seq: state.seq, event });
  for (const listener of state.listeners) listener(state.seq, event);
}

/** A new id. */
export const newId = (state: State, kind: string): string => `${kind}_${(++state.ids).toString(36).padStart(6, '0')}`;

const heights: Readonly<Record<string, number>> = { '360p': 360, '480p': 480, '540p': 540, '720p': 720, '1080p': 1080 };
const known =
  /^(?:a|an|the|two|three|red|slow|pans?|camera|left|right|at|in|to|through|past|by|over|across|and|of|fox|boat|bus|balloon|forest|snow\w*|sea|city|night|dawn|day|sunset|rain\w*|penguins?|icebergs?|trots?|slides?|crosse?s?|runs?|walks?|drives?|flies|sails?|make|it|with)$/i;

/** What would be made: sizes, times, the scene as understood, words not known (English words outside a small list). */
export function planOf(request: GenerationRequest): GenerationPlan {
  const aspect = request.aspect ?? '16:9';
  const short = heights[request.resolution ?? '720p'] ?? 720;
  const [w = 16, h = 9] = aspect.split(':').map(Number);
  const even = (n: number) => 2 * Math.round(n / 2);
  const width = even(w >= h ? (short * w) / h : short);
  const height = even(w >= h ? short : (short * h) / w);
  const seconds = request.seconds ?? 10;
  const fps = request.fps ?? 24;
  return {
    model: request.model,
    device: 'cpu',
    precision: 'f32',
    seed: request.seed ?? 1,
    aspect,
    width,
    height,
    fps,
    seconds,
    frames: Math.round(seconds * fps),
    codec: 'h264',
    native: { width: 160, height: 90, fps: 12, frames: Math.round(seconds * 12) },
    windows: Math.ceil(seconds / 1.3),
    steps: 4,
    guidance: 0,
    stages: [
      { name: 'encode-prompt', seconds: 0.1, memoryBytes: 40e6 },
      { name: 'denoise', seconds: seconds * 0.8, memoryBytes: 420e6, steps: 4 },
      { name: 'finish', seconds: seconds * 1.2, memoryBytes: 380e6 },
    ],
    peakMemoryBytes: 640e6,
    estimatedSeconds: seconds * 2.1 + 0.6,
    scene: request.scene ?? sceneOf(request, seconds),
    unknownWords: [...request.prompt.matchAll(/[A-Za-z]+/g)]
      .filter(([word]) => !known.test(word))
      .map((match) => ({
        word: match[0],
        start: match.index,
        end: match.index + match[0].length,
        ...(/^zeppelin$/i.test(match[0]) ? { nearest: ['airship', 'balloon', 'airplane'] } : {}),
      })),
    notices: [...decoderNotices(request), ...cardNotices(request)],
  };
}

/** What both decoders cost, where one is asked for. */
function decoderNotices({ decoder }: GenerationRequest): Notice[] {
  if (decoder === undefined) return [];
  const message = {
    en: `Decoder ${decoder}: 40 s, 0.4 GB. Decoder full would take 6 minutes, 4.9 GB`,
    ja: `デコーダーは ${decoder}（40秒、0.4 GB）です。full なら 6分、4.9 GB です`,
  };
  return [{ code: 'decoder', field: 'decoder', message }];
}

/** Words of a storyboard that are not known. */
const cardNotices = (request: GenerationRequest): Notice[] =>
  (request.storyboard ?? []).flatMap(({ prompt }, index) => {
    const [word] = prompt.match(/sloth/) ?? [];
    const message = { en: `It does not know: ${word}.`, ja: `知らない言葉: ${word}。` };
    return word === undefined ? [] : [{ code: 'unknown_words', field: `storyboard.${index}.prompt`, message }];
  });

function sceneOf(request: GenerationRequest, seconds: number): Scene {
  if (/^beach$/i.test(request.prompt))
    return {
      ...sceneOf({ ...request, prompt: '' }, seconds),
      place: 'beach',
      horizon: 0.58,
      subjects: [],
      props: [{ name: 'palm tree', x: -0.5, y: 0.8, size: 0.4, flip: false }],
    };
  const name = samples.find((sample) => request.prompt.toLowerCase().includes(sample)) ?? 'fox';
  return {
    version: 2,
    place: 'snowy forest',
    time: 'dawn',
    weather: 'clear',
    style: 'none',
    aspect: request.aspect ?? '16:9',
    seconds,
    seed: request.seed ?? 1,
    horizon: 0.62,
    panorama: { offset: 0.2 },
    camera: {
      move: 'pan-left',
      path: [
        { at: 0, x: 0.1, y: 0, zoom: 1.1 },
        { at: seconds, x: -0.1, y: 0, zoom: 1.1 },
      ],
    },
    subjects: [
      {
        name,
        motion: 'left',
        flip: false,
        phase: 0,
        path: [
          { at: 0, x: 0.62, y: 0.86, size: 0.3, lift: 0 },
          { at: seconds / 2, x: 0.05, y: 0.82, size: 0.28, lift: 0 },
          { at: seconds, x: -0.6, y: 0.88, size: 0.33, lift: 0 },
        ],
      },
    ],
    props: [
      { name: 'evergreen tree', x: -0.55, y: 0.72, size: 0.3, flip: false },
      { name: 'evergreen tree', x: 0.4, y: 0.68, size: 0.22, flip: true },
      { name: 'rock', x: 0.7, y: 0.9, size: 0.1, flip: false },
    ],
    sky: [
      { name: 'sun', x: 0.35, y: 0.3, size: 0.16 },
      { name: 'cloud', x: -0.4, y: 0.16, size: 0.22 },
    ],
  };
}

/** Puts a finished clip into the library. */
export function addClip(state: State, request: GenerationRequest, extra: Partial<ClipDetail> = {}): ClipDetail {
  const id = extra.id ?? newId(state, 'clip');
  const plan = planOf(request);
  const clip: ClipDetail = {
    id,
    jobId: null,
    groupId: null,
    parentId: request.parent ?? null,
    sources: [
      ...new Set((request.conditions ?? []).flatMap(({ source }) => (source.kind === 'clip' ? [source.id] : []))),
    ],
    origin: 'prompt',
    title: '',
    prompt: request.prompt,
    model: request.model,
    seed: plan.seed,
    width: plan.width,
    height: plan.height,
    fps: 12,
    seconds: 3,
    frames: 36,
    bytes: 28_526,
    checksum: 'sha256:0',
    mime: 'video/mp4',
    folderId: null,
    favourite: false,
    tags: [],
    visibility: 'private',
    shareUrl: null,
    share: null,
    urls: {
      video: `/api/clips/${id}/video`,
      thumbnail: `/api/clips/${id}/thumbnail`,
      sprites: `/api/clips/${id}/sprites`,
    },
    sprites:
      plan.width > plan.height
        ? { columns: 4, rows: 3, width: 160, height: 90, everySeconds: 0.25, count: 12 }
        : { columns: 4, rows: 3, width: 90, height: 160, everySeconds: 0.25, count: 12 },
    createdAt: now(),
    deletedAt: null,
    expiresAt: null,
    facts: {
      generator: 'akezora 0.1.0',
      model: request.model,
      modelVersion: '1.0',
      kernels: 'cpu:f32',
      seed: plan.seed,
      prompt: request.prompt,
      ...(plan.scene === undefined ? {} : { scene: plan.scene }),
      unknownWords: plan.unknownWords,
      width: plan.width,
      height: plan.height,
      fps: 12,
      seconds: 3,
      frames: 36,
      steps: 4,
      guidance: 0,
      codec: 'h264',
      request,
    },
    measures: {
      totalSeconds: 21.4,
      stages: [
        { name: 'denoise', seconds: 9.1 },
        { name: 'finish', seconds: 11.2 },
      ],
      peakResidentBytes: 612e6,
    },
    ...extra,
  };
  state.clips.set(id, clip);
  return clip;
}
