import type { Job, LinkState } from '@akezora/contract/api';
import { useSyncExternalStore } from 'react';
import { createStore } from '../util/store.ts';
import { api } from './client.ts';

/** State of the event stream, and the newest preview of each running job. */
export const liveStore = createStore<{
  readonly link: LinkState;
  /** The stream broke and has not come back yet: connecting then counts as lost. */
  readonly wasLost: boolean;
  /** Addresses by job. */
  readonly previews: Readonly<Record<string, string>>;
}>({ link: 'connecting', wasLost: false, previews: {} });

/** Newest preview of a job; null where none has come. */
export function usePreview(job: Job): string | null {
  const preview = useSyncExternalStore(liveStore.subscribe, () => liveStore.get().previews[job.id]);
  const src = preview ?? job.preview;
  return src === null ? null : api.url(src);
}

/** State of the connection to the server. */
export const useConnection = (): LinkState => useSyncExternalStore(liveStore.subscribe, () => liveStore.get().link);
