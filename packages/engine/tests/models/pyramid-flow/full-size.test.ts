import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generationRequestSchema } from '@akezora/contract';
import { expect, it } from 'vitest';
import { checkAutoencoder } from '../../../src/models/pyramid-flow/autoencoder.ts';
import { openPyramidFolder, type TransformerFolder } from '../../../src/models/pyramid-flow/files.ts';
import { pyramidFlow } from '../../../src/models/pyramid-flow/index.ts';
import { checkTransformer } from '../../../src/models/pyramid-flow/transformer.ts';
import { fullSizeList, needFullSizeLists, writeSparse } from '../full-size.ts';
import { newFolder } from '../new-folder.ts';
import { tinyModel } from './tiny-model.ts';

/** A published part: its config, and a file with its tensors as F32 without data. */
function part(folder: string, name: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { config, tensors } = fullSizeList(name);
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  writeSparse(join(folder, 'diffusion_pytorch_model.safetensors'), 'F32', tensors);
}

const published = [
  { list: 'pyramid-miniflux-transformer', size: '384p', tensors: 496, width: 640, height: 384 },
  { list: 'pyramid-miniflux-transformer', size: '768p', tensors: 496, width: 1280, height: 768 },
  { list: 'pyramid-sd3-transformer', size: '384p', tensors: 779, width: 640, height: 384 },
  { list: 'pyramid-sd3-transformer', size: '768p', tensors: 779, width: 1280, height: 768 },
] as const;

for (const { list, size, tensors, width, height } of published)
  it(`opens ${list} at ${size} with each of its tensors and no other, and plans a clip within 16 GB`, async ({
    skip,
  }) => {
    needFullSizeLists(skip);
    process.env.AKEZORA_CACHE = newFolder();
    const folder = await tinyModel(join(newFolder(), 'pyramid-flow-full'));
    rmSync(join(folder, 'diffusion_transformer_384p'), { recursive: true });
    const variant: TransformerFolder = `diffusion_transformer_${size}`;
    part(join(folder, variant), list);
    part(join(folder, 'causal_video_vae'), 'pyramid-vae');
    if (list.includes('sd3')) sd3Encoders(folder);
    const { transformer, autoencoder } = await openPyramidFolder(folder);
    const weights = await transformer.open();
    expect(weights.names.length).toBe(tensors);
    checkTransformer(weights, transformer.config);
    await weights.close();
    const coder = await autoencoder.open();
    expect(coder.names.length).toBe(260);
    checkAutoencoder(coder, autoencoder.config);
    await coder.close();
    const model = (await pyramidFlow.open(folder))!;
    const request = generationRequestSchema.parse({ prompt: 'a red fox', seconds: 2, seed: 1 });
    const machine = { device: 'cpu', threads: 2, freeMemoryBytes: 16e9, speeds: {} } as const;
    const plan = await model.plan(request, machine);
    expect(plan).toMatchObject({ width, height, frames: 49, fps: 24, steps: 60 + 6 * 30 });
    expect(plan.peakMemoryBytes).toBeLessThan(16e9);
    expect(plan.stages.find(({ name }) => name === 'decode')!.memoryBytes).toBeLessThan(size === '384p' ? 6e9 : 10e9);
  });

/** SD3 has a second CLIP encoder, and T5 as the third. */
function sd3Encoders(folder: string): void {
  for (const name of ['text_encoder', 'tokenizer']) {
    const at = (number: string) => join(folder, `${name}${number}`);
    renameSync(at('_2'), at('_3'));
    cpSync(at(''), at('_2'), { recursive: true });
  }
}
