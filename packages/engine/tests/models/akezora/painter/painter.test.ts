import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Scene } from '@akezora/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { relativeError } from '../../../../parity/compare.ts';
import { Compositor } from '../../../../src/models/akezora/compositor/compositor.ts';
import { imageChannels as channels, painterImages } from '../../../../src/models/akezora/painter/feature-image.ts';
import { Painter, type PainterConfig } from '../../../../src/models/akezora/painter/painter.ts';
import { sampleWindow } from '../../../../src/models/akezora/painter/sampler.ts';
import { readWorld } from '../../../../src/models/akezora/scene/world.ts';
import { int8Precision } from '../../../../src/runtime/cpu.ts';
import { onnxNodeRuntime } from '../../../../src/runtime/onnx-node.ts';
import { uniform } from '../../../../src/tensor/noise.ts';
import { toF32 } from '../../../../src/tensor/tensor.ts';
import { openWeights, type WeightStore } from '../../../../src/weights/store.ts';
import { standInsFor } from '../stand-ins.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const json = (path: string) => JSON.parse(readFileSync(at(path), 'utf8'));
const weights = '../../../../../../models/akezora-2';
const world = readWorld(json(`${weights}/world.json`));
const config: PainterConfig = json(`${weights}/config.json`).painter;
const facts: { scene: Scene; times: number[]; words: number[]; levels: number[] } = json(
  '../../../fixtures/akezora/painter.json',
);
const size = { width: 160, height: 90 };
const pixels = size.width * size.height;
const frames = facts.times.length;

let store: WeightStore;
let fixture: WeightStore;
let painter: Painter;
const image = new Float32Array(frames * pixels * channels);
const noise = uniform(20, 'painter fixture', { count: frames * pixels * 3 }).map(
  (u) => Math.fround(u - 0.5) * Math.sqrt(12),
);

const expected = async (name: string) => toF32(await fixture.read(name)).data;

beforeAll(async () => {
  fixture = await openWeights(at('../../../fixtures/akezora/painter.safetensors'));
  store = await openWeights(at(`${weights}/painter.safetensors`));
  const write = painterImages(await Compositor.load(), await standInsFor(facts.scene), world, size);
  for (const [i, t] of facts.times.entries()) {
    const start = i * pixels * channels;
    write(facts.scene, t, image.subarray(start, start + pixels * channels));
  }
  painter = new Painter(config, store, await onnxNodeRuntime(), size, 'f32');
});

afterAll(async () => {
  await painter.free();
  await store.close();
  await fixture.close();
});

test('makes the noise of the fixture', async () => {
  expect(relativeError(noise.subarray(0, 16), await expected('noise.first'))).toBeLessThan(1e-6);
});

test.each([0, 13])('draws the feature image that the recipe draws (frame %i)', async (frame) => {
  const rows = image.subarray((frame * pixels + 40 * 160) * channels, (frame * pixels + 60 * 160) * channels);
  expect(relativeError(rows, await expected(`image.${frame}`))).toBeLessThan(1e-4);
});

test('paints a window after a clean patch-frame as PyTorch does', async () => {
  const noisy = noise.slice();
  for (let i = 0; i < 4 * pixels; i += 1) {
    for (let c = 0; c < 3; c += 1) noisy[i * 3 + c] = Math.tanh(image[i * channels + c]!);
  }
  const window = { frames: 4, from: 1, count: 3, sceneTokens: facts.words, image };
  const clean = await painter.predict(window, noisy, 1 - facts.levels[1]!);
  expect(relativeError(clean.subarray(0, pixels * 3), await expected('window.clean'))).toBeLessThan(1e-4);
});

/** Four steps of a painter over four new patch-frames, and what it saw on the way. */
async function sampled(
  by: Painter,
): Promise<{ video: Float32Array; seen: { z: Float32Array; clean: Float32Array }[] }> {
  const window = { frames: 4, from: 0, count: 4, sceneTokens: facts.words, image };
  const seen: { z: Float32Array; clean: Float32Array }[] = [];
  const predict = async (z: Float32Array, sigma: number) => {
    const clean = await by.predict(window, z, sigma);
    seen.push({ z: z.slice(), clean });
    return clean;
  };
  const sampling = sampleWindow(noise, 4, [], predict, new AbortController().signal);
  let result = await sampling.next();
  while (result.done !== true) result = await sampling.next();
  return { video: result.value, seen };
}

test('samples in four steps as PyTorch does; in int8 within 35 dB of it, the same each time', async () => {
  const { video, seen } = await sampled(painter);
  const frame = video.subarray(6 * pixels * 3, 7 * pixels * 3);
  expect(relativeError(frame, await expected('sampler.frame'))).toBeLessThan(1e-4);
  for (const [step, { z, clean }] of seen.entries()) {
    for (const [name, value] of [
      ['z', z],
      ['clean', clean],
    ] as const) {
      expect(relativeError(corner(value), await expected(`sampler.${step}.${name}.corner`))).toBeLessThan(1e-4);
      expect(relativeError(moments(value), await expected(`sampler.${step}.${name}.moments`))).toBeLessThan(1e-4);
    }
  }
  expect(config.ranges).toBeDefined();
  const rounded = new Painter(config, store, await onnxNodeRuntime(), size, int8Precision());
  const [once, twice] = [await sampled(rounded), await sampled(rounded)];
  await rounded.free();
  const square = once.video.reduce((sum, v, i) => sum + (v - video[i]!) ** 2, 0) / video.length;
  expect(10 * Math.log10(4 / square)).toBeGreaterThan(35);
  expect(once.video).toEqual(twice.video);
});

/** Rows 40 to 49 and columns 70 to 79 of frame 6. */
const corner = (video: Float32Array) =>
  Float32Array.from({ length: 300 }, (_, i) => {
    const [row, rest] = [40 + Math.floor(i / 30), i % 30];
    return video[((6 * size.height + row) * size.width + 70) * 3 + rest]!;
  });

function moments(values: Float32Array): number[] {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const square = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1);
  return [mean, Math.sqrt(square)];
}
