import { afterEach, describe, expect, test } from 'vitest';
import { GraphBuilder } from '../../../../src/graph/builder.ts';
import type { Graph } from '../../../../src/graph/graph.ts';
import { dequantise, levelsOf } from '../../../../src/graph/layers/conv-int8.ts';
import { concat, slice } from '../../../../src/graph/ops.ts';
import { Compositor } from '../../../../src/models/akezora/compositor/compositor.ts';
import type { Layer } from '../../../../src/models/akezora/compositor/layer.ts';
import { type Picture, pictureOf } from '../../../../src/models/akezora/compositor/picture.ts';
import {
  coverOf,
  type FrameMaker,
  type FrameNet,
  type FrameShape,
  LocalFrameMaker,
} from '../../../../src/models/akezora/finisher/frame-maker.ts';
import { openFrameMaker } from '../../../../src/models/akezora/finisher/make-frames.ts';
import { uniform } from '../../../../src/tensor/noise.ts';
import { writeI420 } from '../../../../src/video/yuv.ts';

const [light, image] = [
  { width: 16, height: 9 },
  { width: 48, height: 27 },
];
const rim = 9;
const output = { width: 160, height: 90 };
const levels = levelsOf(-1, 1);
const shape: FrameShape = { imageSize: image, imageRim: rim, lightSize: light, levels, ...coverOf(light, output) };

/** A net that gives the painted frame as light, and the colours of the image as remainder. */
function simpleNet(bytes: boolean): Graph {
  const builder = new GraphBuilder('simple net');
  const painted = builder.input('painted', 'f32', [light.height, light.width, 3]);
  const size = [image.height + 2 * rim, image.width + 2 * rim, 8];
  const seen = builder.input('image', bytes ? 'u8' : 'f32', size);
  builder.input('sceneTokens', 'i64', [1]);
  builder.output('light', concat([painted, painted, painted, painted], 2));
  const exact = bytes ? dequantise({ value: seen, levels }) : seen;
  const inside = slice(slice(exact, 0, rim, rim + image.height), 1, rim, rim + image.width);
  builder.output('remainder', slice(inside, 2, 0, 3));
  return builder.build();
}

/** A disc of noise. */
function disc(size: number, seed: number): Picture {
  const noise = uniform(seed, 'disc', { count: size * size * 4 });
  const data = Uint8Array.from(noise, (value, i) => {
    const [x, y] = [(i >> 2) % size, Math.floor((i >> 2) / size)];
    const alpha = Math.hypot(x - size / 2, y - size / 2) < size / 2 ? 255 : 0;
    return i % 4 === 3 ? alpha : value * 255;
  });
  return pictureOf({ width: size, height: size, data });
}

const pictures = new Map([
  ['sun', disc(40, 1)],
  ['fox', disc(96, 2)],
]);
const pictureNamed = (name: string) => pictures.get(name);
const layersOf = (frame: number): Layer[] => [
  { texture: 'sun', group: 'far', x: -0.1, y: -0.2, width: 1.2, height: 1.4, flip: false, phase: 0, alpha: 1 },
  {
    ...{ texture: 'fox', group: 'subject', x: 0.1 + 0.05 * frame, y: 0.3, width: 0.3, height: 0.5 },
    ...{ flip: frame % 2 === 1, phase: 0, alpha: 0.9, turn: 0.1 * frame },
  },
];
const partsOf = (frame: number) => {
  const painted = uniform(frame, 'painted', { count: light.width * light.height * 3 }).map((value) => value * 0.3);
  return { layers: layersOf(frame), painted, sceneTokens: [0] };
};

const opened: FrameMaker[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((maker) => maker.close()));
});
const keep = <T extends FrameMaker>(maker: T): T => {
  opened.push(maker);
  return maker;
};
const makerOf = async (threads: number, of: FrameShape = shape) =>
  keep(await openFrameMaker(simpleNet(of.levels !== undefined), of, threads));
const frameBy = (maker: FrameMaker, number: number) => maker.make(partsOf(number), pictureNamed);

/** The greatest difference between two pictures. */
const gapOf = (a: Uint8Array, b: Uint8Array): number => {
  expect(a.length).toBe(b.length);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
};

describe('frames made in threads', () => {
  test.each([1, 2])('by %i are those made without, several at once', async (count) => {
    const [threads, alone] = [await makerOf(count), await makerOf(0)];
    const made = await Promise.all([0, 1, 2, 3, 4].map((number) => frameBy(threads, number)));
    for (const [number, planes] of made.entries()) expect(gapOf(planes, await frameBy(alone, number))).toBe(0);
    expect(gapOf(made[0]!, made[1]!)).toBeGreaterThan(10);
  });

  test('are the same in bytes that another frame gave back', async () => {
    const threads = await makerOf(1);
    const first = await frameBy(threads, 0);
    const kept = first.slice();
    threads.giveBack(first);
    const second = await frameBy(threads, 1);
    expect(first.length).toBe(0);
    expect(gapOf(second, await frameBy(await makerOf(0), 1))).toBe(0);
    expect(gapOf(await frameBy(threads, 0), kept)).toBe(0);
  });

  test('show the pictures of another clip after the one before was forgotten', async () => {
    const others = (name: string) => pictures.get(name === 'fox' ? 'sun' : 'fox');
    const [threads, alone] = [await makerOf(1), await makerOf(0)];
    const shared = { ...partsOf(0), light: 0 };
    const before = await threads.make(shared, pictureNamed);
    threads.forget();
    const after = await threads.make(shared, others);
    expect(gapOf(after, await alone.make(partsOf(0), others))).toBe(0);
    expect(gapOf(after, before)).toBeGreaterThan(1);
  });

  test('are the same where the net takes its image in f32', async () => {
    const { levels: _, ...exact } = shape;
    const made = await frameBy(await makerOf(2, exact), 2);
    expect(gapOf(made, await frameBy(await makerOf(0, exact), 2))).toBe(0);
  });

  test('fail with a typed error, each in its turn', async () => {
    const odd = { ...shape, window: { left: 0, top: 0, right: 31, bottom: 18 } };
    const threads = await makerOf(1, odd);
    const wanted = { code: 'runtime_failed', details: { stage: 'finish' } };
    for (const number of [0, 1]) await expect(frameBy(threads, number)).rejects.toMatchObject(wanted);
  });

  test('end with their threads', async () => {
    const threads = await makerOf(2);
    await threads.close();
    await expect(frameBy(threads, 0)).rejects.toMatchObject({ code: 'runtime_failed' });
  });

  test('are refused with a typed error when the net does not load', async () => {
    const builder = new GraphBuilder('broken');
    const input = builder.input('painted', 'f32', [3]);
    builder.output('light', builder.node('NoSuchOperator', [input], 'f32', [3]));
    await expect(openFrameMaker(builder.build(), shape, 2)).rejects.toMatchObject({ code: 'runtime_failed' });
  });
});

describe('frames that share a light', () => {
  /** Frames by number, each with the light that it is told to share. */
  const made = (maker: FrameMaker, frames: readonly (readonly [number: number, light: number])[]) =>
    Promise.all(frames.map(([number, light]) => maker.make({ ...partsOf(number), light }, pictureNamed)));

  test.each([0, 1, 2])('have that of the first, and layers of their own, made in %i threads', async (threads) => {
    const lights = [0, 0, 1, 1, 2].map((light, number) => [number, light] as const);
    const shared = await made(await makerOf(threads), lights);
    const alone = await makerOf(0);
    for (const number of [0, 2, 4]) expect(gapOf(shared[number]!, await frameBy(alone, number))).toBe(0);
    for (const number of [1, 3]) {
      expect(gapOf(shared[number]!, await frameBy(alone, number))).toBeGreaterThan(10);
      expect(gapOf(shared[number]!, shared[number - 1]!)).toBeGreaterThan(10);
      const first = { ...partsOf(number - 1), light: number };
      const second = { ...partsOf(number), painted: new Float32Array(first.painted.length), light: number };
      await alone.make(first, pictureNamed);
      expect(gapOf(await alone.make(second, pictureNamed), shared[number]!)).toBe(0);
    }
  });

  test('run the net once', async () => {
    const images: Uint8Array[] = [];
    const net: FrameNet = {
      async run(_, seen) {
        images.push((seen as Uint8Array).slice());
        const [lights, colours] = [light.width * light.height * 12, image.width * image.height * 3];
        return { light: new Float32Array(lights).fill(0.2), remainder: new Float32Array(colours) };
      },
      async free() {},
    };
    const maker = keep(new LocalFrameMaker(await Compositor.load(), net, shape));
    const frames = [0, 0, 0, 1, 1].map((of, number) => [number, of] as const);
    const all = await made(maker, frames);
    expect(images).toHaveLength(2);
    const again = keep(new LocalFrameMaker(await Compositor.load(), net, shape));
    for (const [i, frame] of frames.entries()) expect(gapOf((await made(again, [frame]))[0]!, all[i]!)).toBe(0);
  });
});

describe('a composed frame', () => {
  /** What the net is shown, and what it answers. */
  async function watched(of: FrameShape) {
    const seen: (Uint8Array | Float32Array)[] = [];
    const answer = {
      light: uniform(1, 'light', { count: light.width * light.height * 12 }).map((value) => 0.3 * value),
      remainder: uniform(1, 'remainder', { count: image.width * image.height * 3 }).map((value) => value - 0.5),
    };
    const net: FrameNet = {
      async run(_, shown) {
        seen.push(shown.slice());
        return answer;
      },
      async free() {},
    };
    const compositor = await Compositor.load();
    return { seen, answer, compositor, maker: keep(new LocalFrameMaker(compositor, net, of)) };
  }

  test('in I420 is its RGBA converted', async () => {
    const { maker, compositor, answer } = await watched(shape);
    const planes = await frameBy(maker, 1);
    const layers = layersOf(1);
    const unlit = { remainderSize: image, lightSize: light };
    const rgba = compositor.rgba({ layers, pictures: pictureNamed, ...unlit, ...answer }, output);
    // Colours beyond what bytes can say are cut in RGBA and, further out, in I420.
    expect(rgba.some((value, i) => i % 4 < 3 && (value === 0 || value === 255))).toBe(false);
    const converted = new Uint8Array((output.width * output.height * 3) / 2);
    writeI420({ ...output, data: rgba, at: 0 }, converted);
    expect(gapOf(planes, converted)).toBeLessThanOrEqual(1);
  });

  test('of another aspect is the middle of the whole', async () => {
    expect(coverOf(light, { width: 640, height: 360 })).toEqual({
      whole: { width: 640, height: 360 },
      window: { left: 0, top: 0, right: 640, bottom: 360 },
    });
    const cover = coverOf(light, { width: 90, height: 90 });
    expect(cover.whole).toEqual(output);
    const whole = await frameBy(await makerOf(0), 3);
    const part = await frameBy(await makerOf(0, { ...shape, ...cover }), 3);
    for (const row of [0, 44, 89]) {
      const from = row * 160 + cover.window.left;
      expect(gapOf(part.subarray(row * 90, row * 90 + 90), whole.subarray(from, from + 90))).toBeLessThanOrEqual(1);
    }
  });

  test('shows the net in bytes what it subtracts again', async () => {
    const { levels: _, ...exact } = shape;
    const [bytes, floats] = [await watched(shape), await watched(exact)];
    await frameBy(bytes.maker, 4);
    await frameBy(floats.maker, 4);
    const shown = bytes.seen[0]!;
    const gaps = Array.from(floats.seen[0]!, (value, i) => Math.abs(value - (shown[i]! - levels.zero) * levels.scale));
    // The last level lies a little below 1.
    expect(Math.max(...gaps)).toBeLessThanOrEqual(levels.scale * 1.01);
    expect(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length).toBeLessThan(levels.scale / 2);
  });
});
