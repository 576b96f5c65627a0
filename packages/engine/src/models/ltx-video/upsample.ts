import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig, readModelJson, weightFileOf } from '../../diffusion/component.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { openWeights, type WeightStore } from '../../weights/store.ts';
import { type UpsamplerConfig, upsamplerConfigSchema } from './config.ts';
import { upsamplerGraph } from './upsampler.ts';

/** A latent upsampler on disk. */
export interface Upsampler {
  readonly config: UpsamplerConfig;
  /** Denormalised latents of one clip at twice the rows and columns. */
  run(runtime: Runtime, device: string, latents: Tensor<'f32'>): Promise<Tensor<'f32'>>;
}

/** Config of a single-file upsampler: from its metadata, else from its tensors. */
function inferred(store: WeightStore): UpsamplerConfig {
  const [mid = 512, inner = 128] = store.find('initial_conv.weight')?.shape ?? [];
  let blocks = 0;
  while (store.find(`res_blocks.${blocks}.conv1.weight`)) blocks++;
  return upsamplerConfigSchema.parse({
    in_channels: inner,
    mid_channels: mid,
    num_blocks_per_stage: blocks,
    dims: store.find('initial_conv.weight')?.shape.length === 4 ? 2 : 3,
  });
}

/**
 * Opens a latent upsampler: a diffusers folder (itself or with a `latent_upsampler` folder in it) or a single file.
 * @throws AkezoraError `weights_missing`, `weights_corrupt`.
 */
export async function openUpsampler(path: string): Promise<Upsampler> {
  const folder = statSync(path).isDirectory();
  const inner = folder && existsSync(join(path, 'latent_upsampler')) ? join(path, 'latent_upsampler') : path;
  const file = folder ? weightFileOf(inner, path) : path;
  let config: UpsamplerConfig;
  if (folder) {
    const at = join(inner, 'config.json');
    config = readConfig(upsamplerConfigSchema, await readModelJson(at, path), at);
  } else {
    const store = await openWeights(file);
    config = inferred(store);
    await store.close();
  }
  return {
    config,
    async run(runtime, device, latents) {
      const [batch, , frames, rows, columns] = latents.shape as [number, number, number, number, number];
      const source = await openWeights(file);
      try {
        const graph = upsamplerGraph(source, config, { batch, frames, rows, columns });
        const program = await runtime.load(graph, { device, label: 'upsampler' });
        try {
          const { sample } = await program.run({ latents });
          return sample as Tensor<'f32'>;
        } finally {
          await program.free();
        }
      } finally {
        await source.close();
      }
    },
  };
}
