import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { uploadFile } from '@akezora/contract/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ComfyServer, comfyModel as model, startComfy, upstreamAt } from '../support/comfyui.ts';
import { eventsUntil, startTestServer, submit, type TestServer, waitFor } from '../support/server.ts';

const clip = readFileSync(fileURLToPath(new URL('../support/clip.mp4', import.meta.url)));
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGP8z8DAwMDAxMDAwMDAAAANHQEDasKb6QAAAABJRU5ErkJggg==',
  'base64',
);

let comfy: ComfyServer;
let broken: ComfyServer;
let here: TestServer;

beforeAll(async () => {
  comfy = await startComfy({ stepMs: 400 });
  broken = await startComfy({ clip: Buffer.from('<html></html>'), preview: Buffer.from('not a picture') });
  here = await startTestServer({
    upstreams: [upstreamAt([comfy.url]), upstreamAt([broken.url], { model: 'broken' })],
  });
});
afterAll(async () => {
  await here.remove();
  await Promise.all([comfy.stop(), broken.stop()]);
});

const clipOf = async (id: string | null) => here.api.call('clip', { params: { id: id ?? '' } });

describe('a workflow of ComfyUI', () => {
  it('is a model: it is filled, its progress and previews are shown, and its file is the clip', async () => {
    const options = { seed: 7, steps: 12, guidance: 4, fps: 25, negativePrompt: 'blur', seconds: 3 };
    const loras = [{ id: 'squish', strength: 0.5 }];
    const size = { width: 1000, height: 500 };
    const job = await submit(here.api, 'a fox', { model, size, loras, ...options });
    const events = await eventsUntil(
      here.api,
      (event) => event.type === 'job' && ['completed', 'failed'].includes(event.job.state),
      {
        job: job.id,
      },
    );
    const done = await waitFor(here.api, job.id);
    expect(done.error).toBeNull();
    const [queued] = comfy.queued;
    const inputsOf = (id: string) => queued?.prompt[id]?.inputs;
    expect(inputsOf('4')?.text).toBe('a fox');
    expect(inputsOf('5')?.text).toBe('blur');
    expect(inputsOf('11')).toMatchObject({ noise_seed: 7, cfg: 4, model: ['3', 0] });
    // Multiples of 32, and 8 n + 1 frames: 73 are nearest to 3 s at 25.
    expect(inputsOf('7')).toMatchObject({ width: 992, height: 512, length: 73 });
    expect([inputsOf('8')?.frame_rate, inputsOf('13')?.fps, inputsOf('9')?.steps]).toEqual([25, 25, 12]);
    expect(inputsOf('3')).toMatchObject({ lora_name: 'ltx-squish.safetensors', strength_model: 0.5 });
    const fractions = events.flatMap((event) => (event.type === 'job' ? (event.job.progress?.fraction ?? []) : []));
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(fractions.some((fraction) => fraction > 0.5)).toBe(true);
    const shown = events.find((event) => event.type === 'preview');
    expect(shown).toMatchObject({ frame: 1, src: expect.stringContaining(job.id) });
    const kept = await clipOf(done.clipId);
    const bytes = Buffer.from(await (await fetch(here.server.url + kept.urls.video)).arrayBuffer());
    expect(bytes.equals(clip)).toBe(true);
    expect(Object.fromEntries(comfy.views[0] ?? [])).toEqual({
      filename: 'ltx_00001_.mp4',
      subfolder: 'akezora',
      type: 'output',
    });
    expect(kept.facts).toMatchObject({
      model,
      modelVersion: expect.stringMatching(/^comfyui:[0-9a-f]{16}$/),
      kernels: 'upstream',
      ...{ seed: 7, steps: 12, guidance: 4, negativePrompt: 'blur' },
      request: { ...options, seconds: 2.92, size: { width: 992, height: 512 }, loras },
    });
  });

  it('is asked for its own numbers where a request names none, with a seed that is drawn, and without a LoRA', async () => {
    const done = await waitFor(here.api, (await submit(here.api, 'a fox', { model })).id);
    const prompt = comfy.queued.at(-1)?.prompt;
    expect(prompt).not.toHaveProperty('3');
    expect(prompt?.['11']?.inputs).toMatchObject({ model: ['1', 0], cfg: 3 });
    const { facts } = await clipOf(done.clipId);
    expect(facts).toMatchObject({ steps: 30, guidance: 3, negativePrompt: expect.stringContaining('low quality') });
    expect(facts?.seed).toBe(prompt?.['11']?.inputs.noise_seed);
    expect(facts?.request.loras).toBeUndefined();
    for (const [field, more] of Object.entries({
      fps: { fps: 12 },
      'loras.0.id': { loras: [{ id: 'other' }] },
      perturbation: { perturbation: 1 },
      quality: { quality: 'best' },
    }))
      await expect(submit(here.api, 'a fox', { model, ...more })).rejects.toMatchObject({
        code: 'option_unsupported',
        field,
      });
  });

  it('takes a first picture, which is uploaded', async () => {
    const { id } = await uploadFile(here.api, new File([png], 'a.png'));
    const conditions = [{ source: { kind: 'image', file: `upload:${id}` } }];
    const job = await submit(here.api, 'a fox', { model, conditions });
    expect((await waitFor(here.api, job.id)).error).toBeNull();
    const name = `akezora-${job.id}.png`;
    expect(comfy.queued.at(-1)?.prompt['6']).toMatchObject({ class_type: 'LoadImage', inputs: { image: name } });
    expect(comfy.uploads.get(name)?.subarray(1, 4).toString()).toBe('PNG');
  });

  it('whose file is no video is refused by the process that reads foreign files', async () => {
    const { state, error, preview } = await waitFor(
      here.api,
      (await submit(here.api, 'a fox', { model: 'broken' })).id,
    );
    expect([state, error?.code, preview]).toEqual(['failed', 'input_unreadable', null]);
  });
});
