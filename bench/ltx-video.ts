/**
 * LTX-Video 2B at full size with random weights: one denoising step of 768×512×121 (6,144 tokens) against the same
 * transformer in PyTorch float32, turn by turn in the same minutes: wall and processor seconds (the best of the rounds), peak
 * memory over the base, and the relative error of each precision against f32. Other work on the machine lengthens the wall
 * seconds of whoever has its turn; processor seconds hardly change.
 *
 * `node bench/ltx-video.ts [--layers 28] [--tokens 6144] [--rounds 1] [--precisions f32,int8] [--instructions avx2]`. Fewer
 * layers measure the same block on a machine that is busy or small. Writes
 * bench/results/ltx-video-<layers>[-avx2]-<machine>.json.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { transformerWeightBytes } from '../packages/engine/src/diffusion/precision.ts';
import { timestepEmbedding } from '../packages/engine/src/diffusion/timestep-embedding.ts';
import type { LinearPrecision } from '../packages/engine/src/graph/builder.ts';
import { inferTransformerConfig } from '../packages/engine/src/models/ltx-video/config.ts';
import { transformerActivations, transformerSize } from '../packages/engine/src/models/ltx-video/plan.ts';
import { positionsOf, rotaryTables, videoCoordinates } from '../packages/engine/src/models/ltx-video/rotary.ts';
import { timeChannels } from '../packages/engine/src/models/ltx-video/transformer.ts';
import { onnxNodeRuntime } from '../packages/engine/src/runtime/onnx-node.ts';
import { noise } from '../packages/engine/src/tensor/noise.ts';
import { f32, i32, type Tensor } from '../packages/engine/src/tensor/tensor.ts';
import { openSafetensors } from '../packages/engine/src/weights/store.ts';
import { saveSafetensors } from '../packages/engine/src/weights/write.ts';
import { instructions } from './avx2-only.ts';
import { openStep } from './ltx-parts.ts';
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
async function measure(file: string, precision: LinearPrecision, tokens: number): Promise<void> {
  const runtime = await onnxNodeRuntime();
  const base = await status('VmRSS');
  const source = await openSafetensors(file);
  const config = inferTransformerConfig(source);
  const opened = performance.now();
  const step = await openStep({ runtime, device: 'cpu', source, config, precision, tokens, words });
  const loadSeconds = (performance.now() - opened) / 1000;
  const compression = { space: 32, time: 8 };
  const inputs: Record<string, Tensor> = {
    sample: f32([1, tokens, 128], noise(1, 'sample', { count: tokens * 128 })),
    text: f32([1, words, 4096], noise(1, 'text', { count: words * 4096 })),
    time: timestepEmbedding([500], timeChannels),
    time_index: i32([1, 1], [0]),
    ...rotaryTables(positionsOf(videoCoordinates(boxOf(tokens), compression, 24)), 2048),
  };
  const [started, used] = [performance.now(), process.cpuUsage()];
  const out = (await step.program.run(inputs)).sample_out;
  const { user, system } = process.cpuUsage(used);
  const [seconds, cpuSeconds] = [(performance.now() - started) / 1000, (user + system) / 1e6];
  const peak = (await status('VmHWM')) - base;
  await step.close();
  await source.close();
  await saveSafetensors(`${file}.${precision}.out`, { out: out! });
  const predicted = transformerWeightBytes(transformerSize(config), precision) + transformerActivations(config, tokens);
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

type Row = Record<string, number>;

/** The best times and the worst memory of several rounds. */
const summary = (rounds: readonly Row[]): Row =>
  Object.fromEntries(
    Object.keys(rounds[0]!).map((key) => {
      const values = rounds.map((round) => round[key]!);
      return [key, key.endsWith('Mb') || key.startsWith('peak') ? Math.max(...values) : Math.min(...values)];
    }),
  );

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      layers: { type: 'string', default: '28' },
      tokens: { type: 'string', default: '6144' },
      rounds: { type: 'string', default: '1' },
      precisions: { type: 'string', default: 'f32,int8' },
      instructions: { type: 'string', default: 'all' },
      python: { type: 'string', default: 'python3' },
    },
  });
  const { tokens, layers } = values;
  const folder = await mkdtemp(join(tmpdir(), 'akezora-bench-'));
  try {
    const file = join(folder, 'weights.safetensors');
    const script = join(import.meta.dirname, 'ltx_video.py');
    const set = instructions(values.instructions, folder);
    const run = (command: string, args: string[], env: Readonly<Record<string, string>>) => {
      const child = spawnSync(command, args, {
        encoding: 'utf8',
        env: { ...process.env, AKEZORA_CACHE: folder, ...env },
      });
      if (child.status !== 0) throw new Error(`${command} ended with ${child.status ?? child.signal}: ${child.stderr}`);
      return child.stdout.trim() ? JSON.parse(child.stdout.trim().split('\n').at(-1)!) : undefined;
    };
    run(values.python, [script, 'weights', file, layers], {});
    const threads = String(availableParallelism());
    const precisions = values.precisions.split(',');
    const torchRounds: Row[] = [];
    const ours = precisions.map((): Row[] => []);
    for (let round = 0; round < Number(values.rounds); round++) {
      torchRounds.push(run(values.python, [script, 'run', file, tokens, String(words), threads, '1'], set.torch));
      for (const [i, precision] of precisions.entries()) {
        ours[i]!.push(run(process.execPath, [import.meta.filename, 'child', file, precision, tokens], set.ours));
        console.error(`round ${round + 1}`, precision, ours[i]!.at(-1), 'PyTorch', torchRounds.at(-1));
      }
    }
    const torch = summary(torchRounds);
    const rows: Record<string, unknown>[] = [{ what: 'PyTorch f32', ...torch }];
    for (const [i, precision] of precisions.entries()) {
      const row = summary(ours[i]!);
      const error = existsSync(`${file}.f32.out`) ? await relativeErrorOf(file, precision) : undefined;
      const ratios = {
        timeToTorch: row.seconds! / torch.seconds!,
        cpuTimeToTorch: row.cpuSeconds! / torch.cpuSeconds!,
        memoryToTorch: row.peakMbOverBase! / torch.peakMbOverBase!,
      };
      rows.push({ what: `Akezora ${precision}`, ...row, ...ratios, relativeError: error });
    }
    console.table(rows);
    console.log(machineName(), 'load', loadavg()[0]);
    const name = `ltx-video-${layers}${set.name === 'all' ? '' : `-${set.name}`}`;
    const facts = { layers: Number(layers), tokens: Number(tokens), words, instructions: set.name };
    console.log(await saveResults(name, { ...facts, rounds: Number(values.rounds), rows }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (process.argv[2] === 'child') {
  const [file, precision, tokens] = process.argv.slice(3) as [string, LinearPrecision, string];
  await measure(file, precision, Number(tokens));
} else await main();
