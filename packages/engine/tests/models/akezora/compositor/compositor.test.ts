import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { builtKernels } from '../../../../../../scripts/build-kernels.ts';
import { Compositor } from '../../../../src/models/akezora/compositor/compositor.ts';
import type { Layer } from '../../../../src/models/akezora/compositor/layer.ts';
import type { LitScene } from '../../../../src/models/akezora/compositor/lit-scene.ts';
import { drawingAt, type Picture, pictureOf } from '../../../../src/models/akezora/compositor/picture.ts';
import { toF32 } from '../../../../src/tensor/tensor.ts';
import { openWeights, type WeightStore } from '../../../../src/weights/store.ts';
import { plainKernels } from './plain-kernels.ts';

type Pair = readonly [number, number];
interface Cases {
  readonly pictures: Readonly<Record<string, { readonly wrapU: boolean; readonly wrapV: boolean }>>;
  readonly layers: readonly Layer[];
  readonly frames: Readonly<
    Record<string, { readonly size: Pair; readonly window: readonly [number, number, number, number] }>
  >;
  readonly outputs: Readonly<Record<string, Pair>>;
}

const at = (name: string) => fileURLToPath(new URL(`../../../fixtures/akezora/${name}`, import.meta.url));
const cases: Cases = JSON.parse(readFileSync(at('compositor.json'), 'utf8'));
const pictures = new Map<string, Picture>();
let store: WeightStore;
let compositor: Compositor;
let lit: LitScene;

const floats = async (name: string) => toF32(await store.read(name)).data as Float32Array;

beforeAll(async () => {
  compositor = await Compositor.load();
  store = await openWeights(at('compositor.safetensors'));
  for (const [name, wraps] of Object.entries(cases.pictures)) {
    const { shape, data } = await store.read(`picture ${name}`);
    pictures.set(name, pictureOf({ height: shape[1]!, width: shape[2]!, data: data as Uint8Array }, wraps));
  }
  const [width, height] = cases.frames.small!.size;
  lit = {
    layers: cases.layers,
    pictures: (name) => pictures.get(name),
    remainder: await floats('remainder'),
    remainderSize: { width, height },
    light: await floats('light'),
    lightSize: { width: width / 3, height: height / 3 },
  };
});

/** A compositor with kernels in plain code. */
const plain = () => Compositor.load(plainKernels);

/** The greatest difference between two arrays of numbers. */
function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let most = 0;
  for (let i = 0; i < a.length; i += 1) most = Math.max(most, Math.abs(a[i]! - b[i]!));
  return most;
}

describe('feature images', () => {
  test.each(Object.entries(cases.frames))('are what the recipe draws: %s', async (name, { size, window }) => {
    const [left, top, right, bottom] = window;
    const frame = { width: size[0], height: size[1] };
    const found = compositor.features(lit.layers, lit.pictures, frame, { left, top, right, bottom });
    expect(difference(found, await floats(`features ${name}`))).toBeLessThan(1e-4);
  });
});

describe('lit frames', () => {
  test.each(Object.entries(cases.outputs))('are what the recipe composes: %s', async (name, [width, height]) => {
    const found = name.startsWith('rgba')
      ? compositor.rgba(lit, { width, height })
      : compositor.i420(lit, { width, height });
    expect(difference(found, (await store.read(name)).data as Uint8Array)).toBeLessThanOrEqual(1);
  });
});

describe('layers', () => {
  const frame = { width: 64, height: 36 };
  const opaque = (wrapU: boolean) =>
    pictureOf({ width: 37, height: 21, data: new Uint8Array(37 * 21 * 4).fill(255) }, { wrapU });
  const under = {
    texture: 'under',
    group: 'far',
    x: 0.2,
    y: -0.2,
    width: 0.7,
    height: 1.4,
    flip: false,
    phase: 0,
    alpha: 1,
  };
  const shown = new Map([
    ['under', opaque(true)],
    ['cover', opaque(false)],
  ]);
  const coverage = (layers: Layer[], group: number) => {
    const image = compositor.features(layers, (name) => shown.get(name), frame);
    return [3, 4 + group].map((channel) => Array.from({ length: 64 * 36 }, (_, pixel) => image[8 * pixel + channel]!));
  };

  test('hide what is under them only where they are opaque', () => {
    const cover = { ...under, texture: 'cover', group: 'subject', x: 0, y: 0, width: 1, height: 1 };
    const [all, subject] = coverage([under, cover], 3);
    expect(
      difference(
        all!,
        all!.map(() => 1),
      ),
    ).toBeLessThan(1e-5);
    expect(Math.min(...subject!)).toBeLessThan(0.9);
    expect(Math.max(...subject!)).toBeCloseTo(1, 5);
    const [, hidden] = coverage([under, { ...cover, x: -0.1, width: 1.2 }], 0);
    expect(Math.max(...hidden!.slice(64 * 10, 64 * 20))).toBe(0);
  });

  test('need more memory than there is at first when there are many, and are drawn all the same', async () => {
    const layers = Array.from({ length: 400 }, (_, i) => ({ ...under, x: i / 400 - 0.5 }));
    const draw = (by: Compositor) => by.features(layers, (name) => shown.get(name), frame).slice();
    const fresh = await Compositor.load();
    const first = draw(fresh);
    expect(first.some((value) => value > 0.9)).toBe(true);
    expect(difference(first, draw(fresh))).toBe(0);
  });

  test('may be empty, unknown, transparent or outside', () => {
    const nothing = [
      { ...under, texture: 'none' },
      { ...under, alpha: 0 },
      { ...under, texture: 'cover', x: 1.1 },
    ];
    const [all] = coverage([...nothing, { ...under, y: 3 }], 0);
    expect(
      difference(
        all!,
        all!.map(() => 0),
      ),
    ).toBe(0);
  });

  test('leave the remainder as it is where they show nothing', () => {
    const size = { width: 192, height: 108 };
    const bare = compositor.rgba({ ...lit, layers: [] }, size);
    const dot = { ...under, texture: 'cover', x: 0.5, y: 0.5, width: 0.02, height: 0.04 };
    const dotted = compositor.rgba({ ...lit, layers: [dot], pictures: (name) => shown.get(name) }, size);
    const changed = Array.from({ length: 192 * 108 }, (_, i) => i).filter((i) => bare[4 * i] !== dotted[4 * i]);
    expect(changed.length).toBeGreaterThan(4);
    for (const pixel of changed) {
      expect(Math.abs((pixel % 192) - 98)).toBeLessThanOrEqual(3);
      expect(Math.abs(Math.floor(pixel / 192) - 56)).toBeLessThanOrEqual(3);
    }
  });
});

describe('a picture', () => {
  test('is premultiplied, has the margin of sprites, and halves down to sixteen texels', () => {
    const data = new Uint8Array(2 * 60 * 48 * 4).fill(128);
    const picture = pictureOf({ width: 48, height: 60, data }, { margin: true });
    expect([picture.drawings, picture.width, picture.height]).toEqual([2, 52, 64]);
    expect(picture.levels.map(({ width, height }) => [width, height])).toEqual([
      [52, 64],
      [26, 32],
    ]);
    const { data: texels } = picture.levels[0]!;
    expect(texels.slice(4 * (52 * 2 + 1), 4 * (52 * 2 + 3))).toEqual(Uint8Array.of(0, 0, 0, 0, 64, 64, 64, 128));
    expect(texels.slice(4 * 52 * 64 * 2 - 4 * 52 * 2).every((byte) => byte === 0)).toBe(true);
  });

  test('is halved by means of four texels, in which clear ones have no colour', () => {
    // Opaque (200, 100, 50) beside clear pure green: half as opaque, and not greener.
    const pixel = (x: number) => (x % 2 === 0 ? [200, 100, 50, 255] : [0, 255, 0, 0]);
    const data = Uint8Array.from({ length: 32 * 32 * 4 }, (_, i) => pixel((i >> 2) % 32)[i & 3]!);
    const { levels } = pictureOf({ width: 32, height: 32, data });
    expect(levels).toHaveLength(2);
    const found = [...levels[1]!.data.subarray(0, 4)];
    for (const [c, exact] of [100, 50, 25, 127.5].entries())
      expect(Math.abs(found[c]! - exact)).toBeLessThanOrEqual(0.5);
  });

  test('shows each of its drawings whole and as long, whatever the rounding of the time', () => {
    const data = Uint8Array.from({ length: 24 * 16 * 16 * 4 }, (_, i) => Math.floor(i / (16 * 16 * 4)) + 1);
    const picture = pictureOf({ width: 16, height: 16, data: data.map((value, i) => ((i & 3) === 3 ? 255 : value)) });
    const shown = (t: number) => drawingAt(picture, picture.levels[0]!, (t / 3) % 1)[0]! - 1;
    // A loop of three seconds at 24 frames a second: every drawing for three frames, again and again.
    for (let frame = 0; frame < 24 * 60; frame += 1) expect(shown(frame / 24)).toBe(Math.floor(frame / 3) % 24);
  });

  test('is refused when its data is not whole drawings', () => {
    expect(() => pictureOf({ width: 3, height: 3, data: new Uint8Array(40) })).toThrow(RangeError);
  });
});

describe('kernels', () => {
  test('compute what plain code does', async () => {
    const other = await plain();
    const size = { width: 130, height: 74 };
    const features = [compositor, other].map((one) => one.features(lit.layers, lit.pictures, size));
    expect(difference(features[0]!, features[1]!)).toBeLessThan(1e-5);
    expect(difference(compositor.i420(lit, size), other.i420(lit, size))).toBeLessThanOrEqual(1);
    expect(difference(compositor.rgba(lit, size), other.rgba(lit, size))).toBeLessThanOrEqual(1);
  });

  test('are what their source compiles to', async () => {
    const file = new URL('../../../../src/models/akezora/compositor/wasm/kernels-wasm.ts', import.meta.url);
    expect(readFileSync(fileURLToPath(file), 'utf8')).toBe(await builtKernels('compositor'));
  });
});
