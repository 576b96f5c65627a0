import { type Tensor, tensor } from '../tensor/tensor.ts';

/** A matrix in int8 with one scale a row: `value ≈ int8 · scale`. */
export interface QuantisedRows {
  /** `[rows, columns]`. */
  readonly values: Tensor<'i8'>;
  /** `[rows]`. */
  readonly scales: Tensor<'f32'>;
}

/**
 * A computation whose result all `uses` of it in a load share: it is made at the first and forgotten after the last, so that a large model
 * keeps the packed form of one matrix at a time.
 */
export function sharedBy<T>(uses: number, make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  let used = 0;
  return () => {
    made ??= make();
    const result = made;
    if (++used % uses === 0) made = undefined;
    return result;
  };
}

/** A number between −limit and limit, rounded: `Math.round` doubles the time over billions of weights. */
const nearest = (value: number, limit: number): number => ((value + limit + 0.5) | 0) - limit;

/**
 * Symmetric quantisation with one scale a row. `limit` is 127, or 63 where int8 products saturate (7 bits: x86 without
 * VNNI adds pairs of products in 16 bits).
 */
export function quantiseRows(matrix: Tensor<'f32'>, limit: 127 | 63 = 127): QuantisedRows {
  const [rows, ...rest] = matrix.shape as [number, ...number[]];
  const columns = rest.reduce((a, b) => a * b, 1);
  const values = new Int8Array(rows * columns);
  const scales = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    let top = 0;
    for (let i = start; i < start + columns; i++) top = Math.max(top, Math.abs(matrix.data[i] as number));
    const scale = Math.fround(top / limit) || 1;
    scales[row] = scale;
    const inverse = 1 / scale;
    for (let i = start; i < start + columns; i++) values[i] = nearest((matrix.data[i] as number) * inverse, limit);
  }
  return { values: tensor('i8', matrix.shape, values), scales: tensor('f32', [rows], scales) };
}

/** An int8 matrix with rows and columns exchanged. */
export function transposedBytes(matrix: Tensor<'i8'>): Tensor<'i8'> {
  const [rows, columns] = matrix.shape as [number, number];
  const out = new Int8Array(rows * columns);
  for (let top = 0; top < rows; top += 64)
    for (let c = 0; c < columns; c++)
      for (let r = top; r < Math.min(rows, top + 64); r++) out[c * rows + r] = matrix.data[r * columns + c] as number;
  return tensor('i8', [columns, rows], out);
}

/** A matrix packed for `MatMulNBits`: blocks of `blockSize` along a row share a scale. */
export interface QuantisedBlocks {
  /** `[rows, blocks, blockSize · bits / 8]`; in 4 bits the lower half of a byte comes first. */
  readonly packed: Tensor<'u8'>;
  /** `[rows · blocks]`. */
  readonly scales: Tensor<'f32'>;
}

/** Symmetric block quantisation around the zero point 2^(bits − 1), which `MatMulNBits` takes when none is given. */
export function quantiseBlocks(matrix: Tensor<'f32'>, bits: 4 | 8, blockSize = 32): QuantisedBlocks {
  const [rows, columns] = matrix.shape as [number, number];
  const blocks = Math.ceil(columns / blockSize);
  const zero = 2 ** (bits - 1);
  const bytes = (blockSize * bits) / 8;
  const packed = new Uint8Array(rows * blocks * bytes);
  const scales = new Float32Array(rows * blocks);
  const empty = bits === 4 ? zero | (zero << 4) : zero;
  packed.fill(empty);
  for (let block = 0; block < rows * blocks; block++) {
    const row = Math.floor(block / blocks);
    const first = (block % blocks) * blockSize;
    const count = Math.min(blockSize, columns - first);
    const from = row * columns + first;
    // The negative side has one step more: give the largest value the sign that uses it.
    let top = 0;
    for (let i = from; i < from + count; i++) {
      const value = matrix.data[i] as number;
      if (Math.abs(value) > Math.abs(top)) top = value;
    }
    const scale = Math.fround(top / -zero) || 1;
    scales[block] = scale;
    const inverse = 1 / scale;
    const to = block * bytes;
    for (let i = 0; i < count; i++) {
      const level = Math.min(2 * zero - 1, nearest((matrix.data[from + i] as number) * inverse, zero) + zero);
      if (bits === 8) packed[to + i] = level;
      else
        packed[to + (i >> 1)] =
          i % 2 === 0 ? (zero << 4) | level : ((packed[to + (i >> 1)] as number) & 15) | (level << 4);
    }
  }
  return { packed: tensor('u8', [rows, blocks, bytes], packed), scales: tensor('f32', [rows * blocks], scales) };
}
