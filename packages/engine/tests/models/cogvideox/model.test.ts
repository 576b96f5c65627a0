import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type GenerationRequestInput,
  generationRequestSchema,
  type Precision,
  problemsOf,
  type StagePlan,
} from '@akezora/contract';
import sharp from 'sharp';
import { beforeAll, expect, it } from 'vitest';
import type { Machine } from '../../../src/machine/machine.ts';
import { capabilitiesOf } from '../../../src/models/cogvideox/capabilities.ts';
import { checkpoints } from '../../../src/models/cogvideox/checkpoints.ts';
import { cogVideoX } from '../../../src/models/cogvideox/index.ts';
import { withTrainedSize } from '../../../src/models/cogvideox/size.ts';
import type { VideoModel } from '../../../src/models/model.ts';
import { encodeVideo } from '../../../src/video/encode.ts';
import { newFolder } from '../new-folder.ts';
import { writeTinyDecoder } from '../tiny-decoder.ts';
import { type TinyPipeline, tinyModel } from './tiny-model.ts';

const machine: Machine = { device: 'cpu', threads: 2, freeMemoryBytes: 8e9, speeds: {} };
const size = { width: 48, height: 32 };
const requestOf = (more: Partial<GenerationRequestInput>) =>
  generationRequestSchema.parse({ prompt: 'a red fox', size, seconds: 1, steps: 3, seed: 7, ...more });

let picture = '';
let clip = '';
beforeAll(async () => {
  process.env.AKEZORA_CACHE = newFolder();
  const folder = newFolder();
  picture = join(folder, 'fox.png');
  writeFileSync(
    picture,
    await sharp({ create: { ...size, channels: 3, background: '#c84' } })
      .png()
      .toBuffer(),
  );
  clip = join(folder, 'fox.mp4');
  const frames = Array.from({ length: 9 }, (_, i) => ({
    ...size,
    data: new Uint8Array(size.width * size.height * 4).fill(20 * i),
    at: i / 8,
  }));
  for await (const _ of encodeVideo(frames, { file: clip, fps: 8, codec: 'h264', ...size }));
});

const open = async (pipeline: TinyPipeline): Promise<VideoModel> => (await cogVideoX.open(await tinyModel(pipeline)))!;

async function framesOf(model: VideoModel, more: Partial<GenerationRequestInput>): Promise<Uint8Array[]> {
  const request = requestOf(more);
  const plan = await model.plan(request, machine);
  const frames: Uint8Array[] = [];
  for await (const event of model.run(request, plan, { machine, signal: new AbortController().signal }))
    if (event.type === 'frame') frames.push(event.frame.data);
  expect(frames.length).toBe(plan.frames);
  return frames;
}

for (const pipeline of ['pipeline-i2v-5b', 'pipeline-i2v-1.5'] as const) {
  const conditions = () => [{ source: { kind: 'image', file: picture } }] as const;

  it(`makes a clip of ${pipeline} that depends on its picture`, async () => {
    const model = await open(pipeline);
    const first = await framesOf(model, { conditions: [...conditions()] });
    expect(first.length).toBeGreaterThan(8);
    const other = join(newFolder(), 'other.png');
    writeFileSync(
      other,
      await sharp({ create: { ...size, channels: 3, background: '#04f' } })
        .png()
        .toBuffer(),
    );
    const second = await framesOf(model, { conditions: [{ source: { kind: 'image', file: other } }] });
    expect(second.at(-1)).not.toEqual(first.at(-1));
  });

  it(`asks for the picture of ${pipeline} before anything loads`, async () => {
    const model = await open(pipeline);
    await expect(model.plan(requestOf({}), machine)).rejects.toMatchObject({
      code: 'request_invalid',
      details: { field: 'conditions' },
    });
  });
}

it('changes a clip by its strength, with fewer steps the more of it stays', async () => {
  const model = await open('pipeline-v2v-2b');
  const changed = (strength: number) => ({
    steps: 10,
    conditions: [{ source: { kind: 'video' as const, file: clip }, strength }],
  });
  const stepsAt = async (strength: number) =>
    (await model.plan(requestOf(changed(strength)), machine)).stages.find(({ name }: StagePlan) => name === 'denoise')
      ?.steps;
  expect(await stepsAt(0)).toBe(10);
  expect(await stepsAt(0.9)).toBe(1);
  expect(await framesOf(model, changed(0.8))).toHaveLength(9);
  await expect(model.plan(requestOf(changed(1)), machine)).rejects.toMatchObject({
    details: { field: 'conditions.0.strength' },
  });
});

it('changes a clip in patches of two latent frames at lengths that its reference takes, and says where it rounds', async () => {
  const model = await open('pipeline-v2v-1.5');
  const changed = (seconds: number) => ({
    seconds,
    fps: 16,
    conditions: [{ source: { kind: 'video' as const, file: clip }, strength: 0.5 }],
  });
  const planned = async (frames: number) => {
    const plan = await model.plan(requestOf(changed(frames / 16)), machine);
    return [plan.frames, plan.notices.find(({ code }) => code === 'frames_rounded')?.field];
  };
  expect(await planned(16)).toEqual([16, undefined]);
  expect(await planned(13)).toEqual([16, 'seconds']);
  expect(await planned(17)).toEqual([16, 'seconds']);
  expect(await planned(2)).toEqual([8, 'seconds']);
  expect((await model.plan(requestOf({ ...changed(1), conditions: [] }), machine)).frames).toBe(17);
  expect(await framesOf(model, changed(1))).toHaveLength(16);
  const folder = await tinyModel('pipeline-v2v-1.5');
  await writeTinyDecoder(join(folder, 'taecvx.safetensors'), { channels: 4, growth: [1, 2, 2] });
  expect(await framesOf((await cogVideoX.open(folder))!, { ...changed(1), decoder: 'tiny' })).toHaveLength(16);
});

it('makes nearly the same clip with quantised layers', async () => {
  const model = await open('pipeline-v2v-2b');
  const inPrecision = async (precision: Precision) => {
    const request = requestOf({});
    const exact = { ...machine, precision };
    const plan = await model.plan(request, exact);
    const frames: number[] = [];
    for await (const event of model.run(request, plan, { machine: exact, signal: new AbortController().signal }))
      if (event.type === 'frame') frames.push(...event.frame.data);
    return frames;
  };
  const [exact, rounded] = [await inPrecision('f32'), await inPrecision('w8')];
  const gap = exact.reduce((sum, value, i) => sum + Math.abs(value - rounded[i]!), 0) / exact.length;
  expect(gap).toBeGreaterThan(0);
  expect(gap).toBeLessThan(8);
});

it('names what a model offers where a condition is refused', () => {
  const [text, , picturesOnly, late] = checkpoints.map((one) => capabilitiesOf({ ...one, published: true }));
  const image = { source: { kind: 'image', file: 'a.png' } } as const;
  const video = { source: { kind: 'video', file: 'a.mp4' }, strength: 0.5 } as const;
  const choicesOf = (condition: typeof image | typeof video, model: typeof text) =>
    problemsOf(requestOf({ conditions: [condition], size: undefined }), model!)[0]?.details.choices;
  expect(choicesOf(image, text)).toMatchObject({ en: 'a video' });
  expect(choicesOf(video, picturesOnly)).toMatchObject({ en: 'a picture' });
  expect(choicesOf(image, late)).toMatchObject({ en: 'a video' });
});

it('makes the trained size where none is given in pixels, upright or square as asked', () => {
  const sizeFor = (index: number, more: Partial<GenerationRequestInput>) => {
    const checkpoint = checkpoints[index]!;
    const capabilities = capabilitiesOf({ ...checkpoint, published: true });
    return withTrainedSize(requestOf({ size: undefined, ...more }), checkpoint.kind, capabilities).request.size;
  };
  expect(sizeFor(0, {})).toEqual({ width: 720, height: 480 });
  expect(sizeFor(0, { aspect: '9:16' })).toEqual({ width: 480, height: 720 });
  expect(sizeFor(2, { aspect: '16:9' })).toEqual({ width: 720, height: 480 });
  expect(sizeFor(3, { aspect: '1:1' })).toEqual({ width: 768, height: 768 });
  expect(sizeFor(4, {})).toEqual({ width: 1360, height: 768 });
});

it('fetches each repository without the text encoder, which comes once for all', () => {
  const listing = ['transformer/a.safetensors', 'vae/b.safetensors', 'text_encoder/c.safetensors', 'tokenizer/d.json'];
  for (const { id, repo } of checkpoints) {
    const targets = cogVideoX.downloads!(id)!;
    expect(targets.map((target) => target.repo)).toEqual([repo, 'zai-org/CogVideoX-2b']);
    const wanted = targets.map(({ wants }) =>
      wants(listing.map((path) => ({ path, bytes: 1 }) as never)).map((file) => file.path),
    );
    expect(wanted).toEqual([listing.slice(0, 2), listing.slice(2)]);
  }
});

it('asks for a yes before the weights of all but the smallest, whose licence allows every use', () => {
  const commercial = checkpoints.map((one) => capabilitiesOf({ ...one, published: true }).licenceTerms?.commercial);
  expect(commercial).toEqual(['yes', 'no', 'no', 'no', 'no']);
});
