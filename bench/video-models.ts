/**
 * CogVideoX-2B at 720×480×49, Mochi at 848×480×31 and Pyramid Flow miniFLUX at 640×384 (the finest stage of the seventh latent frame) at
 * full size with random weights: one pass of the transformer as a clip runs it, against the reference in PyTorch float32 on the same inputs:
 * seconds, processor seconds, peak memory over the base, and the relative distance of what comes out.
 *
 * `node bench/video-models.ts [--models cogvideox-2b,mochi,pyramid-miniflux] [--layers N] [--precisions f32,int8] [--python python3]
 * [--pyramid CHECKOUT] [--clip FRAMESxROWSxCOLUMNS]`. Blocks are alike, so fewer of them (default: what 16 GB hold in f32) measure the same; `…Scaled` are those of
 * all. A smaller clip, in latents, shows in a minute that all of it runs. CHECKOUT is jy0205/Pyramid-Flow, the reference of miniFLUX. Writes bench/results/video-models-<model>-<layers>-<machine>.json and
 * prints the same.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Precision } from '@akezora/contract';
import { folderComponent } from '../packages/engine/src/diffusion/component.ts';
import type { GuidancePass } from '../packages/engine/src/diffusion/guidance.ts';
import { type LatentBox, pack } from '../packages/engine/src/diffusion/latents.ts';
import * as cog from '../packages/engine/src/models/cogvideox/config.ts';
import { openDenoiser as openCog } from '../packages/engine/src/models/cogvideox/denoiser.ts';
import * as mochi from '../packages/engine/src/models/mochi/config.ts';
import { openDenoiser as openMochi } from '../packages/engine/src/models/mochi/denoiser.ts';
import * as pyramid from '../packages/engine/src/models/pyramid-flow/config.ts';
import { openSequence } from '../packages/engine/src/models/pyramid-flow/denoiser.ts';
import { onnxNodeRuntime } from '../packages/engine/src/runtime/onnx-node.ts';
import type { Runtime } from '../packages/engine/src/runtime/runtime.ts';
import { f32, type Tensor } from '../packages/engine/src/tensor/tensor.ts';
import { openSafetensors } from '../packages/engine/src/weights/store.ts';
import { machineName, saveResults } from './measure.ts';

/** Blocks of each published transformer, and how many are measured where nothing is said. Those of miniFLUX count as one and two. */
const models = {
  'cogvideox-2b': { blocks: 30, measured: 30 },
  mochi: { blocks: 48, measured: 6 },
  'pyramid-miniflux': { blocks: 8, measured: 8 },
} as const;

type ModelName = keyof typeof models;

/** A pass of a transformer, opened. */
interface Pass {
  run(): Promise<Float32Array>;
  free(): Promise<void>;
}

const status = async (key: string): Promise<number> =>
  Number(new RegExp(`${key}:\\s+(\\d+)`).exec(await readFile('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024;

/** The parts of a pass as PyTorch wrote them: `[1, channels, frames, rows, columns]`. */
async function readPass(folder: string) {
  const store = await openSafetensors(join(folder, 'pass.safetensors'));
  const read = async (name: string) => (await store.read(name)) as Tensor<'f32'>;
  const names = store.names.filter((name) => name.startsWith('part.'));
  const clips = await Promise.all(names.map((_, i) => read(`part.${i}`)));
  const parts = clips.map((clip) => {
    const [frames, rows, columns] = clip.shape.slice(2) as [number, number, number];
    return { box: { frames, rows, columns } satisfies LatentBox, latents: pack(clip).data };
  });
  const pass = { parts, text: await read('text'), pooled: await read('pooled'), out: pack(await read('out')).data };
  await store.close();
  return pass;
}

async function openPass(
  folder: string,
  model: ModelName,
  precision: Precision,
  runtime: Runtime,
  { parts, text, pooled }: Awaited<ReturnType<typeof readPass>>,
): Promise<Pass> {
  const { box, latents } = parts.at(-1)!;
  const mask = f32([1, text.shape[1]!], new Float32Array(text.shape[1]!).fill(1));
  const on = { runtime, device: 'cpu', precision };
  const [parent, name] = [join(folder, '..'), 'transformer'];
  const pass: GuidancePass = { prompt: 'positive', skippedLayers: [] };
  if (model === 'cogvideox-2b') {
    const { config, open } = await folderComponent(parent, name, cog.transformerConfigSchema);
    const prompts = { positive: text, negative: undefined };
    const denoiser = await openCog({ ...on, source: await open(), config, prompts, box, picture: undefined });
    return { run: () => denoiser.predict(latents, Float32Array.of(500), pass), free: denoiser.free };
  }
  if (model === 'mochi') {
    const { config, open } = await folderComponent(parent, name, mochi.transformerConfigSchema);
    const prompt = { embedding: text, mask: mask.data };
    const denoiser = await openMochi({ ...on, source: await open(), config, prompt, negativePrompt: undefined, box });
    return { run: () => denoiser.predict(latents, Float32Array.of(500), pass), free: denoiser.free };
  }
  const { config, open } = await folderComponent(parent, name, pyramid.transformerConfigSchema);
  const prompts = { textTokens: text.shape[1]!, masked: false, prompts: [{ text, mask, pooled }] };
  const boxes = parts.map((part) => part.box);
  const sequence = await openSequence({ ...on, source: await open(), config, prompts, boxes });
  return { run: () => sequence.predict(parts, [500], 0), free: sequence.free };
}

/** One precision, in a process of its own. */
async function measure(folder: string, model: ModelName, precision: Precision): Promise<void> {
  const runtime = await onnxNodeRuntime();
  const given = await readPass(folder);
  const base = await status('VmRSS');
  const opened = performance.now();
  const pass = await openPass(folder, model, precision, runtime, given);
  const loadSeconds = (performance.now() - opened) / 1000;
  const [started, used] = [performance.now(), process.cpuUsage()];
  const out = await pass.run();
  const { user, system } = process.cpuUsage(used);
  const [seconds, cpuSeconds] = [(performance.now() - started) / 1000, (user + system) / 1e6];
  const peak = (await status('VmHWM')) - base;
  await pass.free();
  let [difference, size] = [0, 0];
  for (const [i, value] of given.out.entries()) {
    difference += (out[i]! - value) ** 2;
    size += value ** 2;
  }
  const relativeError = Math.sqrt(difference / size);
  console.log(JSON.stringify({ seconds, cpuSeconds, loadSeconds, peakMbOverBase: Math.round(peak), relativeError }));
}

type Row = Record<string, number>;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      models: { type: 'string', default: Object.keys(models).join(',') },
      layers: { type: 'string' },
      precisions: { type: 'string', default: 'f32,int8' },
      python: { type: 'string', default: 'python3' },
      pyramid: { type: 'string', default: '' },
      clip: { type: 'string', default: '' },
    },
  });
  const script = join(import.meta.dirname, 'video_models.py');
  for (const model of values.models.split(',') as ModelName[]) {
    const home = await mkdtemp(join(tmpdir(), 'akezora-bench-'));
    const env = { ...process.env, AKEZORA_CACHE: home, PYRAMID_FLOW: values.pyramid, CLIP: values.clip };
    const run = (command: string, args: string[]): Row => {
      const child = spawnSync(command, args, { encoding: 'utf8', env });
      if (child.status !== 0) throw new Error(`${command} ended with ${child.status ?? child.signal}: ${child.stderr}`);
      return JSON.parse(child.stdout.trim().split('\n').at(-1) || '{}') as Row;
    };
    try {
      const folder = join(home, 'transformer');
      const { blocks, measured } = models[model];
      const layers = Number(values.layers ?? measured);
      run(values.python, [script, 'weights', folder, model, String(layers)]);
      const scaled = ({ seconds, ...row }: Row) => ({ seconds, secondsScaled: (seconds! * blocks) / layers, ...row });
      const torch = run(values.python, [script, 'run', folder, model, String(availableParallelism())]);
      const rows: Record<string, unknown>[] = [{ what: 'PyTorch f32', ...scaled(torch) }];
      for (const precision of values.precisions.split(',')) {
        const row = run(process.execPath, [import.meta.filename, 'child', folder, model, precision]);
        const ratios = {
          timeToTorch: row.seconds! / torch.seconds!,
          cpuTimeToTorch: row.cpuSeconds! / torch.cpuSeconds!,
          memoryToTorch: row.peakMbOverBase! / torch.peakMbOverBase!,
        };
        rows.push({ what: `Akezora ${precision}`, ...scaled(row), ...ratios });
      }
      const facts = {
        model,
        clip: values.clip || 'as published',
        layers,
        blocks,
        machine: machineName(),
        load: loadavg()[0],
        rows,
      };
      console.log(JSON.stringify(facts, null, 1));
      if (values.clip === '') console.error(await saveResults(`video-models-${model}-${layers}`, facts));
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  }
}

if (process.argv[2] === 'child') {
  const [folder, model, precision] = process.argv.slice(3) as [string, ModelName, Precision];
  await measure(folder, model, precision);
} else await main();
