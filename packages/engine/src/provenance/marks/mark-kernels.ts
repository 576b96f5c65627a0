import { compileKernels } from '../../host/compile-kernels.ts';
import { marksWasm } from './wasm/marks-wasm.ts';

/** The inner loops of the invisible mark, in WebAssembly (`wasm/marks.as`). Arguments are byte offsets into their memory, and counts. */
export interface MarkKernels {
  /** Writes the gain of each block of 8×8 by how lively it is, from a table of 1,024. Width: times 16, height: times 8; a row more is read. */
  gains(to: number, luma: number, width: number, height: number, table: number): void;
  /** Adds a tile of i16, repeated over the picture, times the gains of its blocks / 512, to rows of which the first is `first`. The tile's side is a
   * multiple of 16. */
  add(luma: number, width: number, height: number, tile: number, side: number, gains: number, first: number): void;
}

/** Compiles the kernels for a memory. */
export const loadMarkKernels = (memory: WebAssembly.Memory): Promise<MarkKernels> => compileKernels(marksWasm, memory);
