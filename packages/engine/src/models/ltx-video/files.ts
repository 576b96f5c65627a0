import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AkezoraError } from '@akezora/contract';
import type { FlowMatchEulerConfig } from '../../schedulers/flow-match-euler.ts';
import type { TensorSource } from '../../tensor/source.ts';
import { openWeights } from '../../weights/store.ts';
import {
  type AutoencoderConfig,
  autoencoderConfigSchema,
  readConfig,
  type TransformerConfig,
  transformerConfigSchema,
} from './config.ts';

/** A part of a model: where its weights are and what its config says. */
export interface Component<C> {
  readonly config: C;
  /** Opens the weights; close them after use. */
  open(): Promise<TensorSource>;
}

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

/** Reads JSON of a model file. @throws AkezoraError `weights_missing`, `weights_corrupt`. */
export async function readModelJson(path: string, model: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw new AkezoraError('weights_missing', { model, path }, { cause });
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AkezoraError(
      'weights_corrupt',
      { path, reason: { en: 'it is not JSON', ja: 'JSON ではありません' } },
      { cause },
    );
  }
}

const stems = ['diffusion_pytorch_model', 'model'] as const;
const variants = ['', '.bf16', '.fp16', '.fp8'] as const;

/**
 * The weight file, or the index of its shards, of a component folder.
 * @throws AkezoraError `weights_missing`.
 */
export function weightFileOf(folder: string, model: string): string {
  for (const stem of stems)
    for (const variant of variants)
      for (const ending of [`${variant}.safetensors`, `.safetensors.index${variant}.json`]) {
        const path = join(folder, stem + ending);
        if (existsSync(path)) return path;
      }
  throw new AkezoraError('weights_missing', { model, path: join(folder, `${stems[0]}.safetensors`) });
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
