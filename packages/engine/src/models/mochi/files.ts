/** Opening the files of a Mochi model as far as their configs. */
import { join } from 'node:path';
import { folderComponent, pathIn, readModelJson } from '../../diffusion/component.ts';
import type { FlowMatchEulerConfig } from '../../schedulers/flow-match-euler.ts';
import { autoencoderConfigSchema, type MochiFiles, transformerConfigSchema } from './config.ts';

/**
 * Opens a diffusers folder: `model_index.json` and one folder a part.
 * @throws AkezoraError `weights_missing`, `weights_corrupt`.
 */
export async function openMochiFolder(folder: string): Promise<MochiFiles> {
  const index = (await readModelJson(join(folder, 'model_index.json'), folder)) as Record<string, unknown>;
  return {
    path: folder,
    transformer: await folderComponent(folder, 'transformer', transformerConfigSchema),
    autoencoder: await folderComponent(folder, 'vae', autoencoderConfigSchema),
    scheduler: (await readModelJson(join(folder, 'scheduler/scheduler_config.json'), folder)) as FlowMatchEulerConfig,
    zerosForEmptyPrompt: index.force_zeros_for_empty_prompt !== false,
    textEncoder: pathIn(folder, 'text_encoder'),
    tokenizer: pathIn(folder, 'tokenizer'),
  };
}
