/** Opening the files of a Pyramid Flow model as far as their configs: a folder a part, without `model_index.json`. */
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { folderComponent, pathIn } from '../../diffusion/component.ts';
import { missingWeights } from '../../weights/missing-weights.ts';
import { architectureOf, autoencoderConfigSchema, type PyramidFiles, transformerConfigSchema } from './config.ts';

/** Folders of transformers in a repository, that which is taken by default first. The one for single pictures is not used. */
export const transformerFolders = ['diffusion_transformer_384p', 'diffusion_transformer_768p'] as const;

/** Name of a transformer's folder. */
export type TransformerFolder = (typeof transformerFolders)[number];

/** Folder of the autoencoder. */
export const autoencoderFolder = 'causal_video_vae';

const isTransformerFolder = (name: string): name is TransformerFolder =>
  (transformerFolders as readonly string[]).includes(name);

/**
 * The repository's folder and that of the transformer, from a path to either; `undefined` for folders of other models.
 * @param wanted which transformer. Default: the first that is there
 */
export function locateTransformer(
  path: string,
  wanted?: TransformerFolder,
): { readonly folder: string; readonly transformer: TransformerFolder } | undefined {
  const name = basename(path);
  const given = isTransformerFolder(name) ? name : undefined;
  const folder = given ? dirname(path) : path;
  const choices = wanted ? [wanted] : given ? [given] : transformerFolders;
  const transformer = choices.find((choice) => existsSync(join(folder, choice, 'config.json')));
  const whole = transformer !== undefined && existsSync(join(folder, autoencoderFolder));
  return whole ? { folder, transformer } : undefined;
}

/**
 * Opens a repository's folder, or that of one of its transformers.
 * @throws AkezoraError `weights_missing`, `weights_corrupt`.
 */
export async function openPyramidFolder(path: string, wanted?: TransformerFolder): Promise<PyramidFiles> {
  const found = locateTransformer(path, wanted);
  if (found === undefined) throw missingWeights(path, join(path, wanted ?? transformerFolders[0]));
  const { folder } = found;
  const transformer = await folderComponent(folder, found.transformer, transformerConfigSchema);
  // SD3 has two CLIP encoders before T5, miniFLUX one.
  const clips = architectureOf(transformer.config) === 'sd3' ? ['', '_2'] : [''];
  const t5 = `_${clips.length + 1}`;
  return {
    path: join(folder, found.transformer),
    transformer,
    autoencoder: await folderComponent(folder, autoencoderFolder, autoencoderConfigSchema),
    clips: clips.map((number) => ({
      encoder: join(folder, `text_encoder${number}`),
      tokenizer: join(folder, `tokenizer${number}`),
    })),
    textEncoder: pathIn(folder, `text_encoder${t5}`),
    tokenizer: pathIn(folder, `tokenizer${t5}`),
  };
}
