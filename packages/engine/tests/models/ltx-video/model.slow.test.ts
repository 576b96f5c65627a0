import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { generationRequestSchema } from '@akezora/contract';
import sharp from 'sharp';
import { beforeAll, expect, it } from 'vitest';
import type { Machine } from '../../../src/machine/machine.ts';
import { checkpoints } from '../../../src/models/ltx-video/checkpoints.ts';
import { ltxVideo, openLtxFolder, openLtxModel } from '../../../src/models/ltx-video/index.ts';
import type { ModelEvent, VideoModel } from '../../../src/models/model.ts';
import { noise } from '../../../src/tensor/noise.ts';
import { f32, type Tensor } from '../../../src/tensor/tensor.ts';
import { encodeAll } from '../../../src/video/encode.ts';
import type { Frame } from '../../../src/video/frame.ts';
import { saveSafetensors } from '../../../src/weights/write.ts';
import { newFolder } from '../new-folder.ts';
import { runModel } from '../run-model.ts';
import { tinyModel } from './tiny-model.ts';

const machine: Machine = { device: 'cpu', threads: 2, freeMemoryBytes: 8e9, speeds: {} };
const cache = newFolder();
let folder = '';
let model: VideoModel;

beforeAll(async () => {
  process.env.AKEZORA_CACHE = cache;
  folder = await tinyModel();
  model = (await ltxVideo.open(folder))!;
});

const request = (more: object) =>
  generationRequestSchema.parse({
    prompt: 'a red fox walks through a bamboo forest',
    size: { width: 64, height: 64 },
    seconds: 0.7,
    fps: 12,
    steps: 2,
    seed: 7,
    ...more,
  });

const run = (more: object, on = machine) => runModel(model, request(more), on);

const stagesIn = (events: readonly ModelEvent[]) =>
  events.flatMap((event) => (event.type === 'stage' ? [event.name] : []));

const difference = (a: Frame, b: Frame): number =>
  a.data.reduce((sum, value, i) => sum + Math.abs(value - b.data[i]!), 0) / a.data.length;

it('plans and makes every frame of a clip, with stages, steps and previews, twice the same', async () => {
  const { plan, events, frames } = await run({});
  expect(plan).toMatchObject({ width: 64, height: 64, frames: 9, fps: 12, steps: 2, native: { width: 64, frames: 9 } });
  expect(plan.stages.map(({ name }) => name)).toEqual(['encode-prompt', 'prepare', 'denoise', 'decode']);
  expect(plan.stages.every(({ memoryBytes, seconds }) => memoryBytes > 0 && seconds > 0)).toBe(true);
  expect(frames.length).toBe(plan.frames);
  expect(frames.every(({ width, height, data }) => width === 64 && height === 64 && data.length === 64 * 64 * 4)).toBe(
    true,
  );
  expect(frames.map(({ at }) => at)).toEqual(frames.map((_, i) => i / 12));
  expect(stagesIn(events)).toEqual(['encode-prompt', 'prepare', 'denoise', 'decode']);
  const packed = events.flatMap((event) => (event.type === 'step' && event.stage === 'prepare' ? [event] : []));
  expect(packed.at(-1)).toEqual({ type: 'step', stage: 'prepare', index: 2, total: 2 });
  expect(events.filter(({ type }) => type === 'preview').length).toBe(2);
  const again = await run({});
  expect(stagesIn(again.events)).toEqual(['encode-prompt', 'denoise', 'decode']);
  expect(again.frames.map(({ data }) => Buffer.from(data).toString('base64'))).toEqual(
    frames.map(({ data }) => Buffer.from(data).toString('base64')),
  );
  const other = await run({ seed: 8 });
  expect(difference(other.frames[4]!, frames[4]!)).toBeGreaterThan(1);
});

it('keeps prompt embeddings: another seed of the same prompt does not need the encoder', async () => {
  const prompt = 'a boat at night';
  const first = await run({ prompt });
  expect(first.events.some((event) => event.type === 'step' && event.stage === 'encode-prompt')).toBe(true);
  const second = await run({ prompt, seed: 9 });
  expect(second.events.some((event) => event.type === 'step' && event.stage === 'encode-prompt')).toBe(false);
  rmSync(join(cache, 'prompts'), { recursive: true });
  const third = await run({ prompt });
  expect(third.frames.map(({ data }) => difference({ ...first.frames[0]!, data }, third.frames[0]!))[0]).toBe(0);
});

it('shows colours in previews once a clip has been decoded', async () => {
  expect(readdirSync(join(cache, 'previews')).length).toBe(1);
  const { events } = await run({ seed: 11 });
  const preview = events.find((event) => event.type === 'preview')!;
  if (preview.type !== 'preview') throw new Error('no preview');
  const { data } = preview.frame;
  expect(Array.from({ length: data.length / 4 }, (_, i) => data[4 * i] !== data[4 * i + 1]).some(Boolean)).toBe(true);
});

async function picture(name: string, colour: string): Promise<string> {
  const file = join(cache, name);
  await sharp({ create: { width: 80, height: 64, channels: 3, background: colour } })
    .png()
    .toFile(file);
  return file;
}

it('takes pictures at the start and in the middle as known frames, and heeds their strength', async () => {
  const file = await picture('red.png', '#c02010');
  const free = await run({});
  const at0 = await run({ conditions: [{ source: { kind: 'image', file }, at: 0 }] });
  expect(at0.plan.notices).toEqual(free.plan.notices);
  expect(difference(at0.frames[0]!, free.frames[0]!)).toBeGreaterThan(1);
  const middle = await run({ conditions: [{ source: { kind: 'image', file }, at: 4 / 12, strength: 0.8 }] });
  expect(difference(middle.frames[4]!, free.frames[4]!)).toBeGreaterThan(0.5);
  await expect(run({ conditions: [{ source: { kind: 'image', file }, at: 30 }] })).rejects.toMatchObject({
    code: 'request_invalid',
  });
  await expect(run({ conditions: [{ source: { kind: 'image', file: 'nowhere.png' }, at: 0 }] })).rejects.toMatchObject({
    code: 'input_missing',
  });
});

it('wears pictures down by the CRF that is asked for, and by the published one otherwise', async () => {
  const file = join(cache, 'noise.png');
  const grain = Buffer.from(noise(3, 'grain', { count: 64 * 64 * 3 }).map((value) => 128 + 60 * value));
  await sharp(grain, { raw: { width: 64, height: 64, channels: 3 } })
    .png()
    .toFile(file);
  const conditions = [{ source: { kind: 'image', file }, at: 0 }];
  const first = async (more: object) => (await run({ conditions, ...more })).frames[0]!;
  const published = await first({});
  expect((await first({ inputCrf: 29 })).data).toEqual(published.data);
  expect(difference(await first({ inputCrf: 0 }), published)).toBeGreaterThan(0.5);
});

it('takes pictures at the start alone where the model was trained with no others, and says so', async () => {
  const early = await openLtxModel({ ...(await openLtxFolder(folder)), pipeline: 'plain' }, checkpoints[0]);
  const at = (seconds: number) => request({ conditions: [{ source: { kind: 'image', file: 'x.png' }, at: seconds }] });
  await expect(early.plan(at(0), machine)).resolves.toBeDefined();
  await expect(early.plan(at(0.5), machine)).rejects.toMatchObject({
    code: 'request_invalid',
    details: { field: 'conditions.0', reason: { en: expect.stringContaining('0.9.5 or later') } },
  });
});

it('says what it rounds, cuts and cannot read', async () => {
  const codes = async (more: object) => (await model.plan(request(more), machine)).notices.map(({ code }) => code);
  expect(await codes({ seconds: 0.75 })).toEqual([]);
  expect(await codes({ seconds: 0.8 })).toEqual(['frames_rounded']);
  expect(await codes({ size: { width: 100, height: 64 }, seconds: 0.75 })).toEqual(['size_cut']);
  expect(await codes({ prompt: 'word '.repeat(400), seconds: 0.75 })).toEqual(['prompt_cut']);
  expect(await codes({ prompt: 'a fox 𓀀𓀁𓀂 𓀃𓀄', seconds: 0.75 })).toEqual(['prompt_partly_unreadable']);
  const { frames } = await run({ size: { width: 100, height: 70 }, seconds: 0.75 });
  expect([frames[0]!.width, frames[0]!.height]).toEqual([100, 70]);
});

it('refuses by name what it cannot make', async () => {
  const code = (more: object) => model.plan(request(more), machine);
  await expect(code({ size: { width: 4000, height: 64 } })).rejects.toMatchObject({ code: 'size_unsupported' });
  await expect(code({ seconds: 100 })).rejects.toMatchObject({ code: 'seconds_unsupported' });
  await expect(code({ prompt: ' ' })).rejects.toMatchObject({ code: 'prompt_empty' });
  await expect(code({ prompt: '𓀀𓀁𓀂' })).rejects.toMatchObject({ code: 'prompt_unreadable' });
  await expect(code({ loop: 'short' })).rejects.toMatchObject({ code: 'option_unsupported' });
  const small = { ...machine, freeMemoryBytes: 1e6 };
  await expect(model.plan(request({}), small)).rejects.toMatchObject({ code: 'not_enough_memory' });
});

it('stops between steps when it is told to', async () => {
  const controller = new AbortController();
  const asked = request({ steps: 50 });
  const plan = await model.plan(asked, machine);
  let steps = 0;
  const running = (async () => {
    for await (const event of model.run(asked, plan, { machine, signal: controller.signal })) {
      if (event.type !== 'step' || event.stage !== 'denoise') continue;
      if (++steps === 3) controller.abort();
    }
  })();
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  expect(steps).toBe(3);
});

it('computes in bytes unless it is told to be exact, and keeps the bytes', async () => {
  const exact = await run({ seed: 21 }, { ...machine, precision: 'f32' });
  expect(exact.plan.precision).toBe('f32');
  const first = await run({ seed: 21 });
  expect(first.plan.precision).toMatch(/^int[78]$/);
  const kept = readdirSync(join(cache, 'weights'), { recursive: true })
    .map((name) => basename(String(name)))
    .filter((name) => name.endsWith(`.${first.plan.precision}.safetensors`));
  // One file a stage of the decoder, and one a block; the fixture has three and two.
  expect(kept.filter((name) => name.startsWith('decoder-')).length).toBe(3);
  expect(kept.filter((name) => !name.startsWith('decoder-')).length).toBe(2);
  expect(first.plan.stages.find(({ name }) => name === 'decode')?.precision).toBe(first.plan.precision);
  expect(difference(first.frames[4]!, exact.frames[4]!)).toBeGreaterThan(0);
  expect(difference(first.frames[4]!, exact.frames[4]!)).toBeLessThan(4);
  const second = await run({ seed: 21 });
  expect(second.frames[4]!.data).toEqual(first.frames[4]!.data);
});

it('computes with 8-bit weights where they are chosen', async () => {
  const { plan, frames } = await run({ seed: 21 }, { ...machine, precision: 'w8' });
  const exact = await run({ seed: 21 }, { ...machine, precision: 'f32' });
  expect(plan.precision).toBe('w8');
  // The decoder has no such form: it computes in bytes.
  expect(difference(frames[4]!, exact.frames[4]!)).toBeLessThan(5);
});

it('extends a clip from its end and towards its start', async () => {
  const source = await run({ seed: 31, seconds: 1 });
  const file = join(cache, 'known.mp4');
  await encodeAll(source.frames, { file, width: 64, height: 64, fps: 12, codec: 'h264' });
  const clip = { source: { kind: 'video', file }, from: 0, to: 9 / 12 };
  const forward = await run({ seconds: 1.75, conditions: [{ ...clip, at: 0 }] });
  expect(forward.plan.stages.map(({ name }) => name)).toContain('condition');
  const backward = await run({ seconds: 1.75, conditions: [{ ...clip, at: 12 / 12, strength: 0.9 }] });
  const free = await run({ seconds: 1.75 });
  expect(free.frames.length).toBe(21);
  // The known part changes most; both runs differ from the free one where the clip was laid.
  expect(difference(forward.frames[4]!, free.frames[4]!)).toBeGreaterThan(1);
  expect(difference(backward.frames[17]!, free.frames[17]!)).toBeGreaterThan(1);
});

it('runs the two-scale pipeline where the upsampler is there', async () => {
  const large = await tinyModel();
  const upsampler = join(large, 'latent_upsampler');
  mkdirSync(upsampler);
  writeFileSync(
    join(upsampler, 'config.json'),
    JSON.stringify({ in_channels: 8, mid_channels: 32, num_blocks_per_stage: 1, dims: 3 }),
  );
  const tensors: Record<string, Tensor> = {};
  const conv = (name: string, shape: number[]) => {
    const count = shape.reduce((a, b) => a * b, 1);
    tensors[`${name}.weight`] = f32(
      shape,
      noise(4, name, { count }).map((v) => v / Math.sqrt(count / shape[0]!)),
    );
    tensors[`${name}.bias`] = f32([shape[0]!], new Float32Array(shape[0]!));
  };
  const norm = (name: string) => {
    tensors[`${name}.weight`] = f32([32], new Float32Array(32).fill(1));
    tensors[`${name}.bias`] = f32([32], new Float32Array(32));
  };
  conv('initial_conv', [32, 8, 3, 3, 3]);
  norm('initial_norm');
  for (const stage of ['res_blocks.0', 'post_upsample_res_blocks.0'])
    for (const i of [1, 2]) {
      conv(`${stage}.conv${i}`, [32, 32, 3, 3, 3]);
      norm(`${stage}.norm${i}`);
    }
  conv('upsampler.0', [128, 32, 3, 3]);
  conv('final_conv', [8, 32, 3, 3, 3]);
  await saveSafetensors(join(upsampler, 'diffusion_pytorch_model.safetensors'), tensors);
  const published = checkpoints.find(({ id }) => id === 'ltx-video-2b-0.9.8-distilled')!;
  const twoScale = await openLtxModel(await openLtxFolder(large), published);
  const asked = generationRequestSchema.parse({
    prompt: 'a fox',
    size: { width: 96, height: 64 },
    seconds: 0.75,
    fps: 12,
    seed: 5,
  });
  const plan = await twoScale.plan(asked, machine);
  expect(plan.stages.map(({ name }) => name)).toEqual(['encode-prompt', 'prepare', 'denoise', 'refine', 'decode']);
  expect(plan.steps).toBe(10);
  const frames: Frame[] = [];
  for await (const event of twoScale.run(asked, plan, { machine, signal: new AbortController().signal }))
    if (event.type === 'frame') frames.push(event.frame);
  expect(frames.length).toBe(9);
  expect([frames[0]!.width, frames[0]!.height]).toEqual([96, 64]);
});

it('says that a clip is longer than Lightricks recommends, and how long it may be', async () => {
  const noticesOf = async (seconds: number) => (await model.plan(request({ seconds, fps: 24 }), machine)).notices;
  const notices = await noticesOf(11);
  const told = notices.find(({ code }) => code === 'clip_longer_than_recommended');
  expect(told?.field).toBe('seconds');
  expect(told?.message.en).toContain('10.7 s at 24 fps');
  expect((await noticesOf(10.7)).map(({ code }) => code)).not.toContain('clip_longer_than_recommended');
});
