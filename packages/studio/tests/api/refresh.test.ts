import { generationRequestSchema } from '@akezora/contract';
import type { Job, JobPage } from '@akezora/contract/api';
import { type InfiniteData, QueryClient } from '@tanstack/react-query';
import { beforeEach, describe, expect, it } from 'vitest';
import { keys } from '../../src/api/keys.ts';
import { type Change, placeClip, placeJob, refresh, removeDeleted } from '../../src/api/refresh.ts';
import { makeJob } from '../server/jobs.ts';
import { addClip, createState } from '../server/state.ts';

const state = createState();
const request = generationRequestSchema.parse({ prompt: 'a fox', seed: 1 });
const job = (more: Partial<Job> = {}): Job => ({ ...makeJob(state, request, null, 'prompt'), ...more });

type Pages = InfiniteData<JobPage, string | null>;
const pagesOf = (...pages: Job[][]): Pages => ({
  pages: pages.map((data) => ({ data, nextCursor: null })),
  pageParams: pages.map(() => null),
});

let client: QueryClient;
beforeEach(() => {
  client = new QueryClient();
});

const stale = (key: readonly unknown[]) => client.getQueryState(key)?.isInvalidated;

describe('a change makes stale', () => {
  const loaded = {
    clip: keys.clip('c1'),
    clips: keys.clips({ sort: 'newest' }, 0),
    clipChoice: keys.clipChoice('fox'),
    family: keys.family('c1'),
    folders: keys.folders,
    tags: keys.tags,
    storage: keys.storage,
    session: keys.session,
    settings: keys.settings,
    models: keys.models,
    jobs: keys.jobs('all'),
    activeJobs: keys.jobs('active'),
    job: keys.job('j1'),
    activity: keys.activity,
    presets: keys.presets,
    actors: keys.actors,
    storyboards: keys.storyboards,
    storyboard: keys.storyboard('b1'),
    apiKeys: keys.apiKeys,
    webhooks: keys.webhooks,
    accounts: keys.accounts,
    ownAccount: keys.ownAccount,
    ownSessions: keys.ownSessions,
    decisions: keys.decisions,
    reviews: keys.reviews,
    reviewStatistics: keys.reviewStatistics,
  } as const;
  const lists = ['clipChoice', 'clips', 'family', 'folders', 'storage', 'tags'];
  const expected: Readonly<Record<Change, readonly string[]>> = {
    clips: ['clip', ...lists],
    clipLists: lists,
    jobs: ['activeJobs', 'jobs'],
    jobEnd: ['activity'],
    models: ['models'],
    settings: ['session'],
    session: ['session'],
    presets: ['presets'],
    actors: ['actors'],
    storyboards: ['storyboards'],
    apiKeys: ['apiKeys'],
    webhooks: ['webhooks'],
    accounts: ['accounts', 'apiKeys'],
    decisions: ['decisions', 'reviewStatistics', 'reviews'],
    sessions: ['ownSessions'],
    password: ['apiKeys', 'ownAccount', 'ownSessions'],
    secondFactors: ['ownAccount', 'ownSessions', 'session'],
  };

  it.each(Object.keys(expected) as Change[])('%s: what depends on it, and nothing else', async (change) => {
    for (const key of Object.values(loaded)) client.setQueryData(key, {});
    await refresh(client, change);
    const names = Object.keys(loaded) as (keyof typeof loaded)[];
    expect(names.filter((name) => stale(loaded[name])).sort()).toEqual([...expected[change]].sort());
  });
});

describe('a job', () => {
  const list = () => client.getQueryData<Pages>(keys.jobs('all'))?.pages.map((page) => page.data.map(({ id }) => id));

  it('comes first where it is new, and stays in its place where it is known', () => {
    const [a, b, fresh] = [job(), job(), job()];
    client.setQueryData(keys.jobs('all'), pagesOf([a], [b]));
    placeJob(client, fresh);
    expect(list()).toEqual([[fresh.id, a.id], [b.id]]);
    placeJob(client, { ...b, state: 'running' });
    expect(list()).toEqual([[fresh.id, a.id], [b.id]]);
    expect(client.getQueryData<Pages>(keys.jobs('all'))?.pages[1]?.data[0]?.state).toBe('running');
    expect(client.getQueryData(keys.job(b.id))).toMatchObject({ state: 'running' });
  });

  it('makes no list where none is loaded', () => {
    placeJob(client, job());
    expect(client.getQueryData(keys.jobs('all'))).toBeUndefined();
  });

  it('makes filtered lists stale when its state changes, and only then', () => {
    const one = job();
    client.setQueryData(keys.job(one.id), one);
    client.setQueryData(keys.jobs('all'), pagesOf([one]));
    client.setQueryData(keys.jobs('active'), pagesOf([one]));
    placeJob(client, { ...one, ahead: 3 });
    expect(stale(keys.jobs('active'))).toBe(false);
    placeJob(client, { ...one, state: 'completed' });
    expect(stale(keys.jobs('active'))).toBe(true);
    expect(stale(keys.jobs('all'))).toBe(false);
  });
});

describe('a clip', () => {
  it('is written over the loaded one, whose metadata stays; one that is not loaded stays so', () => {
    const { facts, measures, ...listed } = addClip(state, request);
    client.setQueryData(keys.clip(listed.id), { ...listed, facts, measures });
    placeClip(client, { ...listed, title: 'Snow' });
    expect(client.getQueryData(keys.clip(listed.id))).toMatchObject({ title: 'Snow', facts: { prompt: 'a fox' } });
    placeClip(client, { ...listed, id: 'other' });
    expect(client.getQueryData(keys.clip('other'))).toBeUndefined();
  });

  it('leaves the cache when it was deleted', () => {
    client.setQueryData(keys.clip('c1'), {});
    client.setQueryData(keys.clip('c2'), {});
    removeDeleted(client, 'clip', 'c1');
    expect(client.getQueryData(keys.clip('c1'))).toBeUndefined();
    expect(client.getQueryData(keys.clip('c2'))).toBeDefined();
  });
});
