/** Stored kernels of convolutions over frames, rounded to int8 and laid out as each form of `conv-frames-int8.ts` takes them. */
import { sizeOf, tensor, toF32 } from '../../tensor/tensor.ts';
import type { GraphBuilder, Value } from '../builder.ts';
import { type QuantisedRows, quantiseRows, sharedBy, transposedBytes } from '../quantise.ts';
import type { Scope } from '../scope.ts';

/** A stored kernel `[out, inner, taps, height, width]` and what its quantised forms need. */
export interface FrameKernel {
  readonly builder: GraphBuilder;
  readonly name: string;
  readonly limit: 127 | 63;
  readonly out: number;
  readonly inner: number;
  readonly taps: number;
  readonly height: number;
  readonly width: number;
  /** Products of one output. */
  readonly inputs: number;
  /** `[out]`, f32, where the source has it. */
  readonly bias: Value | undefined;
  /** Rows `[out, height · width · taps · inner]` in int8 with a scale each. */
  readonly rows: () => Promise<QuantisedRows>;
}

/** The kernel `weight` of a scope, of which a form takes `uses` tensors. */
export function frameKernel(scope: Scope, limit: 127 | 63, uses: number): FrameKernel {
  const { builder } = scope;
  const name = scope.path('weight');
  const { shape } = builder.info(name);
  const [out, inner, taps, height, width] = shape as [number, number, number, number, number];
  const { source } = builder;
  return {
    builder,
    name: `${name}:frames${limit}`,
    limit,
    out,
    inner,
    taps,
    height,
    width,
    inputs: sizeOf(shape.slice(1)),
    bias: scope.maybe('bias', [out]),
    rows: sharedBy(uses, async () => byCell(quantiseRows(toF32(await source.read(name)), limit))),
  };
}

/** Rounded `[out, inner, taps, height, width]` as rows `[out, height · width · taps · inner]`: bytes are moved, which are a quarter of the values. */
function byCell({ values: { data, shape }, scales }: QuantisedRows): QuantisedRows {
  const [out, inner, taps, height, width] = shape as [number, number, number, number, number];
  const area = height * width;
  const row = inner * taps * area;
  const moved = new Int8Array(data.length);
  for (let o = 0; o < out; o++)
    for (let c = 0; c < inner; c++)
      for (let tap = 0; tap < taps; tap++) {
        const from = o * row + (c * taps + tap) * area;
        for (let cell = 0; cell < area; cell++) moved[o * row + (cell * taps + tap) * inner + c] = data[from + cell]!;
      }
  return { values: tensor('i8', [out, row], moved), scales };
}

/** Scale of each output channel's weights, `[out]`. */
export const channelScales = ({ builder, name, out, rows }: FrameKernel): Value =>
  builder.derived(`${name}.scale`, 'f32', [out], async () => (await rows()).scales);

/** The kernel as the second factor of a matrix product, `[inputs, out]`. */
export const productsWeight = ({ builder, name, out, inputs, rows }: FrameKernel): Value =>
  builder.derived(`${name}.products`, 'i8', [inputs, out], async () => transposedBytes((await rows()).values));

/** The kernel of a two-dimensional convolution over channels ordered (tap, channel), `[out, taps · inner, height, width]`. */
export function bytesWeight({ builder, name, out, inner, taps, height, width, rows }: FrameKernel): Value {
  const shape = [out, taps * inner, height, width];
  return builder.derived(`${name}.bytes`, 'i8', shape, async () => {
    const { data } = (await rows()).values;
    const area = height * width;
    const channels = taps * inner;
    const moved = new Int8Array(data.length);
    for (let o = 0; o < out; o++)
      for (let cell = 0; cell < area; cell++)
        for (let c = 0; c < channels; c++)
          moved[(o * channels + c) * area + cell] = data[(o * area + cell) * channels + c]!;
    return tensor('i8', shape, moved);
  });
}
