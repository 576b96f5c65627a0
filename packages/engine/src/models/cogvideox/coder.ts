/**
 * Running the layers of CogVideoX's autoencoder over the frames of one chunk of a clip after another. A layer goes through the frames one by
 * one, each in windows of rows: memory holds the features of a chunk before and after a layer, and the two frames that each causal
 * convolution remembers. Nothing is approximated: group norms span the chunk, as in `AutoencoderKLCogVideoX` of diffusers, where this takes
 * three times the memory, or tiles that blend.
 */
import type { Graph } from '../../graph/graph.ts';
import type { Program, Runtime } from '../../runtime/runtime.ts';
import type { TensorSource } from '../../tensor/source.ts';
import { f32, type Tensor } from '../../tensor/tensor.ts';
import {
  convGraph,
  downsampleGraph,
  normGraph,
  type RowsShape,
  shortcutGraph,
  sumsGraph,
  upsampleGraph,
} from './autoencoder-layers.ts';
import {
  emptyFrame,
  type Features,
  place,
  release,
  rowsOf,
  type Storage,
  type Stored,
  storedTensor,
} from './features.ts';
import { windowHeight, windowsOf } from './windows.ts';

/** Options of a coder. */
export interface CoderOptions {
  readonly runtime: Runtime;
  readonly device: string;
  readonly source: TensorSource;
  readonly groups: number;
  readonly storage: Storage;
  /** Bytes of a window's features. */
  readonly windowBytes: number;
  /** Cancels between frames. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/** Added to the variance in every norm. */
const eps = 1e-6;

/** Latents of a chunk's frames, on which norms of the decoder are conditioned. */
export type Latents = Features & { readonly frames: readonly Float32Array[] };

/** Scale and shift of each channel, `[channels]`, that give the groups of a chunk's channels mean 0 and deviation 1. */
interface Normalisation {
  readonly scale: Tensor<'f32'>;
  readonly shift: Tensor<'f32'>;
}

/** What a convolution adds to its output, and how it keeps it. Default: nothing, and as the other features. */
interface ConvolvedOptions {
  readonly residual?: Stored;
  readonly out?: Storage;
}

/** Runs layers; keeps their graphs, and the frames that convolutions remember from chunk to chunk. */
export class Coder {
  readonly #options: CoderOptions;
  readonly #programs = new Map<string, Promise<Program>>();
  /** Last frames that each convolution saw. */
  readonly #past = new Map<string, readonly Stored[]>();

  constructor(options: CoderOptions) {
    this.#options = options;
  }

  /** A causal convolution without a norm. */
  async conv(x: Features, name: string): Promise<Features> {
    const frames: Stored[] = [];
    for (const frame of x.frames) frames.push((await this.#seen(x, name, frame, {})).out);
    return { ...x, channels: this.#outChannels(name), frames };
  }

  /** A norm with SiLU and a causal convolution, the last layers of a half: each frame as it is made, exact. */
  async *last(x: Features, norm: string, name: string, latents?: Latents): AsyncGenerator<Float32Array, void, void> {
    const group = await this.#normalisation(x);
    for (const [index, frame] of x.frames.entries()) {
      const activated = await this.#activated(x, norm, frame, group, latents, index);
      yield (await this.#convolved(x, name, activated, { out: 'f32' })) as Float32Array;
    }
    release(new Set(x.frames));
  }

  /** A residual block; its input is freed. */
  async resnet(x: Features, name: string, latents?: Latents): Promise<Features> {
    const shortcut = `${name}.conv_shortcut`;
    const narrows = this.#options.source.find(`${shortcut}.weight`) !== undefined;
    const first = await this.#normalisation(x);
    const inner: Stored[] = [];
    const kept: Stored[] = [];
    for (const [index, frame] of x.frames.entries()) {
      const activated = await this.#activated(x, `${name}.norm1`, frame, first, latents, index);
      inner.push(await this.#convolved(x, `${name}.conv1.conv`, activated, {}));
      if (!narrows) kept.push(frame);
      else {
        const again = index > 0 && frame === x.frames[index - 1];
        kept.push(again ? kept[index - 1]! : await this.#shortcut(x, shortcut, frame));
        if (frame !== x.frames[index + 1]) release([frame]);
      }
    }
    const hidden = { ...x, channels: this.#outChannels(`${name}.conv1.conv`), frames: inner };
    const second = await this.#normalisation(hidden);
    const frames: Stored[] = [];
    for (const [index, frame] of inner.entries()) {
      const activated = await this.#activated(hidden, `${name}.norm2`, frame, second, latents, index);
      release([frame]);
      frames.push(await this.#convolved(hidden, `${name}.conv2.conv`, activated, { residual: kept[index]! }));
      if (kept[index] !== kept[index + 1]) release([kept[index]]);
    }
    return { ...hidden, frames };
  }

  /** Doubles rows and columns and, with `time`, frames: the first of an odd number stays single. The input is freed. */
  async upsample(x: Features, name: string, time: boolean): Promise<Features> {
    const { rows, columns, channels } = x;
    const single = x.frames.length % 2 === 1 ? 1 : 0;
    const frames: Stored[] = [];
    for (const [index, frame] of x.frames.entries()) {
      const program = (shape: RowsShape) => upsampleGraph(this.#options.source, name, shape);
      const made = await this.#pointwise(x, name, frame, channels, 2, program);
      frames.push(made);
      // A frame that stands twice is computed once.
      if (time && x.frames.length > 1 && index >= single) frames.push(made);
      release([frame]);
    }
    return { rows: 2 * rows, columns: 2 * columns, channels, frames };
  }

  /** Halves rows and columns and, with `time`, frames: the first of an odd number stays, others are averaged in pairs. */
  async downsample(x: Features, name: string, time: boolean): Promise<Features> {
    const { rows, columns, channels } = x;
    const single = time && x.frames.length % 2 === 1 ? 1 : 0;
    const groups: (readonly Stored[])[] = x.frames.slice(0, time ? single : undefined).map((frame) => [frame]);
    for (let at = single; time && at < x.frames.length; at += 2) groups.push(x.frames.slice(at, at + 2));
    const frames: Stored[] = [];
    for (const group of groups) {
      this.#options.signal?.throwIfAborted();
      const height = this.#height(x, 2 * group.length, 2);
      const shape = { ...this.#shape(x), rows: height };
      const count = group.length as 1 | 2;
      const program = await this.#program(`${name}.${count}`, () =>
        downsampleGraph(this.#options.source, name, shape, count),
      );
      const made = emptyFrame(this.#options.storage, (rows * columns * channels) / 4);
      const rowValues = (columns * channels) / 2;
      for (const { start, from, to } of windowsOf(rows, height, 2)) {
        const out = await this.#run(program, { frames: this.#stacked(x, group, start, height) });
        place(made, rowsOf(out, rowValues, (from - start) / 2, (to - from) / 2), (from / 2) * rowValues);
      }
      frames.push(made);
    }
    release(x.frames);
    return { rows: rows / 2, columns: columns / 2, channels, frames };
  }

  /** Frees graphs and remembered frames. */
  async free(): Promise<void> {
    for (const frames of this.#past.values()) release(new Set(frames));
    this.#past.clear();
    const programs = [...this.#programs.values()];
    this.#programs.clear();
    await Promise.all(programs.map(async (program) => (await program).free()));
  }

  #outChannels(name: string): number {
    return this.#options.source.find(`${name}.weight`)!.shape[0]!;
  }

  #shape({ rows, columns, channels }: Features): RowsShape {
    return { rows, columns, channels, storage: this.#options.storage };
  }

  /** Height of windows of a frame's features, of which `copies` are alive at once. */
  #height({ rows, columns, channels }: Features, copies: number, step: number): number {
    return windowHeight(rows, 4 * columns * channels * copies, this.#options.windowBytes, step);
  }

  #program(key: string, build: () => Graph): Promise<Program> {
    const known = this.#programs.get(key);
    if (known) return known;
    const { runtime, device } = this.#options;
    const made = runtime.load(build(), { device, label: 'autoencoder', activations: 'returned' });
    this.#programs.set(key, made);
    return made;
  }

  async #run(program: Program, inputs: Record<string, Tensor>): Promise<Stored> {
    return (await program.run(inputs)).out!.data as Stored;
  }

  /** Rows of frames one after the other, `[frames, height, columns, channels]`. */
  #stacked({ columns, channels }: Features, frames: readonly Stored[], start: number, height: number): Tensor {
    const rowValues = columns * channels;
    const shape = [frames.length, height, columns, channels];
    if (frames.length === 1) return storedTensor(shape, rowsOf(frames[0]!, rowValues, start, height));
    const all = emptyFrame(frames[0] instanceof Float32Array ? 'f32' : 'f16', frames.length * height * rowValues);
    for (const [i, frame] of frames.entries())
      place(all, rowsOf(frame, rowValues, start, height), i * height * rowValues);
    return storedTensor(shape, all);
  }

  /** A layer that sees rows of one frame, and one row around each where it enlarges them. */
  async #pointwise(
    x: Features,
    name: string,
    frame: Stored,
    outChannels: number,
    scale: 1 | 2,
    graph: (shape: RowsShape) => Graph,
  ): Promise<Stored> {
    this.#options.signal?.throwIfAborted();
    const { rows, columns, channels } = x;
    const height = this.#height(x, 2 * scale ** 2, 1);
    const program = await this.#program(name, () => graph({ ...this.#shape(x), rows: height }));
    const made = emptyFrame(this.#options.storage, scale ** 2 * rows * columns * outChannels);
    const rowValues = scale * columns * outChannels;
    for (const { start, from, to } of windowsOf(rows, height, scale - 1)) {
      const window = rowsOf(frame, columns * channels, start, height);
      const out = await this.#run(program, { x: storedTensor([height, columns, channels], window) });
      place(made, rowsOf(out, rowValues, scale * (from - start), scale * (to - from)), scale * from * rowValues);
    }
    return made;
  }

  #shortcut(x: Features, name: string, frame: Stored): Promise<Stored> {
    const graph = (shape: RowsShape) => shortcutGraph(this.#options.source, name, shape);
    return this.#pointwise(x, name, frame, this.#outChannels(name), 1, graph);
  }

  /** The next frame of a causal convolution that alone uses its frames: those that no later one sees are freed. */
  async #convolved(x: Features, name: string, frame: Stored, options: ConvolvedOptions): Promise<Stored> {
    const { out, seen } = await this.#seen(x, name, frame, options);
    if (seen[0] !== seen[1]) release([seen[0]]);
    return out;
  }

  /** The next frame of a causal convolution, and the frames that it saw; all but the first of these are remembered. */
  async #seen(x: Features, name: string, frame: Stored, { residual, out: kept }: ConvolvedOptions) {
    const { source, signal, storage } = this.#options;
    signal?.throwIfAborted();
    const { rows, columns, channels } = x;
    const taps = source.find(`${name}.weight`)!.shape[2]!;
    const outChannels = this.#outChannels(name);
    const seen = [...(this.#past.get(name) ?? new Array<Stored>(taps - 1).fill(frame)), frame];
    const height = this.#height(x, 2 * taps, 1);
    const program = await this.#program(name, () =>
      convGraph(source, name, {
        rows: height,
        columns,
        channels,
        storage: frame instanceof Float32Array ? 'f32' : 'f16',
        taps,
        residual: residual !== undefined,
        out: kept ?? storage,
      }),
    );
    const out = emptyFrame(kept ?? storage, rows * columns * outChannels);
    const rowValues = columns * outChannels;
    for (const { start, from, to } of windowsOf(rows, height, 1)) {
      const window = residual && rowsOf(residual, rowValues, start, height);
      const values = await this.#run(program, {
        frames: this.#stacked(x, seen, start, height),
        ...(window && { residual: storedTensor([height, columns, outChannels], window) }),
      });
      place(out, rowsOf(values, rowValues, from - start, to - from), from * rowValues);
    }
    this.#past.set(name, seen.slice(1));
    return { out, seen };
  }

  /** One frame after a norm with SiLU. */
  async #activated(
    x: Features,
    name: string,
    frame: Stored,
    normalisation: Normalisation,
    latents: Latents | undefined,
    index: number,
  ): Promise<Stored> {
    this.#options.signal?.throwIfAborted();
    const { rows, columns, channels } = x;
    const cells = latents ? rows / latents.rows : 1;
    const height = this.#height(x, 2, cells);
    const latentShape = latents && {
      rows: height / cells,
      columns: latents.columns,
      channels: latents.channels,
    };
    const program = await this.#program(name, () =>
      normGraph(this.#options.source, name, { ...this.#shape(x), rows: height }, latentShape),
    );
    const latent = latents?.frames[latentFrameOf(index, x.frames.length, latents.frames.length)];
    const made = emptyFrame(this.#options.storage, rows * columns * channels);
    const rowValues = columns * channels;
    for (const { start, from, to } of windowsOf(rows, height, 0)) {
      const rowsOfLatent = latentShape &&
        latent && {
          latent: storedTensor(
            [latentShape.rows, latentShape.columns, latentShape.channels],
            rowsOf(latent, latentShape.columns * latentShape.channels, start / cells, latentShape.rows),
          ),
        };
      const window = storedTensor([height, columns, channels], rowsOf(frame, rowValues, start, height));
      const out = await this.#run(program, { x: window, ...normalisation, ...rowsOfLatent });
      place(made, rowsOf(out, rowValues, from - start, to - from), from * rowValues);
    }
    return made;
  }

  /** The normalisation of all frames of a chunk together. */
  async #normalisation(x: Features): Promise<Normalisation> {
    const { groups } = this.#options;
    const { channels, rows, columns } = x;
    const sums = new Float64Array(channels);
    const squares = new Float64Array(channels);
    const counts = new Map<Stored, number>();
    for (const frame of x.frames) counts.set(frame, (counts.get(frame) ?? 0) + 1);
    for (const [frame, count] of counts) await this.#addSums(x, frame, count, sums, squares);
    const cells = x.frames.length * rows * columns;
    const scale = new Float32Array(channels);
    const shift = new Float32Array(channels);
    const each = channels / groups;
    for (let group = 0; group < groups; group++) {
      const span = Array.from({ length: each }, (_, i) => group * each + i);
      const mean = span.reduce((sum, c) => sum + sums[c]!, 0) / (cells * each);
      const square = span.reduce((sum, c) => sum + squares[c]!, 0) / (cells * each);
      const deviation = Math.sqrt(Math.max(0, square - mean * mean) + eps);
      scale.fill(1 / deviation, group * each, (group + 1) * each);
      shift.fill(-mean / deviation, group * each, (group + 1) * each);
    }
    return { scale: f32([channels], scale), shift: f32([channels], shift) };
  }

  async #addSums(x: Features, frame: Stored, count: number, sums: Float64Array, squares: Float64Array): Promise<void> {
    this.#options.signal?.throwIfAborted();
    const { rows, columns, channels } = x;
    const height = this.#height(x, 2, 1);
    const key = `sums.${height}.${columns}.${channels}`;
    const program = await this.#program(key, () => sumsGraph({ ...this.#shape(x), rows: height }));
    for (const { start, from } of windowsOf(rows, height, 0)) {
      const counts = Float32Array.from({ length: height }, (_, row) => (start + row >= from ? count : 0));
      const window = storedTensor([height, columns, channels], rowsOf(frame, columns * channels, start, height));
      const out = await program.run({ x: window, counts: f32([height, 1, 1], counts) });
      const { data } = out.sums as Tensor<'f32'>;
      for (let c = 0; c < channels; c++) {
        sums[c]! += data[c]! * height * columns;
        squares[c]! += data[channels + c]! * height * columns;
      }
    }
  }
}

/** The latent frame of a frame of features: the first of an odd number has one of its own. */
function latentFrameOf(index: number, frames: number, latents: number): number {
  if (frames > 1 && frames % 2 === 1)
    return index === 0 ? 0 : 1 + Math.floor(((index - 1) * (latents - 1)) / (frames - 1));
  return Math.floor((index * latents) / frames);
}
