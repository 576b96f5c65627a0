import type { GenerationRequestInput } from '@akezora/contract';
import type { Clip, ClipQuery, JobPage, ModelEntry } from '@akezora/contract/api';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, errorOf } from './client.ts';
import { type JobFilter, keys } from './keys.ts';

/** Account, its role, and what the server offers it. */
export const sessionQuery = queryOptions({
  queryKey: keys.session,
  queryFn: ({ signal }) => api.call('session', { signal }),
  staleTime: 60_000,
});

/** Models of this server, installed or not. */
export const modelsQuery = queryOptions({
  queryKey: keys.models,
  queryFn: async ({ signal }) => (await api.call('models', { signal })).data,
  staleTime: 60_000,
});

/** What a model's scenes are drawn with; null for a model whose art is not on this server. */
export const modelArtQuery = (model: string) =>
  queryOptions({
    queryKey: keys.modelArt(model),
    queryFn: ({ signal }) => api.call('modelArt', { params: { id: model }, signal }).catch(noneIfMissing),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Whether the scenes of a model are drawn with art that this server can hold. */
export const hasArtHere = ({ place, capabilities }: ModelEntry): boolean =>
  place !== 'upstream' && capabilities.controls.scene;

/** Nothing where the server knows no such thing. */
function noneIfMissing(thrown: unknown): null {
  if (errorOf(thrown).code === 'not_found') return null;
  throw thrown;
}

/** Settings of this server. */
export const settingsQuery = queryOptions({
  queryKey: keys.settings,
  queryFn: ({ signal }) => api.call('settings', { signal }),
  staleTime: 60_000,
});

/** Jobs, newest first, page by page; events update the loaded pages. */
export const jobsQuery = (filter: JobFilter) =>
  infiniteQueryOptions({
    queryKey: keys.jobs(filter),
    queryFn: ({ pageParam, signal }): Promise<JobPage> =>
      api.call('jobs', {
        query: { state: filter === 'all' ? undefined : filter, cursor: pageParam ?? undefined, limit: 40 },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });

/** One job; events update it. */
export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: keys.job(id),
    queryFn: ({ signal }) => api.call('job', { params: { id }, signal }),
  });

/** One clip with its metadata. */
export const clipQuery = (id: string) =>
  queryOptions({
    queryKey: keys.clip(id),
    queryFn: ({ signal }) => api.call('clip', { params: { id }, signal }),
    staleTime: 30_000,
  });

/** Ids of the clips beside a clip in the library (or in the bin, where it is there), newest first; null at either end. */
export const clipsBesideQuery = ({ id, createdAt, deletedAt }: Pick<Clip, 'id' | 'createdAt' | 'deletedAt'>) =>
  queryOptions({
    queryKey: keys.clipsBeside(id),
    queryFn: async ({ signal }) => {
      const trash = deletedAt === null ? undefined : true;
      const [since, until] = await Promise.all([
        // From its own moment on: what else was made at that moment is among them, in order.
        api.call('clips', { query: { after: createdAt, sort: 'oldest', trash, limit: 20 }, signal }),
        api.call('clips', { query: { before: createdAt, sort: 'newest', trash, limit: 1 }, signal }),
      ]);
      const at = since.data.findIndex((clip) => clip.id === id);
      return {
        newer: (at < 0 ? undefined : since.data[at + 1]?.id) ?? null,
        older: (since.data[at - 1] ?? until.data[0])?.id ?? null,
      };
    },
    staleTime: 30_000,
  });

/** The clips that one clip was made from, and those made from it. */
export const familyQuery = (id: string) =>
  queryOptions({
    queryKey: keys.family(id),
    queryFn: ({ signal }) => api.call('family', { params: { id }, signal }),
  });

/** Clips in one window of the library. */
export const clipsWindow = 100;

/** Window `window` (from 0) of the clips that match a query. */
export const clipsQuery = (query: ClipQuery, window: number) =>
  queryOptions({
    queryKey: keys.clips(query, window),
    queryFn: ({ signal }) =>
      api.call('clips', { query: { ...query, offset: window * clipsWindow, limit: clipsWindow }, signal }),
    staleTime: 30_000,
  });

/** The first clips that match a text, to choose one from. */
export const clipChoiceQuery = (text: string) =>
  queryOptions({
    queryKey: keys.clipChoice(text),
    queryFn: ({ signal }) => api.call('clips', { query: { q: text === '' ? undefined : text, limit: 60 }, signal }),
  });

/** How many clips there are of a model. */
export const clipCountQuery = (model: string) =>
  queryOptions({
    queryKey: keys.clipCount(model),
    queryFn: async ({ signal }) => (await api.call('clips', { query: { model, limit: 1 }, signal })).total,
    staleTime: 60_000,
  });

/** Folders of the library. */
export const foldersQuery = queryOptions({
  queryKey: keys.folders,
  queryFn: async ({ signal }) => (await api.call('folders', { signal })).data,
});

/** Tags in use. */
export const tagsQuery = queryOptions({
  queryKey: keys.tags,
  queryFn: async ({ signal }) => (await api.call('tags', { signal })).data,
});

/** This account's saved presets. */
export const presetsQuery = queryOptions({
  queryKey: keys.presets,
  queryFn: async ({ signal }) => (await api.call('presets', { signal })).data,
});

/** Actors, which prompts call by `@name`. */
export const actorsQuery = queryOptions({
  queryKey: keys.actors,
  queryFn: async ({ signal }) => (await api.call('actors', { signal })).data,
});

/** A finished upload. */
export const uploadQuery = (id: string) =>
  queryOptions({
    queryKey: keys.upload(id),
    queryFn: ({ signal }) => api.call('upload', { params: { id }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** This account's storyboards. */
export const storyboardsQuery = queryOptions({
  queryKey: keys.storyboards,
  queryFn: async ({ signal }) => (await api.call('storyboards', { signal })).data,
});

/** One storyboard; the page that edits it is the only one that changes it. */
export const storyboardQuery = (id: string) =>
  queryOptions({
    queryKey: keys.storyboard(id),
    queryFn: ({ signal }) => api.call('storyboard', { params: { id }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Storage used and left. */
export const storageQuery = queryOptions({
  queryKey: keys.storage,
  queryFn: ({ signal }) => api.call('storage', { signal }),
});

/** Queue and devices. */
export const activityQuery = queryOptions({
  queryKey: keys.activity,
  queryFn: ({ signal }) => api.call('activity', { signal }),
});

/** API keys of this account, or of everybody. */
export const apiKeysQuery = (all: boolean) =>
  queryOptions({
    queryKey: [...keys.apiKeys, all],
    queryFn: async ({ signal }) => (await api.call('keys', { signal, ...(all ? { query: { all: true } } : {}) })).data,
  });

/** Webhooks of this account. */
export const webhooksQuery = queryOptions({
  queryKey: keys.webhooks,
  queryFn: async ({ signal }) => (await api.call('webhooks', { signal })).data,
});

/** How this account signs in. */
export const ownAccountQuery = queryOptions({
  queryKey: keys.ownAccount,
  queryFn: ({ signal }) => api.call('ownAccount', { signal }),
});

/** Sessions of this account. */
export const ownSessionsQuery = queryOptions({
  queryKey: keys.ownSessions,
  queryFn: async ({ signal }) => (await api.call('sessions', { signal })).data,
});

/** Accounts of this server. */
export const accountsQuery = queryOptions({
  queryKey: keys.accounts,
  queryFn: async ({ signal }) => (await api.call('accounts', { signal })).data,
});

/**
 * Published clips, page by page.
 * @param seed Order of a random gallery.
 */
export const galleryQuery = (order: 'newest' | 'random', seed: number) =>
  infiniteQueryOptions({
    queryKey: keys.gallery(order, order === 'random' ? seed : 0),
    queryFn: ({ pageParam, signal }) =>
      api.call('gallery', {
        query: { order, seed: order === 'random' ? seed : undefined, cursor: pageParam ?? undefined, limit: 30 },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });

/** A clip that was shared by link. */
export const sharedQuery = (token: string) =>
  queryOptions({
    queryKey: keys.shared(token),
    queryFn: ({ signal }) => api.call('shared', { params: { token }, signal }),
  });

/** The scene that the model makes of a request; null for a model that makes none. */
export const modelSceneQuery = (request: GenerationRequestInput) =>
  queryOptions({
    queryKey: keys.modelScene(JSON.stringify(request)),
    queryFn: async ({ signal }) => (await api.call('plan', { body: { request }, signal })).plan.scene ?? null,
    staleTime: 60_000,
    retry: false,
  });

/** The policy of this server. */
export const policyQuery = queryOptions({
  queryKey: keys.policy,
  queryFn: ({ signal }) => api.call('policy', { signal }),
  staleTime: 60_000,
});

/** Decisions of the policy: about one's own words, or everyone's that wait for an answer; page by page. */
export const decisionsQuery = (whose: 'own' | 'waiting') =>
  infiniteQueryOptions({
    queryKey: whose === 'own' ? keys.decisions : keys.reviews,
    queryFn: ({ pageParam, signal }) => {
      const page = { limit: 50, cursor: pageParam ?? undefined };
      return whose === 'own'
        ? api.call('decisions', { query: page, signal })
        : api.call('reviews', { query: { ...page, open: true }, signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });

/** How often each rule of the policy decided. */
export const reviewStatisticsQuery = queryOptions({
  queryKey: keys.reviewStatistics,
  queryFn: async ({ signal }) => (await api.call('reviewStatistics', { signal })).data,
});
