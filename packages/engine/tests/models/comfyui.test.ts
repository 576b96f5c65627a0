import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generationRequestSchema } from '@akezora/contract';
import { beforeEach, expect, it } from 'vitest';
import type { Machine } from '../../src/machine/machine.ts';
import { addComfyUi } from '../../src/models/comfyui.ts';
import { openModel } from '../../src/models/index.ts';
import { removeModel } from '../../src/models/remove.ts';
import { f32, type Tensor } from '../../src/tensor/tensor.ts';
import { openSafetensors } from '../../src/weights/store.ts';
import { saveSafetensors } from '../../src/weights/write.ts';
import { singleFile } from './ltx-video/single-file.ts';
import { tinyLora } from './ltx-video/tiny-lora.ts';
import { tinyModel } from './ltx-video/tiny-model.ts';
import { newFolder } from './new-folder.ts';

let tiny = '';
let whole = '';
let comfy = '';
beforeEach(async () => {
  const home = newFolder();
  process.env.HF_HUB_CACHE = join(home, 'hub');
  process.env.AKEZORA_HOME = join(home, 'data');
  process.env.AKEZORA_CACHE = join(home, 'cache');
  tiny = await tinyModel();
  whole = await singleFile(tiny);
  comfy = join(home, 'ComfyUI');
});

/** A file below a folder, with the folders to it. */
function at(...names: string[]): string {
  const path = join(...names);
  mkdirSync(dirname(path), { recursive: true });
  return path;
}

/** Lays the parts of the tiny model as ComfyUI keeps them; the tokenizer is where ComfyUI has its own. */
async function layParts(models: string, version = ''): Promise<void> {
  const store = await openSafetensors(whole);
  const parts: Record<'transformer' | 'vae', Record<string, Tensor>> = { transformer: {}, vae: {} };
  for (const name of store.names)
    if (name.startsWith('vae.')) parts.vae[name.slice('vae.'.length)] = await store.read(name);
    else parts.transformer[name.replace('model.diffusion_model.', '')] = await store.read(name);
  const { metadata } = store;
  await store.close();
  await saveSafetensors(at(models, 'diffusion_models', `alone${version}.safetensors`), parts.transformer, metadata);
  await saveSafetensors(at(models, 'vae', `ltxv-vae${version}.safetensors`), parts.vae);
}

function layEncoder(models: string): void {
  cpSync(join(tiny, 'text_encoder/model.safetensors'), at(models, 'text_encoders', 't5xxl_fp16.safetensors'));
  cpSync(join(tiny, 'tokenizer'), join(comfy, 'comfy/text_encoders/t5_tokenizer'), { recursive: true });
}

const machine: Machine = { device: 'cpu', threads: 2, freeMemoryBytes: 8e9, speeds: {}, precision: 'f32' };
async function clip(id: string): Promise<string> {
  const model = await openModel(id);
  const request = generationRequestSchema.parse({
    ...{ model: id, prompt: 'a fox', size: { width: 64, height: 64 }, seconds: 0.4, fps: 12, steps: 1, seed: 3 },
  });
  const plan = await model.plan(request, machine);
  const bytes: Uint8Array[] = [];
  for await (const event of model.run(request, plan, { machine, signal: new AbortController().signal }))
    if (event.type === 'frame') bytes.push(event.frame.data);
  expect(bytes.length).toBeGreaterThan(4);
  return createHash('sha256').update(Buffer.concat(bytes)).digest('hex');
}

const filesBelow = (folder: string) => readdirSync(folder, { recursive: true }).map(String).sort();

it('uses checkpoints, parts, text encoder and LoRAs where they lie, and makes the same frames as the whole model', async () => {
  const models = join(comfy, 'models');
  await layParts(models);
  layEncoder(models);
  renameSync(whole, at(models, 'checkpoints', 'video', 'tiny.safetensors'));
  cpSync(await tinyLora(tiny), at(models, 'loras', 'ink.safetensors'));
  const other = {
    'lora_unet_down.lora_down.weight': f32([1, 2], [1, 2]),
    'lora_unet_down.lora_up.weight': f32([2, 1], [1, 2]),
  };
  await saveSafetensors(at(models, 'loras', 'sdxl.safetensors'), other);
  await saveSafetensors(at(models, 'checkpoints', 'sd15.safetensors'), { 'model.weight': f32([1], [1]) });
  writeFileSync(at(models, 'checkpoints', 'half.safetensors'), 'half a file');
  writeFileSync(at(models, 'diffusion_models', 'ltxv-13b-0.9.7-dev-fp8.safetensors'), 'turned');
  const before = filesBelow(comfy);
  const report = await addComfyUi(comfy);
  expect(report.added.map(({ id, kind }) => [id, kind])).toEqual([
    ['tiny', 'model'],
    ['alone', 'model'],
    ['t5-xxl', 'text-encoder'],
    ['ink', 'lora'],
  ]);
  expect(report.added[1]?.autoencoder).toBe(join(models, 'vae/ltxv-vae.safetensors'));
  expect(report).toMatchObject({ others: 2 });
  expect(report.missing).toBeUndefined();
  expect(report.left.map(({ path, reason }) => [path.slice(models.length + 1), reason.en])).toEqual([
    ['checkpoints/half.safetensors', expect.stringContaining('damaged')],
    ['diffusion_models/ltxv-13b-0.9.7-dev-fp8.safetensors', expect.stringContaining('Hadamard')],
  ]);
  expect((await openModel('alone')).capabilities.loras).toMatchObject([{ id: 'ink' }]);
  const frames = await clip('tiny');
  expect(await clip('alone')).toBe(frames);
  expect(await clip(tiny)).toBe(frames);
  expect(filesBelow(comfy)).toEqual(before);
  // Taken off the list, the file stays.
  await removeModel('alone');
  await expect(openModel('alone')).rejects.toMatchObject({ code: 'model_unknown' });
  expect(statSync(join(models, 'diffusion_models/alone.safetensors')).size).toBeGreaterThan(0);
}, 60_000);

it('says what a found model still needs, and takes it once it is there', async () => {
  const models = join(comfy, 'models');
  cpSync(whole, at(models, 'checkpoints', 'tiny.safetensors'));
  expect(await addComfyUi(models)).toMatchObject({ added: [{ id: 'tiny' }], left: [], missing: 't5-xxl' });
  layEncoder(models);
  expect((await addComfyUi(models)).missing).toBeUndefined();
  rmSync(join(comfy, 'comfy'), { recursive: true });
  expect((await addComfyUi(models)).missing).toBe('t5-xxl-tokenizer');
});

it('pairs a transformer with the autoencoder of its version, and refuses to guess', async () => {
  const models = join(comfy, 'models');
  await layParts(models, '-0.9.5');
  cpSync(join(models, 'vae/ltxv-vae-0.9.5.safetensors'), join(models, 'vae/ltxv-vae-0.9.1.safetensors'));
  cpSync(join(models, 'diffusion_models/alone-0.9.5.safetensors'), join(models, 'diffusion_models/mine.safetensors'));
  layEncoder(models);
  const { added, left } = await addComfyUi(comfy);
  expect(added[0]?.autoencoder).toContain('vae-0.9.5');
  expect(left).toMatchObject([{ path: join(models, 'diffusion_models/mine.safetensors') }]);
  expect(left[0]?.reason.en).toContain('which autoencoder');
  rmSync(join(models, 'vae'), { recursive: true });
  expect((await addComfyUi(comfy)).left).toHaveLength(2);
});

it('reads extra_model_paths.yaml: several folders a kind, a base path beside it, names of before, links', async () => {
  const far = join(comfy, '..', 'far');
  await layParts(far);
  layEncoder(far);
  mkdirSync(join(far, 'linked'), { recursive: true });
  symlinkSync(join(far, 'diffusion_models'), join(far, 'linked', 'unet'));
  process.env.AKEZORA_TEST_FAR = far;
  const list = join(comfy, 'extra_model_paths.yaml');
  writeFileSync(
    list,
    `a111:\n  base_path: \${AKEZORA_TEST_FAR}\n  unet: |\n    nowhere\n    linked/unet\n  clip: text_encoders\n` +
      `other:\n  vae: ../far/vae\n  custom_nodes: x\nempty:\nis_default: true\n`,
  );
  for (const path of [list, comfy]) {
    const { added } = await addComfyUi(path);
    expect(added.map(({ id }) => id)).toEqual(['alone', 't5-xxl']);
    expect(added[0]?.path).toBe(join(far, 'linked/unet/alone.safetensors'));
  }
});

it('refuses what is no folder of ComfyUI and lists that cannot be read', async () => {
  await expect(addComfyUi('/nowhere')).rejects.toMatchObject({ code: 'input_missing', field: '--comfyui' });
  await expect(addComfyUi(newFolder())).rejects.toMatchObject({ code: 'input_unreadable' });
  const list = join(newFolder(), 'extra_model_paths.yaml');
  const bomb = `a: &a [x,x,x,x,x,x,x,x]\n${'bcdefghij'
    .split('')
    .map((letter, i) => `${letter}: &${letter} [${Array.from({ length: 8 }, () => `*${'abcdefghij'[i]}`)}]`)
    .join('\n')}\n`;
  for (const text of ['a: [', 'just text', bomb, `x: ${'y'.repeat(2e6)}`]) {
    writeFileSync(list, text);
    await expect(addComfyUi(list)).rejects.toMatchObject({ code: 'input_unreadable' });
  }
});
