import { stagesOf } from './autoencoder.ts';
import type { AutoencoderConfig } from './config.ts';

/** One stage of the decoder, as far as cutting it into tiles and its cost go. */
export interface DecoderStage {
  readonly index: number;
  /** 2 when the stage doubles frames, rows and columns. */
  readonly scale: 1 | 2;
  readonly inChannels: number;
  readonly outChannels: number;
  /** Input cells around a cell that its outputs depend on; a tile with this margin is exact. */
  readonly radius: number;
  readonly parameters: number;
  /** Operations an output cell. */
  readonly operations: number;
  readonly last: boolean;
}

/** The decoder's stages from its config. */
export function decoderStages(config: AutoencoderConfig): DecoderStage[] {
  const widths = [...config.decoder_block_out_channels].reverse();
  const layers = [...config.decoder_layers_per_block].reverse();
  const factors = [...config.upsample_factor].reverse();
  const scaled = [...config.decoder_spatio_temporal_scaling].reverse();
  const reach = config.decoder_causal ? 2 : 1;
  const total = stagesOf(config);
  const stages: DecoderStage[] = [];
  let channels = config.latent_channels;
  for (let index = 0; index < total; index++) {
    const last = index === total - 1;
    const inChannels = channels;
    const first = index === 0;
    const scale = !first && scaled[index - 1] ? 2 : 1;
    const outChannels = first ? widths[0]! : Math.round(widths[index - 1]! / factors[index - 1]!);
    const stack = layers[index]!;
    const narrows = !first && scale * outChannels > 0 && inChannels !== outChannels * (factors[index - 1] ?? 1);
    // Convolutions before the doubling reach a whole cell of the input each, those after it half of one.
    const before = first ? 1 : (narrows ? 2 : 0) + (scale === 2 ? 1 : 0);
    const after = 2 * stack + (last ? 1 : 0);
    const middle = first ? outChannels : narrows ? outChannels * (factors[index - 1] ?? 1) : inChannels;
    const grown = scale === 2 ? outChannels * 8 : 0;
    const outKernels = 2 * stack * outChannels * outChannels + (last ? outChannels * 3 * config.patch_size ** 2 : 0);
    const inKernels = (first ? inChannels * outChannels : 0) + middle * grown + (narrows ? 2 * inChannels * middle : 0);
    stages.push({
      index,
      scale,
      inChannels,
      outChannels: last ? 3 * config.patch_size ** 2 : outChannels,
      radius: Math.ceil(reach * (before + after / scale)),
      parameters: 27 * (outKernels + inKernels),
      operations: 54 * (outKernels + inKernels / scale ** 3),
      last,
    });
    channels = outChannels;
  }
  return stages;
}

/** Bytes of tensors alive at once an output cell: input, norm, padded copy, product and result of a convolution. */
const liveTensors = 5;

/** Frames, rows and columns. */
export type Lengths = readonly [frames: number, rows: number, columns: number];

/** Lengths of a stage's output from those of its input. */
export const outLengths = ({ scale }: DecoderStage, [frames, rows, columns]: Lengths): Lengths =>
  scale === 2 ? [2 * frames - 1, 2 * rows, 2 * columns] : [frames, rows, columns];

const cellsOf = ([frames, rows, columns]: Lengths): number => frames * rows * columns;

/** Widest channel count inside a stage, per output cell. */
const widest = (stage: DecoderStage): number =>
  Math.max(stage.outChannels, ...(stage.scale === 2 ? [stage.inChannels / 8] : []));

/** Peak bytes of running a stage over a tile of input cells, its weights included. */
export function stageBytes(stage: DecoderStage, tile: Lengths, inner: number): number {
  const cells = cellsOf(outLengths(stage, tile));
  const channels = Math.max(widest(stage), inner);
  return 4 * (cells * channels * liveTensors + 1.3 * stage.parameters);
}

/** Channels of the features inside a stage (the last stage ends in fewer). */
export const innerOf = (config: AutoencoderConfig, stage: DecoderStage): number => {
  const widths = [...config.decoder_block_out_channels].reverse();
  const factors = [...config.upsample_factor].reverse();
  return stage.index === 0 ? widths[0]! : Math.round(widths[stage.index - 1]! / factors[stage.index - 1]!);
};

/** Where a tile reads and what it is responsible for, along one axis of a stage's input. */
export interface Window {
  /** First cell read. */
  readonly from: number;
  /** Cells it is responsible for, `[start, end)`. */
  readonly start: number;
  readonly end: number;
}

/** Windows of equal length `size` over an axis, each with `radius` cells of margin wherever it is cut. */
export function windowsOf(length: number, size: number, radius: number): Window[] {
  if (size >= length) return [{ from: 0, start: 0, end: length }];
  const core = Math.max(1, size - 2 * radius);
  const count = Math.ceil(length / core);
  return Array.from({ length: count }, (_, i) => {
    const start = Math.round((i * length) / count);
    const end = Math.round(((i + 1) * length) / count);
    return { from: Math.min(Math.max(0, start - radius), length - size), start, end };
  });
}

/** How a stage is cut: the size of its tiles, in input cells. */
export interface StageTiles {
  readonly stage: DecoderStage;
  readonly whole: Lengths;
  readonly tile: Lengths;
  readonly bytes: number;
}

/** Shortest part of an axis that a tile is responsible for: below it, tiles are all margin. */
const shortestPart = 4;

/** Lengths a tile may have along an axis: all of it, or equal parts with margins. */
function tileLengths(length: number, radius: number): number[] {
  const lengths = [length];
  for (let parts = 2; length / parts >= shortestPart; parts++) {
    const size = Math.ceil(length / parts) + 2 * radius;
    if (size < lengths.at(-1)!) lengths.push(size);
  }
  return lengths;
}

const tilesIn = (whole: Lengths, tile: Lengths, radius: number): number =>
  whole.reduce((product, length, axis) => product * windowsOf(length, tile[axis]!, radius).length, 1);

/** The tile that costs least among those that fit; where none does, the one that needs least. */
function cheapestTile(whole: Lengths, radius: number, needs: (tile: Lengths) => number, bytes: number): Lengths {
  const [frames, rows, columns] = whole.map((length) => tileLengths(length, radius)) as [number[], number[], number[]];
  let best = { tile: whole, needed: needs(whole), cells: cellsOf(whole) };
  for (const f of frames)
    for (const r of rows)
      for (const c of columns) {
        const tile: Lengths = [f, r, c];
        const needed = needs(tile);
        const cells = tilesIn(whole, tile, radius) * cellsOf(tile);
        const better = needed <= bytes ? best.needed > bytes || cells < best.cells : needed < best.needed;
        if (better) best = { tile, needed, cells };
      }
  return best.tile;
}

/** Cuts every stage so that none takes more than `bytes`, as far as margins allow. */
export function planTiles(config: AutoencoderConfig, latents: Lengths, bytes: number): StageTiles[] {
  let whole = latents;
  return decoderStages(config).map((stage) => {
    const now = whole;
    const inner = innerOf(config, stage);
    const out = outLengths(stage, now);
    const before = 4 * cellsOf(now) * stage.inChannels;
    // The features before and after a stage are both held; the last one gives pictures by stretches of time.
    const held = (tile: Lengths): number =>
      stage.last
        ? before + 4 * 3 * cellsOf([Math.min(out[0], 2 * tile[0]), out[1], out[2]]) * config.patch_size ** 2
        : before + 4 * cellsOf(out) * inner;
    // Features that have to be held anyway leave a tile a quarter at least: tiny tiles would be all margin.
    const needs = (tile: Lengths): number => Math.min(0.75 * bytes, held(tile)) + stageBytes(stage, tile, inner);
    const tile = cheapestTile(now, stage.radius, needs, bytes);
    whole = out;
    return { stage, whole: now, tile, bytes: held(tile) + stageBytes(stage, tile, inner) };
  });
}

/** Operations of decoding with these tiles, margins included. */
export function tiledOperations(tiles: readonly StageTiles[]): number {
  return tiles.reduce(
    (sum, { stage, whole, tile }) =>
      sum + tilesIn(whole, tile, stage.radius) * cellsOf(outLengths(stage, tile)) * stage.operations,
    0,
  );
}
