/** Opening a published folder of CogVideoX as far as its configs. */
import { join } from 'node:path';
import { folderComponent, pathIn, readModelJson } from '../../diffusion/component.ts';
import type { CogVideoXSchedulerConfig } from '../../schedulers/cogvideox-noise.ts';
import { autoencoderConfigSchema, type CogFiles, transformerConfigSchema } from './config.ts';

/**
 * Opens a diffusers folder: `model_index.json` and one folder a part.
 * @throws AkezoraError `weights_missing`, `weights_corrupt`.
 */
export async function openCogFolder(folder: string): Promise<CogFiles> {
  const scheduler = await readModelJson(join(folder, 'scheduler/scheduler_config.json'), folder);
  return {
    path: folder,
    transformer: await folderComponent(folder, 'transformer', transformerConfigSchema),
    autoencoder: await folderComponent(folder, 'vae', autoencoderConfigSchema),
    scheduler: scheduler as CogVideoXSchedulerConfig,
    textEncoder: pathIn(folder, 'text_encoder'),
    tokenizer: pathIn(folder, 'tokenizer'),
  };
}
