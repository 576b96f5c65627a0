import type { LinearPrecision } from '../../../graph/builder.ts';
import type { Graph, Weight } from '../../../graph/graph.ts';
import type { Program, Runtime } from '../../../runtime/runtime.ts';
import type { TensorSource } from '../../../tensor/source.ts';
import { f32, i64, type Tensor, toF32 } from '../../../tensor/tensor.ts';
import { framesPerPatch } from '../config.ts';
import { dequantisedSource } from '../dequantised-source.ts';
import type { Size } from '../frame-sizes.ts';
import { imageChannels } from './feature-image.ts';
import { type PainterSizes, painterGraph } from './transformer.ts';

/** The `painter` entry of config.json. */
export interface PainterConfig extends Omit<PainterSizes, 'imageChannels'> {
  /** Vocabulary of scene tokens by index. */
  readonly words: readonly string[];
  /** Of places that the net has not learnt: the one that each is like. Not in config.json. Default: none. */
  readonly likes?: Readonly<Record<string, string>>;
}

/** Conditions of an evaluation: which patch-frames are clean, scene tokens, and feature images of all of them. */
export interface PainterWindow {
  /** Patch-frames: clean ones before, new ones, clean ones after. */
  readonly frames: number;
  /** The first new one, and how many. */
  readonly from: number;
  readonly count: number;
  readonly sceneTokens: readonly number[];
  /** `[frames, 4, h, w, imageChannels]`. */
  readonly image: Float32Array;
}

/** The painter for one frame size. A program is loaded once for each shape of window. */
export class Painter {
  readonly config: PainterConfig;
  readonly size: Size;
  readonly #source: TensorSource;
  readonly #runtime: Runtime;
  readonly #precision: LinearPrecision;
  readonly #programs = new Map<string, Promise<Program>>();
  /** Weights in the form that programs want them, by name. */
  readonly #weights = new Map<string, Promise<Tensor>>();

  constructor(config: PainterConfig, source: TensorSource, runtime: Runtime, size: Size, precision: LinearPrecision) {
    this.config = config;
    this.#source = dequantisedSource(source);
    this.#runtime = runtime;
    this.size = size;
    this.#precision = precision;
  }

  /** Values of one patch-frame's pixels. */
  get patchFrameLength(): number {
    return framesPerPatch * this.size.height * this.size.width * 3;
  }

  /**
   * Predicts the clean pixels of the new patch-frames.
   * @param noisy all patch-frames of the window, `[frames, 4, h, w, 3]`, clean ones as they are
   * @param sigma noise level of the new ones, 1 noise to 0 clean
   */
  async predict(window: PainterWindow, noisy: Float32Array, sigma: number): Promise<Float32Array> {
    const { frames, from, count } = window;
    const { height, width } = this.size;
    const program = await this.#program(frames, from, count);
    // The weights were trained with the share of the clean picture, 1 − sigma.
    const alphas = Float32Array.from({ length: 1 + frames }, (_, i) => (i > from && i <= from + count ? 1 - sigma : 1));
    const outputs = await program.run({
      noisy: f32([frames, framesPerPatch, height, width, 3], noisy),
      alphas: f32([1 + frames], alphas),
      sceneTokens: i64([window.sceneTokens.length], window.sceneTokens),
      image: f32([frames, framesPerPatch, height, width, imageChannels], window.image),
    });
    return toF32(outputs.clean!).data;
  }

  /** Loads the program for windows of a shape before it is asked for. */
  async prepare({ frames, from, count }: Pick<PainterWindow, 'frames' | 'from' | 'count'>): Promise<void> {
    await this.#program(frames, from, count);
  }

  /** Frees the programs of all windows but those of these shapes. */
  async keepOnly(shapes: readonly Pick<PainterWindow, 'frames' | 'from' | 'count'>[]): Promise<void> {
    const kept = new Set(shapes.map(({ frames, from, count }) => `${frames}:${from}:${count}`));
    for (const [key, program] of this.#programs) {
      if (kept.has(key)) continue;
      this.#programs.delete(key);
      await (await program).free();
    }
  }

  /** Frees every program. */
  async free(): Promise<void> {
    this.#weights.clear();
    for (const program of this.#programs.values()) await (await program).free();
    this.#programs.clear();
  }

  #program(frames: number, from: number, count: number): Promise<Program> {
    const key = `${frames}:${from}:${count}`;
    const loaded = this.#programs.get(key);
    if (loaded !== undefined) return loaded;
    const sizes = { ...this.config, imageChannels };
    const { width, height } = this.size;
    const graph = painterGraph(this.#source, sizes, { frames, from, count, width, height }, this.#precision);
    const program = this.#runtime.load(this.#withKeptWeights(graph), { label: 'paint' });
    this.#programs.set(key, program);
    return program;
  }

  /** A graph that computes each weight once for all programs. Constants may depend on the shape, and are its own. */
  #withKeptWeights(graph: Graph): Graph {
    const kept = (weight: Weight): Weight['load'] => {
      return () => {
        const known = this.#weights.get(weight.name) ?? Promise.resolve(weight.load());
        this.#weights.set(weight.name, known);
        return known;
      };
    };
    return {
      ...graph,
      weights: graph.weights.map((one) => (one.computed === true ? { ...one, load: kept(one) } : one)),
    };
  }
}
