import { extend, generationRequestSchema } from '@akezora/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { defaultLimits } from '../../src/config/schemas.ts';
import { submitJobs } from '../../src/jobs/submit.ts';
import { startTestServer, submit, type TestServer, waitFor } from '../support/server.ts';

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer();
}, 180_000);
afterAll(() => test.remove());

it.each(['after', 'before'] as const)('joins what was made %s a clip to it, without the overlap', async (place) => {
  const source = await waitFor(test.api, (await submit(test.api, 'a fox')).id);
  const clip = await test.api.call('clip', { params: { id: source.clipId ?? '' } });
  const [model] = (await test.api.call('models')).data;
  const { part, join } = extend({ ...clip, source: { kind: 'clip', id: clip.id } }, 59, place, model?.capabilities);
  expect(join).toEqual({ source: { kind: 'clip', id: clip.id }, overlap: 1, place });
  const request = { ...part, prompt: 'a fox runs on' };
  const { data } = await test.api.call('submit', {
    body: { request, origin: 'extend', ...(join === undefined ? {} : { join }) },
  });
  const made = await waitFor(test.api, data[0]?.id ?? '');
  // The test engine always makes two seconds: two, and two without the second both share.
  const joined = await test.api.call('clip', { params: { id: made.clipId ?? '' } });
  expect(joined.seconds).toBeCloseTo(3, 1);
  expect(joined.parentId).toBe(clip.id);
});

it('also joins what a job of an earlier version made, whose join is stored as `stitch`', async () => {
  const source = await waitFor(test.api, (await submit(test.api, 'a fox')).id);
  const clip = await test.api.call('clip', { params: { id: source.clipId ?? '' } });
  const [model] = (await test.api.call('models')).data;
  const { part } = extend({ ...clip, source: { kind: 'clip', id: clip.id } }, 59, 'after', model?.capabilities);
  const request = generationRequestSchema.parse({ ...part, model: clip.model, prompt: 'a fox runs on' });
  const [job] = await submitJobs(test.server.store, defaultLimits, {
    owner: 'local',
    source: 'api',
    origin: 'extend',
    requests: [request],
    defaultSeconds: 2,
    meta: { stitch: { clip: clip.id, overlap: 1, place: 'after' } },
  });
  const made = await waitFor(test.api, job?.id ?? '');
  const joined = await test.api.call('clip', { params: { id: made.clipId ?? '' } });
  expect(joined.seconds).toBeCloseTo(3, 1);
});
