import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Component, readConfig, readModelJson, weightFileOf } from '../../diffusion/component.ts';
import type { FlowMatchEulerConfig } from '../../schedulers/flow-match-euler.ts';
import { openWeights } from '../../weights/store.ts';
import {
  type AutoencoderConfig,
  autoencoderConfigSchema,
  type TransformerConfig,
  transformerConfigSchema,
} from './config.ts';

/** An LTX-Video model on disk, opened as far as its configs. */
export interface LtxFiles {
  readonly path: string;
  /** Which pipeline's conventions hold: plain text-to-video, or conditions with a time a token. */
  readonly pipeline: 'plain' | 'condition';
  readonly transformer: Component<TransformerConfig>;
  readonly autoencoder: Component<AutoencoderConfig>;
  readonly scheduler: FlowMatchEulerConfig;
  /** Folder of the T5 encoder, and of its tokenizer, where they are there. */
  readonly textEncoder: string | undefined;
  readonly tokenizer: string | undefined;
}

/**
 * Opens a diffusers folder of LTX-Video: `model_index.json` and one folder a part.
 * @throws AkezoraError `weights_missing`, `weights_corrupt`.
 */
export async function openLtxFolder(folder: string): Promise<LtxFiles> {
  const index = (await readModelJson(join(folder, 'model_index.json'), folder)) as Record<string, unknown>;
  const configOf = (part: string) => readModelJson(join(folder, part, 'config.json'), folder);
  const open = (part: string) => () => openWeights(weightFileOf(join(folder, part), folder));
  const optional = (part: string) => (existsSync(join(folder, part)) ? join(folder, part) : undefined);
  return {
    path: folder,
    pipeline: index._class_name === 'LTXConditionPipeline' ? 'condition' : 'plain',
    transformer: {
      config: readConfig(
        transformerConfigSchema,
        await configOf('transformer'),
        join(folder, 'transformer/config.json'),
      ),
      open: open('transformer'),
    },
    autoencoder: {
      config: readConfig(autoencoderConfigSchema, await configOf('vae'), join(folder, 'vae/config.json')),
      open: open('vae'),
    },
    scheduler: (await readModelJson(join(folder, 'scheduler/scheduler_config.json'), folder)) as FlowMatchEulerConfig,
    textEncoder: optional('text_encoder'),
    tokenizer: optional('tokenizer'),
  };
}
