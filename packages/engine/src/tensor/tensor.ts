import { bytesOf, type DataOf, type DType } from './dtype.ts';
import { bf16ToF16, f32ToF16, floatsFrom } from './half.ts';

/** A dense row-major array: `data.length` is the product of `shape` (1 for a scalar, whose shape is empty). */
export type Tensor<D extends DType = DType> = D extends DType
  ? { readonly dtype: D; readonly shape: readonly number[]; readonly data: DataOf[D] }
  : never;

/** Number of elements of a shape. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

/** A shape as people read it: `2×3×4`, `scalar`. */
export const showShape = (shape: readonly number[]): string => (shape.length === 0 ? 'scalar' : shape.join('×'));

/**
 * Makes a tensor of data and a shape.
 * @throws RangeError when their sizes differ.
 */
export function tensor<D extends DType>(dtype: D, shape: readonly number[], data: DataOf[D]): Tensor<D> {
  if (data.length !== sizeOf(shape))
    throw new RangeError(`${data.length} elements do not fill ${showShape(shape)} (${sizeOf(shape)})`);
  return { dtype, shape: [...shape], data } as unknown as Tensor<D>;
}

/** An f32 tensor of numbers; an array is copied, a `Float32Array` is not. */
export const f32 = (shape: readonly number[], data: Float32Array | readonly number[]): Tensor<'f32'> =>
  tensor('f32', shape, data instanceof Float32Array ? data : Float32Array.from(data));

/** An i64 tensor of whole numbers (ONNX wants its indices and shapes so). */
export const i64 = (shape: readonly number[], data: readonly (number | bigint)[]): Tensor<'i64'> =>
  tensor(
    'i64',
    shape,
    BigInt64Array.from(data, (value) => BigInt(value)),
  );

/** An i32 tensor of whole numbers. */
export const i32 = (shape: readonly number[], data: Int32Array | readonly number[]): Tensor<'i32'> =>
  tensor('i32', shape, data instanceof Int32Array ? data : Int32Array.from(data));

/** An f32 tensor with every element the same. */
export const filled = (shape: readonly number[], value: number): Tensor<'f32'> =>
  tensor('f32', shape, new Float32Array(sizeOf(shape)).fill(value));

/** The bytes of a tensor, shared with it. */
export const bytesView = (value: Tensor): Uint8Array =>
  new Uint8Array(value.data.buffer as ArrayBuffer, value.data.byteOffset, value.data.byteLength);

/** Bytes of a tensor of this type and shape. */
export const byteLengthOf = (dtype: DType, shape: readonly number[]): number => bytesOf(dtype) * sizeOf(shape);

/** The same elements as f32; an f32 tensor is returned as it is. */
export function toF32(value: Tensor): Tensor<'f32'> {
  return value.dtype === 'f32' ? value : tensor('f32', value.shape, floatsFrom(value.dtype, value.data));
}

/** The same elements as f16; an f16 tensor is returned as it is. */
export function toF16(value: Tensor): Tensor<'f16'> {
  if (value.dtype === 'f16') return value;
  const bits = value.dtype === 'bf16' ? bf16ToF16(value.data) : f32ToF16(toF32(value).data);
  return tensor('f16', value.shape, bits);
}

/**
 * The same elements in another shape, sharing the data.
 * @throws RangeError when the sizes differ.
 */
export function reshaped<T extends Tensor>(value: T, shape: readonly number[]): T {
  if (sizeOf(shape) !== value.data.length)
    throw new RangeError(`${showShape(value.shape)} does not reshape to ${showShape(shape)}`);
  return { ...value, shape: [...shape] };
}
