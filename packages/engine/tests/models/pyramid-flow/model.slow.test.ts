import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generationRequestSchema } from '@akezora/contract';
import sharp from 'sharp';
import { beforeAll, expect, it } from 'vitest';
import type { DecoderPrecision } from '../../../src/diffusion/decoder-arithmetic.ts';
import type { Machine } from '../../../src/machine/machine.ts';
import type { VideoModel } from '../../../src/models/model.ts';
import { autoencoderConfigSchema } from '../../../src/models/pyramid-flow/config.ts';
import { unitDecoder } from '../../../src/models/pyramid-flow/decoder.ts';
import { decodingLayout } from '../../../src/models/pyramid-flow/decoding-plan.ts';
import { openPyramidFolder } from '../../../src/models/pyramid-flow/files.ts';
import { pyramidFlow } from '../../../src/models/pyramid-flow/index.ts';
import { decoderParts } from '../../../src/models/pyramid-flow/parts.ts';
import { blockNoise } from '../../../src/models/pyramid-flow/resolutions.ts';
import { historyOf } from '../../../src/models/pyramid-flow/units.ts';
import { planRequest } from '../../../src/plan.ts';
import { int8Precision } from '../../../src/runtime/cpu.ts';
import { onnxNodeRuntime } from '../../../src/runtime/onnx-node.ts';
import { blockFactor, pyramidSchedulerDefaults } from '../../../src/schedulers/pyramid-flow.ts';
import { noise } from '../../../src/tensor/noise.ts';
import { newFolder } from '../new-folder.ts';
import { runModel } from '../run-model.ts';
import { tinyModel } from './tiny-model.ts';

const machine: Machine = { device: 'cpu', threads: 2, freeMemoryBytes: 8e9, speeds: {} };
let folder = '';
let model: VideoModel;

beforeAll(async () => {
  process.env.AKEZORA_CACHE = newFolder();
  folder = await tinyModel();
  model = (await pyramidFlow.open(folder))!;
});

const request = (more: object = {}) =>
  generationRequestSchema.parse({
    prompt: 'a red fox walks through a bamboo forest',
    size: { width: 64, height: 64 },
    seconds: 0.7,
    steps: 1,
    seed: 7,
    ...more,
  });

const run = (more: object = {}, on = machine) => runModel(model, request(more), on);

it('gives out the frames of each unit before the next is made, and counts its steps through', async () => {
  const { plan, events } = await run();
  expect(plan).toMatchObject({ frames: 17, steps: 6 + 2 * 3 });
  const order = events.filter(({ type }) => type === 'step' || type === 'frame').map(({ type }) => type);
  const parts = order.slice(order.indexOf('frame') - 6).join(' ');
  const frames = (count: number) => new Array(count).fill('frame');
  const steps = (count: number) => new Array(count).fill('step');
  expect(parts).toBe([...steps(6), ...frames(1), ...steps(3), ...frames(8), ...steps(3), ...frames(8)].join(' '));
  const counted = events.flatMap((event) => (event.type === 'step' && event.stage === 'denoise' ? [event.index] : []));
  expect(counted).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
  const previews = events.flatMap((event) => (event.type === 'preview' ? [event.frame.width] : []));
  expect(previews.slice(0, 6)).toEqual([2, 2, 4, 4, 8, 8]);
});

it('begins with a picture, and refuses what it cannot do before anything loads, with what it does offer', async () => {
  const file = join(newFolder(), 'red.png');
  writeFileSync(
    file,
    await sharp({ create: { width: 64, height: 64, channels: 3, background: '#a02010' } })
      .png()
      .toBuffer(),
  );
  const conditions = [{ source: { kind: 'image', file }, at: 0, strength: 1 }];
  const { plan, events, frames } = await run({ conditions });
  expect(plan).toMatchObject({ frames: 17, steps: 2 * 3, guidance: 4 });
  expect(events.some((event) => event.type === 'stage' && event.name === 'condition')).toBe(true);
  expect(frames).not.toEqual((await run()).frames);
  const video = { conditions: [{ source: { kind: 'video', file: 'missing.mp4' }, at: 0, strength: 1 }] };
  await expect(planRequest(request(video), model)).rejects.toMatchObject({
    code: 'option_unsupported',
    details: { field: 'conditions.0' },
  });
});

it('reads the prompt of the request and, with guidance, a negative one', async () => {
  const [plain, negative, unguided] = [await run(), await run({ negativePrompt: 'green' }), await run({ guidance: 1 })];
  expect(plain.frames).not.toEqual(negative.frames);
  expect(plain.frames).not.toEqual(unguided.frames);
  expect((await run({ guidance: 1, negativePrompt: 'green' })).frames).toEqual(unguided.frames);
});

it('computes the same with all blocks in memory and with one at a time, up to rounding', async () => {
  const exact = { ...machine, precision: 'f32' } as const;
  const plan = await model.plan(request(), exact);
  const [whole, small] = [
    await run({}, exact),
    await run({}, { ...exact, freeMemoryBytes: plan.peakMemoryBytes + 1e6 }),
  ];
  const differences = whole.frames.flatMap((frame, f) => [
    ...frame.data.map((value, i) => Math.abs(value - small.frames[f]!.data[i]!)),
  ]);
  expect(Math.max(...new Set(differences))).toBeLessThanOrEqual(1);
});

it('sees the frame before as sharp as the stage, and each one before that at half of it', () => {
  const done = Array.from({ length: 4 }, () => [4, 16, 64].map((cells) => new Float32Array(cells)));
  const sizes = (stage: number) =>
    historyOf(done, { rows: 8, columns: 8 }, stage, 3).map(({ box, latents }) => [box.rows, latents.length]);
  expect(sizes(2)).toEqual([
    [2, 4],
    [2, 4],
    [4, 16],
    [8, 64],
  ]);
  expect(sizes(0).every(([rows]) => rows === 2)).toBe(true);
});

it('adds noise whose 2×2 blocks have the covariance of the schedule', () => {
  const size = { rows: 64, columns: 64 };
  const made = blockNoise(noise(5, 'block', { count: 64 * 64 }), size, blockFactor(pyramidSchedulerDefaults));
  const product = (a: number, b: number) => {
    let sum = 0;
    for (let row = 0; row < 64; row += 2)
      for (let column = 0; column < 64; column += 2) {
        const at = (place: number) => made[(row + (place >> 1)) * 64 + column + (place & 1)]!;
        sum += at(a) * at(b);
      }
    return sum / 1024;
  };
  for (let a = 0; a < 4; a++)
    for (let b = 0; b < 4; b++) expect(Math.abs(product(a, b) - (a === b ? 1 : -1 / 3))).toBeLessThan(0.15);
});

async function decoded(precision: DecoderPrecision, framesAtOnce: number): Promise<Float32Array[]> {
  const { autoencoder } = await openPyramidFolder(folder);
  const source = await autoencoder.open();
  const { config } = autoencoder;
  const decoder = unitDecoder({
    runtime: await onnxNodeRuntime(),
    device: 'cpu',
    source,
    config,
    precision,
    size: { rows: 4, columns: 4 },
    layout: { tile: undefined, framesAtOnce: decoderParts(config).map(() => framesAtOnce) },
  });
  const pictures: Float32Array[] = [];
  for (let frame = 0; frame < 3; frame++)
    for await (const picture of decoder.decode(noise(frame, 'latents', { count: 64 }))) pictures.push(picture);
  await source.close();
  return pictures;
}

function relative(got: readonly Float32Array[], wanted: readonly Float32Array[]): number {
  let [wrong, all] = [0, 0];
  for (const [f, picture] of wanted.entries())
    for (const [i, value] of picture.entries()) {
      wrong += (got[f]![i]! - value) ** 2;
      all += value ** 2;
    }
  return Math.sqrt(wrong / all);
}

it('decodes to the same pictures however many frames pass at once, and near them in int8 with its few channels', async () => {
  const exact = await decoded('f32', 1);
  expect(exact.length).toBe(17);
  expect(relative(await decoded('f32', 8), exact)).toBeLessThan(1e-6);
  expect(relative(await decoded(int8Precision(), 8), exact)).toBeLessThan(0.2);
});

it('decodes whole frames where they fit, and tiles where they do not', () => {
  const config = autoencoderConfigSchema.parse({});
  const small = decodingLayout(config, { rows: 48, columns: 80 }, 'int8', 4.8e9);
  expect(small.tile).toBeUndefined();
  expect(small.memoryBytes).toBeLessThan(4.8e9);
  const large = decodingLayout(config, { rows: 96, columns: 160 }, 'int8', 4.8e9);
  expect(large.tile).toBe(32);
  expect(large.memoryBytes).toBeLessThan(10e9);
});

it('fetches one transformer of its repository with what it needs, and the text encoder of all families', () => {
  const targets = pyramidFlow.downloads!('pyramid-flow-sd3-768p')!;
  expect(targets.map(({ repo }) => repo)).toEqual(['rain1011/pyramid-flow-sd3', 'zai-org/CogVideoX-2b']);
  const paths = [
    'README.md',
    'causal_video_vae/config.json',
    'causal_video_vae/diffusion_pytorch_model.bin',
    'diffusion_transformer_384p/config.json',
    'diffusion_transformer_384p/diffusion_pytorch_model.safetensors',
    'diffusion_transformer_768p/config.json',
    'diffusion_transformer_768p/diffusion_pytorch_model.safetensors',
    'text_encoder/config.json',
    'text_encoder/model.safetensors',
    'text_encoder_2/model.safetensors',
    'text_encoder_3/model-00001-of-00002.safetensors',
    'tokenizer/vocab.json',
    'tokenizer_2/merges.txt',
    'tokenizer_3/spiece.model',
  ];
  const taken = targets[0]!.wants(paths.map((path) => ({ path, bytes: 1, etag: path }))).map(({ path }) => path);
  expect(taken).toEqual([
    'causal_video_vae/config.json',
    'causal_video_vae/diffusion_pytorch_model.bin',
    'diffusion_transformer_768p/config.json',
    'diffusion_transformer_768p/diffusion_pytorch_model.safetensors',
    'text_encoder/config.json',
    'text_encoder/model.safetensors',
    'text_encoder_2/model.safetensors',
    'tokenizer/vocab.json',
    'tokenizer_2/merges.txt',
  ]);
});
