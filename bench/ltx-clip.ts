/**
 * A whole clip of LTX-Video 2B distilled from text to file, with random weights at full size, beside diffusers on the same machine in the
 * same run: seconds of each stage, of the whole, and peak memory, each side in a process of its own. Diffusers runs in f32 and, where
 * the processor multiplies bf16 (AVX512-bf16, AMX), in bf16. What is packed once is packed before; `--first` measures that run too.
 *
 * `npm run bench:ltx-clip -- [--size 768x512x121] [--steps 8] [--sides int8,f32,bf16] [--first] [--text-dtype float32] [--weights
  FOLDER] [--python python3]`. Sides: `int8` (ours, the default precision), `ours-f32`, `f32` and `bf16` (diffusers; it needs `pip
 * install diffusers transformers accelerate sentencepiece imageio imageio-ffmpeg`). With fewer than 8 steps a clip of 8 is computed
 * from the seconds of a step, and the table says so. Writes bench/results/ltx-clip-<size>-<machine>.json. The weights (16 GB) are
 * written once by bench/random-ltx.ts; what is packed of them takes 7 GB beside them.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, symlink } from 'node:fs/promises';
import { freemem, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { cpuFeatures } from '../packages/engine/src/runtime/cpu.ts';
import { machineName, saveResults } from './measure.ts';

/** Steps of the distilled checkpoint. */
const fullSteps = 8;

const fps = 24;
const prompt =
  'a red fox runs through deep snow at the edge of a forest, low sun behind the trees, the camera follows it';

/** What one side did. */
interface Run {
  /** Seconds of the stages. */
  readonly parts: Readonly<Record<string, number>>;
  /** Seconds of each step; the first one with what is loaded for it. */
  readonly steps: readonly number[];
  readonly seconds: number;
  readonly peakMb: number;
  readonly frames: number;
}

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '768x512x121' },
    steps: { type: 'string', default: String(fullSteps) },
    sides: { type: 'string' },
    first: { type: 'boolean', default: false },
    'text-dtype': { type: 'string' },
    weights: { type: 'string', default: join(tmpdir(), 'akezora-ltx-2b') },
    python: { type: 'string', default: 'python3' },
  },
});
const [width = 0, height = 0, frames = 0] = values.size.split('x').map(Number);
const steps = Number(values.steps);
if (![width, height, frames].every((n) => n > 0) || !(steps >= 2 && steps <= fullSteps))
  throw new Error('--size is WIDTHxHEIGHTxFRAMES, --steps 2 to 8');
const hasBf16 = cpuFeatures().some((name) => name === 'avx512_bf16' || name === 'amx_int8');
const sides = values.sides?.split(',') ?? ['int8', 'f32', ...(hasBf16 ? ['bf16'] : [])];
/** T5-XXL takes 19 GB in f32; where they are not free, diffusers gets it in bf16. */
const textDtype = values['text-dtype'] ?? (freemem() > 21.5e9 ? 'float32' : 'bfloat16');

const out = join(tmpdir(), `ltx-clip-${process.pid}.mp4`);
const cache = join(dirname(values.weights), 'bench-clip-cache');

/** The folder under a name that says how it samples. */
async function named(folder: string): Promise<string> {
  const link = join(dirname(folder), 'ltx-video-2b-0.9.8-distilled');
  if (!existsSync(link)) await symlink(folder, link);
  return link;
}

/** Most memory that a process ever had, in MB; the last value before it ends. */
const peakOf = async (pid: number): Promise<number> =>
  Number(/VmHWM:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8').catch(() => ''))?.[1] ?? 0) / 1024;

interface Event {
  readonly type: string;
  readonly name?: string;
  readonly stage?: string;
  readonly plan?: { readonly frames: number; readonly estimatedSeconds: number };
}

/** Our clip through the command line. */
async function ours(precision: string | undefined): Promise<Run & { readonly estimatedSeconds: number }> {
  const command = join(import.meta.dirname, '..', 'node_modules', '.bin', 'akezora');
  const options = [
    ...['--model', await named(values.weights), '--size', `${width}x${height}`, '--seconds', String(frames / fps)],
    ...['--fps', String(fps), '--steps', String(steps), '--seed', '1', '--json', '-o', out],
    ...(precision ? ['--precision', precision] : []),
  ];
  // The prompt is new to every run.
  await rm(join(cache, 'prompts'), { recursive: true, force: true });
  const started = performance.now();
  const since = () => (performance.now() - started) / 1000;
  const child = spawn(process.execPath, [command, 'generate', prompt, ...options], {
    env: { ...process.env, AKEZORA_CACHE: cache },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const parts: Record<string, number> = {};
  const ends: number[] = [];
  let [text, stage, begun, peakMb, made, estimatedSeconds] = ['', 'start', 0, 0, 0, 0];
  const end = (next: string) => {
    parts[stage] = since() - begun;
    [stage, begun] = [next, since()];
  };
  const timer = setInterval(async () => {
    peakMb = Math.max(peakMb, await peakOf(child.pid!));
  }, 200);
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    const lines = (text + more).split('\n');
    text = lines.pop()!;
    for (const line of lines) {
      const event = JSON.parse(line) as Event;
      if (event.type === 'planned') [made, estimatedSeconds] = [event.plan!.frames, event.plan!.estimatedSeconds];
      if (event.type === 'stage') end(event.name!);
      if (event.type === 'stage' && event.name === 'denoise') ends.push(since());
      if (event.type === 'step' && event.stage === 'denoise') ends.push(since());
    }
  });
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`akezora ended with ${code}`);
  end('');
  const stepSeconds = ends.slice(1).map((at, i) => at - ends[i]!);
  return { parts, steps: stepSeconds, seconds: since(), peakMb: Math.round(peakMb), frames: made, estimatedSeconds };
}

/** The clip of diffusers. */
function diffusers(dtype: string): Run {
  const script = join(import.meta.dirname, 'ltx_clip.py');
  const shape = [width, height, frames, fps, steps].map(String);
  const child = spawnSync(values.python, [script, values.weights, dtype, ...shape, textDtype, out, prompt], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    // PyTorch's waiting threads spin by default, which on a busy machine counts waiting as work.
    env: { ...process.env, OMP_WAIT_POLICY: 'PASSIVE', HF_HUB_OFFLINE: '1', TOKENIZERS_PARALLELISM: 'false' },
  });
  if (child.status !== 0) throw new Error(`diffusers ended with ${child.status ?? child.signal}`);
  return JSON.parse(child.stdout.trim().split('\n').at(-1)!);
}

const runSide = (side: string): Promise<Run> | Run => {
  if (side === 'int8') return ours(undefined);
  if (side === 'ours-f32') return ours('f32');
  return diffusers(side === 'bf16' ? 'bfloat16' : 'float32');
};

/** Seconds of a step without what is loaded for the first. */
const stepOf = ({ steps: [, ...later] }: Run): number => later.reduce((a, b) => a + b, 0) / later.length;

const inAll = (run: Run): number => run.seconds + (fullSteps - steps) * stepOf(run);

async function main(): Promise<void> {
  if (!existsSync(join(values.weights, 'model_index.json'))) {
    const made = spawnSync(process.execPath, [join(import.meta.dirname, 'random-ltx.ts'), values.weights], {
      stdio: 'inherit',
    });
    if (made.status !== 0) throw new Error('the weights could not be written');
  }
  await mkdir(cache, { recursive: true });
  const runs: Record<string, Run> = {};
  try {
    if (values.first) {
      await rm(cache, { recursive: true, force: true });
      runs['int8, first run'] = await ours(undefined);
    } else if (sides.includes('int8') && !existsSync(join(cache, 'weights'))) {
      console.error('packing first, which is not measured');
      await ours(undefined);
    }
    for (const side of sides) {
      runs[side] = await runSide(side);
      console.error(side, runs[side]);
      if (runs[side].frames !== frames) throw new Error(`${side} made ${runs[side].frames} frames, not ${frames}`);
    }
  } finally {
    await rm(out, { force: true });
  }
  const computed = steps === fullSteps ? '' : ' (computed)';
  const reference = runs.f32;
  const rows = Object.entries(runs).map(([what, run]) => ({
    what: what.startsWith('int8') || what === 'ours-f32' ? `Akezora ${what}` : `diffusers ${what}`,
    seconds: run.seconds,
    step: stepOf(run),
    decode: run.parts.decode,
    [`8 steps${computed}`]: inAll(run),
    ...(reference ? { [`to diffusers f32${computed}`]: inAll(run) / inAll(reference) } : {}),
    peakMb: run.peakMb,
    ...(reference ? { memory: run.peakMb / reference.peakMb } : {}),
  }));
  console.table(rows);
  console.log(machineName(), 'load', loadavg()[0]);
  const facts = { width, height, frames, steps, textDtype, computed: computed !== '' };
  console.log(await saveResults(`ltx-clip-${values.size}-${steps}`, { ...facts, runs, rows }));
}

await main();
