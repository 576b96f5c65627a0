/**
 * The painter's shape with random weights (width 256, 6 layers, 4 heads, 584 tokens, SwiGLU 640, and its convolution head
 * on 16 frames of 160×90) in f32 and int8, turn by turn with the same in PyTorch f32: wall and processor milliseconds.
 * `node bench/painter-shape.ts [--rounds 3] [--instructions avx2]` writes bench/results/painter-shape[-avx2]-<machine>.json.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { GraphBuilder, type LinearPrecision, type Value } from '../packages/engine/src/graph/builder.ts';
import { halves, swiglu } from '../packages/engine/src/graph/layers/activation.ts';
import { attention } from '../packages/engine/src/graph/layers/attention.ts';
import { linear } from '../packages/engine/src/graph/layers/linear.ts';
import { layerNorm, modulate } from '../packages/engine/src/graph/layers/norm.ts';
import { rotary, rotaryAngle, rotaryTable } from '../packages/engine/src/graph/layers/rotary.ts';
import { add, mul, reshape, split } from '../packages/engine/src/graph/ops.ts';
import { scopeOf } from '../packages/engine/src/graph/scope.ts';
import { int8Precision } from '../packages/engine/src/runtime/cpu.ts';
import { onnxNodeRuntime } from '../packages/engine/src/runtime/onnx-node.ts';
import { noise } from '../packages/engine/src/tensor/noise.ts';
import { memorySource } from '../packages/engine/src/tensor/source.ts';
import { f32, sizeOf, type Tensor } from '../packages/engine/src/tensor/tensor.ts';
import { instructions } from './avx2-only.ts';
import { bestTimes, machineName, saveResults } from './measure.ts';

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

/** Our side, in a process of its own. */
async function measure() {
  const runtime = await onnxNodeRuntime();
  const { tokens, width: d } = shape;
  const inputs = Object.fromEntries(
    ['x', 'm0', 'm1', 'm2', 'm3', 'm4', 'm5'].map((name) => [name, random(name, [1, tokens, d], 1)]),
  );
  const result: Record<string, number> = {};
  let reference: Float32Array | undefined;
  for (const [name, precision] of [
    ['f32', 'f32'],
    ['int8', int8Precision()],
  ] as const) {
    const program = await runtime.load(transformer(precision));
    const out = (await program.run(inputs)).out!.data as Float32Array;
    reference ??= out;
    if (precision !== 'f32') result[`${name}RelativeError`] = relative(out, reference);
    const { ms, cpuMs } = await bestTimes(() => program.run(inputs), 2);
    result[`${name}Ms`] = ms;
    result[`${name}CpuMs`] = cpuMs;
    await program.free();
  }
  console.log(JSON.stringify(result));
}

async function main() {
  const { values } = parseArgs({
    options: { rounds: { type: 'string', default: '3' }, instructions: { type: 'string', default: 'all' } },
  });
  const folder = await mkdtemp(join(tmpdir(), 'akezora-bench-'));
  try {
    const set = instructions(values.instructions, folder);
    const run = (command: string, args: string[], env: Readonly<Record<string, string>>): Record<string, number> => {
      const child = spawnSync(command, args, { encoding: 'utf8', env: { ...process.env, ...env } });
      if (child.status !== 0) throw new Error(child.stderr);
      return JSON.parse(child.stdout);
    };
    const row: Record<string, number> = {};
    for (let round = 0; round < Number(values.rounds); round++) {
      const twin = run('python3', [join(import.meta.dirname, 'painter-shape.py')], set.torch);
      for (const [key, value] of Object.entries({
        ...run(process.execPath, [import.meta.filename, 'child'], set.ours),
        ...twin,
      }))
        row[key] = Math.min(row[key] ?? value, value);
    }
    row.int8TimeToTorch = row.int8Ms! / row.torchF32Ms!;
    row.int8CpuTimeToTorch = row.int8CpuMs! / row.torchF32CpuMs!;
    console.log(machineName());
    console.table(row);
    const name = `painter-shape${set.name === 'all' ? '' : `-${set.name}`}`;
    await saveResults(name, { gflop: flops() / 1e9, instructions: set.name, ...row });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function relative(a: Float32Array, b: Float32Array): number {
  let [difference, size] = [0, 0];
  for (let i = 0; i < b.length; i++) {
    difference += (a[i]! - b[i]!) ** 2;
    size += b[i]! ** 2;
  }
  return Math.sqrt(difference / size);
}

if (import.meta.main) await (process.argv[2] === 'child' ? measure() : main());
