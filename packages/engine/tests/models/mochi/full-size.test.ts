import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generationRequestSchema } from '@akezora/contract';
import { expect, it } from 'vitest';
import { checkDecoder } from '../../../src/models/mochi/autoencoder.ts';
import { decoderStages } from '../../../src/models/mochi/decoder.ts';
import { openMochiFolder } from '../../../src/models/mochi/files.ts';
import { mochi } from '../../../src/models/mochi/index.ts';
import { checkTransformer } from '../../../src/models/mochi/transformer.ts';
import { fullSizeList, needFullSizeLists, writeSparse } from '../full-size.ts';
import { newFolder } from '../new-folder.ts';
import { tinyModel } from './tiny-model.ts';

/** The published bf16 files of a part, in so many shards, with its config. */
function part(folder: string, name: string, shards: number): void {
  mkdirSync(folder, { recursive: true });
  const { config, tensors } = fullSizeList(name);
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  if (shards === 1) {
    writeSparse(join(folder, 'diffusion_pytorch_model.bf16.safetensors'), 'BF16', tensors);
    return;
  }
  const size = Math.ceil(tensors.length / shards);
  const map: Record<string, string> = {};
  for (let i = 0; i < shards; i++) {
    const file = `diffusion_pytorch_model.bf16-0000${i + 1}-of-0000${shards}.safetensors`;
    const own = tensors.slice(i * size, (i + 1) * size);
    for (const [key] of own) map[key] = file;
    writeSparse(join(folder, file), 'BF16', own);
  }
  const index = 'diffusion_pytorch_model.safetensors.index.bf16.json';
  writeFileSync(join(folder, index), JSON.stringify({ weight_map: map }));
}

it('opens the published files, with each of their tensors and no other, and plans a clip within 16 GB', async ({
  skip,
}) => {
  needFullSizeLists(skip);
  process.env.AKEZORA_CACHE = newFolder();
  const folder = await tinyModel(join(newFolder(), 'FastMochi-full'));
  for (const name of ['transformer', 'vae']) rmSync(join(folder, name), { recursive: true });
  part(join(folder, 'transformer'), 'mochi-transformer', 3);
  part(join(folder, 'vae'), 'mochi-vae', 1);
  const { transformer, autoencoder } = await openMochiFolder(folder);
  const weights = await transformer.open();
  expect(weights.names.length).toBe(1071);
  checkTransformer(weights, transformer.config);
  await weights.close();
  const decoder = await autoencoder.open();
  expect(decoder.names.length).toBe(437);
  checkDecoder(decoder, autoencoder.config, decoderStages(autoencoder.config));
  await decoder.close();
  const model = (await mochi.open(folder))!;
  const request = generationRequestSchema.parse({ prompt: 'a red fox', resolution: '480p', seconds: 1, seed: 1 });
  const machine = { device: 'cpu', threads: 2, freeMemoryBytes: 16e9, speeds: {} } as const;
  const plan = await model.plan(request, machine);
  expect(plan).toMatchObject({ width: 848, height: 480, frames: 31, steps: 8 });
  expect(plan.peakMemoryBytes).toBeLessThan(16e9);
});
