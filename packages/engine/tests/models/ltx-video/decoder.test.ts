import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeFrames } from '../../../src/diffusion/chunked-decode.ts';
import { readConfig, readModelJson } from '../../../src/diffusion/component.ts';
import { type DecoderPrecision, decoderPrecision } from '../../../src/diffusion/decoder-arithmetic.ts';
import { chunkedBytes, chunkedOperations, planChunks } from '../../../src/diffusion/frame-chunks.ts';
import { timestepEmbedding } from '../../../src/diffusion/timestep-embedding.ts';
import { decoderGraph, decoderTimesteps } from '../../../src/models/ltx-video/autoencoder.ts';
import { type AutoencoderConfig, autoencoderConfigSchema } from '../../../src/models/ltx-video/config.ts';
import { decoderMemory, decoderStages, ltxDecoder } from '../../../src/models/ltx-video/decoder.ts';
import { timeChannels } from '../../../src/models/ltx-video/transformer.ts';
import { onnxNodeRuntime } from '../../../src/runtime/onnx-node.ts';
import type { Runtime } from '../../../src/runtime/runtime.ts';
import { noise } from '../../../src/tensor/noise.ts';
import { layeredSource, memorySource, type TensorSource } from '../../../src/tensor/source.ts';
import { f32, type Tensor } from '../../../src/tensor/tensor.ts';
import { openSafetensors } from '../../../src/weights/store.ts';
import { newFolder } from '../new-folder.ts';
import { fixtures } from './tiny-model.ts';

const vae = join(fixtures, 'ltx-video/pipeline-condition-two-images/hub/vae');
const lengths = [18, 5, 7] as const;
const timestep = 0.05;
const plane = (module: string, height: number, width: number) => noise(3, module, { count: height * width });

interface Tiny {
  readonly config: AutoencoderConfig;
  readonly source: TensorSource;
}

let fixture: Tiny;
let deep: Tiny;
let runtime: Runtime;
let latents: Tensor<'f32'>;

beforeAll(async () => {
  process.env.AKEZORA_CACHE = newFolder();
  const config = readConfig(autoencoderConfigSchema, await readModelJson(join(vae, 'config.json'), vae), vae);
  fixture = { config, source: await openSafetensors(join(vae, 'diffusion_pytorch_model.safetensors')) };
  deep = await deeper(fixture);
  runtime = await onnxNodeRuntime();
  const count = config.latent_channels * lengths[0] * lengths[1] * lengths[2];
  latents = f32([1, config.latent_channels, ...lengths], noise(3, 'latents', { count }));
});

afterAll(() => fixture.source.close());

/** The fixture with three resnets in its last block, which so becomes two stages, as the blocks of published decoders become three. */
async function deeper({ config: flat, source: from }: Tiny): Promise<Tiny> {
  const config = { ...flat, decoder_layers_per_block: [3, ...flat.decoder_layers_per_block.slice(1)] };
  const block = `decoder.up_blocks.${config.decoder_block_out_channels.length - 1}`;
  const copies: Record<string, Tensor> = {};
  for (const name of from.names.filter((name) => name.startsWith(`${block}.resnets.0.`)))
    for (const i of [1, 2]) copies[name.replace('resnets.0', `resnets.${i}`)] = await from.read(name);
  return { config, source: layeredSource([memorySource(copies), from]) };
}

/** A clip decoded by one graph over all of it. */
async function wholeFrames({ config, source }: Tiny): Promise<Float32Array[]> {
  const [frames, rows, columns] = lengths;
  const graph = decoderGraph(source, config, { batch: 1, frames, rows, columns });
  const program = await runtime.load(graph);
  const time = timestepEmbedding(await decoderTimesteps(source, [timestep]), timeChannels);
  const { sample } = (await program.run({ z: latents, time })) as { sample: Tensor<'f32'> };
  await program.free();
  const [, , count, height, width] = sample.shape as [number, number, number, number, number];
  const size = height * width;
  return Array.from({ length: count }, (_, f) => {
    const picture = new Float32Array(3 * size);
    for (let colour = 0; colour < 3; colour++) {
      const from = (colour * count + f) * size;
      picture.set(sample.data.subarray(from, from + size), colour * size);
    }
    return picture;
  });
}

async function decode(tiny: Tiny, precision: DecoderPrecision, memoryBytes?: number): Promise<Float32Array[]> {
  const decoder = ltxDecoder({
    runtime,
    device: 'cpu',
    ...tiny,
    precision,
    decodeTimestep: timestep,
    plane,
  });
  const pictures: Float32Array[] = [];
  for await (const picture of decodeFrames({ decoder, latents, ...(memoryBytes ? { memoryBytes } : {}) }))
    pictures.push(Float32Array.from(picture));
  return pictures;
}

/** Error of pictures relative to their size. */
function errorOf(got: readonly Float32Array[], expected: readonly Float32Array[]): number {
  expect(got.length).toBe(expected.length);
  let error = 0;
  let size = 0;
  for (const [f, picture] of expected.entries())
    for (const [i, value] of picture.entries()) {
      error += (got[f]![i]! - value) ** 2;
      size += value ** 2;
    }
  return Math.sqrt(error / size);
}

/** Decibels of pictures in −1 … 1 with the contrast of real ones, half of that on either side of the mean. */
const psnr = (error: number): number => 20 * Math.log10(2 / (0.5 * error));

/** Memory so small that every stage is cut where it can be. */
const little = 1;

describe('a clip decoded in chunks', () => {
  it('equals the clip decoded by one graph', async () => {
    const plan = planChunks(decoderStages(deep.config), lengths, little, decoderMemory('f32'));
    expect(plan.at(-1)!.chunks.length).toBeGreaterThan(8);
    expect(plan.length).toBe(deep.config.decoder_block_out_channels.length + 2);
    // Sums in another order, no more.
    expect(errorOf(await decode(deep, 'f32', little), await wholeFrames(deep))).toBeLessThan(1e-5);
  });

  it('gives its first frames before the stages behind have ended', async () => {
    const events: string[] = [];
    const watched: Runtime = {
      ...runtime,
      async load(graph, options) {
        events.push(graph.name);
        return runtime.load(graph, options);
      },
    };
    const decoder = ltxDecoder({ runtime: watched, device: 'cpu', ...deep, precision: 'f32', plane });
    for await (const _ of decodeFrames({ decoder, latents, memoryBytes: little })) events.push('frame');
    const last = `ltx-decoder.${decoderStages(deep.config).length - 2}`;
    expect(events.indexOf('frame')).toBeLessThan(events.lastIndexOf(last));
  });

  it('ends with the reason of its cancellation', async () => {
    const cancel = new AbortController();
    const decoder = ltxDecoder({ runtime, device: 'cpu', ...deep, precision: 'f32', plane });
    const decoding = async () => {
      for await (const _ of decodeFrames({ decoder, latents, memoryBytes: little, signal: cancel.signal }))
        cancel.abort(new Error('enough'));
    };
    await expect(decoding()).rejects.toThrow('enough');
  });
});

describe('a decoder in int8', () => {
  it.each([
    ['in one piece', undefined],
    ['in chunks', little],
  ])('is near f32 %s, and not f32 itself', async (_, memory) => {
    const precision = decoderPrecision('cpu', undefined);
    const near = psnr(errorOf(await decode(fixture, precision, memory), await wholeFrames(fixture)));
    // These layers of 4 to 16 channels average little out; seven bits, where eight saturate, cost them 3 dB.
    expect(near).toBeGreaterThan(precision === 'int8' ? 39 : 36);
    expect(near).toBeLessThan(60);
  });

  it('is f32 where f32 is asked for, and on other devices', () => {
    expect(decoderPrecision('cpu', 'f32')).toBe('f32');
    expect(decoderPrecision('webgpu', undefined)).toBe('f32');
    expect(decoderPrecision('cpu', 'w4')).not.toBe('f32');
  });
});

describe('a plan of chunks', () => {
  const stages = decoderStages(
    autoencoderConfigSchema.parse({
      decoder_block_out_channels: [256, 512, 1024],
      decoder_layers_per_block: [5, 5, 5, 5],
      decoder_spatio_temporal_scaling: [true, true, true],
      upsample_factor: [2, 2, 2],
      upsample_residual: [true, true, true],
      timestep_conditioning: true,
    }),
  );

  it.each([
    ['768×512, 121 frames', [16, 16, 24], 3e9],
    ['768×512, 257 frames', [33, 16, 24], 3.3e9],
    ['1216×704, 121 frames', [16, 22, 38], 4e9],
    ['768×512, one frame', [1, 16, 24], 3e9],
  ] as const)('covers %s once, in as much memory as any length takes', (_, lengths, most) => {
    const plan = planChunks(stages, lengths, 3.5e9, decoderMemory('int8'));
    for (const { whole, chunks } of plan) {
      expect(chunks.reduce((sum, { frames }) => sum + frames, 0)).toBe(whole[0]);
      expect(chunks[0]!.place.first && chunks.at(-1)!.place.last).toBe(true);
      expect(new Set(chunks.map(({ frames, place }) => `${frames} ${place.first} ${place.last}`)).size).toBeLessThan(5);
    }
    expect(chunkedBytes(plan)).toBeLessThan(most);
    expect(chunkedOperations(plan)).toBe(
      chunkedOperations(planChunks(stages, lengths, Number.POSITIVE_INFINITY, decoderMemory('int8'))),
    );
  });

  it('counts the operations of 121 frames of 768×512', () => {
    expect(chunkedOperations(planChunks(stages, [16, 16, 24], 3.5e9, decoderMemory('int8'))) / 1e12).toBeCloseTo(
      60.1,
      1,
    );
  });
});
