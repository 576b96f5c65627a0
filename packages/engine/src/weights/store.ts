import { type FileHandle, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AkezoraError } from '@akezora/contract';
import { viewAs } from '../tensor/dtype.ts';
import { headerLength, parseHeader, type SafetensorsHeader } from '../tensor/safetensors.ts';
import { expectTensor, type TensorInfo, type TensorSource } from '../tensor/source.ts';
import { type Tensor, tensor } from '../tensor/tensor.ts';
import { missingWeights } from './missing-weights.ts';

/** A safetensors file (or several) opened for reading, with the metadata of its header. */
export interface WeightStore extends TensorSource {
  readonly metadata: Readonly<Record<string, string>>;
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (cause) {
    throw missingWeights(path, path, cause);
  }
}

/** Reads exactly `length` bytes; one read call moves at most 2 GiB. */
async function readBytes(handle: FileHandle, offset: number, length: number, path: string, what: string) {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(bytes, done, Math.min(length - done, 2 ** 30), offset + done);
    if (bytesRead === 0)
      throw new AkezoraError('weights_corrupt', {
        path,
        reason: { en: `it ends inside ${what}`, ja: `${what} の途中で終わっています` },
      });
    done += bytesRead;
  }
  return bytes;
}

async function readHeader(handle: FileHandle, path: string): Promise<SafetensorsHeader> {
  const { size } = await handle.stat();
  const first = await readBytes(handle, 0, Math.min(8, size), path, 'header');
  const length = headerLength(first, size, path);
  return parseHeader(await readBytes(handle, 8, length, path, 'header'), size, path);
}

/**
 * Opens one safetensors file. Only the header is read; tensors are read one at a time on demand.
 * @throws AkezoraError `weights_missing`, `weights_corrupt`.
 */
export async function openSafetensors(path: string): Promise<WeightStore> {
  const handle = await openFile(path);
  let header: SafetensorsHeader;
  try {
    header = await readHeader(handle, path);
  } catch (error) {
    await handle.close();
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
      const data = await readBytes(handle, offset, bytes, path, `tensor ${name}`);
      return tensor(info.dtype, info.shape, viewAs(info.dtype, data)) as Tensor;
    },
    close: () => handle.close(),
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
 * Opens a safetensors file, or all shards named by a `*.safetensors.index.json`.
 * @throws AkezoraError `weights_missing`, `weights_corrupt`.
 */
export async function openWeights(path: string): Promise<WeightStore> {
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
