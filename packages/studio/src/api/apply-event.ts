import type { ApiEvent, Job } from '@akezora/contract/api';
import type { QueryClient } from '@tanstack/react-query';
import { keys } from './keys.ts';
import { liveStore } from './live-store.ts';
import { placeClip, placeJob, refresh, refreshAll, removeDeleted } from './refresh.ts';

const ended = (job: Job) => job.state !== 'queued' && job.state !== 'running';

/** What an event leads to outside the cache. */
export interface EventEffects {
  /** Lists of clips are stale; many such events may come at once. */
  readonly onClipsChanged: () => void;
  /** A job ended: called once a job. */
  readonly onJobEnd: (job: Job) => void;
}

/** Writes an event of the server into the cache and marks as stale what it changed. */
export function applyEvent(client: QueryClient, event: ApiEvent, effects: EventEffects): void {
  switch (event.type) {
    case 'hello':
      return;
    case 'reset':
      void refreshAll(client);
      return;
    case 'job': {
      const before = client.getQueryData<Job>(keys.job(event.job.id));
      placeJob(client, event.job);
      if (!ended(event.job)) return;
      void refresh(client, 'jobEnd');
      if (before === undefined || !ended(before)) effects.onJobEnd(event.job);
      return;
    }
    case 'preview':
      liveStore.set((state) => ({ ...state, previews: { ...state.previews, [event.jobId]: event.src } }));
      return;
    case 'clip':
      placeClip(client, event.clip);
      effects.onClipsChanged();
      return;
    case 'gone':
      removeDeleted(client, event.kind, event.id);
      effects.onClipsChanged();
      return;
    case 'model':
      void refresh(client, 'models');
      return;
  }
}
