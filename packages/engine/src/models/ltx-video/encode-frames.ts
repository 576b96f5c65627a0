/** Encoding frames with LTX-Video's autoencoder, a chunk at a time: memory does not grow with the length of a clip. */
import { type CarriedFrames, carriedFrames } from '../../diffusion/chunked-decode.ts';
import { type Chunk, isAlike } from '../../diffusion/frame-chunks.ts';
import type { Program, Runtime } from '../../runtime/runtime.ts';
import type { TensorSource } from '../../tensor/source.ts';
import { f32, type Tensor } from '../../tensor/tensor.ts';
import { encoderChunkGraph } from './autoencoder.ts';
import { type AutoencoderConfig, compressionOf } from './config.ts';

/** Width and height in pixels. */
interface Size {
  readonly width: number;
  readonly height: number;
}

/** Input for encoding a clip. */
export interface EncodeJob {
  readonly runtime: Runtime;
  readonly device: string;
  readonly source: TensorSource;
  readonly config: AutoencoderConfig;
  /** Frames `[1, 3, frames, height, width]` in −1 … 1, one more than a multiple of the time compression. */
  readonly video: Tensor<'f32'>;
  /** Cancels between chunks. Default: none. */
  readonly signal?: AbortSignal | undefined;
  /** Frames of a chunk, rounded to the time compression. Default: by the size of the frames. */
  readonly chunkFrames?: number;
}

/** Bytes of the features of a frame where they are widest, with those alive at once beside them. */
function frameBytes(config: AutoencoderConfig, { width, height }: Size): number {
  const channels = Math.max(config.block_out_channels[0]!, 3 * config.patch_size ** 2);
  return 4 * 8 * channels * ((width * height) / config.patch_size ** 2);
}

/** Bytes of features that chunks are cut down to. */
const largestChunk = 1e9;

/** Frames of a chunk, a multiple of the time compression. */
const chunkLength = (config: AutoencoderConfig, size: Size): number => {
  const { time } = compressionOf(config);
  return time * Math.max(1, Math.floor(largestChunk / frameBytes(config, size) / time));
};

/** Peak bytes of encoding `frames` frames (`bench/ltx-decoder.ts --encode`). */
export function encodeBytes(config: AutoencoderConfig, size: Size, frames: number): number {
  const parameters = config.block_out_channels.reduce(
    (sum, width, i) => sum + 54 * width * width * (config.layers_per_block[i] ?? 1),
    0,
  );
  const most = Math.min(frames, chunkLength(config, size) + 1);
  return most * frameBytes(config, size) + 4 * 1.3 * parameters;
}

/** Chunks of a clip: the first has one frame more than a multiple of the time compression. */
function chunksOf(total: number, length: number): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = 0; at < total; ) {
    const frames = Math.min(total - at, length + (at === 0 ? 1 : 0));
    chunks.push({ frames, place: { first: at === 0, last: at + frames === total } });
    at += frames;
  }
  return chunks;
}

/** Frames `from … from + count` of a clip, `[frames, 3, height, width]`. */
function cut({ data, shape }: Tensor<'f32'>, from: number, count: number): Tensor<'f32'> {
  const [, colours, frames, height, width] = shape as [number, number, number, number, number];
  const plane = height * width;
  const out = new Float32Array(count * colours * plane);
  for (let f = 0; f < count; f++)
    for (let colour = 0; colour < colours; colour++) {
      const at = (colour * frames + from + f) * plane;
      out.set(data.subarray(at, at + plane), (f * colours + colour) * plane);
    }
  return f32([count, colours, height, width], out);
}

/**
 * Moments `[1, 2 · channels, frames, rows, columns]` of a clip, as `encoderGraph` gives them for the whole clip.
 * @throws AkezoraError `runtime_failed`; the signal's abort reason.
 */
export async function encodeFrames(job: EncodeJob): Promise<Tensor<'f32'>> {
  const { runtime, device, source, config, video, signal } = job;
  const [, , total, height, width] = video.shape as [number, number, number, number, number];
  const { time } = compressionOf(config);
  const wanted = job.chunkFrames ?? chunkLength(config, { width, height });
  const chunks = chunksOf(total, Math.max(time, time * Math.round(wanted / time)));
  const parts: Tensor<'f32'>[] = [];
  let opened: { readonly program: Program; readonly chunk: Chunk } | undefined;
  let past: CarriedFrames = {};
  let from = 0;
  try {
    for (const chunk of chunks) {
      signal?.throwIfAborted();
      const { frames, place } = chunk;
      if (opened && !isAlike(opened.chunk, chunk)) {
        await opened.program.free();
        opened = undefined;
      }
      if (!opened) {
        const graph = encoderChunkGraph(source, config, { frames, rows: height, columns: width, place });
        opened = { program: await runtime.load(graph, { device, label: 'encoder', activations: 'returned' }), chunk };
      }
      const outputs = await opened.program.run({ pictures: cut(video, from, frames), ...past });
      past = carriedFrames(outputs);
      parts.push(outputs.moments as Tensor<'f32'>);
      from += frames;
    }
  } finally {
    await opened?.program.free();
  }
  return channelsFirst(parts);
}

/** Parts `[frames, rows, columns, channels]` as one `[1, channels, frames, rows, columns]`. */
function channelsFirst(parts: readonly Tensor<'f32'>[]): Tensor<'f32'> {
  const [, rows, columns, channels] = parts[0]!.shape as [number, number, number, number];
  const frames = parts.reduce((sum, { shape }) => sum + shape[0]!, 0);
  const cells = frames * rows * columns;
  const out = new Float32Array(cells * channels);
  let at = 0;
  for (const { data } of parts)
    for (let i = 0; i < data.length; i += channels, at++)
      for (let c = 0; c < channels; c++) out[c * cells + at] = data[i + c]!;
  return f32([1, channels, frames, rows, columns], out);
}
