import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AkezoraError } from '@akezora/contract';
import { viewAs } from '../tensor/dtype.ts';
import { headerLength, parseHeader, type SafetensorsHeader } from '../tensor/safetensors.ts';
import { expectTensor, type TensorInfo, type TensorSource } from '../tensor/source.ts';
import { type Tensor, tensor } from '../tensor/tensor.ts';
import { type FileBytes, openFileBytes } from './file-bytes.ts';
import { missingWeights } from './missing-weights.ts';
import { isTorchFile, openTorchFile } from './pickle/torch-file.ts';

/** A safetensors file (or several) opened for reading, with the metadata of its header. */
export interface WeightStore extends TensorSource {
  readonly metadata: Readonly<Record<string, string>>;
}

async function readHeader(file: FileBytes): Promise<SafetensorsHeader> {
  const { size, path } = file;
  const first = await file.read(0, Math.min(8, size), 'header');
  const length = headerLength(first, size, path);
  return parseHeader(await file.read(8, length, 'header'), size, path);
}

/**
 * Opens one safetensors file. Only the header is read; tensors are read one at a time on demand.
 * @throws AkezoraError `weights_missing`, `weights_corrupt`.
 */
export async function openSafetensors(path: string): Promise<WeightStore> {
  const file = await openFileBytes(path);
  let header: SafetensorsHeader;
  try {
    header = await readHeader(file);
  } catch (error) {
    await file.close();
    throw error instanceof AkezoraError
      ? error
      : new AkezoraError('weights_corrupt', { path, reason: String((error as Error).message) }, { cause: error });
  }
  const infos = new Map<string, TensorInfo>(
    header.entries.map(({ name, dtype, shape, offset, bytes }) => [
      name,
      { name, dtype, shape, location: { file: path, offset, bytes } },
    ]),
  );
  const store: WeightStore = {
    label: path,
    metadata: header.metadata,
    names: [...infos.keys()],
    find: (name) => infos.get(name),
    async read(name) {
      const info = expectTensor(store, name);
      const { offset, bytes } = info.location ?? { offset: 0, bytes: 0 };
      const data = await file.read(offset, bytes, `tensor ${name}`);
      return tensor(info.dtype, info.shape, viewAs(info.dtype, data)) as Tensor;
    },
    close: () => file.close(),
  };
  return store;
}

/** Several sources as one; a name must be in only one of them. */
function mergedSource(sources: readonly WeightStore[], label: string): WeightStore {
  const owner = new Map<string, WeightStore>();
  for (const source of sources)
    for (const name of source.names) {
      if (owner.has(name))
        throw new AkezoraError('weights_corrupt', {
          path: label,
          reason: { en: `tensor ${name} is in two files`, ja: `テンソル ${name} が 2つのファイルにあります` },
        });
      owner.set(name, source);
    }
  const store: WeightStore = {
    label,
    metadata: Object.assign({}, ...sources.map((source) => source.metadata)),
    names: [...owner.keys()],
    find: (name) => owner.get(name)?.find(name),
    async read(name) {
      expectTensor(store, name);
      return (owner.get(name) as WeightStore).read(name);
    },
    async close() {
      await Promise.all(sources.map((source) => source.close()));
    },
  };
  return store;
}

async function readIndex(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw missingWeights(path, path, cause);
  });
  const wrong = new AkezoraError('weights_corrupt', {
    path,
    reason: { en: 'it does not list any files', ja: 'ファイルの一覧がありません' },
  });
  try {
    const map: unknown = JSON.parse(text).weight_map;
    const files = typeof map === 'object' && map !== null ? Object.values(map) : [];
    // A file name with a folder in it could read anything on the disk.
    if (files.length === 0 || !files.every((file) => typeof file === 'string' && /^[^/\\]+\.safetensors$/.test(file)))
      throw wrong;
    return [...new Set(files as string[])].sort();
  } catch {
    throw wrong;
  }
}

/**
 * Opens a safetensors file, all shards named by a `*.safetensors.index.json`, or a file of PyTorch (`.bin`, `.pt`, `.pth`), of which
 * tensors are read and nothing is run.
 * @throws AkezoraError `weights_missing`, `weights_corrupt`; of a file of PyTorch also `weights_unsafe`, `weights_unsupported`.
 */
export async function openWeights(path: string): Promise<WeightStore> {
  if (isTorchFile(path)) return { ...(await openTorchFile(path)), metadata: {} };
  if (!path.endsWith('.json')) return openSafetensors(path);
  const files = await readIndex(path);
  const shards: WeightStore[] = [];
  try {
    for (const file of files) shards.push(await openSafetensors(join(dirname(path), file)));
    return mergedSource(shards, path);
  } catch (error) {
    await Promise.all(shards.map((shard) => shard.close()));
    throw error;
  }
}
