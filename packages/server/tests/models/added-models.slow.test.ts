import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addModel } from '@akezora/engine';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tinyModel } from '../../../engine/tests/models/ltx-video/tiny-model.ts';
import { newFolder } from '../support/folders.ts';
import { startTestServer, submit, type TestServer, waitFor } from '../support/server.ts';

let test: TestServer;
const home = newFolder();
const before = { ...process.env };

beforeAll(async () => {
  process.env.AKEZORA_HOME = join(home, 'data');
  process.env.AKEZORA_CACHE = join(home, 'cache');
  process.env.HF_HUB_CACHE = join(home, 'hub');
  test = await startTestServer({ engine: '@akezora/engine', devices: ['cpu'] });
}, 120_000);
afterAll(async () => {
  await test.remove();
  process.env = before;
  rmSync(home, { recursive: true, force: true });
});

const entryOf = async (id: string) => (await test.api.call('models')).data.find((model) => model.id === id);

it('reports whether installed models fit in memory, and unknown for others', async () => {
  expect(await entryOf('akezora-2')).toMatchObject({ place: 'box', installed: true, fits: 'fits', reason: null });
  expect(await entryOf('ltx-video-2b-0.9.5')).toMatchObject({ installed: false, fits: 'unknown', reason: null });
});

it('lists a model added while it runs, makes a clip with it, and forgets it without touching its files', async () => {
  const folder = await tinyModel();
  const more = { model: 'my-film', size: { width: 64, height: 64 }, seconds: 0.5, steps: 1 };
  // Long after the engine was last asked, so that this asks it.
  await new Promise((resolve) => setTimeout(resolve, 1100));
  await expect(submit(test.api, 'a fox', more)).rejects.toMatchObject({ code: 'model_unknown' });
  await addModel(folder, 'my-film');
  // No list in between: a job may name it at once, though the engine has just said that there is none.
  const job = await submit(test.api, 'a fox', more);
  expect(await entryOf('my-film')).toMatchObject({ place: 'local', installed: true, fits: 'fits', reason: null });
  const done = await waitFor(test.api, job.id);
  expect(done).toMatchObject({ state: 'completed', error: null, model: 'my-film' });
  await test.api.call('removeModel', { params: { id: 'my-film' } });
  expect(await entryOf('my-film')).toBeUndefined();
  expect((await addModel(folder, 'again')).bytes).toBeGreaterThan(500_000);
  rmSync(folder, { recursive: true, force: true });
}, 120_000);

it('shows an added model that can no longer be read, with the reason', async () => {
  const folder = await tinyModel();
  await addModel(folder, 'broken');
  writeFileSync(join(folder, 'transformer', 'config.json'), '{');
  const refusal = () =>
    test.api.call('plan', { body: { request: { prompt: 'x', model: 'broken' } } }).catch(({ code }) => code);
  await expect.poll(refusal, { timeout: 10_000 }).toBe('weights_corrupt');
  const entry = await entryOf('broken');
  expect(entry).toMatchObject({ installed: true, fits: 'no', capabilities: { family: 'unknown' } });
  // Which file, not where it lies on the machine: others than the person at it may ask.
  expect(entry?.reason?.en).toContain('config.json is damaged');
  expect(entry?.reason?.ja).toContain('config.json');
  expect(JSON.stringify(entry)).not.toContain(folder);
  rmSync(folder, { recursive: true, force: true });
});
