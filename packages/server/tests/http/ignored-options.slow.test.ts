import { fileURLToPath } from 'node:url';
import { Client as GradioClient } from '@gradio/client';
import OpenAI, { toFile } from 'openai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/server.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGP8z8DAwMDAxMDAwMDAAAANHQEDasKb6QAAAABJRU5ErkJggg==',
  'base64',
);

let test: TestServer;
beforeAll(async () => {
  const engine = fileURLToPath(new URL('../support/text-only-engine.ts', import.meta.url));
  test = await startTestServer({ engine });
}, 180_000);
afterAll(() => test.remove());

const newestJob = async () => (await test.api.call('jobs', { query: { limit: 1 } })).data[0];

it('lists a picture that the model cannot take in OpenAI’s video, now and later', async () => {
  const client = new OpenAI({ baseURL: `${test.server.url}/v1`, apiKey: 'any', maxRetries: 0 });
  const input_reference = await toFile(png, 'a.png');
  const made = await client.videos.create({ prompt: 'a fox', seconds: '4', size: '1280x720', input_reference });
  expect(made).toMatchObject({ ignored: ['input_reference'] });
  expect(await client.videos.retrieve(made.id)).toMatchObject({ ignored: ['input_reference'] });
  expect((await newestJob())?.request.conditions).toBeUndefined();
  const plain = await client.videos.create({ prompt: 'a fox', seconds: '4', size: '1280x720' });
  expect(plain).not.toHaveProperty('ignored');
});

it('lists it in the JSON output of Gradio', async () => {
  const app = await GradioClient.connect(test.server.url);
  const image = new Blob([png], { type: 'image/png' });
  const made = await app.predict('/generate_video', { prompt: 'a fox', image });
  expect((made.data as unknown[])[1]).toMatchObject({ ignored: ['image'] });
  const plain = await app.predict('/generate_video', { prompt: 'a fox' });
  expect((plain.data as unknown[])[1]).toMatchObject({ ignored: [] });
  app.close();
});

it('names Hugging Face’s parameters that the model does not have in a header', async () => {
  const ask = (parameters: object) =>
    fetch(test.server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer hf_any' },
      body: JSON.stringify({ inputs: 'a fox', parameters }),
    });
  const made = await ask({ negative_prompt: 'blurry', guidance_scale: 7, seed: 1 });
  expect([made.status, made.headers.get('content-type')]).toEqual([200, 'video/mp4']);
  expect(made.headers.get('x-akezora-ignored')).toBe('guidance_scale, negative_prompt');
  await made.arrayBuffer();
  const plain = await ask({ seed: 1 });
  expect(plain.headers.get('x-akezora-ignored')).toBeNull();
  await plain.arrayBuffer();
});

it('refuses by name on our own API what the compatible endpoints leave out', async () => {
  const request = { prompt: 'a fox', negativePrompt: 'blurry' };
  await expect(test.api.call('submit', { body: { request } })).rejects.toMatchObject({
    code: 'option_unsupported',
    field: 'negativePrompt',
  });
  await expect(test.api.call('plan', { body: { request: { prompt: 'a fox', preset: 'noir' } } })).rejects.toMatchObject(
    {
      code: 'option_unsupported',
      field: 'preset',
    },
  );
});
