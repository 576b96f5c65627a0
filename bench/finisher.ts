/**
 * The parts of a finished frame of the model in the box: milliseconds of processor time in one thread for the feature image, the
 * finisher's net and the compositor, by size; what a light shared by two frames costs in quality (dB of luma against a light each); and how
 * much stays the same from frame to frame: tiles of 10×10 painted pixels within 2 of 255, and of 1/40 of the width of the output within 1.
 * `node bench/finisher.ts [--seconds 1] [PROMPT…]` writes bench/results/finisher-<machine>.json.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { GenerationPlan, GenerationRequest, Scene } from '../packages/contract/src/index.ts';
import type { Graph } from '../packages/engine/src/graph/graph.ts';
import { picturesOfScenes } from '../packages/engine/src/models/akezora/art/scene-pictures.ts';
import { Compositor } from '../packages/engine/src/models/akezora/compositor/compositor.ts';
import type { LitScene } from '../packages/engine/src/models/akezora/compositor/lit-scene.ts';
import { nativeFps, patchesOf } from '../packages/engine/src/models/akezora/config.ts';
import { Finisher } from '../packages/engine/src/models/akezora/finisher/finisher.ts';
import type { FrameMaker, FrameShape } from '../packages/engine/src/models/akezora/finisher/frame-maker.ts';
import { openFrameNet } from '../packages/engine/src/models/akezora/finisher/open-frame-net.ts';
import { nativeSizes, type Size, sizeOf } from '../packages/engine/src/models/akezora/frame-sizes.ts';
import { openNetworks } from '../packages/engine/src/models/akezora/networks.ts';
import { paint } from '../packages/engine/src/models/akezora/painter/paint.ts';
import { planWindows } from '../packages/engine/src/models/akezora/painter/windows.ts';
import { planShots } from '../packages/engine/src/models/akezora/scene/plan-shots.ts';
import { int8Precision } from '../packages/engine/src/runtime/cpu.ts';
import { placeWeights } from '../packages/engine/src/runtime/place-weights.ts';
import { openWeights } from '../packages/engine/src/weights/store.ts';
import { machineName, saveResults } from './measure.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '1' } },
});
const seconds = Number(values.seconds);
const usual = [
  'a fox running through falling snow at dusk',
  'a red car driving through a city',
  'a dog walking on a beach, pan left',
  'a cat sitting in a meadow',
  'a horse galloping towards the camera at night',
];
const prompts = positionals.length > 0 ? positionals : usual;
const folder = fileURLToPath(new URL('../models/akezora-2', import.meta.url));
const networks = await openNetworks(folder);
const { finisher: config } = JSON.parse(await readFile(`${folder}/config.json`, 'utf8'));
const native = nativeSizes['16:9'];
const precision = int8Precision();

/** Milliseconds of processor time so far. */
function spent(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The scene of a prompt, and its painted frames. */
async function painted(prompt: string): Promise<{ scene: Scene; frames: Float32Array[] }> {
  const { world, art } = networks;
  const request = { prompt } as GenerationRequest;
  const canvas = { aspect: '16:9', seconds, seed: 1 } as const;
  const { shots } = await planShots(request, canvas, { world, contents: [], cast: [], art });
  const { scene } = shots[0]!;
  const plan = { native, precision, ...native } as unknown as GenerationPlan;
  const clip = await networks.forClip(plan, [scene], { threads: 1, draft: true, cast: [] });
  const { painter, writeImage } = clip;
  const windows = planWindows(patchesOf(seconds), { cuts: [], loop: false });
  const { signal } = new AbortController();
  const frames: Float32Array[] = [];
  const conditioningFrames = new Map();
  for await (const event of paint({
    painter,
    writeImage,
    shots,
    windows,
    conditioningFrames,
    seed: 1,
    steps: 2,
    signal,
  })) {
    if (event.type !== 'patch') continue;
    const length = event.pixels.length / 4;
    for (let i = 0; i < 4; i += 1) frames.push(event.pixels.slice(i * length, (i + 1) * length));
  }
  await clip.close();
  return { scene, frames };
}

interface Measured {
  features: number;
  net: number;
  compositor: number;
  frames: number;
  readonly sharedDb: number[];
  same: number;
  tiles: number;
}

/** Makes frames as `LocalFrameMaker` does, and measures. */
async function measuring(graph: Graph, shape: FrameShape, size: Size, into: Measured): Promise<FrameMaker> {
  const placed = await placeWeights(graph);
  const compositor = await Compositor.load();
  const net = await openFrameNet(placed, shape, { device: 'cpu', threads: 1, activations: 'planned' });
  await placed.tidy();
  const { imageSize, imageRim, lightSize, whole, window, levels } = shape;
  const [right, bottom] = [imageSize.width + imageRim, imageSize.height + imageRim];
  const around = { left: -imageRim, top: -imageRim, right, bottom };
  let [held, before]: [Partial<LitScene>, Uint8Array | undefined] = [{}, undefined];
  let number = 0;
  return {
    async make({ layers, painted: pixels, sceneTokens }, pictures) {
      const start = spent();
      const image =
        levels === undefined
          ? compositor.features(layers, pictures, imageSize, around)
          : compositor.featureBytes(layers, pictures, imageSize, levels, around);
      const seen = spent();
      const { light, remainder } = await net.run(pixels, image, sceneTokens);
      const lit = spent();
      const scene: LitScene = { layers, pictures, remainder, remainderSize: imageSize, light, lightSize };
      const planes = compositor.i420(scene, whole, window);
      // The first frames warm up.
      if (number > 1) {
        into.features += seen - start;
        into.net += lit - seen;
        into.compositor += spent() - lit;
        into.frames += 1;
      }
      const luma = size.width * size.height;
      if (number % 2 === 0) held = { remainder: remainder.slice(), light: light.slice() };
      else into.sharedDb.push(decibels(compositor.i420({ ...scene, ...held }, whole, window), planes, luma));
      if (before !== undefined) countTiles(before, planes, size, size.width / 40, 1, 1, into);
      before = planes;
      number += 1;
      return planes;
    },
    forget() {},
    giveBack() {},
    close: () => net.free(),
  };
}

function decibels(a: Uint8Array, b: Uint8Array, count: number): number {
  let square = 0;
  for (let i = 0; i < count; i += 1) square += (a[i]! - b[i]!) ** 2;
  return 10 * Math.log10((255 ** 2 * count) / Math.max(square, 1));
}

/** Counts the square tiles of two pictures, and those of them in which no value differs by more than `most`. */
function countTiles(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  { width, height }: Size,
  side: number,
  channels: number,
  most: number,
  into: { same: number; tiles: number },
): void {
  for (let top = 0; top + side <= height; top += side) {
    for (let left = 0; left + side <= width; left += side) {
      let gap = 0;
      for (let y = top; y < top + side && gap <= most; y += 1) {
        for (let i = (y * width + left) * channels; i < (y * width + left + side) * channels; i += 1) {
          gap = Math.max(gap, Math.abs(a[i]! - b[i]!));
        }
      }
      into.tiles += 1;
      if (gap <= most) into.same += 1;
    }
  }
}

const round = (value: number) => Math.round(value * 100) / 100;
const median = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
const results: Record<string, Record<string, number | string>> = {};
for (const prompt of prompts) {
  const { scene, frames } = await painted(prompt);
  const still = { same: 0, tiles: 0 };
  for (const [i, frame] of frames.entries()) {
    if (i > 0) countTiles(frames[i - 1]!, frame, native, 10, 3, 2 / 127.5, still);
  }
  const pictures = await picturesOfScenes([scene], { art: await networks.art(), world: networks.world, cast: [] });
  const source = await openWeights(`${folder}/finisher.safetensors`);
  for (const resolution of ['1080p', '720p', '360p'] as const) {
    const output = sizeOf(resolution, '16:9');
    const measured: Measured = { features: 0, net: 0, compositor: 0, frames: 0, sharedDb: [], same: 0, tiles: 0 };
    const maker = (graph: Graph, shape: FrameShape) => measuring(graph, shape, output, measured);
    const { world } = networks;
    const finisher = await Finisher.load(source, { config, world, pictures, size: native, output, precision, maker });
    for (const [i, frame] of frames.entries()) await finisher.finish(frame, i, scene, i / nativeFps, i / nativeFps);
    await finisher.free();
    results[`${prompt}, ${resolution}`] = {
      camera: scene.camera.move,
      'features ms': round(measured.features / measured.frames),
      'net ms': round(measured.net / measured.frames),
      'compositor ms': round(measured.compositor / measured.frames),
      'shared light dB, lowest': round(Math.min(...measured.sharedDb)),
      'median dB': round(median(measured.sharedDb)),
      'painted tiles that stay': round(still.same / still.tiles),
      'output tiles that stay': round(measured.same / measured.tiles),
    };
  }
  await source.close();
}
console.log(machineName());
console.table(results);
await saveResults('finisher', results);
