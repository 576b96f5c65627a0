/** Features of a clip between the layers of the autoencoder: frames in memory, each `[rows, columns, channels]`. */
import { f32, type Tensor, tensor } from '../../tensor/tensor.ts';

/** How features are kept: exact, or in half the memory. */
export type Storage = 'f32' | 'f16';

/** Values of a frame; 16-bit floats are raw bits. */
export type Stored = Float32Array | Uint16Array;

/** Frames of one size. */
export interface Features {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
  readonly frames: readonly Stored[];
}

/** An empty frame for `values` values. */
export const emptyFrame = (storage: Storage, values: number): Stored =>
  storage === 'f32' ? new Float32Array(values) : new Uint16Array(values);

/** Stored values as a tensor. */
export const storedTensor = (shape: readonly number[], data: Stored): Tensor =>
  data instanceof Float32Array ? f32(shape, data) : tensor('f16', shape, data);

/** Rows `from … from + count` of a frame, without a copy. */
export function rowsOf(frame: Stored, rowValues: number, from: number, count: number): Stored {
  return frame.subarray(from * rowValues, (from + count) * rowValues);
}

/** Copies values of one storage into a frame. */
export function place(frame: Stored, values: Stored, at: number): void {
  if (frame instanceof Float32Array && values instanceof Float32Array) frame.set(values, at);
  else if (frame instanceof Uint16Array && values instanceof Uint16Array) frame.set(values, at);
  else throw new TypeError('frames of two storages');
}

/** Frees frames at once; garbage collection notices such memory late. A frame may stand twice. */
export function release(frames: Iterable<Stored | undefined>): void {
  for (const frame of frames)
    if (frame && frame.buffer instanceof ArrayBuffer && !frame.buffer.detached) frame.buffer.transfer(0);
}
