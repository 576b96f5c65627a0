/** The autoencoder as it is published: in a pickle alone, written here by PyTorch itself (`training/references/pyramid_pickle.py`). */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { generationRequestSchema } from '@akezora/contract';
import { beforeAll, expect, it } from 'vitest';
import type { Machine } from '../../../src/machine/machine.ts';
import { pyramidFlow } from '../../../src/models/pyramid-flow/index.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import { openSafetensors, openWeights } from '../../../src/weights/store.ts';
import { saveSafetensors } from '../../../src/weights/write.ts';
import { newFolder } from '../new-folder.ts';
import { runModel } from '../run-model.ts';
import { tinyModel } from './tiny-model.ts';

beforeAll(() => {
  process.env.AKEZORA_CACHE = newFolder();
});

const machine: Machine = { device: 'cpu', threads: 2, freeMemoryBytes: 8e9, speeds: {} };
const weightsOf = (model: string) => join(model, 'causal_video_vae/diffusion_pytorch_model.safetensors');

/** The fixture's weights with the bits that the pickle has. */
async function shortened(file: string): Promise<Record<string, Tensor>> {
  const store = await openSafetensors(file);
  const tensors: Record<string, Tensor> = {};
  for (const name of store.names) {
    const tensor = (await store.read(name)) as Tensor<'bf16'>;
    tensors[name] = { ...tensor, data: tensor.data.map((bits) => bits & ~3) };
  }
  await store.close();
  return tensors;
}

it('an autoencoder in a pickle of PyTorch makes the clip that one in safetensors makes', async () => {
  const [safe, pickled] = [await tinyModel(), await tinyModel()];
  const file = weightsOf(safe);
  await saveSafetensors(file, await shortened(file));
  rmSync(weightsOf(pickled));
  const bin = weightsOf(pickled).replace('.safetensors', '.bin');
  writeFileSync(bin, gunzipSync(readFileSync(new URL('./causal-video-vae.bin.gz', import.meta.url))));

  const [first, second] = [await openSafetensors(file), await openWeights(bin)];
  expect([...second.names].sort()).toEqual([...first.names].sort());
  await Promise.all([first.close(), second.close()]);

  const request = generationRequestSchema.parse({
    prompt: 'a red fox',
    size: { width: 64, height: 64 },
    seconds: 0.7,
    steps: 1,
    seed: 7,
  });
  const clips = [];
  for (const folder of [safe, pickled, await tinyModel()]) {
    const { frames } = await runModel((await pyramidFlow.open(folder))!, request, machine);
    clips.push(frames.map(({ data }) => data));
  }
  expect(clips[0]!.length).toBeGreaterThan(8);
  expect(clips[1]).toEqual(clips[0]);
  // The two bits show, so other weights would.
  expect(clips[2]).not.toEqual(clips[0]);
});
