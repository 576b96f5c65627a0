/**
 * The painter's convolution head with random weights on 16 frames of 160×90 (24 → 32 → 32 → 3 channels, the first two
 * scaled and shifted at run time), pixels last: f32 planes against int8 bytes, beside PyTorch f32 in the same minute.
 * `node bench/head-shape.ts` writes bench/results/head-shape-<machine>.json.
 */
import { spawnSync } from 'node:child_process';
import { GraphBuilder, type Value } from '../packages/engine/src/graph/builder.ts';
import type { Graph } from '../packages/engine/src/graph/graph.ts';
import { conv } from '../packages/engine/src/graph/layers/conv.ts';
import { convInt8, dequantise, levelsOf, quantise } from '../packages/engine/src/graph/layers/conv-int8.ts';
import { add, mul, reshape, transpose, unary } from '../packages/engine/src/graph/ops.ts';
import { scopeOf } from '../packages/engine/src/graph/scope.ts';
import { onnxNodeRuntime } from '../packages/engine/src/runtime/onnx-node.ts';
import { noise } from '../packages/engine/src/tensor/noise.ts';
import { memorySource } from '../packages/engine/src/tensor/source.ts';
import { f32, sizeOf, type Tensor } from '../packages/engine/src/tensor/tensor.ts';
import { best, machineName, saveResults } from './measure.ts';

const [frames, height, width, channels, size] = [16, 90, 160, 24, 32];

const random = (name: string, dims: readonly number[], scale = 1): Tensor<'f32'> =>
  f32(
    dims,
    noise(1, name, { count: sizeOf(dims) }).map((v) => v * scale),
  );

const source = memorySource({
  'c1.weight': random('c1', [size, channels, 3, 3], (channels * 9) ** -0.5),
  'c2.weight': random('c2', [size, size, 3, 3], (size * 9) ** -0.5),
  'c3.weight': random('c3', [3, size, 3, 3], (size * 9) ** -0.5),
  'c3.bias': random('b3', [3]),
});
const inputs = {
  x: random('x', [frames, height, width, channels]),
  gain: f32(
    [size],
    noise(1, 'gain', { count: size }).map((v) => Math.exp(v / 8)),
  ),
  shift: random('shift', [size], 0.2),
};

function head(draw: (x: Value, gain: Value, shift: Value) => Value): Graph {
  const g = new GraphBuilder('head', { source });
  const [x, gain, shift] = Object.entries(inputs).map(([name, { dtype, shape }]) => g.input(name, dtype, shape));
  g.output('out', draw(x!, gain!, shift!));
  return g.build();
}

const planes = (x: Value, gain: Value, shift: Value): Value => {
  const along = (value: Value) => reshape(value, [1, size, 1, 1]);
  const layer = (value: Value, name: string) =>
    unary(
      'Relu',
      add(
        mul(conv(value, x.builder.weight(`${name}.weight`), undefined, { padding: [1, 1] }), along(gain)),
        along(shift),
      ),
    );
  const inner = layer(layer(transpose(x, [0, 3, 1, 2]), 'c1'), 'c2');
  const drawn = conv(inner, x.builder.weight('c3.weight'), x.builder.weight('c3.bias'), { padding: [1, 1] });
  return transpose(drawn, [0, 2, 3, 1]);
};

const bytes = (x: Value, gain: Value, shift: Value): Value => {
  const top = scopeOf(x.builder);
  const layer = { padding: [1, 1], gain, shift, out: levelsOf(0, 4) };
  const first = convInt8(quantise(x, levelsOf(-4, 4)), top.at('c1'), layer);
  const second = convInt8(first, top.at('c2'), layer);
  return dequantise(convInt8(second, top.at('c3'), { padding: [1, 1], out: levelsOf(-5, 5) }));
};

const runtime = await onnxNodeRuntime();
const result: Record<string, number> = {};
let exact: Float32Array | undefined;
for (const [name, draw] of [
  ['f32', planes],
  ['int8', bytes],
] as const) {
  const program = await runtime.load(head(draw));
  const out = (await program.run(inputs)).out!.data as Float32Array;
  exact ??= out;
  const square = (from: (i: number) => number) => out.reduce((sum, _, i) => sum + from(i) ** 2, 0);
  if (name === 'int8')
    result.int8RelativeError = Math.sqrt(square((i) => out[i]! - exact![i]!) / square((i) => exact![i]!));
  result[`${name}Ms`] = await best(() => program.run(inputs), 4);
  await program.free();
}
const twin = `
import time, torch, torch.nn.functional as F
torch.manual_seed(0)
x = torch.randn(${frames}, ${channels}, ${height}, ${width}).contiguous(memory_format=torch.channels_last)
w = [torch.randn(o, i, 3, 3) * (i * 9) ** -0.5 for o, i in ((${size}, ${channels}), (${size}, ${size}), (3, ${size}))]
s, b = torch.rand(2, 1, ${size}, 1, 1).unbind(0)
best, end = 9e9, time.perf_counter() + 4
with torch.inference_mode():
    while time.perf_counter() < end:
        start = time.perf_counter()
        y = F.relu(torch.addcmul(b, F.conv2d(x, w[0], padding=1), s))
        F.conv2d(F.relu(torch.addcmul(b, F.conv2d(y, w[1], padding=1), s)), w[2], padding=1)
        best = min(best, time.perf_counter() - start)
print(best * 1000)`;
const torch = spawnSync('python3', ['-c', twin], { encoding: 'utf8' });
if (torch.status === 0) result.torchF32Ms = Number(torch.stdout);
else console.error('PyTorch is not here: no comparison');
console.log(machineName());
console.table(result);
await saveResults('head-shape', result);
