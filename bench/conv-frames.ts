/**
 * Forms of the LTX-Video decoder's convolutions (3×3×3 over frames) on this machine, in operations a second: what `convFrames` chooses
 * from. By the clock, and by processor time, which other work on the machine hardly changes.
 *
 * `node bench/conv-frames.ts [WORD]`; a word chooses rows, e.g. `bytes`. Writes bench/results/conv-frames-<machine>.json.
 */
import { availableParallelism } from 'node:os';
import { GraphBuilder, type Value } from '../packages/engine/src/graph/builder.ts';
import { conv } from '../packages/engine/src/graph/layers/conv.ts';
import { convFrames, type FrameArithmetic } from '../packages/engine/src/graph/layers/conv-frames.ts';
import { add, reshape, slice } from '../packages/engine/src/graph/ops.ts';
import { scopeOf } from '../packages/engine/src/graph/scope.ts';
import { int8WeightLimit } from '../packages/engine/src/runtime/cpu.ts';
import { onnxNodeRuntime } from '../packages/engine/src/runtime/onnx-node.ts';
import { noise } from '../packages/engine/src/tensor/noise.ts';
import { memorySource } from '../packages/engine/src/tensor/source.ts';
import { f32, sizeOf, type Tensor } from '../packages/engine/src/tensor/tensor.ts';
import { bestTimes, machineName, saveResults } from './measure.ts';

/** Channels in and out, frames, rows and columns of the output. */
type Size = readonly [inner: number, out: number, frames: number, rows: number, columns: number];

/** The decoder's own, smaller in space: its stages' features, the growing convolutions, and the last before pixels. */
const sizes: readonly Size[] = [
  [128, 128, 8, 64, 96],
  [256, 256, 8, 32, 48],
  [512, 512, 8, 16, 24],
  [1024, 1024, 8, 8, 12],
  [256, 1024, 4, 32, 48],
  [128, 48, 8, 64, 96],
];

interface Form {
  readonly name: string;
  /** Shape of the input, with its frame before and its frame after. */
  shape(size: Size): number[];
  build(x: Value, g: GraphBuilder, size: Size): Value;
}

const framesLast = ([inner, , frames, rows, columns]: Size) => [frames + 2, rows, columns, inner];
const limit = int8WeightLimit();
const ours = (name: string, arithmetic: FrameArithmetic): Form => ({
  name,
  shape: framesLast,
  build: (x, g) => convFrames(x, scopeOf(g), { arithmetic }),
});

const forms: readonly Form[] = [
  {
    name: 'Conv 3-D f32',
    shape: ([inner, , frames, rows, columns]) => [1, inner, frames + 2, rows, columns],
    build: (x, g) => conv(x, g.weight('weight'), g.weight('bias'), { padding: [0, 1, 1] }),
  },
  {
    name: 'three Conv 2-D f32',
    shape: ([inner, , frames, rows, columns]) => [frames + 2, inner, rows, columns],
    build: (x, g, [, , frames]) =>
      [0, 1, 2]
        .map((tap) => conv(slice(x, 0, tap, tap + frames), g.weight(`tap${tap}`), undefined, { padding: [1, 1] }))
        .reduce(add),
  },
  ours('taps as channels f32', 'f32'),
  ours('int8 bytes', { limit, form: 'bytes' }),
  ours('int8 products', { limit, form: 'products' }),
];

const drawn = (name: string, shape: readonly number[], scale = 1): Tensor<'f32'> =>
  f32(
    shape,
    noise(1, name, { count: sizeOf(shape) }).map((value) => value * scale),
  );

const runtime = await onnxNodeRuntime();
const word = process.argv[2] ?? '';
const rows: { size: string; form: string; ms: number; tops: number; topsByProcessorTime: number }[] = [];
for (const size of sizes) {
  const [inner, out, frames, height, width] = size;
  const scale = (27 * inner) ** -0.5;
  const taps = Object.fromEntries([0, 1, 2].map((tap) => [`tap${tap}`, drawn(`tap${tap}`, [out, inner, 3, 3], scale)]));
  const source = memorySource({
    weight: drawn('weight', [out, inner, 3, 3, 3], scale),
    bias: drawn('bias', [out], 0.05),
    ...taps,
  });
  for (const form of forms.filter(({ name }) => name.includes(word))) {
    const g = new GraphBuilder(form.name, { source });
    const shape = form.shape(size);
    const y = form.build(g.input('x', 'f32', shape), g, size);
    // One value of the result: copying all of it out is no part of the convolution.
    g.output('y', slice(reshape(y, [-1]), 0, 0, 1));
    const program = await runtime.load(g.build());
    const x = drawn('x', shape);
    const { ms, cpuMs } = await bestTimes(() => program.run({ x }), 1);
    await program.free();
    const operations = 54 * inner * out * frames * height * width;
    rows.push({
      size: `${inner}→${out}, ${frames}×${height}×${width}`,
      form: form.name,
      ms: Number(ms.toFixed(1)),
      tops: Number((operations / ms / 1e9).toFixed(3)),
      topsByProcessorTime: Number(((availableParallelism() * operations) / cpuMs / 1e9).toFixed(3)),
    });
  }
}
console.log(machineName());
console.table(rows);
if (!word) console.log(await saveResults('conv-frames', rows));
