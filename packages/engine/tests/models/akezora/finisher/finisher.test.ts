import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Scene } from '@akezora/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { relativeError } from '../../../../parity/compare.ts';
import type { Graph } from '../../../../src/graph/graph.ts';
import { Compositor } from '../../../../src/models/akezora/compositor/compositor.ts';
import { featureChannels } from '../../../../src/models/akezora/compositor/lit-scene.ts';
import type { PictureOf } from '../../../../src/models/akezora/compositor/picture.ts';
import { dequantisedSource } from '../../../../src/models/akezora/dequantised-source.ts';
import { Finisher, type FinisherConfig, finisherSlots } from '../../../../src/models/akezora/finisher/finisher.ts';
import { finisherGraph, rim } from '../../../../src/models/akezora/finisher/graph.ts';
import { int8Weights } from '../../../../src/models/akezora/finisher/int8.ts';
import { finisherInt8Graph, unit } from '../../../../src/models/akezora/finisher/int8-graph.ts';
import { openFrameMaker } from '../../../../src/models/akezora/finisher/make-frames.ts';
import { layersAt } from '../../../../src/models/akezora/scene/layers.ts';
import { readWorld, type World } from '../../../../src/models/akezora/scene/world.ts';
import { onnxNodeRuntime } from '../../../../src/runtime/onnx-node.ts';
import type { Runtime } from '../../../../src/runtime/runtime.ts';
import type { TensorSource } from '../../../../src/tensor/source.ts';
import { f32, i64, toF32 } from '../../../../src/tensor/tensor.ts';
import { i420Of } from '../../../../src/video/planar-frame.ts';
import { openWeights, type WeightStore } from '../../../../src/weights/store.ts';
import { standInsFor } from '../stand-ins.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const json = (path: string) => JSON.parse(readFileSync(at(path), 'utf8'));
const models = '../../../../../../models/akezora-2';
const config: FinisherConfig = json(`${models}/config.json`).finisher;
const { scene, time }: { scene: Scene; time: number } = json('../../../fixtures/akezora/finisher.json');
const ranges = config.ranges!;
const sizes = { ...config, imageChannels: featureChannels, slots: finisherSlots.length };
const size = { width: 16, height: 9 };
const output = { width: 192, height: 108 };

let runtime: Runtime;
let store: WeightStore;
let weights: TensorSource;
let compositor: Compositor;
let pictures: PictureOf;
let world: World;
let painted: Float32Array;
let words: number[];
const expected: Record<'light' | 'remainder', Float32Array> & { rgba: Uint8Array } = {
  light: new Float32Array(0),
  remainder: new Float32Array(0),
  rgba: new Uint8Array(0),
};

beforeAll(async () => {
  runtime = await onnxNodeRuntime();
  store = await openWeights(at(`${models}/finisher.safetensors`));
  weights = dequantisedSource(store);
  world = readWorld(json(`${models}/world.json`));
  compositor = await Compositor.load();
  pictures = await standInsFor(scene);
  const fixture = await openWeights(at('../../../fixtures/akezora/finisher.safetensors'));
  painted = toF32(await fixture.read('painted')).data;
  words = [...((await fixture.read('words')).data as Int32Array)];
  expected.light = toF32(await fixture.read('light')).data;
  expected.remainder = toF32(await fixture.read('remainder')).data;
  expected.rgba = (await fixture.read('rgba')).data as Uint8Array;
  await fixture.close();
});

afterAll(() => store.close());

/** Light and remainder of the fixture's frame, by a graph of the net, and the frame that they give. */
async function lit(graph: Graph, bytes = false) {
  const [width, height, around] = [size.width * 3, size.height * 3, rim * 3];
  const window = { left: -around, top: -around, right: width + around, bottom: height + around };
  const layers = layersAt(world, scene, time);
  const shape = [height + 2 * around, width + 2 * around, featureChannels];
  const frame = { width, height };
  const program = await runtime.load(graph);
  const got = await program.run({
    painted: f32([size.height, size.width, 3], painted),
    image: bytes
      ? { dtype: 'u8', shape, data: compositor.featureBytes(layers, pictures, frame, unit, window) }
      : f32(shape, compositor.features(layers, pictures, frame, window)),
    sceneTokens: i64([finisherSlots.length], words),
  });
  await program.free();
  const [light, remainder] = [toF32(got.light!).data, toF32(got.remainder!).data];
  const parts = { layers, pictures, remainder, remainderSize: frame, light, lightSize: size };
  return { light, remainder, rgba: compositor.rgba(parts, output), i420: compositor.i420(parts, output) };
}

const load = (precision: 'f32' | 'int8' | 'int7', threads = 0, of = output) =>
  Finisher.load(store, {
    ...{ config, world, pictures, size, output: of, precision },
    maker: (graph, shape) => openFrameMaker(graph, shape, threads),
  });

async function finished(precision: 'f32' | 'int8' | 'int7', threads = 0): Promise<Uint8Array> {
  const finisher = await load(precision, threads);
  const frame = await finisher.finish(painted, 0, scene, time, 1);
  await finisher.free();
  expect(frame).toMatchObject({ ...output, at: 1 });
  return Uint8Array.from(i420Of(frame)!);
}

const mostGap = (got: Uint8Array, wanted: Uint8Array) =>
  got.reduce((most, value, i) => Math.max(most, Math.abs(value - wanted[i]!)), 0);

/** Peak signal-to-noise ratio of bytes, in dB. */
function psnr(got: Uint8Array, wanted: Uint8Array): number {
  const square = got.reduce((sum, value, i) => sum + (value - wanted[i]!) ** 2, 0) / got.length;
  return 10 * Math.log10(255 ** 2 / square);
}

test('lights a frame as PyTorch does', async () => {
  const got = await lit(finisherGraph(weights, sizes, size.height, size.width));
  expect(relativeError(got.light, expected.light)).toBeLessThan(1e-4);
  expect(relativeError(got.remainder, expected.remainder)).toBeLessThan(1e-4);
});

test('composes the frame that the recipe composes, give or take one of 255', async () => {
  const { rgba } = await lit(finisherGraph(weights, sizes, size.height, size.width));
  expect(rgba.length).toBe(expected.rgba.length);
  expect(mostGap(rgba, expected.rgba)).toBeLessThanOrEqual(1);
});

test.each([0, 2])('makes the same frame in %i threads of its own', async (threads) => {
  const { i420 } = await lit(finisherGraph(weights, sizes, size.height, size.width));
  expect(mostGap(await finished('f32', threads), i420)).toBeLessThanOrEqual(1);
});

describe('in bytes', () => {
  test.each(['int8', 'int7'] as const)('comes within 35 dB of f32 with %s weights', async (precision) => {
    const { i420 } = await lit(finisherGraph(weights, sizes, size.height, size.width));
    expect(psnr(await finished(precision), i420)).toBeGreaterThan(35);
  });

  test('gives the light and the remainder of f32, each within its rounding', async () => {
    const int8 = await int8Weights(weights, sizes);
    const got = await lit(finisherInt8Graph(int8, sizes, ranges, size.height, size.width, 127), true);
    expect(relativeError(got.light, expected.light)).toBeLessThan(0.05);
    expect(relativeError(got.remainder, expected.remainder)).toBeLessThan(0.05);
  });

  test('gives the same frame twice, byte for byte', async () => {
    expect(Buffer.from(await finished('int8')).equals(Buffer.from(await finished('int8', 2)))).toBe(true);
  });
});

describe('the light of every second frame', () => {
  /** A frame and the one after it, and that one in a light of its own. */
  async function two(of: typeof output, shown = scene) {
    const finisher = await load('int8', 0, of);
    const frames: Uint8Array[] = [];
    for (const [index, later] of [
      [0, 0],
      [1, 1],
      [2, 1],
    ] as const) {
      const frame = await finisher.finish(painted, index, shown, time + later / 24, 1);
      frames.push(Uint8Array.from(i420Of(frame)!));
    }
    await finisher.free();
    return frames as [Uint8Array, Uint8Array, Uint8Array];
  }

  test('is shared in small frames, near their own, and what moves moves', async () => {
    const [first, shared, own] = await two(output);
    // Stand-ins of noise: clips with the art of the box come to 38 dB or more.
    expect(psnr(shared, own)).toBeGreaterThan(34);
    expect(mostGap(shared, own)).toBeGreaterThan(0);
    expect(mostGap(shared, first)).toBeGreaterThan(20);
  });

  test('is not shared where the camera goes along with somebody who runs', async () => {
    const path = [-4, 0, 4].map((x, i) => ({ at: time - 4 + 4 * i, x, y: 0, zoom: 1 }));
    const [, shared, own] = await two(output, { ...scene, camera: { move: 'follow', path } });
    expect(mostGap(shared, own)).toBe(0);
  });

  test('is not shared beyond 480p', async () => {
    const [, shared, own] = await two({ width: 1280, height: 720 });
    expect(mostGap(shared, own)).toBe(0);
  });
});
