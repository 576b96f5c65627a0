/**
 * The painter's shape with random weights (width 256, 6 layers, 4 heads, 584 tokens, SwiGLU 640, and its convolution head
 * on 16 frames of 160×90) in f32 and int8, beside the same in PyTorch f32 in the same minute.
 * `node bench/painter-shape.ts` writes bench/results/painter-shape-<machine>.json.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import {
  add,
  attention,
  GraphBuilder,
  halves,
  type LinearPrecision,
  layerNorm,
  linear,
  modulate,
  mul,
  reshape,
  rotary,
  rotaryAngle,
  rotaryTable,
  scopeOf,
  split,
  swiglu,
  type Value,
} from '../packages/engine/src/graph/index.ts';
import { onnxNodeRuntime } from '../packages/engine/src/runtime/index.ts';
import { f32, memorySource, noise, sizeOf, type Tensor } from '../packages/engine/src/tensor/index.ts';
import { best, machineName, saveResults } from './measure.ts';

const shape = { tokens: 584, width: 256, layers: 6, heads: 4, hidden: 640, out: 3600 };

const random = (name: string, dims: readonly number[], scale: number): Tensor<'f32'> =>
  f32(
    dims,
    noise(1, name, { count: sizeOf(dims) }).map((v) => v * scale),
  );

function weights(): Record<string, Tensor> {
  const { width: d, hidden, layers, out } = shape;
  const made: Record<string, Tensor> = { 'out.weight': random('out', [out, d], d ** -0.5) };
  for (let i = 0; i < layers; i++) {
    const one = (name: string, rows: number, columns: number) => {
      made[`blocks.${i}.${name}.weight`] = random(`${i}.${name}`, [rows, columns], columns ** -0.5);
    };
    one('qkv', 3 * d, d);
    one('o', d, d);
    one('f1', 2 * hidden, d);
    one('f2', d, hidden);
  }
  return made;
}

export function transformer(linearPrecision: LinearPrecision) {
  const { tokens, width: d, layers, heads } = shape;
  const g = new GraphBuilder('painter-shape', { source: memorySource(weights()), linear: linearPrecision });
  let x = g.input('x', 'f32', [1, tokens, d]);
  const m = Array.from({ length: 6 }, (_, i) => g.input(`m${i}`, 'f32', [1, tokens, d]));
  const table = rotaryTable(tokens, d / heads / 2, (t, p) => rotaryAngle(t, p, d / heads, 100));
  const [cos, sin] = [g.constant(table.cos, 'cos'), g.constant(table.sin, 'sin')];
  const norm = (v: Value) => layerNorm(v, { eps: 1e-5 });
  const perHead = (v: Value) => reshape(norm(reshape(v, [1, tokens, heads, d / heads])), [1, tokens, d]);
  for (let i = 0; i < layers; i++) {
    const s = scopeOf(g, `blocks.${i}`);
    const [q, k, v] = split(linear(modulate(norm(x), m[1]!, m[0]!), s.at('qkv')), [d, d, d], -1) as [
      Value,
      Value,
      Value,
    ];
    const turned = [q, k].map((u) => rotary(perHead(u), cos, sin, { heads, pairs: 'halves' })) as [Value, Value];
    x = add(x, mul(m[2]!, linear(attention(...turned, v, { heads }), s.at('o'))));
    const [value, gate] = halves(linear(modulate(norm(x), m[4]!, m[3]!), s.at('f1')));
    x = add(x, mul(m[5]!, linear(swiglu(gate, value), s.at('f2'))));
  }
  g.output('out', linear(norm(x), scopeOf(g, 'out')));
  return g.build();
}

const flops = () => {
  const { tokens: n, width: d, layers, hidden, out } = shape;
  return 2 * n * (layers * (4 * d * d + 3 * d * hidden + 2 * n * d) + d * out);
};

async function main() {
  const runtime = await onnxNodeRuntime();
  const { tokens, width: d } = shape;
  const inputs = Object.fromEntries(
    ['x', 'm0', 'm1', 'm2', 'm3', 'm4', 'm5'].map((name) => [name, random(name, [1, tokens, d], 1)]),
  );
  const result: Record<string, number> = {};
  let reference: Float32Array | undefined;
  for (const precision of ['f32', 'int8'] as const) {
    const program = await runtime.load(transformer(precision));
    const out = (await program.run(inputs)).out!.data as Float32Array;
    reference ??= out;
    if (precision !== 'f32') result[`${precision}RelativeError`] = relative(out, reference);
    result[`${precision}Ms`] = await best(() => program.run(inputs), 4);
    await program.free();
  }
  const twin = spawnSync('python3', [join(import.meta.dirname, 'painter-shape.py')], { encoding: 'utf8' });
  if (twin.status === 0) Object.assign(result, JSON.parse(twin.stdout));
  else console.error(`PyTorch twin did not run: ${twin.stderr.trim().split('\n').at(-1)}`);
  const row = { gflop: flops() / 1e9, ...result };
  console.log(machineName());
  console.table(row);
  await saveResults('painter-shape', row);
}

function relative(a: Float32Array, b: Float32Array): number {
  let [difference, size] = [0, 0];
  for (let i = 0; i < b.length; i++) {
    difference += (a[i]! - b[i]!) ** 2;
    size += b[i]! ** 2;
  }
  return Math.sqrt(difference / size);
}

if (import.meta.main) await main();
