/**
 * Decoding latents to pictures stage by stage and tile by tile, within a memory limit. The last stage proceeds in time and yields
 * pictures as it runs: memory for pixels does not grow with the length of the clip. Reference: `tiled_decode` of diffusers' video
 * autoencoders; here tiles have exact margins (see `tiles.ts`) and a tiled clip equals a whole one.
 */
import { f32, type Tensor } from '../tensor/tensor.ts';
import {
  type DecoderStage,
  type Lengths,
  outLengths,
  planTiles,
  type StageTiles,
  type Window,
  windowsOf,
} from './tiles.ts';

/** A decoder that runs stage by stage. */
export interface StagedDecoder {
  readonly stages: readonly DecoderStage[];
  /** Loads a stage for tiles of one size. */
  open(tiles: StageTiles): Promise<OpenedStage>;
}

/** Position of a tile in its stage's input. */
export interface TileWindows {
  readonly time: Window;
  readonly row: Window;
  readonly column: Window;
}

/** A loaded stage. */
export interface OpenedStage {
  /** Runs one tile of features `[1, channels, frames, height, width]`. */
  run(features: Tensor<'f32'>, at: TileWindows): Promise<Tensor<'f32'>>;
  free(): Promise<void>;
}

/** Input for decoding a clip. */
export interface DecodeJob {
  readonly decoder: StagedDecoder;
  /** Denormalised latents `[1, channels, frames, height, width]`. */
  readonly latents: Tensor<'f32'>;
  /** Bytes of memory available to a stage; less means smaller tiles. Default: unlimited, so each stage is one tile. */
  readonly memoryBytes?: number;
  /** Cancels the decoding. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/** One decoded picture, `[3, height, width]` in −1 … 1. */
export type DecodedFrame = Float32Array;

/**
 * Decodes latents to pictures, in order, as they are made.
 * @throws AkezoraError `runtime_failed`; the signal's abort reason.
 */
export async function* decodeFrames(job: DecodeJob): AsyncGenerator<DecodedFrame, void, void> {
  const [, channels, frames, rows, columns] = job.latents.shape as [number, number, number, number, number];
  const plan = planTiles(job.decoder.stages, [frames, rows, columns], job.memoryBytes ?? Number.POSITIVE_INFINITY);
  let features: Features = { data: job.latents.data, channels, lengths: [frames, rows, columns] };
  for (const tiles of plan.slice(0, -1)) features = await wholeStage(job, tiles, features);
  for await (const { features: part } of runStage(job, plan.at(-1)!, features)) {
    const { data, lengths } = part;
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

/** Features of a clip, `[channels, frames, rows, columns]`. */
interface Features {
  readonly data: Float32Array;
  readonly channels: number;
  readonly lengths: Lengths;
}

function cut({ data, channels, lengths }: Features, tile: Lengths, at: TileWindows): Tensor<'f32'> {
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

/** The output cells of a window, and where its tile's output starts, on an axis. */
function outWindow({ from, start, end }: Window, scale: number, time: boolean): Window {
  if (!time || scale === 1) return { from: from * scale, start: start * scale, end: end * scale };
  // Doubling drops the first of two frames: cell i gives frames 2i − 1 and 2i.
  return { from: 2 * from, start: Math.max(0, 2 * start - 1), end: 2 * end - 1 };
}

/** Copies the output cells of a tile into the features of some frames. */
function place(
  part: Tensor<'f32'>,
  into: Features,
  firstFrame: number,
  at: TileWindows,
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

/** Runs one stage tile by tile; yields the output a few frames at a time, in order. */
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
  const { pixels } = stage;
  const [, outRows, outColumns] = outLengths(stage, whole);
  const opened = await job.decoder.open(tiles);
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
            // The output of a stage in one tile needs no copy.
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
async function wholeStage(job: DecodeJob, tiles: StageTiles, input: Features): Promise<Features> {
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
 * Cuts planes `[height, width]` that belong to the whole frame, e.g. injected noise, to a tile.
 * @param inputs names and shapes of the planes of a tile
 * @param draw gives a plane of the whole frame; called once a name
 */
export function tilePlanes(
  inputs: readonly { readonly name: string; readonly shape: readonly number[] }[],
  tile: Lengths,
  whole: Lengths,
  draw: (name: string, height: number, width: number) => Float32Array,
): (at: TileWindows) => Record<string, Tensor<'f32'>> {
  const drawn = new Map<string, Float32Array>();
  const cutPlane = (name: string, shape: readonly number[], { row, column }: TileWindows): Tensor<'f32'> => {
    const [height, width] = shape as [number, number];
    const scale = height / tile[1];
    const full = whole[2] * scale;
    const values = drawn.get(name) ?? draw(name, whole[1] * scale, full);
    drawn.set(name, values);
    const out = new Float32Array(height * width);
    for (let y = 0; y < height; y++) {
      const start = (row.from * scale + y) * full + column.from * scale;
      out.set(values.subarray(start, start + width), y * width);
    }
    return f32(shape, out);
  };
  return (at) => Object.fromEntries(inputs.map(({ name, shape }) => [name, cutPlane(name, shape, at)]));
}
