import { AkezoraError, boxModel } from '@akezora/contract';
import { viewAs } from '../../tensor/dtype.ts';
import { headerLength, parseHeader } from '../../tensor/safetensors.ts';
import { memorySource, type TensorSource } from '../../tensor/source.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';

/** A file of the model, or a part of one. */
export interface FilePart {
  /** Below the folder of the weights, with `/` between folders. */
  readonly path: string;
  /** Where the part begins, and how long it is. Default: the whole file. */
  readonly part?: { readonly at: number; readonly bytes: number };
  /** SHA-256 that its bytes must have, in hexadecimal digits. Default: they are taken as they come. */
  readonly sha256?: string;
}

/** The files of a model, wherever they lie. */
export interface ModelFiles {
  /**
   * Reads a file or a part.
   * @throws AkezoraError `weights_missing`, `weights_corrupt`.
   */
  read(file: FilePart): Promise<Uint8Array>;
}

/** The files of a folder with a list of checksums. */
export interface CheckedFiles {
  json(name: string): Promise<unknown>;
  tensors(name: string): Promise<TensorSource>;
}

/** Opens a folder by its `sha256.json`. */
export async function checkedFiles(files: ModelFiles): Promise<CheckedFiles> {
  const sums = (await jsonOf(files, { path: 'sha256.json' })) as Readonly<Record<string, string>>;
  const checked = (name: string): FilePart => {
    const sha256 = sums[name];
    if (sha256 === undefined) throw new AkezoraError('weights_missing', { model: boxModel, path: name });
    return { path: name, sha256 };
  };
  return {
    json: (name) => jsonOf(files, checked(name)),
    tensors: async (name) => tensorsIn(await files.read(checked(name)), name),
  };
}

async function jsonOf(files: ModelFiles, file: FilePart): Promise<unknown> {
  const text = new TextDecoder().decode(await files.read(file));
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = { en: 'it is not JSON', ja: 'JSON ではありません' };
    throw new AkezoraError('weights_corrupt', { path: file.path, reason }, { cause });
  }
}

/** The tensors of a safetensors file in memory. */
function tensorsIn(bytes: Uint8Array, label: string): TensorSource {
  const length = headerLength(bytes.subarray(0, 8), bytes.length, label);
  const { entries } = parseHeader(bytes.subarray(8, 8 + length), bytes.length, label);
  const tensors = entries.map(({ name, dtype, shape, offset, bytes: size }) => {
    const data = viewAs(dtype, bytes.slice(offset, offset + size));
    return [name, tensor(dtype, shape, data as never) as Tensor];
  });
  return memorySource(Object.fromEntries(tensors), label);
}
