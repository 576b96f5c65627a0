/**
 * Running the layers of CogVideoX's autoencoder over the frames of one chunk of a clip after another. A layer goes through the frames one by
 * one, each in windows of rows: memory holds the features of a chunk before and after a layer, and the two frames that each causal
 * convolution remembers. Nothing is approximated: group norms span the chunk, as in `AutoencoderKLCogVideoX` of diffusers, where this takes
 * three times the memory, or tiles that blend.
 */
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
import { type LayerOptions, LayerRunner } from './layer-runner.ts';
import { windowsOf } from './windows.ts';

/** Options of a coder. */
export interface CoderOptions extends LayerOptions {
  /** Groups of channels of every norm. */
  readonly groups: number;
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
  readonly #layers: LayerRunner;
  readonly #groups: number;
  /** Last frames that each convolution saw. */
  readonly #past = new Map<string, readonly Stored[]>();

  constructor({ groups, ...options }: CoderOptions) {
    this.#layers = new LayerRunner(options);
    this.#groups = groups;
  }

  /** A causal convolution without a norm. */
  async conv(x: Features, name: string): Promise<Features> {
    const frames: Stored[] = [];
    for (const frame of x.frames) frames.push((await this.#seen(x, name, frame, {})).out);
    return { ...x, channels: this.#layers.outChannels(name), frames };
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
    const narrows = this.#layers.options.source.find(`${shortcut}.weight`) !== undefined;
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
    const hidden = { ...x, channels: this.#layers.outChannels(`${name}.conv1.conv`), frames: inner };
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
      const program = (shape: RowsShape) => upsampleGraph(this.#layers.options.source, name, shape);
      const made = await this.#layers.pointwise(x, name, frame, channels, 2, program);
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
      this.#layers.options.signal?.throwIfAborted();
      const height = this.#layers.height(x, 2 * group.length, 2);
      const shape = { ...this.#layers.shape(x), rows: height };
      const count = group.length as 1 | 2;
      const program = await this.#layers.program(`${name}.${count}`, () =>
        downsampleGraph(this.#layers.options.source, name, shape, count),
      );
      const made = emptyFrame(this.#layers.options.storage, (rows * columns * channels) / 4);
      const rowValues = (columns * channels) / 2;
      for (const { start, from, to } of windowsOf(rows, height, 2)) {
        const out = await this.#layers.run(program, { frames: this.#layers.stacked(x, group, start, height) });
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
    await this.#layers.free();
  }

  #shortcut(x: Features, name: string, frame: Stored): Promise<Stored> {
    const graph = (shape: RowsShape) => shortcutGraph(this.#layers.options.source, name, shape);
    return this.#layers.pointwise(x, name, frame, this.#layers.outChannels(name), 1, graph);
  }

  /** The next frame of a causal convolution that alone uses its frames: those that no later one sees are freed. */
  async #convolved(x: Features, name: string, frame: Stored, options: ConvolvedOptions): Promise<Stored> {
    const { out, seen } = await this.#seen(x, name, frame, options);
    if (seen[0] !== seen[1]) release([seen[0]]);
    return out;
  }

  /** The next frame of a causal convolution, and the frames that it saw; all but the first of these are remembered. */
  async #seen(x: Features, name: string, frame: Stored, { residual, out: kept }: ConvolvedOptions) {
    const { source, storage } = this.#layers.options;
    const { rows, columns, channels } = x;
    const taps = source.find(`${name}.weight`)!.shape[2]!;
    const outChannels = this.#layers.outChannels(name);
    const seen = [...(this.#past.get(name) ?? new Array<Stored>(taps - 1).fill(frame)), frame];
    const height = this.#layers.height(x, 2 * taps, 1);
    const program = await this.#layers.program(name, () =>
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
      const values = await this.#layers.run(program, {
        frames: this.#layers.stacked(x, seen, start, height),
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
    const { rows, columns, channels } = x;
    const cells = latents ? rows / latents.rows : 1;
    const height = this.#layers.height(x, 2, cells);
    const latentShape = latents && {
      rows: height / cells,
      columns: latents.columns,
      channels: latents.channels,
    };
    const program = await this.#layers.program(name, () =>
      normGraph(this.#layers.options.source, name, { ...this.#layers.shape(x), rows: height }, latentShape),
    );
    const latent = latents?.frames[latentFrameOf(index, x.frames.length, latents.frames.length)];
    const made = emptyFrame(this.#layers.options.storage, rows * columns * channels);
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
      const out = await this.#layers.run(program, { x: window, ...normalisation, ...rowsOfLatent });
      place(made, rowsOf(out, rowValues, from - start, to - from), from * rowValues);
    }
    return made;
  }

  /** The normalisation of all frames of a chunk together. */
  async #normalisation(x: Features): Promise<Normalisation> {
    const groups = this.#groups;
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
    const { rows, columns, channels } = x;
    const height = this.#layers.height(x, 2, 1);
    const key = `sums.${height}.${columns}.${channels}`;
    const program = await this.#layers.program(key, () => sumsGraph({ ...this.#layers.shape(x), rows: height }));
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
