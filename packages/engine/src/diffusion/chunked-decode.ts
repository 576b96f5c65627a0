/**
 * Decoding latents to pictures stage by stage and chunk by chunk, within a memory limit. A stage that needs frames asks the one before it:
 * pictures come out as the clip passes through, and memory does not grow with its length. Other decoders blend overlapping tiles
 * (`tiled_decode` of diffusers); a clip in chunks equals a whole one.
 */
import { carried } from '../graph/layers/neighbour-frames.ts';
import { f32, type Tensor } from '../tensor/tensor.ts';
import {
  type Chunk,
  type DecoderStage,
  isAlike,
  type Lengths,
  planChunks,
  type StageChunks,
  type StageMemory,
} from './frame-chunks.ts';
import { pack } from './latents.ts';

/** A decoder that runs stage by stage. */
export interface ChunkedDecoder {
  readonly stages: readonly DecoderStage[];
  readonly memory: StageMemory;
  /** Pictures before the first of the clip, which are not given out. Default 0. */
  readonly leadingPictures?: number;
  /** Loads a stage for chunks of one length and place. */
  open(stage: DecoderStage, whole: Lengths, chunk: Chunk): Promise<OpenedChunk>;
}

/** A stage loaded for chunks of one length and place. */
export interface OpenedChunk {
  /**
   * Runs one chunk of `features` `[frames, height, width, channels]`, with the frames carried over from the chunk before. Gives what goes
   * on to the next stage, or pictures `[frames, 3, height, width]`, and the frames for the next chunk under the names it takes.
   */
  run(
    features: Tensor<'f32'>,
    past: CarriedFrames,
  ): Promise<{ readonly out: Tensor<'f32'>; readonly next: CarriedFrames }>;
  free(): Promise<void>;
}

/** Frames that layers keep from one chunk to the next, by the names of a graph's inputs. */
export type CarriedFrames = Readonly<Record<string, Tensor>>;

/** Input for decoding a clip. */
export interface DecodeJob {
  readonly decoder: ChunkedDecoder;
  /** Denormalised latents `[1, channels, frames, height, width]`. */
  readonly latents: Tensor<'f32'>;
  /** Bytes of memory available; less means shorter chunks. Default: unlimited, so each stage takes the whole clip where it is small. */
  readonly memoryBytes?: number;
  /** Cancels the decoding. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/** One decoded picture, `[3, height, width]` in −1 … 1. */
export type DecodedFrame = Float32Array;

/**
 * Decodes latents to pictures, in order, as they are made.
 * @throws AkezoraError `runtime_failed`; the signal's abort reason.
 */
export async function* decodeFrames(job: DecodeJob): AsyncGenerator<DecodedFrame, void, void> {
  const { decoder, latents } = job;
  const [, channels, ...lengths] = latents.shape as [number, number, number, number, number];
  const plan = planChunks(decoder.stages, lengths, job.memoryBytes ?? Number.POSITIVE_INFINITY, decoder.memory);
  let frames: AsyncIterable<Tensor<'f32'>> = once(f32([...lengths, channels], pack(latents).data));
  for (const chunks of plan) frames = runStage(job, chunks, frames);
  let leading = decoder.leadingPictures ?? 0;
  for await (const { shape, data } of frames) {
    const size = data.length / shape[0]!;
    for (let at = 0; at < data.length; at += size) {
      if (leading > 0) leading--;
      else yield data.subarray(at, at + size);
    }
  }
}

async function* once<T>(value: T): AsyncGenerator<T, void, void> {
  yield value;
}

/** Hands out frames in other numbers than they come in. */
class FrameQueue {
  readonly #source: AsyncIterator<Tensor<'f32'>>;
  #parts: Tensor<'f32'>[] = [];

  constructor(source: AsyncIterable<Tensor<'f32'>>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The next `count` frames. */
  async take(count: number): Promise<Tensor<'f32'>> {
    let there = this.#parts.reduce((sum, { shape }) => sum + shape[0]!, 0);
    while (there < count) {
      const next = await this.#source.next();
      if (next.done) throw new RangeError(`${count} frames of a stage's input asked for, ${there} are left`);
      this.#parts.push(next.value);
      there += next.value.shape[0]!;
    }
    const [, ...lengths] = this.#parts[0]!.shape;
    const size = lengths.reduce((a, b) => a * b, 1);
    if (this.#parts.length === 1 && there === count) return this.#parts.pop()!;
    const all = new Float32Array(count * size);
    const left: Tensor<'f32'>[] = [];
    let at = 0;
    for (const { data } of this.#parts) {
      const used = Math.min(data.length, all.length - at);
      all.set(data.subarray(0, used), at);
      at += used;
      if (used < data.length) left.push(f32([(data.length - used) / size, ...lengths], data.slice(used)));
    }
    release(Object.fromEntries(this.#parts.entries()));
    this.#parts = left;
    return f32([count, ...lengths], all);
  }

  /** Ends the stages before. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }
}

/** Runs one stage; yields its output as it is made. */
async function* runStage(
  { decoder, signal }: DecodeJob,
  { stage, whole, chunks }: StageChunks,
  input: AsyncIterable<Tensor<'f32'>>,
): AsyncGenerator<Tensor<'f32'>, void, void> {
  const queue = new FrameQueue(input);
  let opened: { readonly program: OpenedChunk; readonly chunk: Chunk } | undefined;
  const close = async () => {
    const { program } = opened ?? {};
    opened = undefined;
    await program?.free();
  };
  let past: CarriedFrames = {};
  try {
    for (const chunk of chunks) {
      const features = await queue.take(chunk.frames);
      signal?.throwIfAborted();
      if (opened && !isAlike(opened.chunk, chunk)) await close();
      opened ??= { program: await decoder.open(stage, whole, chunk), chunk };
      const { out, next } = await opened.program.run(features, past);
      release({ ...past, features });
      past = next;
      // The stages behind need the memory.
      if (chunk.place.last) await close();
      yield out;
    }
  } finally {
    await close();
    await queue.close();
  }
}

/** Frees frames at once. Garbage collection notices such memory late: four chunks' worth piled up. */
function release(frames: CarriedFrames): void {
  for (const { data } of Object.values(frames)) if (data.buffer instanceof ArrayBuffer) data.buffer.transfer(0);
}

/** Outputs of a chunk's graph that the next chunk takes, under the names of its inputs. */
export const carriedFrames = (outputs: Readonly<Record<string, Tensor>>): CarriedFrames =>
  Object.fromEntries(
    Object.entries(outputs)
      .filter(([name]) => name.startsWith(carried.out))
      .map(([name, value]) => [carried.in + name.slice(carried.out.length), value]),
  );
