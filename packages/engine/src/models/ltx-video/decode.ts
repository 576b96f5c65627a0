import { timeEmbedding } from '../../diffusion/timestep-embedding.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { TensorSource } from '../../tensor/source.ts';
import { f32, type Tensor } from '../../tensor/tensor.ts';
import { decoderGraph, decoderTimes } from './autoencoder.ts';
import type { AutoencoderConfig } from './config.ts';
import { type Lengths, outLengths, planTiles, type StageTiles, type Window, windowsOf } from './decoder-stages.ts';

/** What decoding one clip needs. */
export interface DecodeJob {
  readonly runtime: Runtime;
  readonly device: string;
  readonly source: TensorSource;
  readonly config: AutoencoderConfig;
  /** Denormalised latents `[1, channels, frames, rows, columns]`. */
  readonly latents: Tensor<'f32'>;
  /** Decode time 0 … 1, for decoders that are told one. */
  readonly time?: number;
  /** Noise plane of a named module for the whole frame, where the decoder injects noise. */
  readonly plane: (module: string, rows: number, columns: number) => Float32Array;
  /** Memory a stage may take; all of a clip at once without it. */
  readonly memoryBytes?: number;
  readonly signal?: AbortSignal | undefined;
}

/** One decoded picture, `[3, height, width]` in −1 … 1, colour by colour. */
export type DecodedFrame = Float32Array;

/** Features of a clip, `[channels, frames, rows, columns]`. */
interface Features {
  readonly data: Float32Array;
  readonly channels: number;
  readonly lengths: Lengths;
}

interface Windows {
  readonly time: Window;
  readonly row: Window;
  readonly column: Window;
}

function cut({ data, channels, lengths }: Features, tile: Lengths, at: Windows): Tensor<'f32'> {
  const [, rows, columns] = lengths;
  const [frames, height, width] = tile;
  const out = new Float32Array(channels * frames * height * width);
  let to = 0;
  for (let c = 0; c < channels; c++)
    for (let f = 0; f < frames; f++)
      for (let y = 0; y < height; y++) {
        const from = ((c * lengths[0] + at.time.from + f) * rows + at.row.from + y) * columns + at.column.from;
        out.set(data.subarray(from, from + width), to);
        to += width;
      }
  return f32([1, channels, frames, height, width], out);
}

/** Output cells a window is responsible for, and where its tile's output starts, on an axis. */
function outWindow({ from, start, end }: Window, scale: number, time: boolean): Window {
  if (!time || scale === 1) return { from: from * scale, start: start * scale, end: end * scale };
  // Doubling drops the first of two frames: cell i gives frames 2i − 1 and 2i.
  return { from: 2 * from, start: Math.max(0, 2 * start - 1), end: 2 * end - 1 };
}

/** Pixels a cell of a stage's output has along a side: the patch for the last stage. */
const pixelsOf = (job: DecodeJob, { stage }: StageTiles): number => (stage.last ? job.config.patch_size : 1);

interface OpenedStage {
  readonly run: (z: Tensor<'f32'>, at: Windows) => Promise<Tensor<'f32'>>;
  readonly free: () => Promise<void>;
}

async function openStage(job: DecodeJob, tiles: StageTiles): Promise<OpenedStage> {
  const { source, config } = job;
  const { stage, tile, whole } = tiles;
  const [frames, rows, columns] = tile;
  const box = { batch: 1, channels: stage.inChannels, frames, rows, columns };
  const graph = decoderGraph(source, config, box, { from: stage.index, to: stage.index + 1 });
  const program = await job.runtime.load(graph, { device: job.device, label: 'decoder', activations: 'returned' });
  const time = config.timestep_conditioning ? timeEmbedding(await decoderTimes(source, [job.time ?? 0])) : undefined;
  const planes = graph.inputs.filter(({ name }) => name.startsWith('noise.'));
  const known = new Map<string, Float32Array>();
  const cutPlane = (name: string, shape: readonly number[], { row, column }: Windows): Tensor<'f32'> => {
    const [height, width] = shape as [number, number];
    const scale = height / rows;
    const full = whole[2] * scale;
    const plane = known.get(name) ?? job.plane(name.slice('noise.'.length), whole[1] * scale, full);
    known.set(name, plane);
    const out = new Float32Array(height * width);
    for (let y = 0; y < height; y++) {
      const start = (row.from * scale + y) * full + column.from * scale;
      out.set(plane.subarray(start, start + width), y * width);
    }
    return f32(shape, out);
  };
  return {
    async run(z, at) {
      const noise = Object.fromEntries(planes.map(({ name, shape }) => [name, cutPlane(name, shape, at)]));
      const { sample } = await program.run({ z, ...(time ? { time } : {}), ...noise });
      return sample as Tensor<'f32'>;
    },
    free: () => program.free(),
  };
}

/** Copies what a tile is responsible for into a stretch of frames of the whole output. */
function place(
  part: Tensor<'f32'>,
  into: Features,
  firstFrame: number,
  at: Windows,
  scale: number,
  pixels: number,
): void {
  const [, channels, frames, height, width] = part.shape as [number, number, number, number, number];
  const time = outWindow(at.time, scale, true);
  const [row, column] = [at.row, at.column].map((window) => {
    const { from, start, end } = outWindow(window, scale, false);
    return { from: from * pixels, start: start * pixels, end: end * pixels };
  }) as [Window, Window];
  const [total, rows, columns] = into.lengths;
  for (let c = 0; c < channels; c++)
    for (let f = time.start; f < time.end; f++)
      for (let y = row.start; y < row.end; y++) {
        const from = ((c * frames + f - time.from) * height + y - row.from) * width + column.start - column.from;
        const to = ((c * total + f - firstFrame) * rows + y) * columns + column.start;
        into.data.set(part.data.subarray(from, from + column.end - column.start), to);
      }
}

/** Runs one stage tile by tile; gives the output by stretches of time, in order. */
async function* runStage(
  job: DecodeJob,
  tiles: StageTiles,
  input: Features,
): AsyncGenerator<{ first: number; features: Features }, void, void> {
  const { stage, whole, tile } = tiles;
  const [times, rows, columns] = whole.map((length, axis) => windowsOf(length, tile[axis]!, stage.radius)) as [
    Window[],
    Window[],
    Window[],
  ];
  const pixels = pixelsOf(job, tiles);
  const [, outRows, outColumns] = outLengths(stage, whole);
  const opened = await openStage(job, tiles);
  try {
    for (const time of times) {
      const { start, end } = outWindow(time, stage.scale, true);
      let features: Features | undefined;
      for (const row of rows)
        for (const column of columns) {
          job.signal?.throwIfAborted();
          const at = { time, row, column };
          const part = await opened.run(cut(input, tile, at), at);
          if (!features) {
            const channels = part.shape[1]!;
            const lengths: Lengths = [end - start, outRows * pixels, outColumns * pixels];
            const size = channels * lengths[0] * lengths[1] * lengths[2];
            // A stage in one piece hands its output on as it is.
            const single = times.length * rows.length * columns.length === 1;
            features = { channels, lengths, data: single ? part.data : new Float32Array(size) };
            if (single) continue;
          }
          place(part, features, start, at, stage.scale, pixels);
        }
      yield { first: start, features: features! };
    }
  } finally {
    await opened.free();
  }
}

/** All of a stage's output as one. */
async function gatherStage(job: DecodeJob, tiles: StageTiles, input: Features): Promise<Features> {
  const lengths = outLengths(tiles.stage, tiles.whole);
  let all: Features | undefined;
  for await (const { first, features } of runStage(job, tiles, input)) {
    if (features.lengths[0] === lengths[0]) return features;
    const plane = lengths[1] * lengths[2];
    all ??= { channels: features.channels, lengths, data: new Float32Array(features.channels * lengths[0] * plane) };
    const count = features.lengths[0] * plane;
    for (let c = 0; c < features.channels; c++)
      all.data.set(features.data.subarray(c * count, (c + 1) * count), (c * lengths[0] + first) * plane);
  }
  return all!;
}

/**
 * Decodes latents to pictures, in order, as they are made. The decoder's stages run one after the other, each over
 * tiles small enough for the memory given, with margins as wide as its convolutions reach: a tiled clip is the same as
 * a whole one. The last stage works through time, so that pictures come while it runs.
 * @throws AkezoraError `runtime_failed`; whatever the signal's abort reason is.
 */
export async function* decodeFrames(job: DecodeJob): AsyncGenerator<DecodedFrame, void, void> {
  const [, channels, frames, rows, columns] = job.latents.shape as [number, number, number, number, number];
  const plan = planTiles(job.config, [frames, rows, columns], job.memoryBytes ?? Number.POSITIVE_INFINITY);
  let features: Features = { data: job.latents.data, channels, lengths: [frames, rows, columns] };
  for (const tiles of plan.slice(0, -1)) features = await gatherStage(job, tiles, features);
  for await (const stretch of runStage(job, plan.at(-1)!, features)) {
    const { data, lengths } = stretch.features;
    const plane = lengths[1] * lengths[2];
    for (let f = 0; f < lengths[0]; f++) {
      const picture = new Float32Array(3 * plane);
      for (let colour = 0; colour < 3; colour++) {
        const from = (colour * lengths[0] + f) * plane;
        picture.set(data.subarray(from, from + plane), colour * plane);
      }
      yield picture;
    }
  }
}

/** A decoded picture as RGBA bytes: −1 … 1 to 0 … 255, rounded. */
export function toPixels(picture: DecodedFrame): Uint8Array {
  const plane = picture.length / 3;
  const out = new Uint8Array(plane * 4).fill(255);
  for (let i = 0; i < plane; i++)
    for (let colour = 0; colour < 3; colour++) {
      const value = Math.min(1, Math.max(0, picture[colour * plane + i]! / 2 + 0.5));
      out[4 * i + colour] = Math.round(value * 255);
    }
  return out;
}
