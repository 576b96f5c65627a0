import type { GenerationRequestInput } from '@akezora/contract';
import type { ClipQuery, JobState, Origin } from '@akezora/contract/api';

/** Which jobs a list holds. */
export type JobFilter = JobState | 'active' | 'finished' | 'all';

/** Key of every query. Its first part is the kind of data, by which `refresh.ts` finds what a change makes stale. */
export const keys = {
  session: ['session'],
  settings: ['settings'],
  models: ['models'],
  /** What a model's scenes are drawn with. */
  modelArt: (model: string) => ['modelArt', model] as const,
  jobs: (filter: JobFilter) => ['jobs', filter] as const,
  job: (id: string) => ['job', id] as const,
  /** Jobs that were started with a tool from a clip or storyboard. */
  takes: (tool: Origin, of: string) => ['takes', tool, of] as const,
  clips: (query: ClipQuery, window: number) => ['clips', query, window] as const,
  /** Clips to choose from that match a text. */
  clipChoice: (text: string) => ['clips', 'choose', text] as const,
  /** The clips beside a clip in the library. */
  clipsBeside: (id: string) => ['clips', 'beside', id] as const,
  /** Clips whose prompts call an actor. */
  castUses: (name: string) => ['clips', 'cast', name] as const,
  clip: (id: string) => ['clip', id] as const,
  family: (id: string) => ['family', id] as const,
  folders: ['folders'],
  tags: ['tags'],
  presets: ['presets'],
  clipCount: (model: string) => ['clips', 'count', model] as const,
  actors: ['actors'],
  upload: (id: string) => ['upload', id] as const,
  storyboards: ['storyboards'],
  storyboard: (id: string) => ['storyboard', id] as const,
  storage: ['storage'],
  activity: ['activity'],
  apiKeys: ['apiKeys'],
  webhooks: ['webhooks'],
  accounts: ['accounts'],
  policy: ['policy'],
  /** Decisions of the policy about one's own words. */
  decisions: ['decisions'],
  /** Decisions about everyone's words that wait for an answer. */
  reviews: ['reviews'],
  reviewStatistics: ['reviewStatistics'],
  ownAccount: ['ownAccount'],
  ownSessions: ['ownSessions'],
  /** `seed` is 0 unless the order is random. */
  gallery: (order: 'newest' | 'random', seed: number) => ['gallery', order, seed] as const,
  shared: (token: string) => ['shared', token] as const,
  /** Plan of a submission, given as JSON. */
  plan: (submission: string) => ['plan', submission] as const,
  /** Scene that the model makes of a request, given as JSON. */
  modelScene: (request: string) => ['modelScene', request] as const,
  /** Still of a request at a moment, by their content. */
  still: (request: GenerationRequestInput, at: number) => ['still', request, at] as const,
} as const;

type KindOf<Key> = Key extends readonly [infer First, ...unknown[]]
  ? First
  : Key extends (...args: never[]) => readonly [infer First, ...unknown[]]
    ? First
    : never;

/** A kind of data. */
export type Kind = KindOf<(typeof keys)[keyof typeof keys]>;
