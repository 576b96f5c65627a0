/** What weights are taken for: by their metadata, their name, their autoencoder; and what is refused by name. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AkezoraError } from '@akezora/contract';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkpoints, samplings } from '../../../src/models/ltx-video/checkpoints.ts';
import type { LtxFiles } from '../../../src/models/ltx-video/config.ts';
import { ltxVideo, openLtxFolder, openLtxSingleFile } from '../../../src/models/ltx-video/index.ts';
import { recognise } from '../../../src/models/ltx-video/recognise.ts';
import { refusalOf } from '../../../src/models/ltx-video/refusals.ts';
import { statedConfig, statedPipeline } from '../../../src/models/ltx-video/stated.ts';
import { noise } from '../../../src/tensor/noise.ts';
import { f32, type Tensor } from '../../../src/tensor/tensor.ts';
import { openSafetensors } from '../../../src/weights/store.ts';
import { saveSafetensors } from '../../../src/weights/write.ts';
import { newFolder } from '../new-folder.ts';
import { singleFile } from './single-file.ts';
import { tinyModel } from './tiny-model.ts';

let folder = '';
let small: LtxFiles;
let large: LtxFiles;

beforeAll(async () => {
  folder = await tinyModel();
  small = await openLtxFolder(folder);
  large = { ...small, transformer: { ...small.transformer, config: { ...small.transformer.config, num_layers: 48 } } };
});

describe('sampling', () => {
  const of = (files: LtxFiles, name: string) => recognise(files, name, undefined).identity.sampling;

  it.each([
    ['LTX-Video-0.9.7-distilled', samplings.distilled],
    ['LTX-Video-0.9.8-13B-distilled', samplings.distilled],
    ['ltxv-13b-0.9.7-distilled-Q8-mine.safetensors', samplings.distilled],
    ['LTX-Video-0.9.7-dev', samplings['development-13b']],
    ['my-ltxv-13b-tune.safetensors', samplings['development-13b']],
    ['someone-else', samplings.diffusers],
  ])('of 13B files is that of their name: %s', (name, sampling) => expect(of(large, name)).toBe(sampling));

  it.each([
    ['LTX-Video-0.9.5', samplings.base],
    ['ltxv-2b-mine.safetensors', samplings.base],
    ['ltxv-2b-0.9.6-distilled-04-25-mine.safetensors', samplings['distilled-0.9.6']],
    ['a-distilled-model', samplings.distilled],
    ['tiny', samplings.diffusers],
  ])('of 2B files is that of their name: %s', (name, sampling) => expect(of(small, name)).toBe(sampling));

  it('is what a single file states, before its name', () => {
    const levels = [1, 0.9937, 0.9875, 0.9812, 0.975, 0.9094, 0.725, 0.4219];
    const stated = statedConfig({ config: JSON.stringify({ allowed_inference_steps: levels }) });
    // The published levels are those of the published settings.
    expect(of({ ...small, stated }, 'tiny')).toEqual(samplings.distilled);
    const own = statedConfig({ config: JSON.stringify({ allowed_inference_steps: [0.5, 1] }) });
    expect(of({ ...small, stated: own }, 'ltxv-2b-0.9.5').first).toMatchObject({ steps: 2, timesteps: [1000, 500] });
    for (const config of ['no json', '{"allowed_inference_steps":"all","scheduler":3}', '[]'])
      expect(of({ ...small, stated: statedConfig({ config }) }, 'tiny')).toBe(samplings.diffusers);
  });

  it('has two scales where the published checkpoint of that version has them', () => {
    expect(recognise(large, 'LTX-Video-0.9.7-distilled', undefined).twoScale).toBe(samplings['distilled-two-scale']);
    expect(recognise(small, 'LTX-Video-0.9.5', undefined).twoScale).toBeUndefined();
  });
});

it('takes the pipeline from the metadata of a single file: its sampler, else its positions', () => {
  const of = (config: object) => statedPipeline(statedConfig({ config: JSON.stringify(config) }));
  expect(of({ scheduler: { sampler: 'LinearQuadratic' } })).toBe('condition');
  expect(of({ scheduler: { sampler: 'Uniform' }, transformer: { causal_temporal_positioning: true } })).toBe('plain');
  expect(of({ transformer: { causal_temporal_positioning: true } })).toBe('condition');
  expect(of({ transformer: {} })).toBeUndefined();
});

it('runs a folder with the autoencoder of 0.9.5 as that version, whatever its index says', async () => {
  const named = await tinyModel();
  writeFileSync(join(named, 'model_index.json'), JSON.stringify({ _class_name: 'LTXPipeline' }));
  expect((await openLtxFolder(named)).pipeline).toBe('condition');
});

it('opens the snapshot of a repository as the checkpoint that it holds', async () => {
  const hub = newFolder();
  const snapshots = join(hub, 'models--Lightricks--LTX-Video-0.9.8-13B-distilled', 'snapshots');
  mkdirSync(snapshots, { recursive: true });
  const path = join(snapshots, 'abc');
  renameSync(await tinyModel(), path);
  const model = await ltxVideo.open(path);
  expect(model!.capabilities).toMatchObject({ id: 'ltx-video-13b-0.9.8-distilled', guidance: null });
  expect(model!.capabilities.steps.default).toBe(8);
});

describe('what cannot be used', () => {
  it.each([
    ['ltxv-13b-0.9.7-dev-fp8.safetensors', 'Hadamard', '13b-0.9.8-distilled-fp8'],
    ['ltxv-13b-0.9.7-distilled-fp8.safetensors', 'Hadamard', '13b-0.9.8-distilled-fp8'],
    ['ltxv-097-ic-lora-depth-control-comfyui.safetensors', 'reference clip', '--remix'],
    ['Lightricks/LTX-Video-ICLoRA-pose-13b-0.9.7', 'reference clip', '--remix'],
    ['ltxv-temporal-upscaler-0.9.7.safetensors', 'frame rate', '--fps'],
    ['ltxv-2b-0.9.8-distilled-Q4_K_M.gguf', 'GGUF', '2b-0.9.8-distilled-fp8'],
    ['city96/LTX-Video-0.9.5-gguf', 'GGUF', '2b-0.9.8-distilled-fp8'],
  ])('is refused by name, with what to take instead: %s', async (name, reason, instead) => {
    const error = refusalOf(name)!;
    expect(error).toBeInstanceOf(AkezoraError);
    expect(error.text.en).toContain(reason);
    expect(error.remedy.en).toContain(instead);
    expect(error.text.ja).toMatch(/\p{Script=Hiragana}/u);
    expect(() => ltxVideo.downloads!(name)).toThrow(expect.objectContaining({ code: 'weights_unsupported' }));
    if (name.includes('/')) return;
    const path = join(newFolder(), name);
    writeFileSync(path, '');
    await expect(ltxVideo.open(path)).rejects.toMatchObject({ code: 'weights_unsupported' });
  });

  it('lets every published file through', () => {
    for (const { id, file } of checkpoints) expect([refusalOf(id), refusalOf(file)]).toEqual([undefined, undefined]);
  });

  it('is told from its tensors: half a model, an adapter, an upscaler', async () => {
    const whole = await openSafetensors(await singleFile(folder));
    const tensors: Record<string, Tensor> = {};
    for (const name of whole.names) tensors[name] = await whole.read(name);
    await whole.close();
    const refusal = async (keep: (name: string) => boolean, rename = (name: string) => name) => {
      const path = join(newFolder(), 'part.safetensors');
      const kept = Object.entries(tensors).filter(([name]) => keep(name));
      await saveSafetensors(path, Object.fromEntries(kept.map(([name, value]) => [rename(name), value])));
      return ltxVideo.open(path).then(
        () => 'opened',
        (error: AkezoraError) => error.text.en,
      );
    };
    const isPart = (name: string) => name.startsWith('model.diffusion_model.');
    const bare = (name: string) => name.replace(/^(?:model\.diffusion_model|vae)\./, '');
    expect(await refusal(isPart)).toContain('transformer alone');
    expect(await refusal(isPart, bare)).toContain('transformer alone');
    expect(await refusal((name) => !isPart(name))).toContain('autoencoder alone');
    expect(await refusal((name) => !isPart(name), bare)).toContain('autoencoder alone');
    const path = join(newFolder(), 'style.safetensors');
    const values = f32([2, 2], noise(1, 'a', { count: 4 }));
    const layer = 'transformer.transformer_blocks.0.attn1.to_q';
    await saveSafetensors(path, { [`${layer}.lora_A.weight`]: values, [`${layer}.lora_B.weight`]: values });
    await expect(ltxVideo.open(path)).rejects.toMatchObject({ code: 'weights_unsupported' });
    expect((await openLtxSingleFile(await singleFile(folder))).pipeline).toBe('condition');
  });
});
