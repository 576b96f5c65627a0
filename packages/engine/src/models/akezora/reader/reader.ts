import type { Runtime } from '../../../runtime/runtime.ts';
import type { TensorSource } from '../../../tensor/source.ts';
import { f32, type Tensor, toF32 } from '../../../tensor/tensor.ts';
import type { Frame } from '../../../video/frame.ts';
import { dequantisedSource } from '../dequantised-source.ts';
import { type Found, type Grid, largestOf, logSoftmax, motionAt, subjectsIn } from './decode.ts';
import { lookerGraph, moverGraph } from './graphs.ts';

/** The part of reader.json that the engine reads. */
export interface ReaderFile {
  readonly config: ReaderConfig;
  /** Largest distance from the world's renders; pictures beyond it are foreign. */
  readonly unlikeLimit: number;
}

/** The `config` of reader.json: all possible answers. The first name and motion mean "nothing". */
export interface ReaderConfig {
  readonly places: readonly string[];
  readonly times: readonly string[];
  readonly weathers: readonly string[];
  readonly styles: readonly string[];
  readonly cameras: readonly string[];
  readonly names: readonly (string | null)[];
  readonly motions: readonly (string | null)[];
  /** Frames of a clip, {@link secondsBetweenFrames} apart. */
  readonly frames: number;
}

/** Seconds between the frames that the reader takes of a clip. */
export const secondsBetweenFrames = 0.25;

/** A subject in a picture or clip, with its number. */
export interface ReadSubject {
  readonly name: string;
  /** 1 to 3. */
  readonly count: number;
  /** Known for clips only. */
  readonly motion: string | undefined;
}

/** The reader's answer about a picture or clip. */
export interface Reading {
  /** Whether it looks unlike renders of the world; the other values mean nothing then. */
  readonly foreign: boolean;
  readonly place: string;
  readonly time: string;
  readonly weather: string;
  readonly style: string;
  /** Known for clips only. */
  readonly camera: string | undefined;
  readonly subjects: readonly ReadSubject[];
  /** Boxes of the subjects in each frame. */
  readonly boxes: readonly (readonly Found[])[];
}

/** The networks that recognise the world's things in pictures and clips. */
export interface Reader {
  /** Frames that it takes of a clip. */
  readonly frames: number;
  /** Reads one picture, or `frames` frames of a clip, {@link secondsBetweenFrames} apart. */
  read(frames: readonly Frame[]): Promise<Reading>;
}

const parts = ['place', 'time', 'weather', 'style'] as const;
const maxCount = 3;
const maxSubjects = 3;

/** Makes a reader from its weights and reader.json. */
export function makeReader(runtime: Runtime, source: TensorSource, { config, unlikeLimit }: ReaderFile): Reader {
  const weights = dequantisedSource(source);
  return {
    frames: config.frames,
    async read(frames) {
      const size = { width: frames[0]!.width, height: frames[0]!.height };
      const looker = await runtime.load(lookerGraph(weights, frames.length, size), { label: 'look' });
      const looked = await looker.run({ frames: planes(frames) }).finally(() => looker.free());
      const names = gridsOf(looked.names!);
      const boxes = gridsOf(looked.boxes!);
      const perFrame = names.map((grid, i) => subjectsIn(grid, boxes[i]!, config.names, size));
      const moving = frames.length === config.frames;
      const moved = moving ? await move(frames, size) : undefined;
      const unlike = toF32(looked.unlike!).data.reduce((sum, value) => sum + value, 0) / frames.length;
      return {
        foreign: unlike > unlikeLimit,
        ...wholeOf(toF32(looked.whole!), config),
        camera: moved && config.cameras[largestOf([...toF32(moved.camera!).data])]!,
        subjects: subjectsOf(perFrame, config, moved && { grid: gridsOf(moved.motions!)[0]!, size }),
        boxes: perFrame,
      };
    },
  };

  async function move(frames: readonly Frame[], size: { width: number; height: number }) {
    const mover = await runtime.load(moverGraph(weights, frames.length, size), { label: 'move' });
    return mover.run({ clip: brightness(frames) }).finally(() => mover.free());
  }
}

/** Frames as `[n, 3, h, w]` in [−1, 1]. */
export function planes(frames: readonly Frame[]): Tensor {
  const { width, height } = frames[0]!;
  const area = width * height;
  const out = new Float32Array(frames.length * 3 * area);
  for (const [n, { data }] of frames.entries()) {
    for (let c = 0; c < 3; c += 1) {
      for (let i = 0; i < area; i += 1) out[(n * 3 + c) * area + i] = data[i * 4 + c]! / 127.5 - 1;
    }
  }
  return f32([frames.length, 3, height, width], out);
}

/** Brightness of frames as `[1, n, h, w]` in [−1, 1]. */
export function brightness(frames: readonly Frame[]): Tensor {
  const { width, height } = frames[0]!;
  const area = width * height;
  const out = new Float32Array(frames.length * area);
  for (const [n, { data }] of frames.entries()) {
    for (let i = 0; i < area; i += 1) {
      const light = 0.299 * data[i * 4]! + 0.587 * data[i * 4 + 1]! + 0.114 * data[i * 4 + 2]!;
      out[n * area + i] = light / 127.5 - 1;
    }
  }
  return f32([1, frames.length, height, width], out);
}

/** `[n, channels, rows, columns]` as a grid for each n. */
function gridsOf(tensor: Tensor): Grid[] {
  const [n, channels, rows, columns] = tensor.shape as [number, number, number, number];
  const { data } = toF32(tensor);
  const length = channels * rows * columns;
  return Array.from({ length: n }, (_, i) => ({
    values: data.subarray(i * length, (i + 1) * length),
    channels,
    rows,
    columns,
  }));
}

function wholeOf(logits: { shape: readonly number[]; data: Float32Array }, config: ReaderConfig) {
  const [count, length] = logits.shape as [number, number];
  const out: Partial<Record<(typeof parts)[number], string>> = {};
  let from = 0;
  for (const part of parts) {
    const words = config[`${part}s`];
    const sums = new Array<number>(words.length).fill(0);
    for (let n = 0; n < count; n += 1) {
      const start = n * length + from;
      for (const [i, value] of logSoftmax(logits.data.subarray(start, start + words.length)).entries()) {
        sums[i]! += value;
      }
    }
    out[part] = words[largestOf(sums)]!;
    from += words.length;
  }
  return out as Record<(typeof parts)[number], string>;
}

/** Subjects in at least a third of the frames, the most certain first, with their most frequent number and their motion. */
function subjectsOf(
  perFrame: readonly (readonly Found[])[],
  config: ReaderConfig,
  moved: { grid: Grid; size: { width: number; height: number } } | undefined,
): ReadSubject[] {
  const names = [...new Set(perFrame.flatMap((frame) => frame.map(({ name }) => name)))];
  return names
    .map((name) => ({ name, spots: perFrame.map((frame) => frame.filter((found) => found.name === name)) }))
    .filter(({ spots }) => spots.filter((frame) => frame.length > 0).length * 3 >= perFrame.length)
    .map(({ name, spots }) => {
      const present = spots.map((frame, i) => ({ frame, i })).filter(({ frame }) => frame.length > 0);
      const middle = Math.floor(perFrame.length / 2);
      const nearest = present.reduce((a, b) => (Math.abs(b.i - middle) < Math.abs(a.i - middle) ? b : a)).frame;
      return {
        name,
        count: Math.min(mostFrequent(present.map(({ frame }) => frame.length)), maxCount),
        motion: moved && motionAt(moved.grid, config.motions, nearest, moved.size),
        weight: spots.flat().reduce((sum, { score }) => sum + score, 0),
      };
    })
    .sort((a, b) => b.weight - a.weight)
    .slice(0, maxSubjects)
    .map(({ weight: _, ...subject }) => subject);
}

/** The most frequent number; of several, the first. */
function mostFrequent(numbers: readonly number[]): number {
  const times = new Map<number, number>();
  for (const number of numbers) times.set(number, (times.get(number) ?? 0) + 1);
  return [...times].reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}
