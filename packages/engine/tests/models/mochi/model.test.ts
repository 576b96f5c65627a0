import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generationRequestSchema } from '@akezora/contract';
import { beforeAll, expect, it } from 'vitest';
import { alignPrompts } from '../../../src/diffusion/prompt-embedding.ts';
import type { Machine } from '../../../src/machine/machine.ts';
import { checkpoints, samplings } from '../../../src/models/mochi/checkpoints.ts';
import { openDenoiser } from '../../../src/models/mochi/denoiser.ts';
import { openMochiFolder } from '../../../src/models/mochi/files.ts';
import { mochi } from '../../../src/models/mochi/index.ts';
import { isNoText } from '../../../src/models/mochi/plan.ts';
import { noText } from '../../../src/models/mochi/prompts.ts';
import type { VideoModel } from '../../../src/models/model.ts';
import { planRequest } from '../../../src/plan.ts';
import { onnxNodeRuntime } from '../../../src/runtime/onnx-node.ts';
import { mochiSigmas } from '../../../src/schedulers/mochi.ts';
import { f32 } from '../../../src/tensor/tensor.ts';
import { saveSafetensors } from '../../../src/weights/write.ts';
import { newFolder } from '../new-folder.ts';
import { runModel } from '../run-model.ts';
import { tinyModel } from './tiny-model.ts';

const machine: Machine = { device: 'cpu', threads: 2, freeMemoryBytes: 8e9, speeds: {} };
let folder = '';
let model: VideoModel;

beforeAll(async () => {
  process.env.AKEZORA_CACHE = newFolder();
  folder = await tinyModel();
  model = (await mochi.open(folder))!;
});

const request = (more: object = {}) =>
  generationRequestSchema.parse({
    prompt: 'a red fox walks through a bamboo forest',
    size: { width: 64, height: 64 },
    seconds: 0.25,
    fps: 25,
    steps: 2,
    seed: 7,
    ...more,
  });

const run = (more: object = {}, on = machine) => runModel(model, request(more), on);

it('samples FastMochi with 8 steps and guidance 1.5, and others as Genmo does', async () => {
  expect(model.capabilities).toMatchObject({ steps: { default: 8 }, guidance: { default: 1.5 } });
  expect(mochi.published[0]!.capabilities.id).toBe('fastmochi');
  const other = (await mochi.open(await tinyModel(join(newFolder(), 'mochi-tiny'))))!;
  expect(other.capabilities).toMatchObject({ steps: { default: 64 }, guidance: { default: 4.5 } });
  const { sigmas } = mochiSigmas({}, 8, samplings.fast.schedule);
  // Six steps of a sixtieth, then a parabola that ends at 1.
  expect([...sigmas.slice(0, 7)].map((sigma) => Number(sigma.toFixed(5)))).toEqual([
    0, 0.01667, 0.03333, 0.05, 0.06667, 0.08333, 0.1,
  ]);
  expect(sigmas[8]).toBe(1);
});

it('takes an empty negative prompt as no text at all, and another one as text', async () => {
  const files = await openMochiFolder(folder);
  expect(isNoText('  ', files)).toBe(true);
  expect(isNoText('', { zerosForEmptyPrompt: false })).toBe(false);
  const prompt = { embedding: f32([1, 3, 2], [1, 2, 3, 4, 5, 6]), mask: [1, 1, 0] };
  const joint = alignPrompts([prompt, noText(2)], 'masked');
  expect(joint).toMatchObject({ textTokens: 2, masked: true });
  expect([...joint.prompts[0]!.text.data]).toEqual([1, 2, 3, 4]);
  expect([...joint.prompts[1]!.mask.data]).toEqual([0, 0]);
  expect(alignPrompts([prompt], 'masked').masked).toBe(false);
  const [plain, negative] = [await run(), await run({ negativePrompt: 'blurry' })];
  expect(plain.frames).not.toEqual(negative.frames);
  const unguided = { guidance: 1 };
  expect((await run(unguided)).frames).toEqual((await run({ ...unguided, negativePrompt: 'blurry' })).frames);
});

it('computes the same with all blocks in memory and with one at a time', async () => {
  const { transformer } = await openMochiFolder(folder);
  const source = await transformer.open();
  const sample = Float32Array.from({ length: 12 * 32 }, (_, i) => Math.sin(i));
  const predict = async (residentBlocks: number) => {
    const denoiser = await openDenoiser({
      runtime: await onnxNodeRuntime(),
      device: 'cpu',
      source,
      config: transformer.config,
      precision: 'f32',
      prompt: { embedding: f32([1, 2, 24], sample.slice(0, 48)), mask: [1, 1] },
      negativePrompt: noText(24),
      box: { frames: 2, rows: 4, columns: 4 },
      residentBlocks,
    });
    const pass = { prompt: 'negative', skippedLayers: [] } as const;
    const out = Float32Array.from(await denoiser.predict(sample, Float32Array.of(0), pass));
    await denoiser.free();
    return out;
  };
  expect(await predict(1)).toEqual(await predict(2));
  await source.close();
});

it('refuses pictures and clips before anything loads, with what it does offer', async () => {
  const [image, video] = (['image', 'video'] as const).map((kind) => ({
    conditions: [{ source: { kind, file: 'missing.bin' }, at: 0, strength: 1 }],
  }));
  for (const more of [image, video])
    await expect(planRequest({ ...request(), ...more }, model)).rejects.toMatchObject({
      code: 'option_unsupported',
      details: { field: 'conditions.0', choices: { en: expect.stringContaining('text to video') } },
    });
});

it('fetches its folder without a text encoder of its own, and that of all families', () => {
  const targets = mochi.downloads!('mochi-1-preview')!;
  expect(targets.map(({ repo }) => repo)).toEqual(['genmo/mochi-1-preview', 'zai-org/CogVideoX-2b']);
  const paths = [
    'dit.safetensors',
    'model_index.json',
    'scheduler/scheduler_config.json',
    'text_encoder/model-00001-of-00002.safetensors',
    'tokenizer/spiece.model',
    'transformer/config.json',
    'transformer/diffusion_pytorch_model.safetensors.index.json',
    'transformer/diffusion_pytorch_model.safetensors.index.bf16.json',
    ...[1, 2, 3, 4, 5].map((n) => `transformer/diffusion_pytorch_model-0000${n}-of-00005.safetensors`),
    ...[1, 2, 3].map((n) => `transformer/diffusion_pytorch_model.bf16-0000${n}-of-00003.safetensors`),
    'vae/config.json',
    'vae/diffusion_pytorch_model.safetensors',
    'vae/diffusion_pytorch_model.bf16.safetensors',
  ];
  const taken = targets[0]!.wants(paths.map((path) => ({ path, bytes: 1, etag: path }))).map(({ path }) => path);
  expect(taken).toEqual([
    'model_index.json',
    'scheduler/scheduler_config.json',
    'transformer/config.json',
    'transformer/diffusion_pytorch_model.safetensors.index.bf16.json',
    ...[1, 2, 3].map((n) => `transformer/diffusion_pytorch_model.bf16-0000${n}-of-00003.safetensors`),
    'vae/config.json',
    'vae/diffusion_pytorch_model.bf16.safetensors',
  ]);
  const [fast] = mochi.downloads!('fastmochi')!;
  expect(fast!.narrows!('transformer/diffusion_pytorch_model-00001-of-00005.safetensors')).toBe(true);
  expect(fast!.narrows!('vae/diffusion_pytorch_model.safetensors')).toBe(false);
  expect(checkpoints.map(({ id }) => id)).toEqual(['fastmochi', 'mochi-1-preview']);
});

it('refuses single files with Genmo’s names, and GGUF, with what to take instead', async () => {
  const home = newFolder();
  const file = join(home, 'mochi_preview_bf16.safetensors');
  await saveSafetensors(file, { 'blocks.0.attn.qkv_x.weight': f32([2, 2], [1, 2, 3, 4]) });
  await expect(mochi.open(file)).rejects.toMatchObject({ code: 'weights_unsupported' });
  writeFileSync(join(home, 'mochi.gguf'), 'GGUF');
  await expect(mochi.open(join(home, 'mochi.gguf'))).rejects.toMatchObject({
    code: 'weights_unsupported',
    details: { advice: { en: expect.stringContaining('fastmochi') } },
  });
});

it('says where the text encoder is missing', async () => {
  process.env.HF_HUB_CACHE = newFolder();
  const bare = newFolder();
  for (const part of ['transformer', 'vae', 'scheduler']) mkdirSync(join(bare, part));
  for (const path of [
    'model_index.json',
    'transformer/config.json',
    'vae/config.json',
    'scheduler/scheduler_config.json',
  ])
    writeFileSync(join(bare, path), readFileSync(join(folder, path)));
  await expect(mochi.open(bare)).rejects.toMatchObject({ code: 'weights_missing', details: { model: 't5-xxl' } });
});
