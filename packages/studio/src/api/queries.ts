import type { ClipQuery, JobPage, JobState } from '@akezora/contract/api';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from './client.ts';

/** Who is asking. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => api.call('session', { signal }),
  staleTime: 60_000,
});

/** Models of this server. */
export const modelsQuery = queryOptions({
  queryKey: ['models'],
  queryFn: async ({ signal }) => (await api.call('models', { signal })).data,
  staleTime: 60_000,
});

/** Settings. */
export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => api.call('settings', { signal }),
  staleTime: 60_000,
});

/** Jobs newest first, page by page; events keep the loaded pages true. */
export const jobsQuery = (state?: JobState | 'active' | 'finished') =>
  infiniteQueryOptions({
    queryKey: ['jobs', state ?? 'all'],
    queryFn: ({ pageParam, signal }): Promise<JobPage> =>
      api.call('jobs', { query: { state, cursor: pageParam ?? undefined, limit: 40 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });

/** One clip with its facts. */
export const clipQuery = (id: string) =>
  queryOptions({
    queryKey: ['clip', id],
    queryFn: ({ signal }) => api.call('clip', { params: { id }, signal }),
    staleTime: 30_000,
  });

/** Relatives of a clip. */
export const familyQuery = (id: string) =>
  queryOptions({
    queryKey: ['family', id],
    queryFn: ({ signal }) => api.call('family', { params: { id }, signal }),
  });

/** One window of the library: `offset` and a fixed page length. */
export const clipsWindow = 100;

/** A window of the library. */
export const clipsQuery = (query: ClipQuery, window: number) =>
  queryOptions({
    queryKey: ['clips', query, window],
    queryFn: ({ signal }) =>
      api.call('clips', { query: { ...query, offset: window * clipsWindow, limit: clipsWindow }, signal }),
    staleTime: 30_000,
  });

/** Folders. */
export const foldersQuery = queryOptions({
  queryKey: ['folders'],
  queryFn: async ({ signal }) => (await api.call('folders', { signal })).data,
});

/** Tags in use. */
export const tagsQuery = queryOptions({
  queryKey: ['tags'],
  queryFn: async ({ signal }) => (await api.call('tags', { signal })).data,
});

/** Own presets. */
export const presetsQuery = queryOptions({
  queryKey: ['presets'],
  queryFn: async ({ signal }) => (await api.call('presets', { signal })).data,
});

/** Characters. */
export const charactersQuery = queryOptions({
  queryKey: ['characters'],
  queryFn: async ({ signal }) => (await api.call('characters', { signal })).data,
});

/** Storyboards. */
export const storyboardsQuery = queryOptions({
  queryKey: ['storyboards'],
  queryFn: async ({ signal }) => (await api.call('storyboards', { signal })).data,
});

/** One storyboard. */
export const storyboardQuery = (id: string) =>
  queryOptions({
    queryKey: ['storyboard', id],
    queryFn: ({ signal }) => api.call('storyboard', { params: { id }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Room used and left. */
export const storageQuery = queryOptions({
  queryKey: ['storage'],
  queryFn: ({ signal }) => api.call('storage', { signal }),
});

/** Queue and devices. */
export const activityQuery = queryOptions({
  queryKey: ['activity'],
  queryFn: ({ signal }) => api.call('activity', { signal }),
});
