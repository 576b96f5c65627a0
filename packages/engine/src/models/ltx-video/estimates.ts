import type { Machine } from '../model.ts';
import { type AutoencoderConfig, compressionOf, innerChannels, type TransformerConfig } from './config.ts';
import type { TileSize } from './decode.ts';

const float = 4;

/** Parameters of the transformer, from its shape. */
export function transformerParameters(config: TransformerConfig): number {
  const width = innerChannels(config);
  const block = 16 * width * width + 26 * width;
  const time = 256 * width + width * width + 6 * width * width;
  return (
    config.num_layers * block + time + config.caption_channels * width + width * width + 2 * config.in_channels * width
  );
}

/** Operations of one pass over `tokens` tokens with a text of `words` tokens: products of weights and of attention. */
export function passOperations(config: TransformerConfig, tokens: number, words: number): number {
  const width = innerChannels(config);
  const weights = 2 * tokens * 14 * width * width + 4 * words * width * width;
  const attention = 4 * tokens * tokens * width + 4 * tokens * words * width;
  return config.num_layers * (weights + attention);
}

/** Bytes one parameter takes in memory, by precision. */
export const bytesPerWeight: Readonly<Record<string, number>> = { f32: 4, int8: 1.05, int7: 1.05, w8: 1.15, w4: 0.65 };

/** Bytes of the tensors alive at the widest point of a block: the feed-forward, twice, and five of the model's width. */
export function transformerActivations(config: TransformerConfig, tokens: number): number {
  const width = innerChannels(config);
  return float * tokens * width * (5 + 2 * 4) + 2 * float * tokens * width;
}

/** Latents a decoder tile may have, and the operations of decoding, by stage of the decoder. */
export interface DecodeCost {
  readonly memoryBytes: number;
  readonly operations: number;
}

/** Peak bytes and operations of decoding one tile. */
export function decodeCost(config: AutoencoderConfig, tile: TileSize): DecodeCost {
  const widths = [...config.decoder_block_out_channels].reverse();
  const layers = [...config.decoder_layers_per_block].reverse();
  const factors = [...config.upsample_factor].reverse();
  const scaled = [...config.decoder_spatio_temporal_scaling].reverse();
  let cells = tile.frames * tile.rows * tile.columns;
  let channels = widths[0]!;
  let operations = 2 * cells * 27 * config.latent_channels * channels;
  let peak = 0;
  let weights = 27 * config.latent_channels * channels;
  const stage = (count: number) => {
    operations += 4 * cells * 27 * channels * channels * count;
    weights += 2 * 27 * channels * channels * count;
    // Input, normed, padded, output and the convolution's own copy.
    peak = Math.max(peak, float * cells * channels * 5);
  };
  stage(layers[0]!);
  for (const [i, width] of widths.entries()) {
    const factor = factors[i] ?? 1;
    const inner = channels;
    channels = Math.round(width / factor);
    if (scaled[i]) {
      const out = (8 * channels * factor) / factor;
      operations += 2 * cells * 27 * inner * out;
      weights += 27 * inner * out;
      cells *= 8;
      peak = Math.max(peak, float * cells * channels * 4);
    }
    stage(layers[i + 1] ?? 1);
  }
  return { memoryBytes: peak + float * weights, operations };
}

/** Sizes of tiles that are tried, largest first, until one fits. */
function tileSizes(whole: TileSize): TileSize[] {
  const sizes: TileSize[] = [whole];
  for (const frames of [whole.frames, 16, 8, 5])
    for (const side of [48, 32, 24, 16, 12, 8])
      if (frames <= whole.frames)
        sizes.push({ frames, rows: Math.min(side, whole.rows), columns: Math.min(side, whole.columns) });
  const cells = ({ frames, rows, columns }: TileSize) => frames * rows * columns;
  return sizes.sort((a, b) => cells(b) - cells(a));
}

/** The largest tile whose decoding fits into `bytes`; the smallest there is when none does. */
export function chooseTile(config: AutoencoderConfig, whole: TileSize, bytes: number): TileSize {
  const sizes = tileSizes(whole);
  return sizes.find((tile) => decodeCost(config, tile).memoryBytes <= bytes) ?? sizes.at(-1)!;
}

/** Operations a second that a stage reaches: measured by earlier runs here, else what two ordinary cores do. */
export function speedOf(machine: Machine, model: string, precision: string, stage: string): number {
  const known = machine.speeds[`${model}:${machine.device}:${precision}:${stage}`];
  if (known !== undefined) return known;
  const perThread: Readonly<Record<string, number>> = { f32: 60e9, int8: 130e9, int7: 110e9, w8: 55e9, w4: 55e9 };
  return (perThread[precision] ?? 60e9) * machine.threads;
}

/** Pictures held while a stretch of time is put together from tiles. */
export const pendingPictures = (config: AutoencoderConfig, tile: TileSize, width: number, height: number): number =>
  (tile.frames * compressionOf(config).time + 1) * 3 * float * width * height;
