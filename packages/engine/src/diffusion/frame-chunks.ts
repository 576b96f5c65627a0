/**
 * Cutting a video decoder into stages, and a clip into chunks of frames that pass through each stage one after another, so that decoding
 * fits a given memory. Layers keep the frames that the next chunk needs (`graph/layers/neighbour-frames.ts`): nothing is computed twice,
 * where tiles that overlap in time and space cost half as much again. Lengths are `[frames, height, width]` in cells of a stage's input.
 */
import type { ChunkPlace } from '../graph/layers/neighbour-frames.ts';

/** One stage of a decoder, as far as cutting clips into chunks and its cost go. */
export interface DecoderStage {
  readonly index: number;
  /** 2 when the stage doubles frames (the first frame stays single), height and width. */
  readonly scale: 1 | 2;
  readonly inChannels: number;
  readonly outChannels: number;
  /** Channels of the features inside the stage, after doubling. */
  readonly innerChannels: number;
  /** Convolutions over time before the doubling, and after it: by so many frames the output lags behind the input. */
  readonly before: number;
  readonly after: number;
  readonly parameters: number;
  /** Operations an output cell. */
  readonly operations: number;
}

/** Frames, height and width. */
export type Lengths = readonly [frames: number, height: number, width: number];

/** Lengths of a stage's output from those of its input. */
export const outLengths = ({ scale }: DecoderStage, [frames, height, width]: Lengths): Lengths =>
  scale === 2 ? [2 * frames - 1, 2 * height, 2 * width] : [frames, height, width];

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
const restBytes = 0.6e9;

/** Operations of decoding all chunks: those of the whole clip. */
export const chunkedOperations = (stages: readonly StageChunks[]): number =>
  stages.reduce((sum, { stage, whole }) => sum + cellsOf(outLengths(stage, whole)) * stage.operations, 0);

/** Bytes of features at work that chunks are cut down to even where there is more memory: larger ones make it no faster. */
const largestWorking = 0.9e9;

const weightBytes = (stage: DecoderStage, { bytesPerParameter }: StageMemory): number =>
  stage.parameters * bytesPerParameter;

/** Beside the frames that a chunk takes from the one before, those it gives: as outputs of its graph, and copied out of it. */
const passingCopies = 2;

function carriedBytes(
  { scale, before, after, inChannels, innerChannels }: DecoderStage,
  [, height, width]: Lengths,
  memory: StageMemory,
): number {
  return memory.carriedBytes * height * width * (before * inChannels + scale ** 2 * after * innerChannels);
}

const heldBytes = (stage: DecoderStage, whole: Lengths, memory: StageMemory): number =>
  weightBytes(stage, memory) + carriedBytes(stage, whole, memory);

/** Most frames, counted after the doubling, that any layer of a stage has of a chunk. */
function widestFrames({ scale, before, after }: DecoderStage, { frames, place }: Chunk): number {
  const lagging = place.first ? 0 : before;
  if (!place.last) return scale * (place.first ? Math.max(frames / scale, frames - before) : frames);
  return scale * (frames + lagging) + (place.first ? 0 : after);
}

/** Chunks of `total` frames, so that no layer has more than `peak` at once where that can be. */
function chunksOf(stage: DecoderStage, total: number, peak: number): Chunk[] {
  const { scale, before, after } = stage;
  // The first chunk must leave every layer a frame to give.
  const least = before + Math.ceil((after + scale) / scale);
  if (scale * total <= peak || total <= least) return [{ frames: total, place: { first: true, last: true } }];
  const middle = Math.max(1, Math.floor(peak / scale));
  const last = Math.min(total - least, Math.max(1, Math.floor((peak - after) / scale) - before));
  const first = Math.min(total - last, Math.max(least, scale === 1 ? middle : middle + before));
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
