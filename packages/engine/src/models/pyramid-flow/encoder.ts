/** Encoding a picture to the moments of its latents: part by part, each loaded alone. */
import { attentionChunk } from '../../diffusion/chunks.ts';
import { pack, unpack } from '../../diffusion/latents.ts';
import { runGraph } from '../../diffusion/run-stages.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { TensorSource } from '../../tensor/source.ts';
import { f32, reshaped, type Tensor } from '../../tensor/tensor.ts';
import { type PartOptions, partGraph } from './autoencoder.ts';
import { type AutoencoderConfig, compressionOf } from './config.ts';
import { encoderParts } from './parts.ts';
import { blended, cellsOf, type Planes, type Tile, tilesOf } from './tiles.ts';

/** Input of encoding. */
export interface EncodeJob {
  readonly runtime: Runtime;
  readonly device: string;
  readonly source: TensorSource;
  readonly config: AutoencoderConfig;
  /** Latents along a side of a tile. Default: whole pictures. */
  readonly tile?: number | undefined;
  /** Cancels between parts. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Encodes a picture `[1, 3, 1, height, width]` in −1 … 1 to moments `[1, 2 · channels, 1, rows, columns]`, the mean and the logarithm of the
 * variance of its latents.
 * @throws AkezoraError `runtime_failed`; the signal's abort reason.
 */
export async function encodePicture(job: EncodeJob, picture: Tensor<'f32'>): Promise<Tensor<'f32'>> {
  const { config, tile: side } = job;
  const [height, width] = picture.shape.slice(3) as [number, number];
  const { space } = compressionOf(config);
  const pixels = pack(picture).data;
  const whole: Tile = { row: 0, column: 0, rows: height, columns: width };
  const tiles = side === undefined ? [[whole]] : tilesOf(height, width, side * space);
  const made: Planes[][] = [];
  for (const row of tiles) {
    const planes: Planes[] = [];
    for (const tile of row)
      planes.push(await encodeTile(job, cellsOf(pixels, { columns: width, channels: 3 }, tile), tile));
    made.push(planes);
  }
  const { channels, rows, columns, data } = side === undefined ? made[0]![0]! : blended(made, side);
  return f32([1, channels, 1, rows, columns], data);
}

async function encodeTile(job: EncodeJob, pixels: Float32Array, { rows, columns }: Tile): Promise<Planes> {
  const { runtime, device, source, config, signal } = job;
  const options: PartOptions = { arithmetic: () => 'f32', attentionChunk: await attentionChunk(runtime, device) };
  let features = f32([1, rows, columns, 3], pixels);
  for (const part of encoderParts(config)) {
    signal?.throwIfAborted();
    const [frames, height, width] = features.shape as [number, number, number, number];
    const chunk = { frames, rows: height, columns: width, place: { first: true, last: true } };
    const graph = partGraph(source, part, chunk, options);
    features = (await runGraph(runtime, graph, { device, label: 'autoencoder' }, { features }))['features.out']!;
  }
  const [, height, width, channels] = features.shape as [number, number, number, number];
  const cells = reshaped(features, [1, height * width, channels]);
  const { data } = unpack(cells, { frames: 1, rows: height, columns: width });
  return { channels, rows: height, columns: width, data };
}
