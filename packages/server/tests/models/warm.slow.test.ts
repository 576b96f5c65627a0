import { afterEach, expect, it } from 'vitest';
import { readCachedModels } from '../../src/models/cached-models.ts';
import { startTestServer, submit, type TestServer, waitFor } from '../support/server.ts';

let test: TestServer | undefined;
afterEach(async () => {
  await test?.remove();
  test = undefined;
});

it('reads the models before anybody asks for them, when it is told to', async () => {
  test = await startTestServer();
  const { server } = test;
  expect(await readCachedModels(server.store)).toBeUndefined();
  server.warm();
  await expect.poll(() => readCachedModels(server.store), { timeout: 90_000 }).toBeDefined();
});

it('starts the process that makes clips when a clip is planned, and makes the clip in it', async () => {
  test = await startTestServer();
  const { server, api } = test;
  await api.call('models');
  const before = server.children();
  await api.call('plan', { body: { request: { prompt: 'x' } } });
  const planned = server.children();
  expect(planned.length).toBe(before.length + 1);
  await waitFor(api, (await submit(api, 'x')).id);
  expect(planned.every((pid) => server.children().includes(pid))).toBe(true);
});

it('starts none where other machines make the clips', async () => {
  test = await startTestServer({ devices: [] });
  const { server, api } = test;
  await api.call('models');
  const before = server.children().length;
  await api.call('plan', { body: { request: { prompt: 'x' } } });
  expect(server.children().length).toBe(before);
});
