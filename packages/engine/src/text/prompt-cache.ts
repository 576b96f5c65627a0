import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../host/folders.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { openSafetensors } from '../weights/store.ts';
import { saveSafetensors } from '../weights/write.ts';

/** Embeddings in the cache folder; those whose last use is longest ago are removed when there are more. */
const cachedEmbeddings = 256;

const folder = () => join(cacheFolder(), 'prompts');

/** Key of an embedding: the encoder's weights, their precision, and the tokens. */
export interface EmbeddingKey {
  /** Changes when the weights do, e.g. path, size and time of each file. */
  readonly encoder: string;
  readonly precision: string;
  readonly ids: readonly number[];
  readonly mask?: readonly number[];
}

const fileOf = (key: EmbeddingKey): string => {
  const text = JSON.stringify([key.encoder, key.precision, key.ids, key.mask ?? null]);
  return join(folder(), `${createHash('sha256').update(text).digest('hex')}.safetensors`);
};

/** Whether an embedding was computed before. */
export const hasEmbedding = (key: EmbeddingKey): boolean => existsSync(fileOf(key));

/** An embedding computed before, or `undefined`; a file that cannot be read counts as none. */
export async function cachedEmbedding(key: EmbeddingKey): Promise<Tensor<'f32'> | undefined> {
  const file = fileOf(key);
  try {
    const store = await openSafetensors(file);
    try {
      const value = await store.read('embedding');
      const now = new Date();
      await utimes(file, now, now);
      return value.dtype === 'f32' ? value : undefined;
    } finally {
      await store.close();
    }
  } catch {
    return undefined;
  }
}

/** Writes an embedding to the cache. A failure to write only costs time later. */
export async function cacheEmbedding(key: EmbeddingKey, embedding: Tensor<'f32'>): Promise<void> {
  try {
    await mkdir(folder(), { recursive: true });
    await saveSafetensors(fileOf(key), { embedding });
    const files = (await readdir(folder())).filter((name) => name.endsWith('.safetensors'));
    if (files.length <= cachedEmbeddings) return;
    const dated = await Promise.all(
      files.map(async (name) => ({ name, at: (await stat(join(folder(), name))).mtimeMs })),
    );
    dated.sort((a, b) => a.at - b.at);
    for (const { name } of dated.slice(0, files.length - cachedEmbeddings))
      await rm(join(folder(), name), { force: true });
  } catch {
    // The disk is full or read-only.
  }
}
