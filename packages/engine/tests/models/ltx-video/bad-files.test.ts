import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AkezoraError, generationRequestSchema } from '@akezora/contract';
import { beforeEach, expect, it } from 'vitest';
import type { Machine } from '../../../src/machine/machine.ts';
import { ltxVideo } from '../../../src/models/ltx-video/index.ts';
import { f32, type Tensor, tensor } from '../../../src/tensor/tensor.ts';
import { openSafetensors } from '../../../src/weights/store.ts';
import { saveSafetensors } from '../../../src/weights/write.ts';
import { newFolder } from '../new-folder.ts';
import { tinyModel } from './tiny-model.ts';

const machine: Machine = { device: 'cpu', threads: 2, freeMemoryBytes: 8e9, speeds: {} };
let folder = '';
const weights = (part: string) => join(folder, part, 'diffusion_pytorch_model.safetensors');

beforeEach(async () => {
  process.env.AKEZORA_CACHE = newFolder();
  folder = await tinyModel();
});

async function make(): Promise<number> {
  const request = generationRequestSchema.parse({
    prompt: 'a fox',
    size: { width: 64, height: 64 },
    seconds: 0.4,
    fps: 12,
    steps: 1,
    seed: 3,
  });
  const model = (await ltxVideo.open(folder))!;
  const plan = await model.plan(request, machine);
  let frames = 0;
  for await (const event of model.run(request, plan, { machine, signal: new AbortController().signal }))
    if (event.type === 'frame') frames++;
  return frames;
}

async function failure(): Promise<AkezoraError> {
  const error = await make().then(
    () => undefined,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(AkezoraError);
  expect(error.text.en.length).toBeGreaterThan(10);
  expect(error.text.ja).not.toBe(error.text.en);
  return error;
}

async function changed(part: string, change: (tensors: Record<string, Tensor>) => void): Promise<void> {
  const store = await openSafetensors(weights(part));
  const tensors: Record<string, Tensor> = {};
  for (const name of store.names) tensors[name] = await store.read(name);
  await store.close();
  change(tensors);
  await saveSafetensors(weights(part), tensors);
}

function config(part: string, change: object): void {
  const path = join(folder, part, 'config.json');
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...change }));
}

const block = 'transformer_blocks.1.attn1.to_q.weight';

it('makes a clip from whole files', async () => {
  expect(await make()).toBe(5);
});

it('refuses a missing and a cut weight file', async () => {
  truncateSync(weights('transformer'), 100_000);
  expect(await failure()).toMatchObject({ code: 'weights_corrupt' });
  rmSync(weights('transformer'));
  const missing = await failure();
  expect(missing).toMatchObject({ code: 'weights_missing', details: { path: weights('transformer') } });
  // A folder has no name that could be pulled.
  expect(missing.message).not.toContain(`models pull ${folder}`);
  expect((missing as AkezoraError).remedy.en).toContain('models pull NAME');
});

it('refuses a missing shard', async () => {
  writeFileSync(
    join(folder, 'vae/diffusion_pytorch_model.safetensors.index.json'),
    JSON.stringify({ weight_map: { a: 'diffusion_pytorch_model-00001-of-00002.safetensors' } }),
  );
  rmSync(weights('vae'));
  expect(await failure()).toMatchObject({ code: 'weights_missing' });
});

it('names a tensor that is missing, extra, of another shape or of another type', async () => {
  await changed('transformer', (tensors) => delete tensors[block]);
  expect(await failure()).toMatchObject({ code: 'weights_mismatch', details: { tensor: block } });
  folder = await tinyModel();
  await changed('transformer', (tensors) => {
    tensors['transformer_blocks.9.extra.weight'] = f32([1], [0]);
  });
  expect(await failure()).toMatchObject({
    code: 'weights_mismatch',
    details: { tensor: 'transformer_blocks.9.extra.weight' },
  });
  folder = await tinyModel();
  await changed('transformer', (tensors) => {
    tensors[block] = f32([3, 3], new Float32Array(9));
  });
  expect(await failure()).toMatchObject({ code: 'weights_mismatch', details: { tensor: block } });
  folder = await tinyModel();
  await changed('vae', (tensors) => {
    tensors['decoder.conv_in.conv.bias'] = tensor('i8', [16], new Int8Array(16));
  });
  expect(await failure()).toMatchObject({ code: 'weights_mismatch', details: { tensor: 'decoder.conv_in.conv.bias' } });
});

it('refuses configs that contradict the weights, or are of another family', async () => {
  config('transformer', { num_layers: 1 });
  expect(await failure()).toMatchObject({ code: 'weights_mismatch' });
  folder = await tinyModel();
  config('transformer', { num_attention_heads: 4 });
  expect(await failure()).toMatchObject({ code: 'weights_mismatch' });
  folder = await tinyModel();
  config('vae', { decoder_layers_per_block: [1, 2, 1] });
  expect(await failure()).toMatchObject({ code: 'weights_mismatch' });
  folder = await tinyModel();
  config('vae', { patch_size: 'four' });
  expect(await failure()).toMatchObject({ code: 'weights_corrupt' });
  folder = await tinyModel();
  writeFileSync(join(folder, 'transformer/config.json'), 'not json');
  expect(await failure()).toMatchObject({ code: 'weights_corrupt' });
});

it('leaves folders of other families alone, and says which part is not here', async () => {
  writeFileSync(join(folder, 'model_index.json'), JSON.stringify({ _class_name: 'OtherPipeline' }));
  expect(await ltxVideo.open(folder)).toBeUndefined();
  process.env.HF_HUB_CACHE = newFolder();
  await expect(ltxVideo.open('ltx-video-2b-0.9.8-distilled')).rejects.toMatchObject({ code: 'weights_missing' });
});
