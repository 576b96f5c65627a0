import type { Graph } from '../graph/graph.ts';
import type { DType } from '../tensor/dtype.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** A device a runtime can compute on. */
export interface Device {
  /** `cpu`, `webgpu`, `cuda`, … */
  readonly id: string;
  readonly name: string;
  readonly threads: number;
  /** Dtypes its matrix products have kernels for. */
  readonly dtypes: readonly DType[];
}

/**
 * How the memory of a program's activations is allocated. `planned`, the default, lays all of them out in one block at the second
 * run, beside the pool of the first: fastest for small graphs that run often. `pooled` has the pool only: 950 instead of 1,520 MB for
 * a block of LTX-Video. `returned` frees memory during a run: about a third less at the peak of a video decoder, a few per cent slower.
 */
export type ActivationMemory = 'planned' | 'pooled' | 'returned';

/** Options for loading a graph. */
export interface LoadOptions {
  /** Id of the device. Default `cpu`. */
  readonly device?: string;
  /** Number of CPU threads. Default: that of the device. */
  readonly threads?: number;
  /** Name in errors and measurements. Default: the name of the graph. */
  readonly label?: string;
  /** Allocation of activations. Default `planned`. */
  readonly activations?: ActivationMemory;
  /** Arithmetic of its floats: `f16` computes in half precision where the range allows it (`halfGraph`). Default `f32`. */
  readonly floats?: 'f32' | 'f16';
}

/** What a device was found to do, by trying. */
export interface DeviceFacts {
  /** Whether it computes in half precision. */
  readonly half: boolean;
  /** Whether attention as one operation gives the right numbers there (see `device-check.ts`). */
  readonly fusedAttention: boolean;
}

/** A graph made ready to run on a device. */
export interface Program {
  /** Runs once; `inputs` and the result are named as the graph's inputs and outputs. */
  run(inputs: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>>;
  /** Frees its memory; running afterwards is an error. */
  free(): Promise<void>;
}

/**
 * A machine-learning runtime. Only implementations import Node, so that a browser runtime can implement it, too.
 */
export interface Runtime {
  readonly devices: readonly Device[];
  load(graph: Graph, options?: LoadOptions): Promise<Program>;
  /**
   * Tries what a device can do, once for each driver and version of the runtime.
   * @throws AkezoraError `device_unavailable` when it computes nothing.
   */
  examine(device: string): Promise<DeviceFacts>;
  /** Resident bytes of the process that runs the programs. */
  memoryInUse(): number;
}
