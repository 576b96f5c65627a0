/**
 * How fast this machine's kernels are: the table of the engine's design, in operations a second.
 * `npm run bench:kernels` prints it and writes bench/results/kernels-<machine>.json; a word chooses rows, e.g. `conv`.
 */

import { GraphBuilder, type LinearPrecision, type Value } from '../packages/engine/src/graph/builder.ts';
import { attention } from '../packages/engine/src/graph/layers/attention.ts';
import { conv } from '../packages/engine/src/graph/layers/conv.ts';
import { convInt8, levelsOf, quantise } from '../packages/engine/src/graph/layers/conv-int8.ts';
import { linear } from '../packages/engine/src/graph/layers/linear.ts';
import { scopeOf } from '../packages/engine/src/graph/scope.ts';
import { onnxNodeRuntime } from '../packages/engine/src/runtime/onnx-node.ts';
import { noise } from '../packages/engine/src/tensor/noise.ts';
import { memorySource } from '../packages/engine/src/tensor/source.ts';
import { f32, sizeOf, type Tensor, tensor } from '../packages/engine/src/tensor/tensor.ts';
import { best, machineName, saveResults } from './measure.ts';

interface Kernel {
  readonly name: string;
  /** Multiplications and additions of one run. */
  readonly operations: number;
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly weights?: Readonly<Record<string, Tensor>>;
  build(inputs: Record<string, Value>, builder: GraphBuilder): Value;
}

const random = (shape: readonly number[]): Tensor<'f32'> => f32(shape, noise(1, `${shape}`, { count: sizeOf(shape) }));

const product = (precision: LinearPrecision, m: number, k: number, n: number): Kernel => ({
  name: `linear ${precision} ${m}×${k}×${n}`,
  operations: 2 * m * k * n,
  inputs: { x: random([m, k]) },
  weights: { weight: random([n, k]) },
  build: ({ x }, g) => linear(x!, scopeOf(g), { precision }),
});

const attend = (batch: number, tokens: number, heads: number): Kernel => ({
  name: `attention ${batch}×${tokens} tokens, ${heads} heads of 64`,
  operations: 4 * batch * tokens * tokens * heads * 64,
  inputs: { x: random([batch, tokens, heads * 64]) },
  build: ({ x }) => attention(x!, x!, x!, { heads }),
});

const convolution = (from: number, to: number, height: number, width: number): Kernel[] => {
  const operations = 2 * 9 * from * to * height * width;
  const name = `${from}→${to}, ${height}×${width}`;
  const weights = { weight: random([to, from, 3, 3]) };
  const bytes = tensor('u8', [1, height, width, from], new Uint8Array(height * width * from).fill(100));
  return [
    {
      name: `conv f32 ${name}`,
      operations,
      inputs: { x: random([1, from, height, width]) },
      weights,
      build: ({ x }, g) => conv(x!, g.weight('weight'), undefined, { padding: [1, 1] }),
    },
    {
      name: `conv int8 ${name}`,
      operations,
      inputs: { x: bytes },
      weights,
      build: ({ x }, g) =>
        convInt8({ value: x!, levels: levelsOf(0, 4) }, scopeOf(g), { padding: [1, 1], out: levelsOf(0, 4) }).value,
    },
  ];
};

const kernels = (): Kernel[] => [
  ...(['f32', 'int8', 'w8', 'w4'] as const).map((precision) => product(precision, 2048, 512, 2048)),
  ...(['f32', 'int8'] as const).map((precision) => product(precision, 584, 256, 1280)),
  attend(30, 256, 6),
  attend(4, 1024, 6),
  attend(1, 584, 4),
  attend(1, 3600, 6),
  ...convolution(64, 64, 180, 320),
  ...convolution(32, 32, 540, 960),
  ...convolution(128, 128, 90, 160),
  ...convolution(64, 64, 90, 160),
  ...convolution(24, 32, 90, 160),
  ...convolution(32, 32, 90, 160),
  ...convolution(24, 48, 270, 480),
  ...convolution(48, 48, 270, 480),
  ...convolution(16, 16, 540, 960),
  {
    name: 'quantise to bytes, 270×480×48',
    operations: 270 * 480 * 48,
    inputs: { x: random([1, 270, 480, 48]) },
    build: ({ x }) => quantise(x!, levelsOf(-4, 4)).value,
  },
];

const runtime = await onnxNodeRuntime();
const word = process.argv[2] ?? '';
const rows: { kernel: string; ms: number; gops: number }[] = [];
for (const kernel of kernels().filter(({ name }) => name.includes(word))) {
  const g = new GraphBuilder(kernel.name, { source: memorySource(kernel.weights ?? {}) });
  const values = Object.fromEntries(
    Object.entries(kernel.inputs).map(([name, { dtype, shape }]) => [name, g.input(name, dtype, shape)]),
  );
  g.output('out', kernel.build(values, g));
  const program = await runtime.load(g.build());
  const ms = await best(() => program.run(kernel.inputs), 1);
  await program.free();
  rows.push({ kernel: kernel.name, ms: Number(ms.toFixed(3)), gops: Math.round(kernel.operations / ms / 1e6) });
}
console.log(machineName());
console.table(rows);
if (!word) console.log(await saveResults('kernels', rows));
