/** Graphs of the autoencoder's layers, loaded once each, and rows of frames as their inputs. */
import type { Graph } from '../../graph/graph.ts';
import type { Program, Runtime } from '../../runtime/runtime.ts';
import type { TensorSource } from '../../tensor/source.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { RowsShape } from './autoencoder-layers.ts';
import { emptyFrame, type Features, place, rowsOf, type Storage, type Stored, storedTensor } from './features.ts';
import { windowHeight, windowsOf } from './windows.ts';

/** Options of a runner. */
export interface LayerOptions {
  readonly runtime: Runtime;
  readonly device: string;
  readonly source: TensorSource;
  readonly storage: Storage;
  /** Bytes of a window's features. */
  readonly windowBytes: number;
  /** Cancels between frames. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/** Loads the graphs of layers at their first use and runs them. */
export class LayerRunner {
  readonly options: LayerOptions;
  readonly #programs = new Map<string, Promise<Program>>();

  constructor(options: LayerOptions) {
    this.options = options;
  }

  /** Frees all graphs. */
  async free(): Promise<void> {
    const programs = [...this.#programs.values()];
    this.#programs.clear();
    await Promise.all(programs.map(async (program) => (await program).free()));
  }

  /** Channels that a convolution gives. */
  outChannels(name: string): number {
    return this.options.source.find(`${name}.weight`)!.shape[0]!;
  }

  /** Shape of a frame's features. */
  shape({ rows, columns, channels }: Features): RowsShape {
    return { rows, columns, channels, storage: this.options.storage };
  }

  /** Height of windows of a frame's features, of which `copies` are alive at once. */
  height({ rows, columns, channels }: Features, copies: number, step: number): number {
    return windowHeight(rows, 4 * columns * channels * copies, this.options.windowBytes, step);
  }

  /** The graph of a layer, built at its first use. */
  program(key: string, build: () => Graph): Promise<Program> {
    this.options.signal?.throwIfAborted();
    const known = this.#programs.get(key);
    if (known) return known;
    const { runtime, device } = this.options;
    const made = runtime.load(build(), { device, label: 'autoencoder', activations: 'returned' });
    this.#programs.set(key, made);
    return made;
  }

  /** Runs a layer with one output. */
  async run(program: Program, inputs: Record<string, Tensor>): Promise<Stored> {
    return (await program.run(inputs)).out!.data as Stored;
  }

  /** Rows of frames one after the other, `[frames, height, columns, channels]`. */
  stacked({ columns, channels }: Features, frames: readonly Stored[], start: number, height: number): Tensor {
    const rowValues = columns * channels;
    const shape = [frames.length, height, columns, channels];
    if (frames.length === 1) return storedTensor(shape, rowsOf(frames[0]!, rowValues, start, height));
    const all = emptyFrame(frames[0] instanceof Float32Array ? 'f32' : 'f16', frames.length * height * rowValues);
    for (const [i, frame] of frames.entries())
      place(all, rowsOf(frame, rowValues, start, height), i * height * rowValues);
    return storedTensor(shape, all);
  }

  /** A layer that sees rows of one frame, and one row around each where it enlarges them. */
  async pointwise(
    x: Features,
    name: string,
    frame: Stored,
    outChannels: number,
    scale: 1 | 2,
    graph: (shape: RowsShape) => Graph,
  ): Promise<Stored> {
    const { rows, columns, channels } = x;
    const height = this.height(x, 2 * scale ** 2, 1);
    const program = await this.program(name, () => graph({ ...this.shape(x), rows: height }));
    const made = emptyFrame(this.options.storage, scale ** 2 * rows * columns * outChannels);
    const rowValues = scale * columns * outChannels;
    for (const { start, from, to } of windowsOf(rows, height, scale - 1)) {
      const window = rowsOf(frame, columns * channels, start, height);
      const out = await this.run(program, { x: storedTensor([height, columns, channels], window) });
      place(made, rowsOf(out, rowValues, scale * (from - start), scale * (to - from)), scale * from * rowValues);
    }
    return made;
  }
}
