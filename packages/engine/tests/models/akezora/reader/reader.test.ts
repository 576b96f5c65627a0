import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { relativeError } from '../../../../parity/compare.ts';
import { dequantisedSource } from '../../../../src/models/akezora/dequantised-source.ts';
import { lookerGraph, moverGraph } from '../../../../src/models/akezora/reader/graphs.ts';
import { brightness, makeReader, planes, type ReaderFile } from '../../../../src/models/akezora/reader/reader.ts';
import { onnxNodeRuntime } from '../../../../src/runtime/onnx-node.ts';
import type { Runtime } from '../../../../src/runtime/runtime.ts';
import { toF32 } from '../../../../src/tensor/tensor.ts';
import type { Frame } from '../../../../src/video/frame.ts';
import { decodeImage } from '../../../../src/video/image.ts';
import { openWeights, type WeightStore } from '../../../../src/weights/store.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const json = (path: string) => JSON.parse(readFileSync(at(path), 'utf8'));
const file: ReaderFile = json('../../../../../../models/akezora-2/reader.json');
const { config } = file;
const size = { width: 106, height: 60 };

interface Expected {
  place: string;
  time: string;
  weather: string;
  style: string;
  camera: string | null;
  subjects: { name: string; count: number; motion: string | null }[];
  boxes: [name: string, x: number, y: number, height: number][][];
}
const readings: { clip: Expected; picture: Expected } = json('../../../fixtures/akezora/reader.json');

let runtime: Runtime;
let store: WeightStore;
let fixture: WeightStore;
let frames: Frame[];

const expected = async (name: string) => toF32(await fixture.read(name)).data;

beforeAll(async () => {
  runtime = await onnxNodeRuntime();
  store = await openWeights(at('../../../../../../models/akezora-2/reader.safetensors'));
  fixture = await openWeights(at('../../../fixtures/akezora/reader.safetensors'));
  const video = (await fixture.read('video')).data as Uint8Array;
  const area = size.width * size.height;
  frames = Array.from({ length: config.frames }, (_, n) => {
    const data = new Uint8Array(area * 4).fill(255);
    for (let i = 0; i < area; i += 1) {
      for (let c = 0; c < 3; c += 1) data[i * 4 + c] = video[(n * area + i) * 3 + c]!;
    }
    return { ...size, data, at: n / 4 };
  });
});

afterAll(async () => {
  await store.close();
  await fixture.close();
});

describe('computes the logits PyTorch does', () => {
  test('of two pictures', async () => {
    const looker = await runtime.load(lookerGraph(dequantisedSource(store), 2, size));
    const outputs = await looker.run({ frames: planes(frames.slice(0, 2)) });
    await looker.free();
    for (const name of ['whole', 'unlike', 'names', 'boxes']) {
      expect(relativeError(toF32(outputs[name]!).data, await expected(name))).toBeLessThan(1e-4);
    }
  });

  test('of a clip', async () => {
    const mover = await runtime.load(moverGraph(dequantisedSource(store), config.frames, size));
    const outputs = await mover.run({ clip: brightness(frames) });
    await mover.free();
    for (const name of ['camera', 'motions']) {
      expect(relativeError(toF32(outputs[name]!).data, await expected(name))).toBeLessThan(1e-4);
    }
  });
});

describe('reads what the training reader does', () => {
  test.each(['clip', 'picture'] as const)('in a %s', async (kind) => {
    const got = await makeReader(runtime, store, file).read(kind === 'clip' ? frames : frames.slice(0, 1));
    const { boxes, ...rest } = readings[kind];
    const whole = { place: got.place, time: got.time, weather: got.weather, style: got.style };
    const subjects = got.subjects.map((subject) => ({ ...subject, motion: subject.motion ?? null }));
    expect({ ...whole, camera: got.camera ?? null, subjects }).toEqual(rest);
    expect(got.boxes.map((frame) => frame.length)).toEqual(boxes.map((frame) => frame.length));
    for (const [i, frame] of boxes.entries()) {
      for (const [j, [name, x, y, height]] of frame.entries()) {
        const found = got.boxes[i]![j]!;
        expect(found.name).toBe(name);
        for (const [value, wanted] of [
          [found.x, x],
          [found.y, y],
          [found.height, height],
        ] as const) {
          expect(value).toBeCloseTo(wanted, 3);
        }
      }
    }
  });

  test('in a render it never saw', async () => {
    const picture = await decodeImage(at('../../../fixtures/akezora/rendered.png'), { field: 'image' });
    const got = await makeReader(runtime, store, file).read([picture]);
    expect(got).toMatchObject({
      foreign: false,
      place: 'beach',
      time: 'sunset',
      subjects: [{ name: 'horse', count: 1 }],
    });
  });

  test('and calls drawings, gradients and noise foreign', async () => {
    const reader = makeReader(runtime, store, file);
    for (const draw of [drawnHouse, rainbow, snowOfNoSignal]) {
      const picture = painted(draw);
      expect([draw.name, (await reader.read([picture])).foreign]).toEqual([draw.name, true]);
    }
  });
});

type Colour = readonly [number, number, number];

function painted(colour: (x: number, y: number) => Colour): Frame {
  const [width, height] = [160, 90];
  const data = new Uint8Array(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i += 1) data.set(colour(i % width, Math.floor(i / width)), i * 4);
  return { width, height, data, at: 0 };
}

/** A flat house on a flat meadow. */
function drawnHouse(x: number, y: number): Colour {
  if (x > 50 && x < 90 && y > 40 && y < 70) return [180, 60, 50];
  return y > 55 ? [110, 190, 90] : [135, 206, 235];
}

const rainbow = (x: number, y: number): Colour => [(x * 8) % 256, (y * 8) % 256, (x * y) % 256];

const snowOfNoSignal = (x: number, y: number): Colour => {
  const hash = Math.imul(x * 7919 + y * 104729 + 1, 2654435761) >>> 8;
  return [hash & 255, (hash >> 8) & 255, (hash >> 16) & 255];
};
