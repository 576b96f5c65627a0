import type { DType } from '../tensor/dtype.ts';
import type { TensorLocation } from '../tensor/source.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { PackedHalf } from './packing.ts';

/** An attribute of a node, typed as ONNX wants it: whole numbers and fractions are different things there. */
export type Attribute =
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'ints'; readonly value: readonly number[] };

/** A tensor that flows through a graph. */
export interface ValueInfo {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
}

/** One operation. An empty input name is an optional input left out. */
export interface Node {
  readonly op: string;
  /** Operator set: empty for ONNX itself, `com.microsoft` for onnxruntime's own operators. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly ValueInfo[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  /** Its place in the model, e.g. `blocks.3.attn`. */
  readonly scope: string;
}

/** A constant of a graph, read or computed only when the graph is loaded. */
export interface Weight extends ValueInfo {
  /** Reads or computes the data; called once for each load. */
  load(): Promise<Tensor> | Tensor;
  /** Set when a file contains the data exactly as the graph needs it. Default: none. */
  readonly location?: TensorLocation;
  /** Whether it is computed from stored tensors, and so worth caching between runs. Default false. */
  readonly computed?: boolean;
  /** How it is computed, where threads can do it. Default: by `load` alone. */
  readonly packed?: PackedHalf;
}

/** A finished computation as data: it can be printed, counted, serialised and run. Nodes are in order of execution. */
export interface Graph {
  readonly name: string;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly nodes: readonly Node[];
  readonly weights: readonly Weight[];
}

/** ONNX operator set that graphs are written in. */
export const onnxOpset = 21;
