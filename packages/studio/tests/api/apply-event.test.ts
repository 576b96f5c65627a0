import { generationRequestSchema } from '@akezora/contract';
import type { ApiEvent, Job } from '@akezora/contract/api';
import { QueryClient } from '@tanstack/react-query';
import { beforeEach, describe, expect, it } from 'vitest';
import { applyEvent } from '../../src/api/apply-event.ts';
import { keys } from '../../src/api/keys.ts';
import { liveStore } from '../../src/api/live-store.ts';
import { makeJob } from '../server/jobs.ts';
import { addClip, createState } from '../server/state.ts';

const state = createState();
const request = generationRequestSchema.parse({ prompt: 'a fox', seed: 1 });

describe('an event of the server', () => {
  let client: QueryClient;
  let ended: string[];
  let clipChanges: number;
  const apply = (event: ApiEvent) =>
    applyEvent(client, event, {
      onJobEnd: ({ id }) => void ended.push(id),
      onClipsChanged: () => {
        clipChanges += 1;
      },
    });
  const stale = (key: readonly unknown[]) => client.getQueryState(key)?.isInvalidated;
  beforeEach(() => {
    client = new QueryClient();
    ended = [];
    clipChanges = 0;
  });

  it('that tells of a job writes it into the cache, and of its end once', () => {
    const job: Job = makeJob(state, request, null, 'prompt');
    client.setQueryData(keys.activity, {});
    apply({ type: 'job', job: { ...job, state: 'running' } });
    expect(client.getQueryData(keys.job(job.id))).toMatchObject({ state: 'running' });
    expect(ended).toEqual([]);
    expect(stale(keys.activity)).toBe(false);
    apply({ type: 'job', job: { ...job, state: 'completed' } });
    apply({ type: 'job', job: { ...job, state: 'completed' } });
    expect(ended).toEqual([job.id]);
    expect(stale(keys.activity)).toBe(true);
  });

  it('that brings a preview replaces the last one of its job', () => {
    apply({ type: 'preview', jobId: 'j1', frame: 1, src: 'one' });
    apply({ type: 'preview', jobId: 'j2', frame: 1, src: 'two' });
    apply({ type: 'preview', jobId: 'j1', frame: 2, src: 'three' });
    expect(liveStore.get().previews).toMatchObject({ j1: 'three', j2: 'two' });
  });

  it('that tells of a clip changes the loaded one and asks for its lists', () => {
    const clip = addClip(state, request);
    client.setQueryData(keys.clip(clip.id), clip);
    apply({ type: 'clip', clip: { ...clip, favourite: true } });
    expect(client.getQueryData(keys.clip(clip.id))).toMatchObject({ favourite: true });
    apply({ type: 'gone', kind: 'clip', id: clip.id });
    expect(client.getQueryData(keys.clip(clip.id))).toBeUndefined();
    expect(clipChanges).toBe(2);
  });

  it('that says events were missed makes everything stale, and one that greets nothing', () => {
    client.setQueryData(keys.models, []);
    client.setQueryData(keys.session, {});
    apply({ type: 'hello', seq: 1 });
    expect([stale(keys.models), stale(keys.session)]).toEqual([false, false]);
    apply({ type: 'reset' } as ApiEvent);
    expect([stale(keys.models), stale(keys.session)]).toEqual([true, true]);
  });
});
