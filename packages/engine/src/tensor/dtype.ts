/** Element types of tensors, named as in Rust and safetensors: `bf16` is the upper half of an f32, `f8e4m3` has no infinities. */
export const dtypes = ['f32', 'f16', 'bf16', 'f8e4m3', 'f8e5m2', 'i8', 'u8', 'i32', 'i64', 'bool'] as const;

/** Element type of a tensor. */
export type DType = (typeof dtypes)[number];

/** The typed array that holds each element type: 16-bit and 8-bit floats are stored as raw bits. */
export interface DataOf {
  f32: Float32Array;
  f16: Uint16Array;
  bf16: Uint16Array;
  f8e4m3: Uint8Array;
  f8e5m2: Uint8Array;
  i8: Int8Array;
  u8: Uint8Array;
  i32: Int32Array;
  i64: BigInt64Array;
  bool: Uint8Array;
}

const arrays = {
  f32: Float32Array,
  f16: Uint16Array,
  bf16: Uint16Array,
  f8e4m3: Uint8Array,
  f8e5m2: Uint8Array,
  i8: Int8Array,
  u8: Uint8Array,
  i32: Int32Array,
  i64: BigInt64Array,
  bool: Uint8Array,
} as const;

/** Bytes of one element. */
export const bytesOf = (dtype: DType): number => arrays[dtype].BYTES_PER_ELEMENT;

/** Whether the type is a floating-point one. */
export const isFloat = (dtype: DType): boolean => dtype.startsWith('f') || dtype === 'bf16';

/** Views bytes as elements; copies only when the bytes are not aligned to the element's size. */
export function viewAs<D extends DType>(dtype: D, bytes: Uint8Array): DataOf[D] {
  const Kind = arrays[dtype];
  const size = Kind.BYTES_PER_ELEMENT;
  const aligned = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
  return new Kind(aligned.buffer as ArrayBuffer, aligned.byteOffset, aligned.byteLength / size) as unknown as DataOf[D];
}
