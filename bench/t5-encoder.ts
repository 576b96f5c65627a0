/**
 * T5 v1.1 XXL at full size with random weights, one block loaded at a time: peak memory over the base, and seconds to load
 * and to compute 128 tokens, the first time (weights are packed and kept) and later, the files in the disk cache.
 *
 * `node bench/t5-encoder.ts [--layers 24] [--precision w8]`. All 24 layers take 15 GB of disk for a while; each further layer
 * costs the same time and no memory. Writes bench/results/t5-encoder-<machine>.json.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { LinearPrecision } from '../packages/engine/src/graph/builder.ts';
import { onnxNodeRuntime } from '../packages/engine/src/runtime/onnx-node.ts';
import type { Runtime } from '../packages/engine/src/runtime/runtime.ts';
import { f32ToBf16 } from '../packages/engine/src/tensor/half.ts';
import { noise } from '../packages/engine/src/tensor/noise.ts';
import { tensor } from '../packages/engine/src/tensor/tensor.ts';
import { encodeT5 } from '../packages/engine/src/text/t5-encoder.ts';
import { openSafetensors } from '../packages/engine/src/weights/store.ts';
import { writeSafetensors } from '../packages/engine/src/weights/write.ts';
import { saveResults } from './measure.ts';

const status = async (key: string): Promise<number> =>
  Number(new RegExp(`${key}:\\s+(\\d+)`).exec(await readFile('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024;

const [width, inner] = [4096, 10240];

/** The encoder's tensors as published (bf16), cut at random places out of one stretch of noise: drawing 5 billion takes long. */
async function writeEncoder(file: string, layers: number): Promise<void> {
  const drawn = noise(1, 't5', { count: 2 * width * inner });
  const pool = f32ToBf16(drawn.map((value) => value * width ** -0.5));
  const items: Parameters<typeof writeSafetensors>[1][number][] = [];
  const matrix = (name: string, rows: number, columns: number) => {
    const at = (items.length * 7919 * 4096) % (pool.length - Math.min(rows, inner) * columns);
    const make = () => tensor('bf16', [rows, columns], pool.slice(at, at + rows * columns));
    items.push({ name, dtype: 'bf16', shape: [rows, columns], make });
  };
  const ones = (name: string) => {
    const make = () => tensor('bf16', [width], new Uint16Array(width).fill(0x3f80));
    items.push({ name, dtype: 'bf16', shape: [width], make });
  };
  matrix('shared.weight', 4096, width);
  matrix('encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight', 32, 64);
  ones('encoder.final_layer_norm.weight');
  for (let i = 0; i < layers; i++) {
    const block = `encoder.block.${i}.layer`;
    for (const name of 'qkvo') matrix(`${block}.0.SelfAttention.${name}.weight`, width, width);
    for (const name of ['wi_0', 'wi_1']) matrix(`${block}.1.DenseReluDense.${name}.weight`, inner, width);
    matrix(`${block}.1.DenseReluDense.wo.weight`, width, inner);
    for (const layer of [0, 1]) ones(`${block}.${layer}.layer_norm.weight`);
  }
  for await (const _ of writeSafetensors(file, items));
}

const cpuSeconds = (since?: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
};

/** A runtime whose programs add up what they compute. */
function counting(runtime: Runtime): { readonly runtime: Runtime; readonly spent: { wall: number; cpu: number } } {
  const spent = { wall: 0, cpu: 0 };
  const load: Runtime['load'] = async (graph, options) => {
    const program = await runtime.load(graph, options);
    return {
      free: program.free,
      async run(inputs) {
        const [started, used] = [performance.now(), process.cpuUsage()];
        const out = await program.run(inputs);
        spent.wall += (performance.now() - started) / 1000;
        spent.cpu += cpuSeconds(used);
        return out;
      },
    };
  };
  return { runtime: { ...runtime, load }, spent };
}

async function measure(file: string, linear: LinearPrecision, layers: number): Promise<void> {
  const config = { d_model: width, d_kv: 64, num_heads: 64, num_layers: layers, feed_forward_proj: 'gated-gelu' };
  const { runtime, spent } = counting(await onnxNodeRuntime());
  const base = await status('VmRSS');
  const source = await openSafetensors(file);
  const ids = [Array.from({ length: 128 }, (_, i) => i * 7)];
  const [started, used] = [performance.now(), process.cpuUsage()];
  for await (const _ of encodeT5({ runtime, device: 'cpu', source, config, ids, linear }));
  const seconds = (performance.now() - started) / 1000;
  const cpu = cpuSeconds(used);
  await source.close();
  console.log(
    JSON.stringify({
      loadSeconds: seconds - spent.wall,
      loadCpuSeconds: cpu - spent.cpu,
      computeSeconds: spent.wall,
      computeCpuSeconds: spent.cpu,
      peakMbOverBase: Math.round((await status('VmHWM')) - base),
    }),
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      layers: { type: 'string', default: '24' },
      precision: { type: 'string', default: 'w8' },
    },
  });
  const folder = await mkdtemp(join(tmpdir(), 'akezora-bench-'));
  process.env.AKEZORA_CACHE = folder;
  try {
    const file = join(folder, 't5.safetensors');
    const run = (command: string, args: string[]) => {
      const child = spawnSync(command, args, { encoding: 'utf8' });
      if (child.status !== 0) throw new Error(child.stderr);
      return child.stdout.trim() && JSON.parse(child.stdout.trim());
    };
    await writeEncoder(file, Number(values.layers));
    const rows = ['first run', 'later runs'].map((what) => ({
      what,
      ...run(process.execPath, [import.meta.filename, 'child', file, values.precision, values.layers]),
    }));
    console.table(rows);
    console.log(
      await saveResults('t5-encoder', {
        tokens: 128,
        layers: Number(values.layers),
        precision: values.precision,
        rows,
      }),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (process.argv[2] === 'child') {
  const [file, precision, layers] = process.argv.slice(3) as [string, LinearPrecision, string];
  await measure(file, precision, Number(layers));
} else await main();
