import type { AkezoraError } from '@akezora/contract';
import { type Job, type LinkState, listen } from '@akezora/contract/api';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { applyEvent } from './apply-event.ts';
import { api } from './client.ts';
import { liveStore } from './live-store.ts';
import { refresh, refreshAll } from './refresh.ts';

/** Milliseconds over which events about clips lead to one refresh of their lists. */
const batchMs = 250;

const jobEndListeners = new Set<(job: Job) => void>();

/** Calls back with every job that ends from now on; returns a function that stops it. */
export function onJobEnd(listener: (job: Job) => void): () => void {
  jobEndListeners.add(listener);
  return () => jobEndListeners.delete(listener);
}

function onState(client: QueryClient, link: LinkState): void {
  const { wasLost } = liveStore.get();
  if (link === 'open' && wasLost) void refreshAll(client);
  liveStore.set((state) => ({
    ...state,
    link: link === 'connecting' && wasLost ? 'lost' : link,
    wasLost: link === 'open' ? false : link === 'lost' || wasLost,
  }));
}

/** Applies the server's events to the cache while `on` and the studio is open. */
export function useLive(on: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!on) return;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const effects = {
      onClipsChanged() {
        timer ??= setTimeout(() => {
          timer = undefined;
          void refresh(client, 'clipLists');
        }, batchMs);
      },
      onJobEnd(job: Job) {
        for (const listener of jobEndListeners) listener(job);
      },
    };
    const run = async () => {
      const events = listen(api, { signal: stop.signal, onState: (link) => onState(client, link) });
      for await (const event of events) applyEvent(client, event, effects);
    };
    run().catch((thrown: AkezoraError) => {
      if (thrown.code === 'unauthorized') void refresh(client, 'session');
    });
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [client, on]);
}
