import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { layerAliases } from '../../src/models/ltx-video/weight-names.ts';
import { noise } from '../../src/tensor/noise.ts';
import { memorySource } from '../../src/tensor/source.ts';
import { f32, type Tensor } from '../../src/tensor/tensor.ts';
import { withLoras } from '../../src/weights/lora.ts';
import { saveSafetensors } from '../../src/weights/write.ts';
import { newFolder } from '../models/new-folder.ts';

/** What diffusers makes of each way of writing a LoRA's names (`training/references/lora_names.py`). */
const { names } = JSON.parse(readFileSync(new URL('./lora-names.json', import.meta.url), 'utf8')) as {
  names: { layer: string; down: string; up: string; factor: number | null }[];
};

const random = (name: string, shape: number[]) =>
  f32(shape, noise(5, name, { count: shape.reduce((a, b) => a * b, 1) }));
const base = {
  'blocks.0.to_q.weight': random('q', [6, 5]),
  'blocks.0.to_k.weight': random('k', [6, 5]),
  'proj_in.weight': random('p', [4, 3]),
};
const [down, up] = [random('down', [2, 5]), random('up', [6, 2])];

/** W + strength · scale · up · down, by the definition. */
function expected(weight: Tensor<'f32'>, factor: number): number[] {
  const [rows, columns] = weight.shape as [number, number];
  return Array.from({ length: rows * columns }, (_, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    let sum = weight.data[at]!;
    for (let k = 0; k < 2; k++) sum += factor * up.data[row * 2 + k]! * down.data[k * columns + column]!;
    return sum;
  });
}

async function merged(tensors: Record<string, Tensor>, strength: number, metadata = {}) {
  const path = join(newFolder(), 'adapter.safetensors');
  await saveSafetensors(path, tensors, metadata);
  return withLoras(memorySource(base), [{ path, strength }], layerAliases);
}

const close = (got: Tensor, want: number[]) => {
  for (const [i, value] of want.entries()) expect(Number(got.data[i])).toBeCloseTo(value, 5);
};

it.each([
  ['PEFT', 'transformer.blocks.0.to_q.lora_A.weight', 'transformer.blocks.0.to_q.lora_B.weight'],
  [
    'the names of other programs',
    'diffusion_model.blocks.0.to_q.lora_A.weight',
    'diffusion_model.blocks.0.to_q.lora_B.weight',
  ],
  ['Kohya', 'lora_unet_blocks_0_to_q.lora_down.weight', 'lora_unet_blocks_0_to_q.lora_up.weight'],
])('merges an adapter in the names of %s', async (_, a, b) => {
  const source = await merged({ [a]: down, [b]: up }, 0.7);
  close(await source.read('blocks.0.to_q.weight'), expected(base['blocks.0.to_q.weight'], 0.7));
  expect((await source.read('blocks.0.to_k.weight')).data).toEqual(base['blocks.0.to_k.weight'].data);
});

it('merges whatever names diffusers merges, and those that it passes over, for CogVideoX and Mochi', async () => {
  expect(names.filter(({ factor }) => factor === 1).length).toBeGreaterThan(10);
  for (const { layer, down: a, up: b } of names) {
    const weights = { [`${layer}.weight`]: random('q', [6, 5]) };
    const path = join(newFolder(), 'adapter.safetensors');
    await saveSafetensors(path, { [a]: down, [b]: up });
    const source = await withLoras(memorySource(weights), [{ path, strength: 1 }]);
    expect(source.leftOut.size).toBe(0);
    close(await source.read(`${layer}.weight`), expected(weights[`${layer}.weight`]!, 1));
    await source.close();
  }
});

it('names what is read where nothing of an adapter fits', async () => {
  const strange = { 'model.blocks.0.to_q.lora_A.weight': down, 'model.blocks.0.to_q.lora_B.weight': up };
  await expect(merged(strange, 1)).rejects.toMatchObject({
    code: 'weights_mismatch',
    details: { reason: { en: expect.stringContaining('lora_unet_….lora_down.weight') } },
  });
});

it('scales by alpha over rank, from a tensor or from the metadata', async () => {
  const kohya = await merged(
    {
      'lora_unet_blocks_0_to_q.lora_down.weight': down,
      'lora_unet_blocks_0_to_q.lora_up.weight': up,
      'lora_unet_blocks_0_to_q.alpha': f32([], [1]),
    },
    1,
  );
  close(await kohya.read('blocks.0.to_q.weight'), expected(base['blocks.0.to_q.weight'], 0.5));
  const peft = { 'transformer.blocks.0.to_q.lora_A.weight': down, 'transformer.blocks.0.to_q.lora_B.weight': up };
  const stated = { lora_adapter_metadata: JSON.stringify({ 'transformer.r': 2, 'transformer.lora_alpha': 8 }) };
  close(await (await merged(peft, 1, stated)).read('blocks.0.to_q.weight'), expected(base['blocks.0.to_q.weight'], 4));
});

it('adds several adapters up', async () => {
  const folder = newFolder();
  const files = [];
  for (const [i, name] of ['a', 'b'].entries()) {
    const path = join(folder, `${name}.safetensors`);
    await saveSafetensors(path, {
      'transformer.blocks.0.to_q.lora_A.weight': down,
      'transformer.blocks.0.to_q.lora_B.weight': up,
    });
    files.push({ path, strength: 0.25 * (i + 1) });
  }
  const source = await withLoras(memorySource(base), files);
  close(await source.read('blocks.0.to_q.weight'), expected(base['blocks.0.to_q.weight'], 0.75));
});

it('finds layers under the names of single files', async () => {
  const [a, b] = [random('a', [2, 3]), random('b', [4, 2])];
  const source = await merged(
    { 'diffusion_model.patchify_proj.lora_A.weight': a, 'diffusion_model.patchify_proj.lora_B.weight': b },
    1,
  );
  expect((await source.read('proj_in.weight')).data).not.toEqual(base['proj_in.weight'].data);
});

it('refuses an adapter that does not fit, naming the tensor', async () => {
  const stray = { 'transformer.blocks.7.to_q.lora_A.weight': down, 'transformer.blocks.7.to_q.lora_B.weight': up };
  await expect(merged(stray, 1)).rejects.toMatchObject({
    code: 'weights_mismatch',
    details: { tensor: 'transformer.blocks.7.to_q.lora_A.weight' },
  });
  const wrong = {
    'transformer.blocks.0.to_q.lora_A.weight': random('x', [2, 9]),
    'transformer.blocks.0.to_q.lora_B.weight': up,
  };
  await expect(merged(wrong, 1)).rejects.toMatchObject({
    code: 'weights_mismatch',
    details: { tensor: 'transformer.blocks.0.to_q.lora_A.weight' },
  });
});
