import { f32, type Tensor, tensor, toF32 } from '../../tensor/tensor.ts';
import type { Value } from '../builder.ts';
import { cast, clip, dim, div, float, int, ints, mul, unary } from '../ops.ts';
import { type QuantisedRows, quantiseRows } from '../quantise.ts';
import type { Scope } from '../scope.ts';
import { type ConvOptions, convLengths } from './conv.ts';

/** Quantisation of values as bytes 0 … 255 (scale and zero point in ONNX): value = (byte − zero) · scale. */
export interface Levels {
  readonly scale: number;
  readonly zero: number;
}

/** A picture in bytes, `[batch, height, width, channels]`, with their quantisation. */
export interface Quantised {
  readonly value: Value;
  readonly levels: Levels;
}

/** Quantisation that covers low … high and has an exact zero. With `low` 0 a layer's output is rectified (ReLU) at no cost. */
export function levelsOf(low: number, high: number): Levels {
  const [from, to] = [Math.min(0, low), Math.max(0, high)];
  const scale = Math.fround((to - from) / 255) || 1;
  return { scale, zero: Math.max(0, Math.min(255, Math.round(-from / scale))) };
}

const byte = (x: Value, value: number): Value => x.builder.constant(tensor('u8', [], Uint8Array.of(value)));
const real = (x: Value, value: number): Value => x.builder.constant(f32([], [value]));

/** Rounds f32 values to bytes. */
export function quantise(x: Value, levels: Levels): Quantised {
  const value = x.builder.node('QuantizeLinear', [x, real(x, levels.scale), byte(x, levels.zero)], 'u8', x.shape);
  return { value, levels };
}

/** Bytes as f32 values. */
export const dequantise = ({ value, levels }: Quantised): Value =>
  value.builder.node(
    'DequantizeLinear',
    [value, real(value, levels.scale), byte(value, levels.zero)],
    'f32',
    value.shape,
  );

/** Leaky ReLU of bytes by a table, with a quantisation of its own. */
export function leakyReluInt8(x: Quantised, slope: number, levels: Levels): Quantised {
  const { builder, shape } = x.value;
  const places = [x.levels, levels].flatMap((of) => [real(x.value, of.scale), byte(x.value, of.zero)]);
  const value = builder.node('QLinearLeakyRelu', [x.value, ...places], 'u8', shape, {
    domain: 'com.microsoft',
    attributes: { alpha: float(slope) },
  });
  return { value, levels };
}

/** Options of an int8 convolution. */
export interface ConvInt8Options extends ConvOptions {
  /** Quantisation of the output; `levelsOf(0, high)` rectifies. */
  readonly out: Levels;
  /** Largest weight: 63 where int8 products saturate. Default 127. */
  readonly limit?: 127 | 63;
  /** Step of weights that are its whole multiples; they stay exact. Default: each channel's largest weight becomes the limit. */
  readonly step?: number;
  /** Positive factor of each output channel, `[out]`, computed at run time, at no cost per pixel. Default: none. */
  readonly gain?: Value;
  /** Added to each output channel, `[out]`, at run time. Default: the stored bias. */
  readonly shift?: Value;
}

/**
 * Convolution of bytes `[batch, height, width, in]` by a stored f32 kernel `weight` `[out, in / groups, kh, kw]`
 * rounded to int8 with one scale a channel, plus the stored `bias` when there is one. Sums are exact in 32 bits.
 */
export function convInt8(x: Quantised, scope: Scope, options: ConvInt8Options): Quantised {
  const { builder } = x.value;
  const name = scope.path('weight');
  const info = builder.info(name);
  const [out, inner, kh, kw] = info.shape as [number, number, number, number];
  const groups = options.groups ?? 1;
  if (info.shape.length !== 4 || x.value.shape.length !== 4 || inner * groups !== dim(x.value, 3))
    builder.fail(`int8 convolution of ${x.value.shape} by ${info.shape}`);
  const source = builder.source;
  const limit = options.limit ?? 127;
  const { step } = options;
  const rows = async () => {
    const kernel = toF32(await source.read(name));
    return step === undefined ? quantiseRows(kernel, limit) : wholeRows(kernel, step);
  };
  const tag = `${name}:conv${limit}`;
  const values = builder.derived(tag, 'i8', info.shape, async () => (await rows()).values as Tensor);
  const stored = builder.derived(`${tag}.scale`, 'f32', [out], async () => (await rows()).scales as Tensor);
  const scales = options.gain ? mul(stored, options.gain) : stored;
  const added = options.shift ?? scope.maybe('bias', [out]);
  const bias = added && wholeBias(added, scales, x.levels);
  const [height, width] = convLengths([dim(x.value, 1), dim(x.value, 2)], [kh, kw], options) as [number, number];
  const before = [options.padding?.[0] ?? 0, options.padding?.[1] ?? 0];
  const after = before.map((n, i) => options.paddingAfter?.[i] ?? n);
  const zero = builder.constant(tensor('i8', [out], new Int8Array(out)), `zeros_i8_${out}`);
  const value = builder.node(
    'QLinearConv',
    [
      x.value,
      real(x.value, x.levels.scale),
      byte(x.value, x.levels.zero),
      values,
      scales,
      zero,
      real(x.value, options.out.scale),
      byte(x.value, options.out.zero),
      bias,
    ],
    'u8',
    [dim(x.value, 0), height, width, out],
    {
      domain: 'com.microsoft',
      attributes: {
        channels_last: int(1),
        kernel_shape: ints([kh, kw]),
        pads: ints([...before, ...after]),
        strides: options.stride && ints(options.stride),
        dilations: options.dilation && ints(options.dilation),
        group: groups === 1 ? undefined : int(groups),
      },
    },
  );
  return { value, levels: options.out };
}

/** The bias in units of (input scale · weight scale), as the sums inside the convolution are. */
const wholeBias = (bias: Value, scales: Value, { scale }: Levels): Value =>
  cast(clip(unary('Round', div(bias, mul(scales, scale))), -(2 ** 30), 2 ** 30), 'i32');

function wholeRows(kernel: Tensor<'f32'>, step: number): QuantisedRows {
  const out = kernel.shape[0] as number;
  const values = Int8Array.from(kernel.data, (value) => Math.round(value / step));
  return { values: tensor('i8', kernel.shape, values), scales: f32([out], new Float32Array(out).fill(step)) };
}
