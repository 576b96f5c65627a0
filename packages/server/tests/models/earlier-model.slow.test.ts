import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { idCalled } from '../../src/models/names.ts';
import { newDataFolder, newFolder } from '../support/folders.ts';
import { startTestServer, submit, type TestServer, waitFor } from '../support/server.ts';

const home = newFolder();
const before = { ...process.env };
const small = { seconds: 2, resolution: '360p', fps: 12, steps: 1, finish: { upscale: false } } as const;
let test: TestServer;

beforeAll(() => {
  process.env.AKEZORA_HOME = join(home, 'data');
  process.env.AKEZORA_CACHE = join(home, 'cache');
});
afterAll(async () => {
  await test.remove();
  process.env = before;
  rmSync(home, { recursive: true, force: true });
});

it('a job that waited for akezora-1 runs on akezora-2 after the update, and says so', async () => {
  const dataFolder = await newDataFolder();
  const earlier = await startTestServer({ dataFolder, engine: '@akezora/engine', devices: [] });
  const waiting = await submit(earlier.api, 'a fox in the park', small);
  const stored = { model: 'akezora-1', request: JSON.stringify({ ...waiting.request, model: 'akezora-1' }) };
  const { db } = earlier.server.store;
  await db.updateTable('jobs').set(stored).where('id', '=', waiting.id).execute();
  await db.insertInto('speeds').values({ model: 'akezora-1', ms_per_unit: 4000, runs: 3 }).execute();
  await earlier.server.stop();

  test = await startTestServer({ dataFolder, engine: '@akezora/engine', devices: ['cpu'] });
  const done = await waitFor(test.api, waiting.id);
  expect(done).toMatchObject({ state: 'completed', error: null });
  const [notice] = done.plan!.notices;
  expect(notice).toMatchObject({ code: 'model_replaced', field: 'model' });
  for (const text of [notice!.message.en, notice!.message.ja]) expect(text).toMatch(/akezora-1.*akezora-2/);
  const clip = await test.api.call('clip', { params: { id: done.clipId! } });
  expect(clip).toMatchObject({ model: 'akezora-2', facts: { model: 'akezora-2', request: { model: 'akezora-2' } } });
  const speeds = await test.server.store.db.selectFrom('speeds').selectAll().where('model', '=', 'akezora-2').execute();
  expect(speeds).toMatchObject([{ runs: 1 }]);
}, 180_000);

it('takes new requests by every name, and lists the names', async () => {
  const { data } = await test.api.call('models');
  const entry = data.find(({ id }) => id === 'akezora-2')!;
  expect(entry.aliases).toEqual(expect.arrayContaining(['akezora-1', 'sora-2', 'sora-2-pro']));
  for (const model of ['akezora-1', 'sora-2', 'sora-2-pro', 'akezora-2']) {
    const { plan } = await test.api.call('plan', { body: { request: { prompt: 'a fox', model, ...small } } });
    expect(plan.model).toBe('akezora-2');
  }
});

it('leaves a name to the server’s own settings, and to a model of that very name', () => {
  expect(idCalled('sora-2', { 'sora-2': 'my-film' }, ['akezora-2', 'my-film'])).toBe('my-film');
  expect(idCalled('sora-2', {}, ['akezora-2', 'sora-2'])).toBe('sora-2');
  // Settings that an earlier version stored.
  expect(idCalled('mine', { mine: 'akezora-1' }, ['akezora-2'])).toBe('akezora-2');
  expect(idCalled('akezora-1', {}, ['akezora-2'])).toBe('akezora-2');
  expect(idCalled('gone', {}, ['akezora-2'])).toBe('gone');
});
