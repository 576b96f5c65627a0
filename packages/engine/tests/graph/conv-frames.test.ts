import { beforeAll, expect, it } from 'vitest';
import { GraphBuilder, type Value } from '../../src/graph/builder.ts';
import { conv } from '../../src/graph/layers/conv.ts';
import { convFrames, type FrameArithmetic } from '../../src/graph/layers/conv-frames.ts';
import { reshape, transpose } from '../../src/graph/ops.ts';
import { scopeOf } from '../../src/graph/scope.ts';
import { int8WeightLimit } from '../../src/runtime/cpu.ts';
import { onnxNodeRuntime } from '../../src/runtime/onnx-node.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { noise } from '../../src/tensor/noise.ts';
import { memorySource } from '../../src/tensor/source.ts';
import { f32, sizeOf, type Tensor } from '../../src/tensor/tensor.ts';
import { relativeError } from './reference.ts';

const [frames, height, width, inner, out] = [5, 9, 12, 64, 48];
const limit = int8WeightLimit();

let runtime: Runtime;
beforeAll(async () => {
  runtime = await onnxNodeRuntime();
});

const drawn = (name: string, shape: number[], scale: number): Tensor<'f32'> =>
  f32(
    shape,
    noise(5, name, { count: sizeOf(shape) }).map((value) => value * scale),
  );

/** Values as they come out of a SiLU: most are small, the least is −0.28. */
const activated = (shape: number[]): Tensor<'f32'> =>
  f32(
    shape,
    noise(5, 'x', { count: sizeOf(shape) }).map((value) => value / (1 + Math.exp(-value))),
  );

async function convolved(
  x: Tensor<'f32'>,
  tensors: Record<string, Tensor>,
  build: (x: Value, g: GraphBuilder) => Value,
): Promise<Float32Array> {
  const g = new GraphBuilder('conv', { source: memorySource(tensors) });
  g.output('y', build(g.input('x', 'f32', x.shape), g));
  const program = await runtime.load(g.build());
  const { y } = (await program.run({ x })) as { y: Tensor<'f32'> };
  await program.free();
  return Float32Array.from(y.data);
}

type Stride = readonly [number, number, number];

/** ONNX's own convolution in three dimensions, with the frames behind the channels. */
const plain = (stride: Stride) => (x: Value, g: GraphBuilder) => {
  const [f, h, w, c] = x.shape as [number, number, number, number];
  const last = reshape(transpose(x, [3, 0, 1, 2]), [1, c, f, h, w]);
  const y = conv(last, g.weight('weight'), g.weight('bias'), { padding: [0, 1, 1], stride });
  return reshape(transpose(y, [0, 2, 3, 4, 1]), [...y.shape.slice(2), y.shape[1]!]);
};

const inArithmetic = (arithmetic: FrameArithmetic) => (x: Value, g: GraphBuilder) =>
  convFrames(x, scopeOf(g), { arithmetic });

const kernel = () => ({
  weight: drawn('weight', [out, inner, 3, 3, 3], (27 * inner) ** -0.5),
  bias: drawn('bias', [out], 0.1),
});

it.each<Stride>([
  [1, 1, 1],
  [2, 2, 2],
  [1, 2, 2],
])('equals Conv in three dimensions in f32 with stride %i, %i, %i', async (...stride) => {
  const x = activated([frames, height, width, inner]);
  const tensors = kernel();
  const expected = await convolved(x, tensors, plain(stride));
  const got = await convolved(x, tensors, (value, g) => convFrames(value, scopeOf(g), { stride }));
  expect(relativeError(got, expected)).toBeLessThan(1e-6);
});

it.each([
  ['bytes', 0.017],
  ['products', 0.014],
] as const)('is near Conv in int8 as %s, at the borders too', async (form, most) => {
  const x = activated([frames, height, width, inner]);
  const tensors = kernel();
  const expected = await convolved(x, tensors, plain([1, 1, 1]));
  const got = await convolved(x, tensors, inArithmetic({ limit, form }));
  // Seven bits round weights twice as far.
  const allowed = limit === 127 ? most : 2 * most;
  expect(relativeError(got, expected)).toBeLessThan(allowed);
  expect(relativeError(got, expected)).toBeGreaterThan(1e-4);
  const border = (values: Float32Array) => values.slice(0, width * out);
  expect(relativeError(border(got), border(expected))).toBeLessThan(2 * allowed);
});

it.each(['bytes', 'products'] as const)(
  'does not overflow where products are as large as can be (%s)',
  async (form) => {
    const x = f32([3, height, width, inner], new Float32Array(3 * height * width * inner).fill(4));
    const tensors = {
      weight: f32([out, inner, 3, 3, 3], new Float32Array(out * inner * 27).fill(0.02)),
      bias: f32([out], new Float32Array(out)),
    };
    const expected = await convolved(x, tensors, plain([1, 1, 1]));
    const got = await convolved(x, tensors, inArithmetic({ limit, form }));
    expect(relativeError(got, expected)).toBeLessThan(0.01);
  },
);

it('keeps channels a thousandth as large as others', async () => {
  const x = activated([frames, height, width, inner]);
  const { weight, bias } = kernel();
  const row = weight.data.length / out;
  const large = 4;
  const scaled = f32(
    weight.shape,
    weight.data.map((value, i) => value * (i < row * large ? 1000 : 1)),
  );
  const expected = await convolved(x, { weight: scaled, bias }, plain([1, 1, 1]));
  const got = await convolved(x, { weight: scaled, bias }, inArithmetic({ limit, form: 'bytes' }));
  const small = (values: Float32Array) => values.filter((_, i) => i % out >= large);
  expect(relativeError(small(got), small(expected))).toBeLessThan(limit === 127 ? 0.017 : 0.034);
});
