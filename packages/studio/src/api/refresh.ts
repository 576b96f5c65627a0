import type { Clip, ClipDetail, Job, JobPage } from '@akezora/contract/api';
import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import { type Kind, keys } from './keys.ts';

/** Lists and figures that depend on which clips there are and what is written beside them. */
const clipLists = ['clips', 'folders', 'tags', 'storage', 'family', 'takes'] as const;

/** The kinds of data that each change makes stale. */
const staleAfter = {
  /** Clips or folders were added, changed, moved or deleted. */
  clips: ['clip', ...clipLists],
  /** As `clips`, where the cache already holds the changed clips themselves. */
  clipLists,
  /** Jobs were cancelled, retried or taken off the list. */
  jobs: ['jobs', 'takes'],
  /** A job ended. */
  jobEnd: ['activity'],
  models: ['models'],
  /** Settings were saved; the session carries what they allow. */
  settings: ['session'],
  session: ['session'],
  presets: ['presets'],
  actors: ['actors'],
  storyboards: ['storyboards'],
  apiKeys: ['apiKeys'],
  webhooks: ['webhooks'],
  /** Accounts were added, changed or deleted; their API keys may have been revoked. */
  accounts: ['accounts', 'apiKeys'],
  /** A decision of the policy was appealed against or answered. */
  decisions: ['decisions', 'reviews', 'reviewStatistics'],
  /** Sessions of one's own account were ended. */
  sessions: ['ownSessions'],
  /** One's own password was changed: that ends other sessions, and may revoke API keys. */
  password: ['ownAccount', 'ownSessions', 'apiKeys'],
  /** One's own second factors changed: that may end other sessions, and the session says whether one is missing. */
  secondFactors: ['ownAccount', 'ownSessions', 'session'],
} as const satisfies Record<string, readonly Kind[]>;

/** A change that makes loaded data stale. */
export type Change = keyof typeof staleAfter;

/** Loads again what a change made stale, where it is on the page; the rest is loaded when it is next needed. */
export async function refresh(client: QueryClient, change: Change): Promise<void> {
  await Promise.all(staleAfter[change].map((kind) => client.invalidateQueries({ queryKey: [kind] })));
}

/** Loads everything again: after signing in, or after events were missed. */
export const refreshAll = (client: QueryClient): Promise<void> => client.invalidateQueries();

/** Writes a job into the cache: in its place in the list of all jobs, or first where it is new. */
export function placeJob(client: QueryClient, job: Job): void {
  const before = client.getQueryData<Job>(keys.job(job.id));
  client.setQueryData(keys.job(job.id), job);
  client.setQueryData<InfiniteData<JobPage, string | null>>(keys.jobs('all'), (pages) => {
    const first = pages?.pages[0];
    if (pages === undefined || first === undefined) return pages;
    const known = pages.pages.some((page) => page.data.some(({ id }) => id === job.id));
    return {
      ...pages,
      pages: known
        ? pages.pages.map((page) => ({ ...page, data: page.data.map((old) => (old.id === job.id ? job : old)) }))
        : [{ ...first, data: [job, ...first.data] }, ...pages.pages.slice(1)],
    };
  });
  // A filtered list gains or loses the job only when its state changes.
  if (before?.state !== job.state) {
    const [kind, all] = keys.jobs('all');
    void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === kind && queryKey[1] !== all });
  }
}

/** Writes a changed clip into the cache, where the clip is loaded. */
export function placeClip(client: QueryClient, clip: Clip | ClipDetail): void {
  client.setQueryData<ClipDetail>(keys.clip(clip.id), (old) => (old === undefined ? old : { ...old, ...clip }));
}

/** Removes what was deleted from the cache. */
export function removeDeleted(client: QueryClient, kind: 'job' | 'clip' | 'folder', id: string): void {
  client.removeQueries({ queryKey: [kind, id] });
}
