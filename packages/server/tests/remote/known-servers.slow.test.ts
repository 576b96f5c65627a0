import { uploadFile } from '@akezora/contract/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedOf } from '../../src/remote/size.ts';
import { exchangesOf, type FarServer, startFarServer } from '../support/far-server.ts';
import { startTestServer, submit, type TestServer, waitFor } from '../support/server.ts';

const kinds = ['sglang', 'vllm-omni', 'fastvideo'] as const;
const exchanges = Object.fromEntries(kinds.map((kind) => [kind, exchangesOf(kind)]));

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGP8z8DAwMDAxMDAwMDAAAANHQEDasKb6QAAAABJRU5ErkJggg==',
  'base64',
);

let here: TestServer;
const far = new Map<string, FarServer>();
/** The same servers, configured as ones that take no more than OpenAI's fields. */
const plainName = (kind: string) => `plain-${kind}`;

beforeAll(async () => {
  for (const kind of kinds) far.set(kind, await startFarServer(exchanges[kind] as never));
  here = await startTestServer({
    upstreams: kinds.flatMap((kind) => [
      { model: kind, urls: [far.get(kind)?.url ?? ''], patienceSeconds: 0 },
      { model: plainName(kind), urls: [far.get(kind)?.url ?? ''], server: kind, fields: [] },
    ]),
  });
});
afterAll(async () => {
  await here.remove();
  for (const server of far.values()) await server.stop();
});

const serverOf = (kind: string) => far.get(kind) as FarServer;
const lastAsked = (kind: string) => serverOf(kind).asked.at(-1);
const size = { width: 1280, height: 720 };

async function clipOf(prompt: string, request: object) {
  const job = await waitFor(here.api, (await submit(here.api, prompt, request)).id);
  if (job.clipId === null) throw new Error(JSON.stringify(job.error));
  return here.api.call('clip', { params: { id: job.clipId } });
}

const asOpenAi = async (body: object) => {
  const answer = await fetch(`${here.server.url}/v1/videos`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer any' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, json: (await answer.json()) as { id: string; ignored?: string[] } };
};

describe.each(kinds)('%s', (kind) => {
  const told = exchanges[kind];
  if (told === undefined) throw new Error(kind);

  it('is asked as its documentation and tests say, and the clip carries just that', async () => {
    expect(told.sources.length).toBeGreaterThan(0);
    const options = { fps: 16, steps: 40, guidance: 5, seed: 123, negativePrompt: 'blurry' };
    const clip = await clipOf('a red fox', { model: kind, size, seconds: 4, ...options });
    expect(lastAsked(kind)).toEqual(told.asked);
    expect(clip.facts).toMatchObject({
      model: kind,
      modelVersion: told.models.data[0]?.id,
      kernels: 'upstream',
      seed: 123,
      steps: 40,
      guidance: 5,
      negativePrompt: 'blurry',
      codec: 'h264',
      request: { ...options, size, seconds: 4, prompt: 'a red fox' },
    });
    expect(serverOf(kind).calls.at(-1)).toBe(`DELETE /v1/videos/${told.created.id}`);
  });

  it('is sent a seed that was drawn, and no number that nobody chose', async () => {
    const clip = await clipOf('a blue fox', { model: kind, size, seconds: 4 });
    const { fields } = lastAsked(kind) ?? { fields: {} };
    expect(Object.keys(fields).toSorted()).toEqual(['model', 'prompt', 'seconds', 'seed', 'size']);
    expect(clip.facts).toMatchObject({ seed: Number(fields.seed), request: { seed: Number(fields.seed) } });
    expect(clip.facts).not.toHaveProperty('steps');
    expect(clip.facts).not.toHaveProperty('guidance');
    expect(clip.facts?.request).not.toHaveProperty('fps');
  });

  it('counts frames where seconds are no whole number', async () => {
    const clip = await clipOf('a fox', { model: kind, size, seconds: 2.5, fps: 16 });
    expect(lastAsked(kind)?.fields).toMatchObject(told.fractional);
    expect(lastAsked(kind)?.fields).not.toHaveProperty('seconds');
    expect(clip.facts?.request).toMatchObject({ seconds: 2.5, fps: 16 });
  });

  it('gets a first picture as a form, and none at another time', async () => {
    const { id } = await uploadFile(here.api, new File([png], 'a.png'));
    const at = (seconds: number) => ({ source: { kind: 'image', file: `upload:${id}` }, at: seconds });
    await clipOf('a fox', { model: kind, size, seconds: 4, conditions: [at(0)] });
    expect(lastAsked(kind)).toMatchObject({ type: 'multipart/form-data', picture: expect.any(Number) });
    for (const conditions of [[at(2)], [at(0), at(2)], [at(0), at(0)]])
      await expect(submit(here.api, 'a fox', { model: kind, conditions })).rejects.toMatchObject({
        code: 'option_unsupported',
        field: expect.stringMatching(/^(?:request\.)?conditions\.\d$/),
      });
  });

  it('says why it failed', async () => {
    const job = await waitFor(here.api, (await submit(here.api, 'fail', { model: kind, size, seconds: 4 })).id);
    expect(job.error).toMatchObject({ code: 'upstream_failed' });
    expect(job.error?.message.en).toContain(told.failed.error.message);
  });

  it('with no more than OpenAI’s fields: other options are listed as ignored, and are no facts', async () => {
    const model = plainName(kind);
    await expect(submit(here.api, 'a fox', { model, steps: 40 })).rejects.toMatchObject({ field: 'steps' });
    const options = {
      fps: 16,
      num_inference_steps: 40,
      guidance_scale: 5,
      negative_prompt: 'blurry',
      size: '1280x720',
    };
    const { json } = await asOpenAi({ prompt: 'a plain fox', model, ...options });
    expect(json.ignored?.toSorted()).toEqual(['fps', 'guidance_scale', 'negative_prompt', 'num_inference_steps']);
    const job = await waitFor(here.api, json.id);
    const { facts } = await here.api.call('clip', { params: { id: job.clipId ?? '' } });
    expect(Object.keys(lastAsked(kind)?.fields ?? {}).toSorted()).toEqual(['model', 'prompt', 'seconds', 'size']);
    for (const name of ['seed', 'steps', 'guidance', 'negativePrompt']) expect(facts).not.toHaveProperty(name);
  });

  it('that lost a job is sent it again', async () => {
    const server = serverOf(kind);
    const before = server.asked.length;
    const job = await submit(here.api, 'wait', { model: kind, size, seconds: 4 });
    while (server.asked.length === before) await new Promise((resolve) => setTimeout(resolve, 20));
    await waitFor(here.api, job.id, 'running');
    server.forget();
    while (server.asked.length === before + 1) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.asked.at(-1)?.fields.seed).toEqual(server.asked.at(-2)?.fields.seed);
    expect(Number(server.asked.at(-1)?.fields.seed)).toBe(seedOf(job.id));
    await here.api.call('cancelJob', { params: { id: job.id } });
    expect((await waitFor(here.api, job.id)).state).toBe('cancelled');
    expect(server.calls.at(-1)).toMatch(/^DELETE/);
  });

  it.each(told.clients)('what $name sends works here', async ({ type, fields, understood, ignored }) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    // Sent to a model that takes everything of these servers' options.
    const model = 'fastvideo';
    form.set('model', model);
    const answer = await fetch(`${here.server.url}/v1/videos`, {
      method: 'POST',
      headers: { authorization: 'Bearer any', ...(type === 'json' ? { 'content-type': 'application/json' } : {}) },
      body: type === 'json' ? JSON.stringify({ ...fields, model }) : form,
    });
    const video = (await answer.json()) as { id: string; ignored?: string[]; error: unknown };
    expect([answer.status, video.error]).toEqual([200, null]);
    expect((video.ignored ?? []).toSorted()).toEqual([...ignored].toSorted());
    const job = await here.api.call('job', { params: { id: video.id } });
    expect(job.request).toMatchObject({ prompt: fields.prompt, ...understood });
    await waitFor(here.api, video.id);
  });
});
