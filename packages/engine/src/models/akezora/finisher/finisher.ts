import type { Scene } from '@akezora/contract';
import type { LinearPrecision } from '../../../graph/builder.ts';
import type { Graph } from '../../../graph/graph.ts';
import type { Program, Runtime } from '../../../runtime/runtime.ts';
import type { TensorSource } from '../../../tensor/source.ts';
import { f32, i64 } from '../../../tensor/tensor.ts';
import type { Frame } from '../../../video/frame.ts';
import { dequantisedSource } from '../dequantised-source.ts';
import type { Size } from '../frame-sizes.ts';
import { Compositor } from '../painter/compositor.ts';
import type { PainterConfig } from '../painter/painter.ts';
import { scaledBank, type TextureBank, texelChannels } from '../painter/textures.ts';
import { steppedLayersAt } from '../scene/layers.ts';
import type { World } from '../scene/world.ts';
import { type FinisherSizes, finisherGraph } from './graph.ts';
import { type FinisherRanges, int8Weights } from './int8.ts';
import { finisherInt8Graph } from './int8-graph.ts';
import { rgbaOfCells, rgbaOfPlanes } from './rgba.ts';

/** The `finisher` entry of config.json. */
export interface FinisherConfig extends Omit<FinisherSizes, 'imageChannels' | 'slots'> {
  /** Vocabulary of scene tokens by index. */
  readonly words: readonly string[];
  readonly features: number;
  readonly textures: PainterConfig['textures'];
  /** Ranges of its activations, for int8. Default: none; it runs in f32. */
  readonly ranges?: FinisherRanges;
}

/** Values of a scene that the finisher takes as tokens. */
export const finisherSlots = ['place', 'time', 'weather', 'style'] as const;

/** The finisher for one frame size. */
export class Finisher {
  readonly #program: Program;
  readonly #config: FinisherConfig;
  readonly #compositor: Compositor;
  readonly #world: World;
  readonly #size: Size;
  readonly #image: Float32Array;

  private constructor(program: Program, config: FinisherConfig, bank: TextureBank, world: World, size: Size) {
    this.#program = program;
    this.#config = config;
    const scale = config.middleScale;
    this.#compositor = new Compositor(bank, size.height * scale, size.width * scale);
    this.#world = world;
    this.#size = size;
    this.#image = new Float32Array(size.width * size.height * scale ** 2 * texelChannels);
  }

  /** Builds and loads the network for a size of painted frames; in f32 by choice, or when its ranges are unknown. */
  static async load(
    runtime: Runtime,
    source: TensorSource,
    config: FinisherConfig,
    bank: TextureBank,
    world: World,
    size: Size,
    precision: LinearPrecision,
  ): Promise<Finisher> {
    const sizes = { ...config, imageChannels: texelChannels, slots: finisherSlots.length };
    const weights = dequantisedSource(source);
    const load = (graph: Graph, textures: TextureBank) =>
      runtime.load(graph, { label: 'finish' }).then((program) => new Finisher(program, config, textures, world, size));
    const { ranges } = config;
    if (ranges === undefined || precision === 'f32') {
      return load(finisherGraph(weights, sizes, size.height, size.width), bank);
    }
    const int8 = await int8Weights(weights, sizes, ranges);
    const limit = precision === 'int7' ? 63 : 127;
    return load(finisherInt8Graph(int8, sizes, ranges, size.height, size.width, limit), scaledBank(bank, ranges.image));
  }

  /** Size of the frames it makes. */
  get outputSize(): Size {
    const scale = this.#config.middleScale * this.#config.fineScale;
    return { width: this.#size.width * scale, height: this.#size.height * scale };
  }

  /**
   * Makes one output frame.
   * @param pair painted frames before and after it, `[2, h, w, 3]` in [−1, 1]
   * @param between its place between them, from 0 (the first) to 1 (the second)
   * @param sceneTime seconds of the scene
   * @param at seconds of the clip
   */
  async finish(pair: Float32Array, between: number, scene: Scene, sceneTime: number, at: number): Promise<Frame> {
    const { width, height } = this.#size;
    const scale = this.#config.middleScale;
    const quads = steppedLayersAt(this.#world, scene, sceneTime);
    this.#compositor.draw(quads, this.#image);
    const sceneTokens = finisherSlots.map((slot) => Math.max(0, this.#config.words.indexOf(`${slot}:${scene[slot]}`)));
    const { planes, cells } = await this.#program.run({
      pair: f32([2, height, width, 3], pair),
      between: f32([1], [between]),
      image: f32([height * scale, width * scale, texelChannels], this.#image),
      sceneTokens: i64([finisherSlots.length], sceneTokens),
    });
    const data =
      cells === undefined
        ? rgbaOfPlanes(planes!.data as Uint8Array)
        : rgbaOfCells(cells.data as Uint8Array, height * scale, width * scale);
    return { ...this.outputSize, data, at };
  }

  /** Frees its program. */
  free(): Promise<void> {
    return this.#program.free();
  }
}
