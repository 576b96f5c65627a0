import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readTensors } from '../../../parity/case.ts';
import { relativeError } from '../../../parity/compare.ts';
import { denoise } from '../../../src/diffusion/denoise.ts';
import { type FlowMatchOptions, flowMatchSampler } from '../../../src/diffusion/flow-match-sampler.ts';
import { type GuidanceSettings, guidanceOf } from '../../../src/diffusion/guidance.ts';
import { matchStatistics, pack, toneMap, unpack } from '../../../src/diffusion/latents.ts';
import { blurred } from '../../../src/diffusion/worn-frames.ts';
import { applyConditions } from '../../../src/models/ltx-video/conditions.ts';
import { decoderLatents } from '../../../src/models/ltx-video/decoder-latents.ts';
import { openLtxFolder } from '../../../src/models/ltx-video/index.ts';
import { gridPositions, positionsOf, videoCoordinates } from '../../../src/models/ltx-video/rotary.ts';
import { ltxSchedule } from '../../../src/models/ltx-video/run.ts';
import { openDenoiser } from '../../../src/models/ltx-video/transformer.ts';
import { onnxNodeRuntime } from '../../../src/runtime/onnx-node.ts';
import type { SigmaTable } from '../../../src/schedulers/flow-match-euler.ts';
import { f32, reshaped, type Tensor, toF32 } from '../../../src/tensor/tensor.ts';
import { fixtures } from './tiny-model.ts';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../fixtures/ltx-references');
const compression = { space: 16, time: 4 };
const channels = 8;

type Tensors = Record<string, Tensor<'f32'>>;
const load = async (name: string) => (await readTensors(join(folder, `${name}.safetensors`))) as Tensors;

const tableOf = (sigmas: readonly number[]): SigmaTable => ({
  sigmas: Float32Array.from([...sigmas, 0]),
  timesteps: Float32Array.from(sigmas, (sigma) => sigma * 1000),
});

const promptOf = (text: Tensor<'f32'>) => ({
  embedding: reshaped(text, [1, ...text.shape]),
  mask: new Array<number>(text.shape[0]!).fill(1),
});

interface Run extends Pick<FlowMatchOptions, 'table' | 'stochasticSampling'> {
  readonly sample: Float32Array;
  readonly positions: Float32Array;
  readonly text: Tensor<'f32'>;
  readonly negative?: Tensor<'f32'>;
  readonly guidance?: GuidanceSettings;
  readonly strengths?: Float32Array | undefined;
}

/** Denoises with the tiny checkpoint, all steps. */
async function run(job: Run): Promise<Float32Array> {
  const files = await openLtxFolder(join(fixtures, 'ltx-video/pipeline-condition-two-images/hub'));
  const source = await files.transformer.open();
  const guidance = guidanceOf(job.guidance ?? { guidanceScale: 1 });
  const denoiser = await openDenoiser({
    runtime: await onnxNodeRuntime(),
    device: 'cpu',
    source,
    config: files.transformer.config,
    precision: 'f32',
    prompt: promptOf(job.text),
    negativePrompt: job.negative && promptOf(job.negative),
    skipsLayers: guidance.skipsLayers,
    positions: job.positions,
    timesteps: job.strengths ? new Set(job.strengths).size + 1 : 1,
  });
  const sampler = flowMatchSampler({
    table: job.table,
    channels,
    conditioning: job.strengths && { strengths: job.strengths, sample: job.sample },
    stochasticSampling: job.stochasticSampling,
  });
  const steps = denoise({ denoiser, sampler, guidance, sample: job.sample });
  let step = await steps.next();
  while (!step.done) step = await steps.next();
  await denoiser.free();
  await source.close();
  return step.value;
}

const plainPositions = (frames: number, rows: number, columns: number, fps: number) =>
  positionsOf(videoCoordinates({ frames, rows, columns }, compression, fps));

it('guides by prompt, projected negative prompt and perturbed attention, and rescales, like the reference', async () => {
  const { sample, words, negative, latents } = await load('guided');
  const got = await run({
    sample: sample!.data,
    table: tableOf([1, 0.8, 0.4]),
    positions: plainPositions(2, 3, 4, 24),
    text: words!,
    negative: negative!,
    guidance: {
      guidanceScale: 3.5,
      cfgStar: true,
      guidanceRescale: 0.7,
      skipLayers: { scale: 1.5, layers: [1] },
    },
  });
  expect(relativeError(got, latents!.data)).toBeLessThan(1e-4);
});

it('samples with fresh noise at every step like the reference', async () => {
  const { sample, words, noise, latents } = await load('stochastic');
  const size = sample!.data.length;
  const got = await run({
    sample: sample!.data,
    table: tableOf([1, 0.75, 0.5]),
    positions: plainPositions(2, 2, 3, 24),
    text: words!,
    stochasticSampling: (step) => noise!.data.slice(step * size, (step + 1) * size),
  });
  expect(relativeError(got, latents!.data)).toBeLessThan(1e-4);
});

it('refines upsampled latents like the reference: matched statistics, cut schedule, tone mapping', async () => {
  const { first, larger, noise, words, matched, latents, mapped } = await load('refine');
  const batch = (value: Tensor<'f32'>) => reshaped(value, [1, ...value.shape]);
  const same = matchStatistics(batch(larger!), batch(first!));
  expect(relativeError(same.data, matched!.data)).toBeLessThan(1e-5);
  const table = ltxSchedule('condition', {}, { steps: 3, timesteps: [909.4, 725, 421.9] }, 48);
  const sigma = table.sigmas[0]!;
  const mixed = f32(
    same.shape,
    same.data.map((value, i) => sigma * noise!.data[i]! + (1 - sigma) * value),
  );
  const got = await run({ sample: pack(mixed).data, table, positions: plainPositions(2, 4, 6, 24), text: words! });
  expect(relativeError(got, latents!.data)).toBeLessThan(1e-4);
  const tokens = f32([1, 48, channels], got);
  const box = { frames: 2, rows: 4, columns: 6 };
  expect(relativeError(pack(toneMap(unpack(tokens, box), 0.6)).data, mapped!.data)).toBeLessThan(1e-4);
});

it('extends a clip backwards like the reference: known frames at the end', async () => {
  const { known, noise, extra_noise, words, latents } = await load('extend-backwards');
  const clip = { latents: reshaped(known!, [1, ...known!.shape]), frame: 8, strength: 0.9 };
  const box = { frames: 6, rows: 2, columns: 3 };
  const laid = applyConditions(noise!.data, channels, box, [clip], compression, 12, () => extra_noise!.data);
  expect(laid.extra).toBe(12);
  const got = await run({
    sample: laid.sample,
    strengths: laid.strengths,
    table: tableOf([1, 0.9875, 0.725, 0.05]),
    positions: positionsOf(laid.coordinates),
    text: words!,
  });
  expect(relativeError(got.slice(laid.extra * channels), latents!.data)).toBeLessThan(1e-4);
});

it('animates an image as 0.9.0 does, like the reference: grid positions and a shifted schedule', async () => {
  const { image, noise, words, latents } = await load('image-090');
  const box = { frames: 3, rows: 2, columns: 3 };
  const first = { latents: reshaped(image!, [1, ...image!.shape]), frame: 0, strength: 1 };
  const laid = applyConditions(noise!.data, channels, box, [first], compression, 25, () => new Float32Array());
  const shifted = {
    use_dynamic_shifting: true,
    base_shift: 0.95,
    max_shift: 2.05,
    base_image_seq_len: 1024,
    max_image_seq_len: 4096,
    shift_terminal: 0.1,
  };
  const got = await run({
    sample: laid.sample,
    strengths: laid.strengths,
    table: ltxSchedule('plain', shifted, { steps: 3 }, 18),
    positions: gridPositions(box, [4 / 25, 16, 16]),
    text: words!,
  });
  expect(relativeError(got, latents!.data)).toBeLessThan(1e-4);
});

it('reads every value of both 8-bit float types as PyTorch does', async () => {
  const tensors = await load('fp8');
  for (const kind of ['e4m3', 'e5m2']) {
    const values = toF32(tensors[kind]!).data;
    expect(values.length).toBeGreaterThan(240);
    expect([...values]).toEqual([...tensors[`${kind}.expected`]!.data]);
  }
});

it('mixes noise into the latents, maps their tones and gives them their scale in the order of the reference', async () => {
  const { latents, noise, mean, std, plain, mapped } = await load('decoder-latents');
  const statistics = { mean: mean!.data, std: std!.data, scalingFactor: 1 };
  const got = (toneMap?: number) =>
    decoderLatents(latents!, statistics, { decodeNoiseScale: 0.025, ...(toneMap && { toneMap }) }, noise!.data).data;
  expect(relativeError(got(), plain!.data)).toBeLessThan(1e-6);
  expect(relativeError(got(0.6), mapped!.data)).toBeLessThan(1e-6);
});

it('blurs conditioning pictures as the reference does, edges too', async () => {
  const tensors = await readTensors(join(folder, 'blur.safetensors'));
  const { picture, blurred: expected } = tensors as { picture: Tensor; blurred: Tensor<'f32'> };
  const [height, width] = picture.shape as [number, number];
  const data = new Uint8Array(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++)
    data.set(
      Uint8Array.from({ length: 3 }, (_, c) => Number(picture.data[3 * i + c])),
      4 * i,
    );
  const { data: got } = blurred({ width, height, data, at: 0 });
  for (let i = 0; i < width * height; i++)
    for (let c = 0; c < 3; c++)
      expect(Math.abs(got[4 * i + c]! - Math.floor(expected.data[3 * i + c]! + 1e-3))).toBe(0);
});
