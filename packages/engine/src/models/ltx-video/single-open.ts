import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AkezoraError } from '@akezora/contract';
import type { Component } from '../../diffusion/component.ts';
import { scaledWeights } from '../../diffusion/scaled-weights.ts';
import { renamedSource, type TensorSource } from '../../tensor/source.ts';
import { openSafetensors, type WeightStore } from '../../weights/store.ts';
import type { LtxFiles } from './files.ts';
import { inferAutoencoderConfig, inferTransformerConfig } from './infer-config.ts';
import { looksLikeSingleFile, type SingleFileNames, singleFileNames } from './weight-names.ts';

/** Scheduler of the files before 0.9.5, which carry none: shifted by the number of tokens. */
const shifted = {
  use_dynamic_shifting: true,
  base_shift: 0.95,
  max_shift: 2.05,
  base_image_seq_len: 1024,
  max_image_seq_len: 4096,
  shift_terminal: 0.1,
} as const;

interface StatedConfig {
  readonly transformer?: { readonly num_attention_heads?: number };
}

function statedConfig(store: WeightStore): StatedConfig {
  try {
    const parsed: unknown = JSON.parse(store.metadata.config ?? '{}');
    return typeof parsed === 'object' && parsed !== null ? (parsed as StatedConfig) : {};
  } catch {
    return {};
  }
}

const partOf = (path: string, part: keyof SingleFileNames) => async (): Promise<TensorSource> => {
  const store = await openSafetensors(path);
  return scaledWeights(renamedSource(store, singleFileNames(store.names)[part]));
};

/** Whether a safetensors file is one of Lightricks' single files. */
export async function isSingleFile(path: string): Promise<boolean> {
  const store = await openSafetensors(path);
  try {
    return looksLikeSingleFile(store.names);
  } finally {
    await store.close();
  }
}

/**
 * Opens a single file with transformer and autoencoder in it. Configs are read off the tensors; the text encoder is
 * looked for in the folders beside the file.
 * @throws AkezoraError `weights_missing`, `weights_corrupt`, `weights_mismatch` when the file has no autoencoder.
 */
export async function openLtxSingleFile(path: string): Promise<LtxFiles> {
  const store = await openSafetensors(path);
  try {
    const names = singleFileNames(store.names);
    const part = <C>(which: keyof SingleFileNames, config: C): Component<C> => ({ config, open: partOf(path, which) });
    const autoencoder = renamedSource(store, names.autoencoder);
    if (!autoencoder.find('decoder.conv_in.conv.weight'))
      throw new AkezoraError('weights_mismatch', {
        path,
        tensor: 'vae.decoder.conv_in.conv.weight',
        reason: { en: 'the file has no autoencoder', ja: 'ファイルにオートエンコーダーがありません' },
      });
    const autoencoderConfig = inferAutoencoderConfig(autoencoder);
    const late = autoencoderConfig.down_block_types.includes('LTXVideo095DownBlock3D');
    const beside = (name: string) => (existsSync(join(dirname(path), name)) ? join(dirname(path), name) : undefined);
    return {
      path,
      pipeline: late ? 'condition' : 'plain',
      transformer: part(
        'transformer',
        inferTransformerConfig(renamedSource(store, names.transformer), statedConfig(store).transformer),
      ),
      autoencoder: part('autoencoder', autoencoderConfig),
      scheduler: late ? {} : shifted,
      textEncoder: beside('text_encoder'),
      tokenizer: beside('tokenizer'),
    };
  } finally {
    await store.close();
  }
}
