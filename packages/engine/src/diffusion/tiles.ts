/**
 * Cutting a video decoder into stages and each stage into tiles, so that decoding fits a given memory. Tiles overlap by as much as the
 * stage's convolutions reach, so that a tiled clip equals a whole one (diffusers' `enable_vae_tiling` blends tiles instead).
 * Lengths are `[frames, height, width]` in cells of a stage's input.
 */

/** One stage of a decoder, as far as cutting it into tiles and its cost go. */
export interface DecoderStage {
  readonly index: number;
  /** 2 when the stage doubles frames (the first frame stays single), height and width. */
  readonly scale: 1 | 2;
  readonly inChannels: number;
  readonly outChannels: number;
  /** Channels of the features inside the stage. */
  readonly innerChannels: number;
  /** Input cells around a cell that its outputs depend on; a tile with this margin is exact. */
  readonly radius: number;
  readonly parameters: number;
  /** Operations an output cell. */
  readonly operations: number;
  /** Pixels along a side that an output cell becomes: the patch size in the last stage, else 1. */
  readonly pixels: number;
  readonly last: boolean;
}

/** Frames, height and width. */
export type Lengths = readonly [frames: number, height: number, width: number];

/** Lengths of a stage's output from those of its input. */
export const outLengths = ({ scale }: DecoderStage, [frames, height, width]: Lengths): Lengths =>
  scale === 2 ? [2 * frames - 1, 2 * height, 2 * width] : [frames, height, width];

const cellsOf = ([frames, height, width]: Lengths): number => frames * height * width;

/** Input cells and output cells of a tile, along one axis of a stage's input. */
export interface Window {
  /** First cell read. */
  readonly from: number;
  /** Output cells, `[start, end)`. */
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

/** A stage with the size of its tiles, in input cells. */
export interface StageTiles {
  readonly stage: DecoderStage;
  readonly whole: Lengths;
  readonly tile: Lengths;
  /** Peak bytes of the stage. */
  readonly bytes: number;
}

/** Cuts every stage so that none takes more than `bytes`, as far as margins allow. */
export function planTiles(stages: readonly DecoderStage[], latents: Lengths, bytes: number): StageTiles[] {
  let whole = latents;
  return stages.map((stage) => {
    const input = whole;
    const out = outLengths(stage, input);
    const before = 4 * cellsOf(input) * stage.inChannels;
    // The features before and after a stage are both held; the last one gives pictures a few frames at a time.
    const held = (tile: Lengths): number =>
      stage.last
        ? before + 4 * cellsOf([Math.min(out[0], 2 * tile[0]), out[1], out[2]]) * stage.outChannels
        : before + 4 * cellsOf(out) * stage.innerChannels;
    // Features that are held anyway leave a tile a quarter at least: tiny tiles would be all margin.
    const needs = (tile: Lengths): number => Math.min(0.75 * bytes, held(tile)) + tileBytes(stage, tile);
    const tile = cheapestTile(input, stage.radius, needs, bytes);
    whole = out;
    return { stage, whole: input, tile, bytes: held(tile) + tileBytes(stage, tile) };
  });
}

/** Tensors alive at once an output cell: input, norm, padded copy, product and result of a convolution. */
const liveTensors = 5;

/** Peak bytes of running a stage over a tile of input cells, its weights included. */
function tileBytes(stage: DecoderStage, tile: Lengths): number {
  const cells = cellsOf(outLengths(stage, tile));
  const grown = stage.scale === 2 ? stage.inChannels / 8 : 0;
  const channels = Math.max(stage.outChannels, grown, stage.innerChannels);
  return 4 * (cells * channels * liveTensors + 1.3 * stage.parameters);
}

/** Shortest part of an axis that a tile gives: below it, tiles are all margin. */
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
  const [frames, heights, widths] = whole.map((length) => tileLengths(length, radius)) as [
    number[],
    number[],
    number[],
  ];
  let best = { tile: whole, needed: needs(whole), cells: cellsOf(whole) };
  for (const f of frames)
    for (const h of heights)
      for (const w of widths) {
        const tile: Lengths = [f, h, w];
        const needed = needs(tile);
        const cells = tilesIn(whole, tile, radius) * cellsOf(tile);
        const better = needed <= bytes ? best.needed > bytes || cells < best.cells : needed < best.needed;
        if (better) best = { tile, needed, cells };
      }
  return best.tile;
}

/** Operations of decoding with these tiles, margins included. */
export function tiledOperations(tiles: readonly StageTiles[]): number {
  return tiles.reduce(
    (sum, { stage, whole, tile }) =>
      sum + tilesIn(whole, tile, stage.radius) * cellsOf(outLengths(stage, tile)) * stage.operations,
    0,
  );
}
