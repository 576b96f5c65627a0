/**
 * Convolutions over frames in int8: activations are rounded to bytes by their range in the tensor at hand, weights by their largest value
 * in each output channel (`conv-frames-weights.ts`). Two forms differ in speed and in what they round:
 *
 * - `bytes`: `QLinearConv`, the fastest without AMX. It rounds its outputs to bytes too, each channel by its own range. The range is not
 *   known before, so a sample of the outputs is computed first.
 * - `products`: neighbourhoods gathered into rows and multiplied by `MatMulIntegerToFloat`. Outputs are exact sums. Two thirds as fast as
 *   `bytes` at 128 channels, as fast from 512 on (`bench/conv-frames.ts`).
 */
import { f32, i32, tensor } from '../../tensor/tensor.ts';
import type { Value } from '../builder.ts';
import { add, cast, concat, dim, div, gather, greatest, int, ints, least, mul, pad, reshape, unary } from '../ops.ts';
import type { Scope } from '../scope.ts';
import { bytesWeight, channelScales, type FrameKernel, frameKernel, productsWeight } from './conv-frames-weights.ts';
import { type FrameBytes, roundToBytes } from './frame-bytes.ts';
import { tapFrames } from './neighbour-frames.ts';

/** How an int8 convolution over frames is computed. */
export type Int8Form = 'bytes' | 'products';

/** Options of an int8 convolution over frames. */
export interface Int8Options {
  /** Largest weight: 63 where products of 8 bits saturate. */
  readonly limit: 127 | 63;
  readonly form: Int8Form;
  /** What lies beyond the edges of a picture. */
  readonly edges: 'zeros' | 'repeated';
}

/** Zero point of bytes that are mostly above zero: SiLU goes down to −0.28, so 4.2 is the greatest value that loses no precision by it. */
const lowZero = 16;

/**
 * Rounds frames that are nowhere far below zero, as after SiLU, to bytes with the zero point 16: `QLinearConv` takes a third longer where
 * its zero point is not known before.
 */
function roundAboveZero(x: Value): FrameBytes {
  const { builder } = x;
  const zero = builder.constant(tensor('u8', [], Uint8Array.of(lowZero)));
  const axes = [0, 1, 2, 3];
  const scale = builder.node(
    'Max',
    [mul(greatest(x, axes), 1 / (255 - lowZero)), mul(least(x, axes), -1 / lowZero), builder.constant(f32([], [1e-6]))],
    'f32',
    [],
  );
  const value = builder.node('QuantizeLinear', [x, scale, zero], 'u8', x.shape);
  return { value, scale, zero };
}

/**
 * Convolution of f32 frames `[frames, height, width, in]` with a stored kernel in int8; the result is f32. See `convFrames`.
 */
export function convFramesInt8(x: Value, scope: Scope, { limit, form, edges }: Int8Options): Value {
  // Scales and one layout of the kernel, or two: samples are products too.
  const kernel = frameKernel(scope, limit, form === 'products' ? 2 : 3);
  if (form === 'products') return products(roundToBytes(x), kernel, edges);
  const bytes = roundAboveZero(x);
  const by = [0, kernel.height >> 1, kernel.width >> 1, 0];
  return convolvedBytes(
    { ...bytes, value: edges === 'zeros' ? bytes.value : pad(bytes.value, by, by, 'edge') },
    kernel,
    edges,
  );
}

/** Rows of bytes times the kernel, `[rows, inputs]` to f32 `[rows, out]`. */
const multiplied = (rows: Value, { scale, zero }: FrameBytes, kernel: FrameKernel, bias?: Value): Value =>
  rows.builder.node(
    'MatMulIntegerToFloat',
    [rows, productsWeight(kernel), scale, channelScales(kernel), zero, undefined, bias],
    'f32',
    [dim(rows, 0), kernel.out],
    { domain: 'com.microsoft' },
  );

/** Bytes of gathered rows at a time: few enough to stay in a processor's cache. */
const pieceBytes = 8e6;

function products(bytes: FrameBytes, kernel: FrameKernel, edges: Int8Options['edges']): Value {
  const { builder, shape } = bytes.value;
  const [seen, height, width, inner] = shape as [number, number, number, number];
  const { taps, inputs } = kernel;
  const frames = seen - taps + 1;
  // The last row is what lies outside the picture: zeros.
  const outside = reshape(bytes.zero, [1, 1]);
  const zeros = builder.node(
    'Expand',
    [outside, builder.constant(tensor('i64', [2], BigInt64Array.of(1n, BigInt(inner))))],
    'u8',
    [1, inner],
  );
  const cells = concat([reshape(bytes.value, [seen * height * width, inner]), zeros], 0);
  const total = frames * height * width;
  const count = Math.ceil((total * inputs) / pieceBytes);
  const parts = Array.from({ length: count }, (_, i) => {
    const [from, to] = [Math.floor((i * total) / count), Math.floor(((i + 1) * total) / count)];
    const index = neighbours(kernel, [seen, height, width], from, to, edges);
    const name = `neighbours_${edges}_${taps}x${kernel.height}x${kernel.width}_${seen}x${height}x${width}_${from}_${to}`;
    const rows = gather(cells, builder.constant(i32([index.length], index), name));
    return multiplied(reshape(rows, [to - from, inputs]), bytes, kernel, kernel.bias);
  });
  return reshape(concat(parts, 0), [frames, height, width, kernel.out]);
}

/** Rows of the flattened frames under each kernel tap, for outputs `from … to`; the row after the last stands for those outside. */
function neighbours(
  kernel: FrameKernel,
  [seen, height, width]: readonly [number, number, number],
  from: number,
  to: number,
  edges: Int8Options['edges'],
): Int32Array {
  const inside = (at: number, length: number) => Math.min(length - 1, Math.max(0, at));
  const index = new Int32Array((to - from) * kernel.taps * kernel.height * kernel.width);
  let at = 0;
  for (let output = from; output < to; output++) {
    const column = output % width;
    const row = Math.floor(output / width) % height;
    const frame = Math.floor(output / (width * height));
    for (let y = row - (kernel.height >> 1); y <= row + (kernel.height >> 1); y++)
      for (let x = column - (kernel.width >> 1); x <= column + (kernel.width >> 1); x++)
        for (let tap = 0; tap < kernel.taps; tap++) {
          const outside = edges === 'zeros' && (y < 0 || y >= height || x < 0 || x >= width);
          const cell = ((frame + tap) * height + inside(y, height)) * width + inside(x, width);
          index[at++] = outside ? seen * height * width : cell;
        }
  }
  return index;
}

/** The convolution of bytes, whose repeated edges are there already. */
function convolvedBytes(bytes: FrameBytes, kernel: FrameKernel, edges: Int8Options['edges']): Value {
  const { builder } = bytes.value;
  const { taps, out, height, width } = kernel;
  const stacked = concat(
    Array.from({ length: taps }, (_, tap) => tapFrames(bytes.value, tap, taps)),
    3,
  );
  const step = outputStep(stacked, bytes, kernel);
  const [rows, columns] = edges === 'zeros' ? [height >> 1, width >> 1] : [0, 0];
  const lost = [0, 2 * ((height >> 1) - rows), 2 * ((width >> 1) - columns)];
  const convolved = builder.node(
    'QLinearConv',
    [
      stacked,
      bytes.scale,
      bytes.zero,
      bytesWeight(kernel),
      // In steps of its own range each channel of the output is a byte around 128.
      div(channelScales(kernel), step),
      builder.constant(tensor('i8', [out], new Int8Array(out)), `zeros_i8_${out}`),
      builder.constant(f32([], [1])),
      builder.constant(tensor('u8', [], Uint8Array.of(outputZero))),
    ],
    'u8',
    [...stacked.shape.slice(0, 3).map((length, axis) => length - lost[axis]!), out],
    {
      domain: 'com.microsoft',
      attributes: {
        channels_last: int(1),
        kernel_shape: ints([height, width]),
        pads: ints([rows, columns, rows, columns]),
      },
    },
  );
  const offset = mul(step, -outputZero);
  return add(mul(cast(convolved, 'f32'), step), kernel.bias ? add(offset, kernel.bias) : offset);
}

/** The byte of an output of zero. */
const outputZero = 128;

/** Most outputs computed to know their range, and the share of all that is enough in small tensors (but never fewer than a few). */
const sampled = 2048;
const sampledShare = 1 / 48;
const leastSampled = 384;

/**
 * How much wider than the sample the range is. Two thousand of a normal distribution reach 3.3 deviations and two hundred thousand 4.6;
 * what lies beyond is cut off.
 */
const widened = 1.5;

/** The step of each output channel's bytes, `[out]`, by a sample of cells all over the frames. */
function outputStep(stacked: Value, bytes: FrameBytes, kernel: FrameKernel): Value {
  const { builder } = stacked;
  const [frames, height, width] = stacked.shape as [number, number, number];
  const total = frames * height * width;
  const count = Math.min(total, sampled, Math.max(leastSampled, Math.ceil(total * sampledShare)));
  const area = kernel.height * kernel.width;
  const index = new Int32Array(count * area);
  let at = 0;
  for (let i = 0; i < count; i++) {
    // Multiples of the golden ratio fill the frames evenly.
    const cell = Math.floor(((i * 0.618_033_988_749_895) % 1) * total);
    const centre = (length: number, kernelLength: number, value: number) =>
      Math.max(Math.min(kernelLength >> 1, length - 1), Math.min(length - 1 - (kernelLength >> 1), value));
    const [frame, row, column] = [
      Math.floor(cell / (width * height)),
      centre(height, kernel.height, Math.floor(cell / width) % height),
      centre(width, kernel.width, cell % width),
    ];
    for (let y = 0; y < kernel.height; y++)
      for (let x = 0; x < kernel.width; x++) {
        const inRow = Math.max(0, Math.min(height - 1, row + y - (kernel.height >> 1)));
        const inColumn = Math.max(0, Math.min(width - 1, column + x - (kernel.width >> 1)));
        index[at++] = (frame * height + inRow) * width + inColumn;
      }
  }
  const name = `sample_${kernel.height}x${kernel.width}_${frames}x${height}x${width}`;
  const cells = reshape(stacked, [total, dim(stacked, 3)]);
  const rows = reshape(gather(cells, builder.constant(i32([index.length], index), name)), [count, kernel.inputs]);
  const values = multiplied(rows, bytes, kernel);
  return mul(add(greatest(unary('Abs', values), [0]), 1e-6), widened / (255 - outputZero));
}
