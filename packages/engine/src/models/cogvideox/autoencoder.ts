/** CogVideoX's causal autoencoder (Yang et al. 2024; `AutoencoderKLCogVideoX` in diffusers): decoding and encoding a clip chunk by chunk. */
import { checkWeights } from '../../diffusion/check-weights.ts';
import type { DecodedFrame } from '../../diffusion/chunked-decode.ts';
import { pack } from '../../diffusion/latents.ts';
import type { Graph } from '../../graph/graph.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { TensorSource } from '../../tensor/source.ts';
import { f32, type Tensor } from '../../tensor/tensor.ts';
import {
  convGraph,
  downsampleGraph,
  normGraph,
  type RowsShape,
  shortcutGraph,
  upsampleGraph,
} from './autoencoder-layers.ts';
import { Coder, type Latents } from './coder.ts';
import type { AutoencoderConfig } from './config.ts';
import type { Features, Storage } from './features.ts';

/** Frames of a chunk, in latents and in pictures: group norms and doubled frames depend on it, so it belongs to the model. */
const chunkFrames = { latents: 2, pictures: 8 } as const;

/** Input of decoding or encoding. */
export interface CodingJob {
  readonly runtime: Runtime;
  readonly device: string;
  readonly source: TensorSource;
  readonly config: AutoencoderConfig;
  /** Default: exact. */
  readonly storage?: Storage;
  /** Bytes of the features of a window of rows. Default 128 MB. */
  readonly windowBytes?: number;
  /** Cancels between frames. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

const coderOf = ({ config, storage = 'f32', windowBytes = 128e6, ...rest }: CodingJob): Coder =>
  new Coder({ ...rest, groups: config.norm_num_groups, storage, windowBytes });

/** Chunks of a clip as `[from, to)`: the first takes what is left over. */
export function chunksOf(total: number, length: number): (readonly [from: number, to: number])[] {
  const count = Math.max(1, Math.floor(total / length));
  const rest = total - count * length;
  return Array.from({ length: count }, (_, i) => [i === 0 ? 0 : length * i + rest, length * (i + 1) + rest] as const);
}

/** Doublings of time, for each block but the last. */
const doubles = ({ temporal_compression_ratio: time }: AutoencoderConfig, block: number): boolean =>
  block < Math.log2(time);

const blocksOf = ({ block_out_channels: widths }: AutoencoderConfig): number => widths.length;

/** Names of a block's residual blocks. */
const resnetsOf = (block: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${block}.resnets.${i}`);

/**
 * Decodes latents `[1, channels, frames, rows, columns]` to pictures, in order, as they are made.
 * @throws AkezoraError `runtime_failed`; the signal's abort reason.
 */
export async function* decodeClip(job: CodingJob, latents: Tensor<'f32'>): AsyncGenerator<DecodedFrame, void, void> {
  const [, channels, frames, rows, columns] = latents.shape as [number, number, number, number, number];
  const { data } = pack(latents);
  const plane = rows * columns * channels;
  const coder = coderOf(job);
  try {
    for (const [from, to] of chunksOf(frames, chunkFrames.latents)) {
      const parts = Array.from({ length: to - from }, (_, i) => data.slice((from + i) * plane, (from + i + 1) * plane));
      for await (const picture of decodeChunk(coder, job.config, { rows, columns, channels, frames: parts }))
        yield planesOf(picture);
    }
  } finally {
    await coder.free();
  }
}

async function* decodeChunk(coder: Coder, config: AutoencoderConfig, z: Latents) {
  let x: Features = await coder.conv(z, 'decoder.conv_in.conv');
  for (const name of resnetsOf('decoder.mid_block', 2)) x = await coder.resnet(x, name, z);
  for (let block = 0; block < blocksOf(config); block++) {
    const name = `decoder.up_blocks.${block}`;
    for (const resnet of resnetsOf(name, config.layers_per_block + 1)) x = await coder.resnet(x, resnet, z);
    if (block < blocksOf(config) - 1) x = await coder.upsample(x, `${name}.upsamplers.0.conv`, doubles(config, block));
  }
  yield* coder.last(x, 'decoder.norm_out', 'decoder.conv_out.conv', z);
}

/** Colours beside each other as planes. */
function planesOf(picture: Float32Array): DecodedFrame {
  const plane = picture.length / 3;
  const out = new Float32Array(picture.length);
  for (let i = 0; i < plane; i++) for (let c = 0; c < 3; c++) out[c * plane + i] = picture[3 * i + c]!;
  return out;
}

/**
 * Encodes pictures `[1, 3, frames, height, width]` in −1 … 1 to moments `[1, 2 · channels, …]`, the mean and the logarithm of the
 * variance of latents.
 * @throws AkezoraError `runtime_failed`; the signal's abort reason.
 */
export async function encodeClip(job: CodingJob, video: Tensor<'f32'>): Promise<Tensor<'f32'>> {
  const [, , total, height, width] = video.shape as [number, number, number, number, number];
  const coder = coderOf(job);
  const made: Float32Array[] = [];
  let size = { rows: 0, columns: 0 };
  try {
    for (const [from, to] of chunksOf(total, chunkFrames.pictures)) {
      const frames = Array.from({ length: to - from }, (_, i) => pixelsOf(video, from + i));
      const { x, moments } = await encodeChunk(coder, job.config, {
        rows: height,
        columns: width,
        channels: 3,
        frames,
      });
      size = x;
      for await (const frame of moments) made.push(frame);
    }
  } finally {
    await coder.free();
  }
  return channelsFirst(made, size.rows, size.columns);
}

async function encodeChunk(coder: Coder, config: AutoencoderConfig, pictures: Features) {
  let x = await coder.conv(pictures, 'encoder.conv_in.conv');
  for (let block = 0; block < blocksOf(config); block++) {
    const name = `encoder.down_blocks.${block}`;
    for (const resnet of resnetsOf(name, config.layers_per_block)) x = await coder.resnet(x, resnet);
    if (block < blocksOf(config) - 1)
      x = await coder.downsample(x, `${name}.downsamplers.0.conv`, doubles(config, block));
  }
  for (const name of resnetsOf('encoder.mid_block', 2)) x = await coder.resnet(x, name);
  return { x, moments: coder.last(x, 'encoder.norm_out', 'encoder.conv_out.conv') };
}

/** One picture of a clip with its colours beside each other. */
function pixelsOf({ data, shape }: Tensor<'f32'>, frame: number): Float32Array {
  const [, colours, frames, height, width] = shape as [number, number, number, number, number];
  const plane = height * width;
  const out = new Float32Array(colours * plane);
  for (let c = 0; c < colours; c++)
    for (let i = 0; i < plane; i++) out[i * colours + c] = data[(c * frames + frame) * plane + i]!;
  return out;
}

/** Frames `[rows, columns, channels]` as `[1, channels, frames, rows, columns]`. */
function channelsFirst(frames: readonly Float32Array[], rows: number, columns: number): Tensor<'f32'> {
  const plane = rows * columns;
  const channels = frames[0]!.length / plane;
  const out = new Float32Array(frames.length * channels * plane);
  for (const [f, frame] of frames.entries())
    for (let i = 0; i < plane; i++)
      for (let c = 0; c < channels; c++) out[(c * frames.length + f) * plane + i] = frame[i * channels + c]!;
  return f32([1, channels, frames.length, rows, columns], out);
}

/**
 * Checks that an autoencoder has exactly the weights of its config, in both halves.
 * @throws AkezoraError `weights_mismatch`.
 */
export function checkAutoencoder(source: TensorSource, config: AutoencoderConfig): void {
  checkWeights(source, () => [...halfGraphs(source, config, 'encoder'), ...halfGraphs(source, config, 'decoder')]);
}

/** The graphs of all layers of a half, for the smallest frames. */
function* halfGraphs(source: TensorSource, config: AutoencoderConfig, half: 'encoder' | 'decoder'): Generator<Graph> {
  const decodes = half === 'decoder';
  const z = config.latent_channels;
  const latent = decodes ? { rows: 1, columns: 1, channels: z } : undefined;
  const shape = (channels: number): RowsShape => ({ rows: 2, columns: 2, channels, storage: 'f32' });
  const norm = (name: string, channels: number) => normGraph(source, name, shape(channels), latent);
  const conv = (name: string, channels: number) =>
    convGraph(source, name, { ...shape(channels), taps: 3, residual: false, out: 'f32' });
  const widths = decodes ? config.block_out_channels.toReversed() : config.block_out_channels;
  function* resnet(name: string, inner: number, out: number): Generator<Graph> {
    yield norm(`${name}.norm1`, inner);
    yield conv(`${name}.conv1.conv`, inner);
    yield norm(`${name}.norm2`, out);
    yield conv(`${name}.conv2.conv`, out);
    if (inner !== out) yield shortcutGraph(source, `${name}.conv_shortcut`, shape(inner));
  }
  const [first, last] = [widths[0]!, widths.at(-1)!];
  const middle = decodes ? first : last;
  yield conv(`${half}.conv_in.conv`, decodes ? z : 3);
  for (const name of resnetsOf(`${half}.mid_block`, 2)) yield* resnet(name, middle, middle);
  let width = first;
  for (const [block, out] of widths.entries()) {
    const name = `${half}.${decodes ? 'up' : 'down'}_blocks.${block}`;
    for (const one of resnetsOf(name, config.layers_per_block + (decodes ? 1 : 0))) {
      yield* resnet(one, width, out);
      width = out;
    }
    if (block === widths.length - 1) continue;
    if (decodes) yield upsampleGraph(source, `${name}.upsamplers.0.conv`, shape(width));
    else yield downsampleGraph(source, `${name}.downsamplers.0.conv`, shape(width), 1);
  }
  yield norm(`${half}.norm_out`, width);
  yield conv(`${half}.conv_out.conv`, width);
}
