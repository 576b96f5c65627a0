/**
 * LTX-Video 2B at full size with random weights: one denoising step of 768×512×121 (6,144 tokens) against the same
 * transformer in PyTorch float32, in the same minutes: wall and processor seconds, peak memory over the base, and the
 * relative error of each precision against f32.
 *
 * `node bench/ltx-video.ts [--layers 28] [--tokens 6144] [--calls 1] [--precisions f32,int8]`. Fewer layers measure the same
 * block on a machine that is busy or small. Writes bench/results/ltx-video-<machine>.json.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { LinearPrecision } from '../packages/engine/src/graph/index.ts';
import { transformerActivations, transformerWeightBytes } from '../packages/engine/src/models/ltx-video/estimates.ts';
import { inferTransformerConfig } from '../packages/engine/src/models/ltx-video/infer-config.ts';
import { positionsOf, rotaryTables, videoCoordinates } from '../packages/engine/src/models/ltx-video/rotary.ts';
import { timeEmbedding } from '../packages/engine/src/models/ltx-video/timesteps.ts';
import { transformerGraph } from '../packages/engine/src/models/ltx-video/transformer.ts';
import { onnxNodeRuntime } from '../packages/engine/src/runtime/index.ts';
import { f32, i32, noise, type Tensor } from '../packages/engine/src/tensor/index.ts';
import { keptGraph, openSafetensors, saveSafetensors } from '../packages/engine/src/weights/index.ts';
import { machineName, saveResults } from './measure.ts';

const words = 128;

const status = async (key: string): Promise<number> =>
  Number(new RegExp(`${key}:\\s+(\\d+)`).exec(await readFile('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024;

/** A latent box with about this many tokens, in the shape of a clip. */
function boxOf(tokens: number) {
  const frames = Math.max(1, Math.round(tokens / 384));
  return { frames, rows: 16, columns: Math.max(1, Math.round(tokens / frames / 16)) };
}

/** One precision, in its own process. */
async function measure(file: string, precision: LinearPrecision, tokens: number, calls: number): Promise<void> {
  const runtime = await onnxNodeRuntime();
  const base = await status('VmRSS');
  const source = await openSafetensors(file);
  const config = inferTransformerConfig(source);
  const shape = {
    batch: 1,
    tokens,
    textTokens: words,
    masked: false,
    times: 1,
    timeColumns: 1,
    positions: tokens,
    linear: precision,
  };
  const opened = performance.now();
  const kept = await keptGraph(source, precision, 'bench', (from) => transformerGraph(from, config, shape));
  const program = await runtime.load(kept.graph, { device: 'cpu', activations: 'kept' });
  const loadSeconds = (performance.now() - opened) / 1000;
  const compression = { space: 32, time: 8 };
  const inputs: Record<string, Tensor> = {
    sample: f32([1, tokens, 128], noise(1, 'sample', { count: tokens * 128 })),
    text: f32([1, words, 4096], noise(1, 'text', { count: words * 4096 })),
    time: timeEmbedding([500]),
    time_index: i32([1, 1], [0]),
    ...rotaryTables(positionsOf(videoCoordinates(boxOf(tokens), compression, 24)), 2048),
  };
  let [seconds, cpuSeconds] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let out: Tensor | undefined;
  for (let i = 0; i < calls; i++) {
    const [started, used] = [performance.now(), process.cpuUsage()];
    out = (await program.run(inputs)).sample_out;
    const { user, system } = process.cpuUsage(used);
    seconds = Math.min(seconds, (performance.now() - started) / 1000);
    cpuSeconds = Math.min(cpuSeconds, (user + system) / 1e6);
  }
  const peak = (await status('VmHWM')) - base;
  await program.free();
  await kept.close();
  await source.close();
  await saveSafetensors(`${file}.${precision}.out`, { out: out! });
  const predicted = transformerWeightBytes(config, precision) + transformerActivations(config, tokens);
  console.log(
    JSON.stringify({
      seconds,
      cpuSeconds,
      loadSeconds,
      peakMbOverBase: Math.round(peak),
      predictedMb: Math.round(predicted / 2 ** 20),
    }),
  );
}

async function relativeErrorOf(file: string, precision: string): Promise<number> {
  const read = async (name: string) => {
    const store = await openSafetensors(`${file}.${name}.out`);
    const { data } = await store.read('out');
    await store.close();
    return data as Float32Array;
  };
  const [got, exact] = [await read(precision), await read('f32')];
  let [difference, size] = [0, 0];
  for (let i = 0; i < exact.length; i++) {
    difference += (got[i]! - exact[i]!) ** 2;
    size += exact[i]! ** 2;
  }
  return Math.sqrt(difference / size);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      layers: { type: 'string', default: '28' },
      tokens: { type: 'string', default: '6144' },
      calls: { type: 'string', default: '1' },
      precisions: { type: 'string', default: 'f32,int8' },
      python: { type: 'string', default: 'python3' },
    },
  });
  const { tokens, calls, layers } = values;
  const folder = await mkdtemp(join(tmpdir(), 'akezora-bench-'));
  process.env.AKEZORA_CACHE = folder;
  try {
    const file = join(folder, 'weights.safetensors');
    const script = join(import.meta.dirname, 'ltx_video.py');
    const run = (command: string, args: string[]) => {
      const child = spawnSync(command, args, { encoding: 'utf8' });
      if (child.status !== 0) throw new Error(child.stderr);
      return child.stdout.trim() ? JSON.parse(child.stdout.trim().split('\n').at(-1)!) : undefined;
    };
    run(values.python, [script, 'weights', file, layers]);
    const threads = String(availableParallelism());
    const rows: Record<string, unknown>[] = [];
    const torch = run(values.python, [script, 'run', file, tokens, String(words), threads, calls]);
    rows.push({ what: 'PyTorch f32', ...torch });
    for (const precision of values.precisions.split(',')) {
      const row = run(process.execPath, [import.meta.filename, 'child', file, precision, tokens, calls]);
      const error = existsSync(`${file}.f32.out`) ? await relativeErrorOf(file, precision) : undefined;
      const ratios = {
        timeToTorch: row.seconds / torch.seconds,
        cpuTimeToTorch: row.cpuSeconds / torch.cpuSeconds,
        memoryToTorch: row.peakMbOverBase / torch.peakMbOverBase,
      };
      rows.push({ what: `Akezora ${precision}`, ...row, ...ratios, relativeError: error });
    }
    console.table(rows);
    console.log(machineName(), 'load', loadavg()[0]);
    console.log(await saveResults('ltx-video', { layers: Number(layers), tokens: Number(tokens), words, rows }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (process.argv[2] === 'child') {
  const [file, precision, tokens, calls] = process.argv.slice(3) as [string, LinearPrecision, string, string];
  await measure(file, precision, Number(tokens), Number(calls));
} else await main();
