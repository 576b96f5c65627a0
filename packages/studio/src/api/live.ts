import type { AkezoraError } from '@akezora/contract';
import { type ApiEvent, type ClipDetail, type Job, type JobPage, type LinkState, listen } from '@akezora/contract/api';
import { type InfiniteData, type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { createStore } from '../util/store.ts';
import { api } from './client.ts';

/** Line to the server, and the newest preview of each running job. */
export const liveStore = createStore<{ link: LinkState; wasLost: boolean; previews: Readonly<Record<string, string>> }>(
  {
    link: 'connecting',
    wasLost: false,
    previews: {},
  },
);

const enders = new Set<(job: Job) => void>();

/** Calls back with every job that ends from now on; gives the way to stop. */
export function onJobEnd(listener: (job: Job) => void): () => void {
  enders.add(listener);
  return () => enders.delete(listener);
}

const ended = (job: Job) => job.state !== 'queued' && job.state !== 'running';

/** Puts a job into every loaded list it belongs to: in its place, or first where it is new. */
export function placeJob(client: QueryClient, job: Job): void {
  const before = client.getQueryData<Job>(['job', job.id]);
  client.setQueryData(['job', job.id], job);
  client.setQueryData<InfiniteData<JobPage, string | null>>(['jobs', 'all'], (pages) => {
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
  if (before?.state !== job.state)
    void client.invalidateQueries({ predicate: ({ queryKey: [kind, state] }) => kind === 'jobs' && state !== 'all' });
}

function apply(client: QueryClient, event: ApiEvent, refresh: () => void): void {
  switch (event.type) {
    case 'hello':
      return;
    case 'reset':
      void client.invalidateQueries();
      return;
    case 'job': {
      const before = client.getQueryData<Job>(['job', event.job.id]);
      placeJob(client, event.job);
      if (ended(event.job)) {
        void client.invalidateQueries({ queryKey: ['activity'] });
        if (before === undefined || !ended(before)) for (const ender of enders) ender(event.job);
      }
      return;
    }
    case 'preview':
      liveStore.set((state) => ({ ...state, previews: { ...state.previews, [event.jobId]: event.src } }));
      return;
    case 'clip':
      client.setQueryData<ClipDetail>(['clip', event.clip.id], (old) =>
        old === undefined ? old : { ...old, ...event.clip },
      );
      refresh();
      return;
    case 'gone':
      client.removeQueries({ queryKey: [event.kind, event.id] });
      refresh();
      return;
    case 'model':
      void client.invalidateQueries({ queryKey: ['models'] });
      return;
  }
}

/** Listens to the server while `on` and the studio is open, and keeps what is loaded true. */
export function useLive(on: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!on) return;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        for (const kind of ['clips', 'folders', 'tags', 'storage', 'family'])
          void client.invalidateQueries({ queryKey: [kind] });
      }, 250);
    };
    const onState = (link: LinkState) => {
      const { wasLost } = liveStore.get();
      if (link === 'open' && wasLost) void client.invalidateQueries();
      liveStore.set((state) => ({
        ...state,
        link: link === 'connecting' && wasLost ? 'lost' : link,
        wasLost: link === 'open' ? false : link === 'lost' || wasLost,
      }));
    };
    const run = async () => {
      for await (const event of listen(api, { signal: stop.signal, onState })) apply(client, event, refresh);
    };
    run().catch((thrown: AkezoraError) => {
      if (thrown.code === 'unauthorized') void client.invalidateQueries({ queryKey: ['session'] });
    });
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [client, on]);
}

/** Newest preview of a job, if one came. */
export function usePreview(job: Job): string | null {
  const preview = useSyncExternalStore(liveStore.subscribe, () => liveStore.get().previews[job.id]);
  const src = preview ?? job.preview;
  return src === null ? null : api.url(src);
}

/** State of the line to the server. */
export function useLink(): LinkState {
  return useSyncExternalStore(liveStore.subscribe, () => liveStore.get().link);
}
