/**
 * The compositor: milliseconds of processor time a frame of a scene with sky, far, ground, six props, two subjects and shadows, and the
 * same in falling snow and with leaning subjects; feature images, the lit frame in 1080p, and its parts. `--plain` uses kernels in plain JavaScript.
 * `node bench/compositor.ts [--plain] [--seconds 2]` writes bench/results/compositor[-plain]-<machine>.json.
 */
import { parseArgs } from 'node:util';
import { Arena } from '../packages/engine/src/models/akezora/compositor/arena.ts';
import { Compositor } from '../packages/engine/src/models/akezora/compositor/compositor.ts';
import { loadKernels } from '../packages/engine/src/models/akezora/compositor/kernels.ts';
import type { Layer } from '../packages/engine/src/models/akezora/compositor/layer.ts';
import { featureChannels, type LitScene } from '../packages/engine/src/models/akezora/compositor/lit-scene.ts';
import { type Picture, pictureOf } from '../packages/engine/src/models/akezora/compositor/picture.ts';
import { SceneRows } from '../packages/engine/src/models/akezora/compositor/scene-rows.ts';
import { noise } from '../packages/engine/src/tensor/noise.ts';
import { plainKernels } from '../packages/engine/tests/models/akezora/compositor/plain-kernels.ts';
import { machineName, saveResults } from './measure.ts';

const { values } = parseArgs({ options: { plain: { type: 'boolean' }, seconds: { type: 'string', default: '2' } } });
const makeKernels = values.plain ? plainKernels : loadKernels;
const seconds = Number(values.seconds);

/** Noise in the shape that `alpha` says, of the sizes that the art has. */
function picture(
  drawings: number,
  width: number,
  height: number,
  wraps: 'u' | 'uv' | '',
  alpha: (u: number, v: number) => number,
): Picture {
  const data = new Uint8Array(4 * drawings * width * height);
  for (let i = 0; i < data.length; i += 4) {
    const [x, y] = [(i >> 2) % width, Math.floor((i >> 2) / width) % height];
    for (let c = 0; c < 3; c += 1) data[i + c] = ((i * 2654435761 + c * 40503) >>> 11) & 255;
    data[i + 3] = 255 * Math.min(Math.max(alpha((x + 0.5) / width, (y + 0.5) / height), 0), 1);
  }
  return pictureOf({ width, height, data }, { margin: wraps === '', wrapU: wraps !== '', wrapV: wraps === 'uv' });
}

const disc = (u: number, v: number) => (1 - Math.hypot(2 * u - 1, 2 * v - 1)) * 30;
const pictures = new Map<string, Picture>([
  ['far', picture(1, 2160, 432, 'u', (u, v) => (v - 0.3 - 0.1 * Math.sin(20 * u)) * 100)],
  ['ground', picture(1, 2160, 540, 'u', (_, v) => (v - 0.05) * 40)],
  ['cloud', picture(1, 192, 192, '', disc)],
  ['shadow', picture(1, 64, 64, '', (u, v) => disc(u, v) / 30)],
  ['tree', picture(1, 192, 192, '', disc)],
  ['fox', picture(24, 192, 192, '', disc)],
  ['snow', picture(1, 512, 512, 'uv', (u, v) => (Math.sin(60 * u) * Math.sin(60 * v) - 0.8) * 10)],
]);

function sceneAt(frame: number): Layer[] {
  const still = { flip: false, phase: 0, alpha: 1 };
  const box = (
    texture: string,
    group: string,
    x: number,
    bottom: number,
    size: number,
    more: Partial<Layer> = {},
  ): Layer => {
    const width = size / (16 / 9);
    return { texture, group, x: x - width / 2, y: bottom - size, width, height: size, ...still, ...more };
  };
  const pan = frame * 0.002;
  const props = [0.08, 0.25, 0.4, 0.62, 0.8, 0.95].map((x, i) => ({
    x: x - pan,
    bottom: 0.62 + 0.05 * i,
    size: 0.2 + 0.04 * i,
  }));
  const subjects = [0.35, 0.65].map((x, i) => ({ x: x + pan, bottom: 0.85 + 0.05 * i, size: 0.4 }));
  return [
    box('cloud', 'sky', 0.2, 0.2, 0.25),
    box('cloud', 'sky', 0.7, 0.25, 0.3),
    { texture: 'far', group: 'far', x: -0.3 - pan * 0.3, y: 0.1, width: 1.69, height: 0.6, ...still },
    { texture: 'ground', group: 'ground', x: -0.5 - pan, y: 0.47, width: 1.69, height: 0.75, ...still },
    ...[...props, ...subjects].map(({ x, bottom, size }) =>
      box('shadow', 'shadow', x, bottom, size * 0.9, { y: bottom - size * 0.09, height: size * 0.18, alpha: 0.42 }),
    ),
    ...props.map(({ x, bottom, size }, i) => box('tree', 'prop', x, bottom, size, { flip: i % 2 === 1 })),
    ...subjects.map(({ x, bottom, size }) => box('fox', 'subject', x, bottom, size, { phase: (frame % 72) / 72 })),
  ];
}

function snowAt(frame: number): Layer[] {
  const fall = (frame / 24) * 0.2;
  const field = (size: number, alpha: number): Layer => {
    return { texture: 'snow', x: 0.01, y: fall, width: size / (16 / 9), height: size, flip: false, phase: 0, alpha };
  };
  return [...sceneAt(frame), field(0.6, 0.85), field(1, 1)];
}

const turnedAt = (frame: number): Layer[] =>
  sceneAt(frame).map((layer) =>
    layer.group === 'subject' ? { ...layer, turn: 0.3 * Math.sin(frame / 10) + 0.01 } : layer,
  );

/**
 * Best and median milliseconds of processor time of a call, for one frame after another: other work hardly changes them. Ten
 * frames are measured together, for the small ones.
 */
function measured(call: (frame: number) => unknown): { best: number; median: number } {
  const times: number[] = [];
  const end = performance.now() + seconds * 1000;
  for (let turn = 0; turn < 5 || performance.now() < end; turn += 1) {
    const start = process.cpuUsage();
    for (let frame = 0; frame < 10; frame += 1) call((turn % 10) * 10 + frame);
    const { user, system } = process.cpuUsage(start);
    if (turn > 0) times.push((user + system) / 10000);
  }
  times.sort((a, b) => a - b);
  const round = (ms: number) => Math.round(ms * 100) / 100;
  return { best: round(times[0]!), median: round(times[times.length >> 1]!) };
}

const random = (name: string, count: number) => noise(1, name, { count }).map((value) => value * 0.3);
const [image, light] = [
  { width: 480, height: 270 },
  { width: 160, height: 90 },
];
const compositor = await Compositor.load(makeKernels);
const lookup = (name: string) => pictures.get(name);
const lit = (layers: Layer[]): LitScene => ({ ...made, layers });
const made = {
  pictures: lookup,
  remainder: Float32Array.from(random('remainder', image.width * image.height * 3)),
  remainderSize: image,
  light: Float32Array.from(random('light', light.width * light.height * 12)),
  lightSize: light,
};
const [full, hd, small] = [
  { width: 1920, height: 1080 },
  { width: 1280, height: 720 },
  { width: 640, height: 360 },
];
const seen = new Float32Array(image.width * image.height * featureChannels);
const out = new Uint8Array(full.width * full.height * 4);
const arena = new Arena();
const kernels = await makeKernels(arena.memory);

/** The unlit layers alone. */
function unlit(layers: Layer[]): void {
  arena.reset();
  const window = { left: 0, top: 0, right: full.width, bottom: full.height };
  const rows = new SceneRows(kernels, arena, layers, lookup, full, window);
  const row = arena.take(16 * full.width);
  for (let y = 0; y < full.height; y += 1) rows.draw(y, row, 0);
}

const results: Record<string, Record<string, { best: number; median: number }>> = {};
for (const [name, at] of [
  ['scene', sceneAt],
  ['snow', snowAt],
  ['turned subjects', turnedAt],
] as const) {
  const scene = lit(at(0));
  results[name] = {
    'features 160x90': measured((frame) => compositor.features(at(frame), lookup, light)),
    'features 480x270': measured((frame) => compositor.features(at(frame), lookup, image, undefined, seen)),
    'unlit 1080p': measured((frame) => unlit(at(frame))),
    'compose without layers 1080p': measured(() => compositor.i420({ ...scene, layers: [] }, full, undefined, out)),
    'i420 1080p': measured((frame) => compositor.i420({ ...scene, layers: at(frame) }, full, undefined, out)),
    'rgba 1080p': measured((frame) => compositor.rgba({ ...scene, layers: at(frame) }, full, out)),
    'i420 720p': measured((frame) => compositor.i420({ ...scene, layers: at(frame) }, hd, undefined, out)),
    'i420 360p': measured((frame) => compositor.i420({ ...scene, layers: at(frame) }, small, undefined, out)),
  };
}
console.log(machineName());
for (const [name, parts] of Object.entries(results)) {
  console.log(name);
  console.table(parts);
}
await saveResults(values.plain ? 'compositor-plain' : 'compositor', results);
