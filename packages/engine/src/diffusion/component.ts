/**
 * Parts of a model on disk, as diffusers lays them out: one folder a part, with `config.json` beside its weights
 * (`ModelMixin.from_pretrained` in diffusers).
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AkezoraError } from '@akezora/contract';
import type { z } from 'zod';
import type { TensorSource } from '../tensor/source.ts';
import { missingWeights } from '../weights/missing-weights.ts';
import { openWeights } from '../weights/store.ts';

/** A part of a model: its weights and its config. */
export interface Component<C> {
  readonly config: C;
  /** Opens the weights; close them after use. */
  open(): Promise<TensorSource>;
}

/** Reads JSON of a model file. @throws AkezoraError `weights_missing`, `weights_corrupt`. */
export async function readModelJson(path: string, model: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw missingWeights(model, path, cause);
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
 * The weight file, or the index of its shards, of a component folder: safetensors where it has any, else a file of PyTorch.
 * @throws AkezoraError `weights_missing`.
 */
export function weightFileOf(folder: string, model: string): string {
  for (const stem of stems)
    for (const variant of variants)
      for (const ending of [`${variant}.safetensors`, `.safetensors.index${variant}.json`]) {
        const path = join(folder, stem + ending);
        if (existsSync(path)) return path;
      }
  for (const stem of stems) {
    const path = join(folder, `${stem}.bin`);
    if (existsSync(path)) return path;
  }
  throw missingWeights(model, join(folder, `${stems[0]}.safetensors`));
}

/**
 * Reads a published config with a schema.
 * @throws AkezoraError `weights_corrupt` naming the field that is not one of this family.
 */
export function readConfig<S extends z.ZodType>(schema: S, json: unknown, path: string): z.infer<S> {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new AkezoraError(
    'weights_corrupt',
    { path, reason: `${issue?.path.join('.')}: ${issue?.message}` },
    { cause: parsed.error },
  );
}

/**
 * A part of a diffusers folder: its config by a schema, and its weights.
 * @throws AkezoraError `weights_missing`, `weights_corrupt`.
 */
export async function folderComponent<S extends z.ZodType>(
  folder: string,
  part: string,
  schema: S,
): Promise<Component<z.infer<S>>> {
  const path = join(folder, part, 'config.json');
  return {
    config: readConfig(schema, await readModelJson(path, folder), path),
    open: () => openWeights(weightFileOf(join(folder, part), folder)),
  };
}

/** A file or folder in a folder, where it is there. */
export function pathIn(folder: string, name: string): string | undefined {
  const path = join(folder, name);
  return existsSync(path) ? path : undefined;
}
