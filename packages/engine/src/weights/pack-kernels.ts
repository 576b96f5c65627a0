import { compileKernels } from '../host/compile-kernels.ts';
import { packWasm } from './wasm/pack-wasm.ts';

/**
 * The inner loops of packing weights, in WebAssembly (`wasm/pack.as`). Arguments are byte offsets into their memory, and counts of
 * elements. Lines of f32 are followed by zeros up to a multiple of 32.
 */
export interface PackKernels {
  /** Widens bf16 to f32, eight at a time: what is beyond `count` is overwritten up to a multiple of eight. */
  widenBf16(to: number, from: number, count: number): void;
  /** Widens f16 to f32, eight at a time. */
  widenF16(to: number, from: number, count: number): void;
  /** Widens bytes to the f32 that a table of 256 has for each. */
  widenByTable(to: number, from: number, table: number, count: number): void;
  /** Rotates every `size` consecutive f32 in place, as `rotateRows` does; `scale` is 1/√size. */
  rotate(at: number, count: number, size: number, scale: number): void;
  /** Rounds a line of f32 to i8 between −limit and limit, as `quantiseRows` does. @returns its scale */
  row(to: number, from: number, count: number, limit: number): number;
  /** Writes rows of bytes as columns; strides in bytes. */
  transpose(to: number, toStride: number, from: number, fromStride: number, rows: number, columns: number): void;
  /** Rounds blocks of 32 f32 to 8 or 4 bits, each with an f32 scale, as `quantiseBlocks` does. */
  blocks(to: number, scales: number, from: number, blocks: number, bits: number): void;
}

/** Compiles the kernels for a memory. */
export const loadPackKernels = (memory: WebAssembly.Memory): Promise<PackKernels> => compileKernels(packWasm, memory);
