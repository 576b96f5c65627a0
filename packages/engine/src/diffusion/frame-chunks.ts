/**
 * Cutting a video decoder into stages, and a clip into chunks of frames that pass through each stage one after another, so that decoding
 * fits a given memory. Layers keep the frames that the next chunk needs (`graph/layers/neighbour-frames.ts`): nothing is computed twice,
 * where tiles that overlap in time and space cost half as much again. Lengths are `[frames, height, width]` in cells of a stage's input.
 */
import type { ChunkPlace } from '../graph/layers/neighbour-frames.ts';
import type { LatentBox } from './latents.ts';

/** Factors by which a stage enlarges a clip. */
export interface Growth {
  readonly time: number;
  readonly space: number;
  /** Whether the clip's first frame stays single, so that n frames become time · (n − 1) + 1. */
  readonly single: boolean;
}

/** A stage that keeps the size of its input. */
export const sameSize: Growth = { time: 1, space: 1, single: true };

/** One stage of a decoder, as far as cutting clips into chunks and its cost go. */
export interface DecoderStage {
  readonly index: number;
  readonly growth: Growth;
  readonly inChannels: number;
  readonly outChannels: number;
  /** Channels of the features inside the stage, after growing. */
  readonly innerChannels: number;
  /** Frames by which the output lags behind the input before growing, and after it: one a convolution, none where they are causal. */
  readonly before: number;
  readonly after: number;
  /** Convolutions over time before growing, and after it: each keeps frames for the next chunk. */
  readonly carriedBefore: number;
  readonly carriedAfter: number;
  readonly parameters: number;
  /** Operations an output cell. */
  readonly operations: number;
}

/** Frames, height and width. */
export type Lengths = readonly [frames: number, height: number, width: number];

/** Lengths of a stage's output from those of its input. */
export const outLengths = ({ growth }: DecoderStage, [frames, height, width]: Lengths): Lengths => [
  growth.time * frames - (growth.single ? growth.time - 1 : 0),
  growth.space * height,
  growth.space * width,
];

const cellsOf = ([frames, height, width]: Lengths): number => frames * height * width;

/** Frames of a stage's input that pass through it at once. */
export interface Chunk {
  readonly frames: number;
  readonly place: ChunkPlace;
}

/** Whether one graph computes both chunks. */
export const isAlike = (a: Chunk, b: Chunk): boolean =>
  a.frames === b.frames && a.place.first === b.place.first && a.place.last === b.place.last;

/** A stage with the chunks of its input. */
export interface StageChunks {
  readonly stage: DecoderStage;
  readonly whole: Lengths;
  readonly chunks: readonly Chunk[];
  /** Bytes that the stage keeps from its first chunk to its last: weights, and frames carried over. */
  readonly heldBytes: number;
  /** Bytes beside them while a chunk passes. */
  readonly workingBytes: number;
}

/** What a stage takes in memory. */
export interface StageMemory {
  readonly bytesPerParameter: number;
  /** Bytes of what is carried over for each value of a frame's features and each convolution. */
  readonly carriedBytes: number;
  /** How many tensors as large as the stage's features are alive at once inside it. */
  readonly liveTensors: number;
}

/** Cuts a clip of `latents` into chunks for every stage, so that all stages together take no more than `bytes`, as far as chunks can be cut. */
export function planChunks(
  stages: readonly DecoderStage[],
  latents: Lengths,
  bytes: number,
  memory: StageMemory,
): StageChunks[] {
  let whole = latents;
  const inputs = stages.map((stage) => {
    const input = whole;
    whole = outLengths(stage, input);
    return input;
  });
  const held = stages.reduce((sum, stage, i) => sum + heldBytes(stage, inputs[i]!, memory), 0);
  return stages.map((stage, i) => {
    const input = inputs[i]!;
    const [, height, width] = outLengths(stage, input);
    const frame = 4 * height * width * stage.innerChannels * memory.liveTensors;
    const passing = passingCopies * carriedBytes(stage, input, memory);
    const working = Math.min(largestWorking, bytes - held - passing);
    const chunks = chunksOf(stage, input[0], Math.max(1, Math.floor(working / frame)));
    const widest = Math.max(...chunks.map((chunk) => widestFrames(stage, chunk)));
    const single = chunks.length === 1;
    return {
      stage,
      whole: input,
      chunks,
      heldBytes: single ? 0 : heldBytes(stage, input, memory),
      workingBytes: frame * widest + (single ? weightBytes(stage, memory) : passing),
    };
  });
}

/** Peak bytes of decoding: what stages hold that work by turns, and the most that one of them needs beside it. */
export const chunkedBytes = (stages: readonly StageChunks[]): number =>
  restBytes +
  stages.reduce((sum, { heldBytes }) => sum + heldBytes, 0) +
  Math.max(...stages.map((one) => one.workingBytes));

/** Frames between two stages, the file of the weights in memory, and what the library keeps. */
export const restBytes = 0.6e9;

/** Operations of decoding all chunks: those of the whole clip. */
export const chunkedOperations = (stages: readonly StageChunks[]): number =>
  stages.reduce((sum, { stage, whole }) => sum + cellsOf(outLengths(stage, whole)) * stage.operations, 0);

/** Operations and peak bytes of decoding a clip of latents in chunks that take no more than `bytes`, as far as they can be cut. */
export function chunkedCost(
  stages: readonly DecoderStage[],
  { frames, rows, columns }: LatentBox,
  bytes: number,
  memory: StageMemory,
): { readonly operations: number; readonly memoryBytes: number } {
  const chunks = planChunks(stages, [frames, rows, columns], bytes, memory);
  return { operations: chunkedOperations(chunks), memoryBytes: chunkedBytes(chunks) };
}

/** Bytes of features at work that chunks are cut down to even where there is more memory: larger ones make it no faster. */
export const largestWorking = 0.9e9;

const weightBytes = (stage: DecoderStage, { bytesPerParameter }: StageMemory): number =>
  stage.parameters * bytesPerParameter;

/** Beside the frames that a chunk takes from the one before, those it gives: as outputs of its graph, and copied out of it. */
const passingCopies = 2;

function carriedBytes(
  { growth, carriedBefore, carriedAfter, inChannels, innerChannels }: DecoderStage,
  [, height, width]: Lengths,
  memory: StageMemory,
): number {
  const values = carriedBefore * inChannels + growth.space ** 2 * carriedAfter * innerChannels;
  return memory.carriedBytes * height * width * values;
}

const heldBytes = (stage: DecoderStage, whole: Lengths, memory: StageMemory): number =>
  weightBytes(stage, memory) + carriedBytes(stage, whole, memory);

/** Most frames, counted after growing, that any layer of a stage has of a chunk. */
function widestFrames({ growth: { time }, before, after }: DecoderStage, { frames, place }: Chunk): number {
  const lagging = place.first ? 0 : before;
  if (!place.last) return time * (place.first ? Math.max(frames / time, frames - before) : frames);
  return time * (frames + lagging) + (place.first ? 0 : after);
}

/** Chunks of `total` frames, so that no layer has more than `peak` at once where that can be. */
function chunksOf(stage: DecoderStage, total: number, peak: number): Chunk[] {
  const { growth, before, after } = stage;
  const { time } = growth;
  // The first chunk must leave every layer a frame to give.
  const least = before + Math.ceil((after + time) / time);
  if (time * total <= peak || total <= least) return [{ frames: total, place: { first: true, last: true } }];
  const middle = Math.max(1, Math.floor(peak / time));
  const last = Math.min(total - least, Math.max(1, Math.floor((peak - after) / time) - before));
  const first = Math.min(total - last, Math.max(least, time === 1 ? middle : middle + before));
  const between = total - first - last;
  const count = Math.ceil(between / middle);
  const parts = Array.from(
    { length: count },
    (_, i) => Math.ceil((between * (i + 1)) / count) - Math.ceil((between * i) / count),
  );
  // Equal chunks come together: each size is a program of its own.
  parts.sort((a, b) => b - a);
  return [
    { frames: first, place: { first: true, last: false } },
    ...parts.map((frames) => ({ frames, place: { first: false, last: false } })),
    { frames: last, place: { first: false, last: true } },
  ];
}
