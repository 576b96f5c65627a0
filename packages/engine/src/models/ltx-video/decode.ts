import type { Program, Runtime } from '../../runtime/index.ts';
import { f32, type Tensor, type TensorSource } from '../../tensor/index.ts';
import { decoderGraph, decoderTimes } from './autoencoder.ts';
import { type AutoencoderConfig, compressionOf } from './config.ts';
import { blendWeights, type Span, spans } from './tiles.ts';
import { timeEmbedding } from './timesteps.ts';

/** Size of the pieces that are decoded at once, in latents. */
export interface TileSize {
  readonly frames: number;
  readonly rows: number;
  readonly columns: number;
}

/** Latents that neighbouring tiles share along each axis. */
export const tileOverlap: TileSize = { frames: 3, rows: 6, columns: 6 };

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
  readonly tile?: TileSize;
  readonly signal?: AbortSignal;
}

/** One decoded picture, `[3, height, width]` in −1 … 1, colour by colour. */
export type DecodedFrame = Float32Array;

interface Decoder {
  readonly run: (z: Tensor<'f32'>, row: Span, column: Span) => Promise<Tensor<'f32'>>;
  readonly free: () => Promise<void>;
}

async function openDecoder(job: DecodeJob, tile: TileSize): Promise<Decoder> {
  const { source, config } = job;
  const [, , , rows, columns] = job.latents.shape as [number, number, number, number, number];
  const graph = decoderGraph(source, config, { batch: 1, ...tile });
  const program: Program = await job.runtime.load(graph, { device: job.device, label: 'decoder' });
  const time = config.timestep_conditioning ? timeEmbedding(await decoderTimes(source, [job.time ?? 0])) : undefined;
  const planes = graph.inputs.filter(({ name }) => name.startsWith('noise.'));
  const whole = new Map<string, Float32Array>();
  const cut = (name: string, shape: readonly number[], row: Span, column: Span): Tensor<'f32'> => {
    const [height, width] = shape as [number, number];
    const scale = height / tile.rows;
    const full = columns * scale;
    const plane = whole.get(name) ?? job.plane(name.slice('noise.'.length), rows * scale, full);
    whole.set(name, plane);
    const out = new Float32Array(height * width);
    for (let y = 0; y < height; y++) {
      const start = (row.from * scale + y) * full + column.from * scale;
      out.set(plane.subarray(start, start + width), y * width);
    }
    return f32(shape, out);
  };
  return {
    async run(z, row, column) {
      const noise = Object.fromEntries(planes.map(({ name, shape }) => [name, cut(name, shape, row, column)]));
      const { sample } = await program.run({ z, ...(time ? { time } : {}), ...noise });
      return sample as Tensor<'f32'>;
    },
    free: () => program.free(),
  };
}

function cutLatents(latents: Tensor<'f32'>, frame: Span, row: Span, column: Span): Tensor<'f32'> {
  const [, channels, frames, rows, columns] = latents.shape as [number, number, number, number, number];
  const shape = [1, channels, frame.to - frame.from, row.to - row.from, column.to - column.from];
  const width = column.to - column.from;
  const out = new Float32Array(shape.reduce((a, b) => a * b, 1));
  let at = 0;
  for (let c = 0; c < channels; c++)
    for (let f = frame.from; f < frame.to; f++)
      for (let y = row.from; y < row.to; y++) {
        const start = ((c * frames + f) * rows + y) * columns + column.from;
        out.set(latents.data.subarray(start, start + width), at);
        at += width;
      }
  return f32(shape, out);
}

/**
 * Decodes latents to pictures, in order, as they are made. Latents larger than the tile are decoded in overlapping
 * pieces in space and time whose seams are blended; memory is that of one tile and of the pictures of one stretch of
 * time, whatever the length.
 * @throws AkezoraError `runtime_failed`; whatever the signal's abort reason is.
 */
export async function* decodeFrames(job: DecodeJob): AsyncGenerator<DecodedFrame, void, void> {
  const [, , frames, rows, columns] = job.latents.shape as [number, number, number, number, number];
  const { space, time } = compressionOf(job.config);
  const tile: TileSize = {
    frames: Math.min(frames, job.tile?.frames ?? frames),
    rows: Math.min(rows, job.tile?.rows ?? rows),
    columns: Math.min(columns, job.tile?.columns ?? columns),
  };
  const axes = {
    frame: spans(frames, tile.frames, tileOverlap.frames),
    row: spans(rows, tile.rows, Math.min(tileOverlap.rows, tile.rows - 1)),
    column: spans(columns, tile.columns, Math.min(tileOverlap.columns, tile.columns - 1)),
  };
  // The first latent of a span stands for one frame, each further one for `time` frames.
  const frameRanges = axes.frame.map(({ from, to }) => [from * time, (to - 1) * time + 1] as const);
  const rowRanges = axes.row.map(({ from, to }) => [from * space, to * space] as const);
  const columnRanges = axes.column.map(({ from, to }) => [from * space, to * space] as const);
  const [height, width] = [rows * space, columns * space];
  const pending = new Map<number, Float32Array>();
  const decoder = await openDecoder(job, tile);
  try {
    for (const [t, frame] of axes.frame.entries()) {
      const [firstFrame, endFrame] = frameRanges[t]!;
      const timeWeights = blendWeights(frameRanges, t);
      for (const [r, row] of axes.row.entries()) {
        const rowWeights = blendWeights(rowRanges, r);
        for (const [c, column] of axes.column.entries()) {
          job.signal?.throwIfAborted();
          const columnWeights = blendWeights(columnRanges, c);
          const part = await decoder.run(cutLatents(job.latents, frame, row, column), row, column);
          const [, , count, partHeight, partWidth] = part.shape as [number, number, number, number, number];
          for (let f = 0; f < count; f++) {
            const weight = timeWeights[f]!;
            if (weight === 0) continue;
            const picture = pending.get(firstFrame + f) ?? new Float32Array(3 * height * width);
            pending.set(firstFrame + f, picture);
            for (let colour = 0; colour < 3; colour++)
              for (let y = 0; y < partHeight; y++) {
                const line = weight * rowWeights[y]!;
                if (line === 0) continue;
                const from = ((colour * count + f) * partHeight + y) * partWidth;
                const to = (colour * height + rowRanges[r]![0] + y) * width + columnRanges[c]![0];
                for (let x = 0; x < partWidth; x++) picture[to + x]! += line * columnWeights[x]! * part.data[from + x]!;
              }
          }
        }
      }
      const done = frameRanges[t + 1]?.[0] ?? endFrame;
      for (let at = firstFrame; at < done; at++) {
        const picture = pending.get(at);
        if (!picture) continue;
        pending.delete(at);
        yield picture;
      }
    }
  } finally {
    await decoder.free();
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
