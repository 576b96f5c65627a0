/**
 * One piece of work of `bench/gpu.ts`, in a process of its own, so that a driver that falls does not take the others with it. Reads its
 * settings as JSON from the first argument and prints its result as the last line.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { relativeError } from '../../packages/engine/parity/compare.ts';
import { runParity } from '../../packages/engine/parity/runner.ts';
import { decodeFrames } from '../../packages/engine/src/diffusion/chunked-decode.ts';
import { attentionChunk } from '../../packages/engine/src/diffusion/chunks.ts';
import { denoise } from '../../packages/engine/src/diffusion/denoise.ts';
import { flowMatchSampler } from '../../packages/engine/src/diffusion/flow-match-sampler.ts';
import { guidanceOf } from '../../packages/engine/src/diffusion/guidance.ts';
import { denormalise, readLatentStatistics, tokensOf, unpack } from '../../packages/engine/src/diffusion/latents.ts';
import { floatsOf } from '../../packages/engine/src/diffusion/precision.ts';
import { timestepEmbedding } from '../../packages/engine/src/diffusion/timestep-embedding.ts';
import type { LinearPrecision } from '../../packages/engine/src/graph/builder.ts';
import { compressionOf, innerChannels } from '../../packages/engine/src/models/ltx-video/config.ts';
import { openLtxFolder } from '../../packages/engine/src/models/ltx-video/index.ts';
import { gridPositions, rotaryTables } from '../../packages/engine/src/models/ltx-video/rotary.ts';
import { ltxSchedule } from '../../packages/engine/src/models/ltx-video/run.ts';
import { openDenoiser, timeChannels } from '../../packages/engine/src/models/ltx-video/transformer.ts';
import { onnxNodeRuntime } from '../../packages/engine/src/runtime/onnx-node.ts';
import { noise } from '../../packages/engine/src/tensor/noise.ts';
import { f32, i32, sizeOf, type Tensor } from '../../packages/engine/src/tensor/tensor.ts';
import { benchDecoder, openStep } from '../ltx-parts.ts';
import { writeModel } from './model.ts';

/** Settings of one piece of work. */
export interface Work {
  readonly kind: 'facts' | 'parity' | 'model' | 'step' | 'clip' | 'error';
  readonly device: string;
  readonly precision: LinearPrecision;
  /** Folder of the model and of what the pieces leave for each other. */
  readonly folder: string;
  readonly fixtures: string;
  readonly size: string;
  readonly layers: number;
  readonly calls: number;
  /** Latent frames, rows and columns of the clip. */
  readonly box: { readonly frames: number; readonly rows: number; readonly columns: number };
  readonly words: number;
  readonly steps: number;
}

const since = (start: number): number => Math.round(performance.now() - start) / 1000;

async function runtimeFor({ device, precision }: Work) {
  const { half } = await (await onnxNodeRuntime()).examine(device);
  return onnxNodeRuntime({ floats: floatsOf(precision as 'f32', device, half) });
}

async function facts({ device }: Work) {
  const start = performance.now();
  const found = await (await onnxNodeRuntime()).examine(device);
  return { ...found, checkSeconds: since(start) };
}

async function parity({ device, precision, fixtures }: Work) {
  const start = performance.now();
  const summary = await runParity([fixtures], { device, precision }, console.error);
  return { ...summary, seconds: since(start) };
}

const random = (name: string, shape: readonly number[]): Tensor<'f32'> =>
  f32(shape, noise(1, `bench-gpu/${name}`, { count: sizeOf(shape) }));

async function step(work: Work) {
  const { device, precision, box, words } = work;
  const runtime = await runtimeFor(work);
  const files = await openLtxFolder(join(work.folder, 'model'));
  const { config } = files.transformer;
  const tokens = tokensOf(box);
  const chunk = await attentionChunk(runtime, device);
  const opened = performance.now();
  const source = await files.transformer.open();
  const parts = { runtime, device, source, config, precision, tokens, words, attentionChunk: chunk };
  const { program, close } = await openStep(parts);
  const loadSeconds = since(opened);
  const { time, space } = compressionOf(files.autoencoder.config);
  const inputs: Record<string, Tensor> = {
    sample: random('sample', [1, tokens, config.in_channels]),
    text: random('text', [1, words, config.caption_channels]),
    time: timestepEmbedding([500], timeChannels),
    time_index: i32([1, 1], [0]),
    ...rotaryTables(gridPositions(box, [time / 25, space, space]), innerChannels(config)),
  };
  const seconds: number[] = [];
  let out: Tensor | undefined;
  for (let call = 0; call < work.calls + 1; call++) {
    const start = performance.now();
    out = (await program.run(inputs)).sample_out;
    seconds.push(since(start));
  }
  await close();
  await source.close();
  await writeFile(join(work.folder, `step.${precision}.f32`), out!.data as Float32Array);
  return { loadSeconds, firstSeconds: seconds[0], seconds: Math.min(...seconds.slice(1)) };
}

/** Relative error of a precision's step against f32's. */
async function error({ folder, precision }: Work) {
  const read = async (name: string) =>
    new Float32Array((await readFile(join(folder, `step.${name}.f32`))).buffer.slice(0));
  const [got, exact] = [await read(precision), await read('f32')];
  return { relativeError: relativeError(got, exact) };
}

/** A clip from random embeddings to frames, all of it: opening, denoising, decoding. */
async function clip(work: Work) {
  const { device, precision, box, words, steps } = work;
  const started = performance.now();
  const runtime = await runtimeFor(work);
  const files = await openLtxFolder(join(work.folder, 'model'));
  const { config } = files.transformer;
  const tokens = tokensOf(box);
  const { time, space } = compressionOf(files.autoencoder.config);
  const source = await files.transformer.open();
  const denoiser = await openDenoiser({
    runtime,
    device,
    source,
    config,
    precision: precision as 'f32',
    prompt: { embedding: random('text', [1, words, config.caption_channels]), mask: new Uint8Array(words).fill(1) },
    negativePrompt: undefined,
    positions: gridPositions(box, [time / 25, space, space]),
    timesteps: 1,
  });
  const openSeconds = since(started);
  const denoising = performance.now();
  const channels = config.in_channels;
  const table = ltxSchedule('plain', files.scheduler, { steps }, tokens);
  const sampler = flowMatchSampler({ table, channels, conditioning: undefined });
  const sample = random('noise', [1, tokens, channels]).data;
  const run = denoise({ denoiser, sampler, guidance: guidanceOf({ guidanceScale: 1 }), sample });
  let next = await run.next();
  while (!next.done) next = await run.next();
  await denoiser.free();
  await source.close();
  const denoiseSeconds = since(denoising);
  const decoding = performance.now();
  const weights = await files.autoencoder.open();
  const { latent_channels, scaling_factor } = files.autoencoder.config;
  const statistics = await readLatentStatistics(weights, latent_channels, scaling_factor);
  const latents = denormalise(unpack(f32([1, tokens, channels], next.value), box), statistics);
  const decoder = benchDecoder({
    runtime,
    device,
    source: weights,
    config: files.autoencoder.config,
    precision: 'f32',
  });
  let frames = 0;
  for await (const picture of decodeFrames({ decoder, latents, memoryBytes: 3.5e9 })) {
    if (!picture.every(Number.isFinite)) throw new Error(`frame ${frames} has values that are no numbers`);
    frames++;
  }
  await weights.close();
  return { openSeconds, denoiseSeconds, decodeSeconds: since(decoding), seconds: since(started), frames };
}

const works = {
  facts,
  parity,
  step,
  clip,
  error,
  async model(work: Work) {
    const start = performance.now();
    await writeModel(join(work.folder, 'model'), work.size, work.layers, work.fixtures);
    return { seconds: since(start) };
  },
};

if (process.argv[2]) {
  const work = JSON.parse(process.argv[2]) as Work;
  console.log(JSON.stringify(await works[work.kind](work)));
}
