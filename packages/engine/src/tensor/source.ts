import { AkezoraError } from '@akezora/contract';
import type { DType } from './dtype.ts';
import { showShape, type Tensor } from './tensor.ts';

/** Place of a tensor's bytes in a file. */
export interface TensorLocation {
  readonly file: string;
  readonly offset: number;
  readonly bytes: number;
}

/** A stored tensor without its data: type, shape and place. */
export interface TensorInfo {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Set when the data is in a local file. */
  readonly location?: TensorLocation;
}

/** Named tensors that can be read one at a time: a safetensors file, several, or tensors in memory. */
export interface TensorSource {
  /** Name in errors: usually the path. */
  readonly label: string;
  readonly names: readonly string[];
  /** The tensor's description, or `undefined` when there is none of that name. */
  find(name: string): TensorInfo | undefined;
  /**
   * Reads one tensor.
   * @throws AkezoraError `weights_mismatch` when there is none of that name, `weights_corrupt` when it cannot be read.
   */
  read(name: string): Promise<Tensor>;
  /**
   * An identity of the LoRAs that are merged into the values, where there are any: computed weights are cached under it.
   */
  variant?(): Promise<string>;
  /** Closes files; reading afterwards is an error. */
  close(): Promise<void>;
}

/**
 * A stored tensor's description.
 * @throws AkezoraError `weights_mismatch` naming the tensor when it is missing or has another shape than `shape`.
 */
export function expectTensor(source: TensorSource, name: string, shape?: readonly number[]): TensorInfo {
  const info = source.find(name);
  if (!info)
    throw new AkezoraError('weights_mismatch', {
      path: source.label,
      tensor: name,
      reason: { en: 'it is missing', ja: 'ありません' },
    });
  if (shape && (shape.length !== info.shape.length || shape.some((n, axis) => n !== info.shape[axis])))
    throw new AkezoraError('weights_mismatch', {
      path: source.label,
      tensor: name,
      reason: {
        en: `its shape is ${showShape(info.shape)}, not ${showShape(shape)}`,
        ja: `形状が ${showShape(info.shape)} で、${showShape(shape)} ではありません`,
      },
    });
  return info;
}

/** Tensors in memory as a source, for tests, LoRA merges and small models. */
export function memorySource(tensors: Readonly<Record<string, Tensor>>, label = 'memory'): TensorSource {
  const source: TensorSource = {
    label,
    names: Object.keys(tensors),
    find(name) {
      const value = tensors[name];
      return value && { name, dtype: value.dtype, shape: value.shape };
    },
    async read(name) {
      expectTensor(source, name);
      return tensors[name] as Tensor;
    },
    async close() {},
  };
  return source;
}

/**
 * A source with other names, so that one model definition reads files with different names.
 * @param names stored name by requested name
 */
export function renamedSource(source: TensorSource, names: ReadonlyMap<string, string>): TensorSource {
  const stored = (name: string) => names.get(name) ?? name;
  return {
    label: source.label,
    names: [...names.keys()],
    find(name) {
      const info = source.find(stored(name));
      return info && { ...info, name };
    },
    read: (name) => source.read(stored(name)),
    close: () => source.close(),
  };
}

/** Several sources as one; of tensors with the same name, the first counts. */
export function layeredSource(sources: readonly TensorSource[]): TensorSource {
  const owner = (name: string) => sources.find((source) => source.find(name));
  const layered: TensorSource = {
    label: sources.at(-1)?.label ?? 'none',
    names: [...new Set(sources.flatMap(({ names }) => names))],
    find: (name) => owner(name)?.find(name),
    async read(name) {
      expectTensor(layered, name);
      return (owner(name) as TensorSource).read(name);
    },
    async close() {
      await Promise.all(sources.map((source) => source.close()));
    },
  };
  return layered;
}
