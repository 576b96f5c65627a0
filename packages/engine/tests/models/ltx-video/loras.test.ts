import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { generationRequestSchema } from '@akezora/contract';
import { beforeAll, expect, it } from 'vitest';
import type { Machine } from '../../../src/machine/machine.ts';
import { checkpoints, samplings } from '../../../src/models/ltx-video/checkpoints.ts';
import { ltxVideo, openLtxFolder, openLtxModel } from '../../../src/models/ltx-video/index.ts';
import { distilledByLora, recognise } from '../../../src/models/ltx-video/recognise.ts';
import type { VideoModel } from '../../../src/models/model.ts';
import { noise } from '../../../src/tensor/noise.ts';
import { f32, type Tensor } from '../../../src/tensor/tensor.ts';
import { openSafetensors } from '../../../src/weights/store.ts';
import { saveSafetensors } from '../../../src/weights/write.ts';
import { newFolder } from '../new-folder.ts';
import { tinyModel } from './tiny-model.ts';

const machine: Machine = { device: 'cpu', threads: 2, freeMemoryBytes: 8e9, speeds: {}, precision: 'f32' };
const rank = 2;
const layer = 'transformer_blocks.0.attn1.to_q';
let folder = '';
let model: VideoModel;

beforeAll(async () => {
  process.env.AKEZORA_CACHE = newFolder();
  folder = await tinyModel();
  model = (await ltxVideo.open(folder))!;
});

/** A LoRA of one layer, under the name that Lightricks or diffusers give to it. */
async function lora(name: string, prefix = 'transformer.', layerName = layer): Promise<string> {
  const store = await openSafetensors(join(folder, 'transformer/diffusion_pytorch_model.safetensors'));
  const [out = 0, inner = 0] = store.find(`${layer}.weight`)!.shape;
  await store.close();
  const factor = (which: string, shape: number[]): Tensor =>
    f32(shape, noise(3, name + which, { count: shape[0]! * shape[1]! }));
  const file = join(newFolder(), `${name}.safetensors`);
  await saveSafetensors(file, {
    [`${prefix}${layerName}.lora_A.weight`]: factor('a', [rank, inner]),
    [`${prefix}${layerName}.lora_B.weight`]: factor('b', [out, rank]),
  });
  return file;
}

const request = (loras?: readonly { file: string; strength?: number }[]) =>
  generationRequestSchema.parse({
    prompt: 'a red fox',
    size: { width: 64, height: 64 },
    seconds: 0.4,
    fps: 12,
    steps: 2,
    seed: 7,
    ...(loras ? { loras } : {}),
  });

async function clip(loras?: readonly { file: string; strength?: number }[]): Promise<string> {
  const asked = request(loras);
  const plan = await model.plan(asked, machine);
  const bytes: Uint8Array[] = [];
  for await (const event of model.run(asked, plan, { machine, signal: new AbortController().signal }))
    if (event.type === 'frame') bytes.push(event.frame.data);
  return Buffer.concat(bytes).toString('base64');
}

it('merges the LoRAs of a request, by their strength, and none into the next request', async () => {
  const file = await lora('ink');
  const plain = await clip();
  const full = await clip([{ file }]);
  const half = await clip([{ file, strength: 0.5 }]);
  expect(new Set([plain, full, half]).size).toBe(3);
  expect(await clip([{ file, strength: 0 }])).toBe(plain);
  expect(await clip([{ file }, { file, strength: -0.5 }])).not.toBe(full);
  expect(await clip()).toBe(plain);
});

it('takes the names of layers that Lightricks uses', async () => {
  const own = await lora('norms', 'diffusion_model.');
  expect(await clip([{ file: own }])).not.toBe(await clip());
});

it('refuses in the plan a LoRA that is not there, and one that does not fit, by its tensor', async () => {
  const missing = model.plan(request([{ file: 'nowhere.safetensors' }]), machine);
  await expect(missing).rejects.toMatchObject({ code: 'input_missing', field: 'loras.0' });
  const stray = await lora('stray', 'transformer.', 'transformer_blocks.9.attn1.to_q');
  const message = await model.plan(request([{ file: stray }]), machine).catch((error: Error) => error.message);
  expect(message).toContain('transformer_blocks.9.attn1.to_q');
  const id = generationRequestSchema.parse({ ...request(), loras: [{ id: 'ink' }] });
  await expect(model.plan(id, machine)).rejects.toMatchObject({ code: 'input_missing', field: 'loras.0' });
});

it('knows no LoRAs inside a model name', async () => {
  expect(await ltxVideo.open(`${folder}+lora=ink.safetensors:0.8`)).toBeUndefined();
});

it('leaves out what does not fit and names it, and uses the rest', async () => {
  const good = await lora('mixed');
  const store = await openSafetensors(good);
  const tensors: Record<string, Tensor> = {
    'text_encoders.t5xxl.layer.lora_A.weight': f32([2, 2], [1, 2, 3, 4]),
    [`transformer.${layer}.dora_scale`]: f32([1], [1]),
  };
  for (const name of store.names) tensors[name] = await store.read(name);
  await store.close();
  const file = join(newFolder(), 'mixed.safetensors');
  await saveSafetensors(file, tensors);
  const { notices } = await model.plan(request([{ file }]), machine);
  expect(notices).toEqual([expect.objectContaining({ code: 'lora_partly_left_out', field: 'loras.0' })]);
  expect(notices[0]!.message.en).toContain('2 tensors of mixed.safetensors do not fit');
  expect(notices[0]!.message.en).toContain('text_encoders.t5xxl');
  expect((await model.plan(request([{ file: good }]), machine)).notices).toEqual([]);
  expect(await clip([{ file }])).toBe(await clip([{ file: good }]));
});

it('refuses a LoRA of the right names and other shapes by the shape, and one that needs a reference clip', async () => {
  const file = join(newFolder(), 'large.safetensors');
  const wide = f32([rank, 4096], new Float32Array(rank * 4096));
  await saveSafetensors(file, {
    [`transformer.${layer}.lora_A.weight`]: wide,
    [`transformer.${layer}.lora_B.weight`]: f32([4096, rank], wide.data),
  });
  const error = await model.plan(request([{ file }]), machine).catch((thrown) => thrown);
  expect(error).toMatchObject({ code: 'weights_mismatch' });
  expect(error.message).toContain(`${layer}.lora_A.weight`);
  const control = model.plan(request([{ file: 'ltxv-097-ic-lora-depth-control-diffusers.safetensors' }]), machine);
  await expect(control).rejects.toMatchObject({ code: 'weights_unsupported' });
});

it('samples as the distilled model with the LoRA that distils a 13B development model', async () => {
  const files = await openLtxFolder(folder);
  const { config } = files.transformer;
  const large = recognise(
    { ...files, transformer: { ...files.transformer, config: { ...config, num_layers: 48 } } },
    'LTX-Video-0.9.7-dev',
    undefined,
  );
  const loras = [{ path: '/some/ltxv-13b-0.9.7-distilled-lora128.safetensors', strength: 1 }];
  expect(distilledByLora(large, loras)).toMatchObject({
    identity: { sampling: samplings.distilled },
    twoScale: samplings['distilled-two-scale'],
  });
  expect(distilledByLora(large, [{ path: 'ink.safetensors', strength: 1 }])).toBeUndefined();
  expect(distilledByLora(large, [{ ...loras[0]!, strength: 0 }])).toBeUndefined();
  expect(distilledByLora(recognise(files, 'LTX-Video-0.9.5', undefined), loras)).toBeUndefined();
});

it('plans the distilled steps with that LoRA, says so, and refuses more steps with the list', async () => {
  const file = join(newFolder(), 'ltxv-13b-0.9.7-distilled-lora128.safetensors');
  copyFileSync(await lora('distilling'), file);
  const published = checkpoints.find(({ id }) => id === 'ltx-video-13b-0.9.7')!;
  const development = await openLtxModel(await openLtxFolder(folder), published);
  const asked = (more: object) => ({ ...request([{ file }]), steps: undefined, ...more });
  const plan = await development.plan(asked({}), machine);
  expect(plan).toMatchObject({ steps: 8, guidance: 1 });
  expect(plan.notices.map(({ code }) => code)).toContain('lora_distils');
  expect(await development.plan({ ...request(), steps: undefined }, machine)).toMatchObject({ steps: 30 });
  const more = await development.plan(asked({ steps: 20 }), machine).catch((thrown) => thrown);
  expect(more).toMatchObject({ code: 'option_unsupported' });
  expect(more.remedy.en).toContain('1–8 (1000, 993.7');
});
