/** Packing one matrix of weights: read by ranges, rounded in WebAssembly, written where it belongs. Threads run this. */
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import type { Packing } from '../graph/packing.ts';
import { bytesOf, type DType } from '../tensor/dtype.ts';
import { floatsFrom } from '../tensor/half.ts';
import { loadPackKernels, type PackKernels } from './pack-kernels.ts';

/** Types of stored weights that are packed from their file. */
const packedTypes = ['f32', 'bf16', 'f16', 'f8e4m3', 'f8e5m2'] as const;

/** Type of a stored weight that can be packed from its file. */
export type PackedType = (typeof packedTypes)[number];

/** Whether weights of a type can be packed from their file. */
export const isPackedType = (dtype: DType): dtype is PackedType => (packedTypes as readonly DType[]).includes(dtype);

/** A matrix to pack, `[rows, columns]`, and where its packed halves go. */
export interface PackJob {
  readonly source:
    | { readonly file: string; readonly offset: number; readonly dtype: PackedType }
    | { readonly values: Float32Array };
  readonly rows: number;
  readonly columns: number;
  readonly packing: Packing;
  /** The file, and the offsets in it of the packed values and of their scales. */
  readonly into: { readonly file: string; readonly values: number; readonly scales: number };
}

/** Bytes of a matrix that are read at once: they and what is made of them stay in the processor's cache. */
const chunkBytes = 512 * 1024;

const page = 65_536;
const aligned = (bytes: number) => Math.ceil(bytes / 64) * 64;
const move = 2 ** 30;

/** Packs matrices one after the other, in a memory of its own that grows to what the largest needs. */
export class MatrixPacker {
  readonly #memory: WebAssembly.Memory;
  readonly #kernels: PackKernels;

  private constructor(memory: WebAssembly.Memory, kernels: PackKernels) {
    this.#memory = memory;
    this.#kernels = kernels;
  }

  static async load(): Promise<MatrixPacker> {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: page });
    return new MatrixPacker(memory, await loadPackKernels(memory));
  }

  /**
   * Packs one matrix. The same matrix gives the same bytes as `quantiseRows` or `quantiseBlocks`.
   * @throws errors of the system; RangeError where the file ends too soon
   */
  pack({ source, rows, columns, packing, into }: PackJob): void {
    const line = Math.ceil(columns / 32) * 32;
    const size = 'values' in source ? 4 : bytesOf(source.dtype);
    const perChunk = Math.min(rows, Math.max(4, Math.floor(chunkBytes / (columns * size) / 4) * 4));
    const blocks = line / 32;
    const valueBytes = packing.kind === 'rows' ? rows * columns : rows * blocks * (packing.bits === 4 ? 16 : 32);
    const scaleBytes = 4 * rows * (packing.kind === 'rows' ? 1 : blocks);
    const table = 64;
    const raw = table + 1024;
    const floats = raw + aligned(perChunk * columns * size + 64);
    const bytes = floats + 4 * line;
    const values = bytes + (packing.kind === 'rows' ? aligned(perChunk * line) : 0);
    const scales = values + aligned(valueBytes);
    this.#grow(scales + aligned(scaleBytes));
    const memory = new Uint8Array(this.#memory.buffer);
    const widen = this.#widening(source, table);
    const reader = open(source, columns);
    try {
      for (let row = 0; row < rows; row += perChunk) {
        const count = Math.min(perChunk, rows - row);
        reader.read(memory, raw, row, count);
        for (let i = 0; i < count; i++) {
          widen(floats, raw + i * columns * size, columns);
          memory.fill(0, floats + 4 * columns, floats + 4 * line);
          if (packing.kind === 'rows') {
            const { rotation, limit } = packing;
            if (rotation > 1) this.#kernels.rotate(floats, columns, rotation, rotation ** -0.5);
            const scale = this.#kernels.row(bytes + i * line, floats, line, limit);
            new Float32Array(memory.buffer, scales, rows)[row + i] = scale;
          } else {
            const at = (row + i) * blocks;
            this.#kernels.blocks(values + at * packing.bits * 4, scales + 4 * at, floats, blocks, packing.bits);
          }
        }
        if (packing.kind === 'rows') this.#kernels.transpose(values + row, rows, bytes, line, count, columns);
      }
    } finally {
      reader.close();
    }
    const file = openSync(into.file, 'r+');
    try {
      write(file, memory.subarray(values, values + valueBytes), into.values);
      write(file, memory.subarray(scales, scales + scaleBytes), into.scales);
    } finally {
      closeSync(file);
    }
  }

  #grow(bytes: number): void {
    const pages = Math.ceil(bytes / page) - this.#memory.buffer.byteLength / page;
    if (pages > 0) this.#memory.grow(pages);
  }

  #widening(source: PackJob['source'], table: number): PackKernels['widenBf16'] {
    const dtype = 'values' in source ? 'f32' : source.dtype;
    const { buffer } = this.#memory;
    switch (dtype) {
      case 'f32':
        return (to, from, count) => void new Uint8Array(buffer).copyWithin(to, from, from + 4 * count);
      case 'bf16':
        return this.#kernels.widenBf16;
      case 'f16':
        return this.#kernels.widenF16;
      case 'f8e4m3':
      case 'f8e5m2': {
        const all = Uint8Array.from({ length: 256 }, (_, i) => i);
        new Float32Array(buffer, table, 256).set(floatsFrom(dtype, all));
        return (to, from, count) => this.#kernels.widenByTable(to, from, table, count);
      }
    }
  }
}

interface RowReader {
  /** Reads rows to a place in memory. */
  read(memory: Uint8Array, at: number, row: number, count: number): void;
  close(): void;
}

function open(source: PackJob['source'], columns: number): RowReader {
  if ('values' in source) {
    const bytes = new Uint8Array(source.values.buffer, source.values.byteOffset, source.values.byteLength);
    const line = 4 * columns;
    return {
      read: (memory, at, row, count) => memory.set(bytes.subarray(row * line, (row + count) * line), at),
      close: () => {},
    };
  }
  const file = openSync(source.file, 'r');
  const line = columns * bytesOf(source.dtype);
  return {
    read(memory, at, row, count) {
      for (let done = 0; done < count * line; ) {
        const read = readSync(file, memory, at + done, count * line - done, source.offset + row * line + done);
        if (read === 0) throw new RangeError(`${source.file} ends inside a tensor`);
        done += read;
      }
    },
    close: () => closeSync(file),
  };
}

function write(file: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length; )
    done += writeSync(file, bytes, done, Math.min(bytes.length - done, move), position + done);
}
