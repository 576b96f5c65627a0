import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, submit, type TestServer, waitFor } from '../support/server.ts';

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer();
}, 180_000);
afterAll(() => test.remove());

/** What version 0.1 stored: the old words of quality, and options that nothing read. */
const earlier = { quality: 'turbo', marks: { visible: true }, finish: { interpolate: true, upscale: true } };

it('clips and jobs that version 0.1 stored are shown and made again in the present form', async () => {
  const done = await waitFor(test.api, (await submit(test.api, 'a fox')).id);
  const params = { id: done.clipId ?? '' };
  const { facts } = await test.api.call('clip', { params });
  const { db } = test.server.store;
  const request = { ...facts?.request, ...earlier };
  const [storedFacts, storedRequest] = [JSON.stringify({ ...facts, request }), JSON.stringify(request)];
  await db.updateTable('clips').set({ facts: storedFacts }).where('id', '=', params.id).execute();
  await db.updateTable('jobs').set({ request: storedRequest, state: 'failed' }).where('id', '=', done.id).execute();

  const shown = (await test.api.call('clip', { params })).facts?.request as Record<string, unknown>;
  expect(shown).toMatchObject({ quality: 'fast', finish: { upscale: true } });
  expect(shown).not.toHaveProperty('marks');

  const again = await test.api.call('retryJob', { params: { id: done.id } });
  expect((await waitFor(test.api, again.id)).state).toBe('completed');
});
