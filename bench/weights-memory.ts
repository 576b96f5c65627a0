/**
 * What loading weights costs: peak resident memory and time of a session over 75 million parameters, for each precision and way
 * of storing. Each row is a process of its own; `MB over base` counts from the process with everything imported.
 * `node bench/weights-memory.ts` writes bench/results/weights-memory-<machine>.json.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GraphBuilder, type LinearPrecision } from '../packages/engine/src/graph/builder.ts';
import { linear } from '../packages/engine/src/graph/layers/linear.ts';
import { scopeOf } from '../packages/engine/src/graph/scope.ts';
import { onnxNodeRuntime } from '../packages/engine/src/runtime/onnx-node.ts';
import { f32ToBf16 } from '../packages/engine/src/tensor/half.ts';
import { noise } from '../packages/engine/src/tensor/noise.ts';
import type { TensorSource } from '../packages/engine/src/tensor/source.ts';
import { f32, type Tensor, tensor } from '../packages/engine/src/tensor/tensor.ts';
import { cachedGraph } from '../packages/engine/src/weights/cached-graph.ts';
import { openSafetensors } from '../packages/engine/src/weights/store.ts';
import { writeSafetensors } from '../packages/engine/src/weights/write.ts';
import { machineName, saveResults } from './measure.ts';

const [layers, width, tokens] = [8, 3072, 64];
const shape = [width, width];

async function makeFile(path: string, dtype: 'f32' | 'bf16'): Promise<void> {
  // Every layer differs: onnxruntime keeps equal weights once.
  const make = (layer: number): Tensor => {
    const values = noise(1, `weights ${layer}`, { count: width * width }).map((v) => v * width ** -0.5);
    return dtype === 'f32' ? f32(shape, values) : tensor('bf16', shape, f32ToBf16(values));
  };
  const items = Array.from({ length: layers }, (_, i) => ({ name: `${i}.weight`, dtype, shape, make: () => make(i) }));
  for await (const _ of writeSafetensors(path, items));
}

const build = (precision: LinearPrecision) => (source: TensorSource) => {
  const g = new GraphBuilder('weights', { source, linear: precision });
  let x = g.input('x', 'f32', [1, tokens, width]);
  for (let i = 0; i < layers; i++) x = linear(x, scopeOf(g, `${i}`));
  g.output('out', x);
  return g.build();
};

const status = async (key: string): Promise<number> =>
  Number(new RegExp(`${key}:\\s+(\\d+)`).exec(await readFile('/proc/self/status', 'utf8'))?.[1]) / 1024;

/** One row, in its own process. */
async function measure(file: string, precision: LinearPrecision, cached: boolean): Promise<void> {
  const runtime = await onnxNodeRuntime();
  const source = await openSafetensors(file);
  const base = await status('VmRSS');
  const start = performance.now();
  const graph = cached
    ? (await cachedGraph(source, precision, [{ name: 'bench', build: build(precision) }], build(precision))).graph
    : build(precision)(source);
  const program = await runtime.load(graph);
  const loadMs = performance.now() - start;
  await program.run({ x: f32([1, tokens, width], noise(1, 'x', { count: tokens * width })) });
  const peak = (await status('VmHWM')) - base;
  await program.free();
  console.log(JSON.stringify({ peakMbOverBase: Math.round(peak), loadMs: Math.round(loadMs) }));
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'akezora-bench-'));
  try {
    const rows: Record<string, unknown>[] = [];
    for (const dtype of ['f32', 'bf16'] as const) await makeFile(join(folder, dtype), dtype);
    const cases = [
      ['f32', 'f32', false],
      ['bf16', 'f32', false],
      ['bf16', 'int8', false],
      ['bf16', 'int8', true],
      ['bf16', 'int8', true],
      ['bf16', 'w4', true],
      ['bf16', 'w4', true],
    ] as const;
    const seen = new Set<string>();
    for (const [dtype, precision, cached] of cases) {
      const key = `${precision} kept`;
      const way = !cached ? 'computed at load' : seen.has(key) ? 'kept, later runs' : 'kept, first run';
      if (cached) seen.add(key);
      const args = [import.meta.filename, join(folder, dtype), precision, String(cached)];
      const child = spawnSync(process.execPath, args, {
        encoding: 'utf8',
        env: { ...process.env, AKEZORA_CACHE: join(folder, 'cache') },
      });
      if (child.status !== 0) throw new Error(child.stderr);
      rows.push({ stored: dtype, precision, way: precision === 'f32' ? 'mapped' : way, ...JSON.parse(child.stdout) });
    }
    console.log(machineName());
    console.table(rows);
    await saveResults('weights-memory', { parameters: layers * width * width, rows });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const [file, precision, cached] = process.argv.slice(2);
if (file) await measure(file, precision as LinearPrecision, cached === 'true');
else await main();
