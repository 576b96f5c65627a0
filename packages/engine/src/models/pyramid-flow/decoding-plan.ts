/** How frames pass through the autoencoder within a memory limit: whole or in tiles, and how many at once in each of its parts. */
import type { DecoderPrecision } from '../../diffusion/decoder-arithmetic.ts';
import { largestWorking, restBytes } from '../../diffusion/frame-chunks.ts';
import { type AutoencoderConfig, compressionOf } from './config.ts';
import { decoderParts, encoderParts, type SizedPart } from './parts.ts';
import type { FrameSize } from './resolutions.ts';
import { tilesOf } from './tiles.ts';

/** How frames are computed. */
export interface CodingLayout {
  /** Latents along a side of a tile; `undefined` for whole frames. */
  readonly tile: number | undefined;
  /** Frames that each part of the decoder takes at once. */
  readonly framesAtOnce: readonly number[];
  readonly memoryBytes: number;
  /** Bytes of what is kept from one latent frame to the next, while the transformer makes that. */
  readonly keptBytes: number;
}

/** Latents along a side of a tile: 256 pixels, as in the reference. */
const tileSide = 32;

/** Memory of a part. Two frames are carried in front of every convolution, in int8 as bytes. */
const memoryOf = (precision: DecoderPrecision) =>
  precision === 'f32'
    ? { bytesPerParameter: 4.1, carriedBytes: 8, liveTensors: 10 }
    : { bytesPerParameter: 1.3, carriedBytes: 2, liveTensors: 8 };

/** Parts with the size of their output, in cells of a latent. */
function grown(parts: readonly SizedPart[]): { readonly part: SizedPart; readonly cells: number }[] {
  let cells = 1;
  return parts.map((part) => {
    cells *= part.space ** 2;
    return { part, cells };
  });
}

/** Layout of decoding a clip of frames of a size. */
export function decodingLayout(
  config: AutoencoderConfig,
  size: FrameSize,
  precision: DecoderPrecision,
  bytes: number,
): CodingLayout {
  const whole = layoutOf(config, size, precision, bytes, undefined);
  if (whole.memoryBytes <= bytes || (size.rows <= tileSide && size.columns <= tileSide)) return whole;
  const tiled = layoutOf(config, size, precision, bytes, tileSide);
  return tiled.memoryBytes < whole.memoryBytes ? tiled : whole;
}

function layoutOf(
  config: AutoencoderConfig,
  size: FrameSize,
  precision: DecoderPrecision,
  bytes: number,
  tile: number | undefined,
): CodingLayout {
  const memory = memoryOf(precision);
  const parts = grown(decoderParts(config));
  const tiles = tile === undefined ? [size] : tilesOf(size.rows, size.columns, tile).flat();
  const area = ({ rows, columns }: FrameSize) => rows * columns;
  const all = tiles.reduce((sum, one) => sum + area(one), 0);
  const largest = Math.max(...tiles.map(area));
  const weights = parts.reduce((sum, { part }) => sum + part.parameters * memory.bytesPerParameter, 0);
  const carried = parts.reduce((sum, { part, cells }) => sum + memory.carriedBytes * part.carried * cells * all, 0);
  const pictures = tile === undefined ? 0 : 2 * 4 * 3 * compressionOf(config).time * 64 * all;
  const held = weights + carried + pictures + restBytes;
  const workingOf = ({ part, cells }: (typeof parts)[number], frames: number) =>
    4 * memory.liveTensors * part.live * part.innerChannels * cells * largest * part.time * frames;
  const limit = Math.min(largestWorking, bytes - held);
  let frames = 1;
  const framesAtOnce = parts.map((one) => {
    let own = frames;
    while (own > 1 && workingOf(one, own) > limit) own /= 2;
    frames *= one.part.time;
    return own;
  });
  const working = Math.max(...parts.map((one, i) => workingOf(one, framesAtOnce[i]!)));
  return { tile, framesAtOnce, memoryBytes: held + working, keptBytes: carried };
}

/** Operations of decoding latent frames. */
export function decodingOperations(
  config: AutoencoderConfig,
  size: FrameSize,
  frames: number,
  { tile }: Pick<CodingLayout, 'tile'>,
): number {
  const tiles = tile === undefined ? [size] : tilesOf(size.rows, size.columns, tile).flat();
  const area = tiles.reduce((sum, { rows, columns }) => sum + rows * columns, 0);
  let length = frames;
  return grown(decoderParts(config)).reduce((sum, { part, cells }) => {
    length = part.time * (length - 1) + 1;
    return sum + part.operations * cells * area * length;
  }, 0);
}

/** Side of tiles for encoding a picture, and the bytes that it takes; whole where that fits. */
export function encodingLayout(
  config: AutoencoderConfig,
  size: FrameSize,
  bytes: number,
): Pick<CodingLayout, 'tile' | 'memoryBytes'> {
  const parts = encoderParts(config);
  const memory = memoryOf('f32');
  const largest = Math.max(...parts.map(({ parameters }) => parameters)) * memory.bytesPerParameter;
  const { space } = compressionOf(config);
  const bytesOf = ({ rows, columns }: FrameSize) => {
    let cells = rows * columns * space ** 2;
    const workings = parts.map((part) => {
      const working = 4 * memory.liveTensors * part.innerChannels * cells;
      cells /= part.space ** 2;
      return working;
    });
    return restBytes + largest + Math.max(...workings);
  };
  const whole = bytesOf(size);
  if (whole <= bytes || (size.rows <= tileSide && size.columns <= tileSide))
    return { tile: undefined, memoryBytes: whole };
  return { tile: tileSide, memoryBytes: bytesOf({ rows: tileSide, columns: tileSide }) };
}
