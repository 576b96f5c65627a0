import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dequantisedSource } from '../../../../src/models/akezora/dequantised-source.ts';
import type { FinisherConfig } from '../../../../src/models/akezora/finisher/finisher.ts';
import { finisherGraph } from '../../../../src/models/akezora/finisher/graph.ts';
import { int8Weights } from '../../../../src/models/akezora/finisher/int8.ts';
import { finisherInt8Graph } from '../../../../src/models/akezora/finisher/int8-graph.ts';
import { rgbaOfCells, rgbaOfPlanes } from '../../../../src/models/akezora/finisher/rgba.ts';
import { texelChannels } from '../../../../src/models/akezora/painter/textures.ts';
import { onnxNodeRuntime } from '../../../../src/runtime/onnx-node.ts';
import type { Runtime } from '../../../../src/runtime/runtime.ts';
import type { TensorSource } from '../../../../src/tensor/source.ts';
import { f32, i64, type Tensor, toF32 } from '../../../../src/tensor/tensor.ts';
import { openWeights, type WeightStore } from '../../../../src/weights/store.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const config: FinisherConfig = JSON.parse(
  readFileSync(at('../../../../../../models/akezora-1/config.json'), 'utf8'),
).finisher;
const ranges = config.ranges!;
const sizes = { ...config, imageChannels: texelChannels, slots: 4 };
const [height, width] = [9, 16];

let runtime: Runtime;
let store: WeightStore;
let weights: TensorSource;
let expected: Uint8Array;
let inputs: Record<string, Tensor>;

beforeAll(async () => {
  runtime = await onnxNodeRuntime();
  store = await openWeights(at('../../../../../../models/akezora-1/finisher.safetensors'));
  weights = dequantisedSource(store);
  const fixture = await openWeights(at('../../../fixtures/akezora/finisher.safetensors'));
  expected = rgbaOfPlanes((await fixture.read('frame')).data as Uint8Array);
  inputs = {
    pair: toF32(await fixture.read('pair')),
    between: toF32(await fixture.read('between')),
    image: toF32(await fixture.read('image')),
    sceneTokens: i64([4], [...((await fixture.read('words')).data as Int32Array)]),
  };
  await fixture.close();
});

afterAll(() => store.close());

const colours = (rgba: Uint8Array) => rgba.filter((_, i) => i % 4 < 3);

/** Peak signal-to-noise ratio of bytes, in dB. */
function psnr(got: Uint8Array, wanted: Uint8Array): number {
  const square = got.reduce((sum, value, i) => sum + (value - wanted[i]!) ** 2, 0) / got.length;
  return 10 * Math.log10(255 ** 2 / square);
}

async function bytes(limit: 127 | 63): Promise<Uint8Array> {
  const graph = finisherInt8Graph(await int8Weights(weights, sizes, ranges), sizes, ranges, height, width, limit);
  const program = await runtime.load(graph);
  // Textures of the int8 form come divided by their ranges; so must the composite that stands for them here.
  const image = inputs.image!.data as Float32Array;
  const scaled = image.map((value, i) => (i % texelChannels < 8 ? value / ranges.image[i % texelChannels]! : value));
  const { cells } = await program.run({ ...inputs, image: f32(inputs.image!.shape, scaled) });
  await program.free();
  return rgbaOfCells(cells!.data as Uint8Array, height * 3, width * 3);
}

test('finishes a frame as PyTorch does', async () => {
  const program = await runtime.load(finisherGraph(weights, sizes, height, width));
  const { planes } = await program.run(inputs);
  await program.free();
  const got = rgbaOfPlanes(planes!.data as Uint8Array);
  expect(got.length).toBe(expected.length);
  const gaps = got.map((value, i) => Math.abs(value - expected[i]!));
  expect(gaps.reduce((most, gap) => Math.max(most, gap), 0)).toBeLessThanOrEqual(1);
  expect(gaps.filter((gap) => gap > 0).length / gaps.length).toBeLessThan(0.005);
});

describe('in bytes', () => {
  test.each([127, 63] as const)('comes within 35 dB of f32 with weights of ±%i', async (limit) => {
    const got = await bytes(limit);
    expect(psnr(colours(got), colours(expected))).toBeGreaterThan(35);
    expect(got.filter((_, i) => i % 4 === 3).every((alpha) => alpha === 255)).toBe(true);
  });

  test('gives the same frame twice, byte for byte', async () => {
    expect(Buffer.from(await bytes(127)).equals(Buffer.from(await bytes(127)))).toBe(true);
  });
});
