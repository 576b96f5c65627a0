import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { addModel } from '@akezora/engine';
import { Client as GradioClient } from '@gradio/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tinyLora } from '../../../engine/tests/models/ltx-video/tiny-lora.ts';
import { tinyModel } from '../../../engine/tests/models/ltx-video/tiny-model.ts';
import { newFolder } from '../support/folders.ts';
import { startTestServer, submit, type TestServer, waitFor } from '../support/server.ts';

let test: TestServer;
let file = '';
const home = newFolder();
const before = { ...process.env };
const loras = [{ id: 'ink', strength: 0.5 }];
const small = { model: 'my-film', size: { width: 64, height: 64 }, seconds: 0.5, steps: 1 };

beforeAll(async () => {
  process.env.AKEZORA_HOME = join(home, 'data');
  process.env.AKEZORA_CACHE = join(home, 'cache');
  process.env.HF_HUB_CACHE = join(home, 'hub');
  const folder = await tinyModel();
  await addModel(folder, 'my-film');
  file = join(home, 'ink.safetensors');
  copyFileSync(await tinyLora(folder), file);
  test = await startTestServer({ engine: '@akezora/engine', devices: ['cpu'], defaultModel: 'my-film' });
}, 120_000);
afterAll(async () => {
  await test.remove();
  process.env = before;
  rmSync(home, { recursive: true, force: true });
});

const post = (path: string, body: object) =>
  fetch(`${test.server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer any' },
    body: JSON.stringify(body),
  });

it('takes a LoRA that was added while it runs, lists it with its model, and says in the facts which it was', async () => {
  await expect(submit(test.api, 'a fox', { ...small, loras })).rejects.toMatchObject({
    code: 'option_unsupported',
    field: 'loras.0.id',
  });
  await addModel(file);
  const job = await submit(test.api, 'a fox', { ...small, loras });
  const { data } = await test.api.call('models');
  expect(data.find(({ id }) => id === 'my-film')?.capabilities.loras).toMatchObject([{ id: 'ink' }]);
  const { plan } = await test.api.call('plan', { body: { request: { prompt: 'a fox', ...small, loras } } });
  expect(plan.loras).toMatchObject([{ id: 'ink', strength: 0.5 }]);
  const done = await waitFor(test.api, job.id);
  expect(done).toMatchObject({ state: 'completed', error: null });
  const clip = await test.api.call('clip', { params: { id: done.clipId ?? '' } });
  expect(clip.facts?.loras).toEqual([{ id: 'ink', strength: 0.5, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
  // Made again from its facts, it has them too.
  const again = await test.api.call('submit', { body: { request: clip.facts?.request as never } });
  expect((await waitFor(test.api, again.data[0]?.id ?? '')).state).toBe('completed');
}, 60_000);

const newestLoras = async () => {
  const { data } = await test.api.call('jobs', { query: { limit: 1 } });
  await test.api.call('cancelJob', { params: { id: data[0]?.id ?? '' } }).catch(() => undefined);
  return data[0]?.request.loras;
};

it('takes them by every other API, too', async () => {
  await addModel(file);
  const made = await post('/v1/videos', { prompt: 'a fox', model: 'my-film', size: '64x64', loras: 'ink:0.5' });
  expect(made.status).toBe(200);
  expect(await newestLoras()).toEqual(loras);

  const parameters = { size: '64x64', seconds: 0.5, num_inference_steps: 1, loras: [{ name: 'ink', scale: 0.5 }] };
  const file0 = await post('/', { inputs: 'a fox', parameters });
  expect([file0.status, file0.headers.get('x-akezora-ignored')]).toEqual([200, null]);
  expect(await newestLoras()).toEqual(loras);

  const app = await GradioClient.connect(test.server.url);
  const call = app.submit('/generate_video', {
    prompt: 'a fox',
    duration: 0.5,
    num_inference_steps: 1,
    loras: 'ink:0.5',
  });
  for await (const event of call) if (event.type === 'status' && event.stage !== 'complete') break;
  expect(await newestLoras()).toEqual(loras);
  app.close();

  const mcp = new Client({ name: 'test', version: '1' });
  await mcp.connect(new StreamableHTTPClientTransport(new URL(`${test.server.url}/mcp`)) as never);
  const input = { prompt: 'a fox', model: 'my-film', size: '64x64', seconds: 0.5, loras: 'ink:0.5' };
  const answer = await mcp.callTool({ name: 'generate_video', arguments: input });
  expect(answer.isError, JSON.stringify(answer)).not.toBe(true);
  expect(await newestLoras()).toEqual(loras);
  await mcp.close();
}, 60_000);

it('refuses paths and URLs by name on every API, and LoRAs of a model without any, with what that has instead', async () => {
  for (const place of [file, '../ink', 'https://example.org/ink.safetensors', 'C:\\loras\\ink']) {
    const request = { prompt: 'a fox', ...small };
    for (const one of [{ file: place }, { id: place }]) {
      const refused = await post('/api/jobs', { request: { ...request, loras: [one] } });
      expect(refused.status, `${place} as ${Object.keys(one)[0]}`).toBe(400);
      expect(await refused.text()).toContain('loras.0');
    }
    const openai = await post('/v1/videos', { prompt: 'a fox', model: 'my-film', loras: place });
    expect([openai.status, await openai.text()]).toEqual([400, expect.stringContaining('never by a path or URL')]);
    const face = await post('/', { inputs: 'a fox', parameters: { lora: { path: place } } });
    expect([face.status, await face.text()]).toEqual([400, expect.stringContaining('never by a path or URL')]);
  }
  const box = await post('/v1/videos', { prompt: 'a fox', model: 'akezora-2', loras: 'ink' });
  expect([box.status, await box.text()]).toEqual([400, expect.stringContaining('film-noir')]);
});
