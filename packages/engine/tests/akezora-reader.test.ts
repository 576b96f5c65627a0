import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { relativeError } from '../parity/compare.ts';
import { lookerGraph, moverGraph } from '../src/models/akezora/reader/graphs.ts';
import { brightness, makeReader, planes, type ReaderConfig } from '../src/models/akezora/reader/reader.ts';
import { dequantisedSource } from '../src/models/akezora/weights.ts';
import { onnxNodeRuntime, type Runtime } from '../src/runtime/index.ts';
import { toF32 } from '../src/tensor/index.ts';
import { decodeImage, type Frame } from '../src/video/index.ts';
import { openWeights, type WeightStore } from '../src/weights/index.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const json = (path: string) => JSON.parse(readFileSync(at(path), 'utf8'));
const config: ReaderConfig = json('../../../models/akezora-1/reader.json').config;
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
const readings: { clip: Expected; picture: Expected } = json('./fixtures/akezora/reader.json');

let runtime: Runtime;
let store: WeightStore;
let fixture: WeightStore;
let frames: Frame[];

const expected = async (name: string) => toF32(await fixture.read(name)).data;

beforeAll(async () => {
  runtime = await onnxNodeRuntime();
  store = await openWeights(at('../../../models/akezora-1/reader.safetensors'));
  fixture = await openWeights(at('./fixtures/akezora/reader.safetensors'));
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
    for (const name of ['whole', 'names', 'boxes']) {
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
    const got = await makeReader(runtime, store, config).read(kind === 'clip' ? frames : frames.slice(0, 1));
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
    const picture = await decodeImage(at('./fixtures/akezora/rendered.png'), { field: 'image' });
    const got = await makeReader(runtime, store, config).read([picture]);
    expect(got).toMatchObject({ place: 'beach', time: 'sunset', subjects: [{ name: 'horse', count: 1 }] });
  });
});
