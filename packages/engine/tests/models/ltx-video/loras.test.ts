import { join } from 'node:path';
import { generationRequestSchema } from '@akezora/contract';
import { beforeAll, expect, it } from 'vitest';
import type { Machine } from '../../../src/machine/machine.ts';
import { ltxVideo } from '../../../src/models/ltx-video/index.ts';
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
