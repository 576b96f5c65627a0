import type { Scene } from '@akezora/contract';
import type { LinearPrecision } from '../../../graph/builder.ts';
import type { Graph } from '../../../graph/graph.ts';
import type { TensorSource } from '../../../tensor/source.ts';
import type { Frame } from '../../../video/frame.ts';
import { planarFrame } from '../../../video/planar-frame.ts';
import { featureChannels } from '../compositor/lit-scene.ts';
import type { PictureOf } from '../compositor/picture.ts';
import { nativeFps } from '../config.ts';
import { dequantisedSource } from '../dequantised-source.ts';
import type { Size } from '../frame-sizes.ts';
import { layersAt } from '../scene/layers.ts';
import { learntPlace, type World } from '../scene/world.ts';
import { coverOf, type FrameMaker, type FrameShape } from './frame-maker.ts';
import { type FinisherSizes, finisherGraph, rim } from './graph.ts';
import { type FinisherRanges, int8Weights } from './int8.ts';
import { finisherInt8Graph, unit } from './int8-graph.ts';
import { lagOf } from './lag.ts';

/** The `finisher` entry of config.json. */
export interface FinisherConfig extends Omit<FinisherSizes, 'imageChannels' | 'slots'> {
  /** Vocabulary of scene tokens by index. */
  readonly words: readonly string[];
  /** Ranges of its activations, for int8. Default: none; it runs in f32. */
  readonly ranges?: FinisherRanges;
}

/** Values of a scene that the finisher takes as tokens. */
export const finisherSlots = ['place', 'time', 'weather', 'style'] as const;

/** Pixels up to which two painted frames share a light: a clip of 480p. Beyond, one could see it lag behind what moves. */
const smallFrame = 854 * 480;

/** Pixels that things may have moved since their light was made. More is seen as a coloured rim behind them. */
const seenLag = 3;

/**
 * Painted frames that one run of the finisher's net lights, by the size of the output. In small frames it is every second one, where
 * nothing moves faster than `seenLag`: its run costs there several times as much as all else. Against a run each the clips have
 * 42 dB or more.
 */
export const paintedFramesALight = ({ width, height }: Size): 1 | 2 => (width * height <= smallFrame ? 2 : 1);

/** What a finisher is loaded for. */
export interface FinisherOptions {
  readonly config: FinisherConfig;
  readonly world: World;
  /** They may still be on their way while the finisher is loaded. */
  readonly pictures: PictureOf | Promise<PictureOf>;
  /** Size of painted frames. */
  readonly size: Size;
  readonly output: Size;
  /** f32, or int8 where the ranges are known. */
  readonly precision: LinearPrecision;
  /** Opens what makes the frames with the net of a graph. */
  readonly maker: (graph: Graph, shape: FrameShape) => Promise<FrameMaker>;
}

/** The finisher for one size of painted frames and one size of output. Several frames can be in the making at once. */
export class Finisher {
  readonly #maker: FrameMaker;
  readonly #options: FinisherOptions;

  private constructor(maker: FrameMaker, options: FinisherOptions) {
    this.#maker = maker;
    this.#options = options;
  }

  /** Builds and loads the network. */
  static async load(source: TensorSource, options: FinisherOptions): Promise<Finisher> {
    const { config, size, output, precision } = options;
    const { ranges, fineScale: scale } = config;
    const { width, height } = size;
    const sizes = { ...config, imageChannels: featureChannels, slots: finisherSlots.length };
    const weights = dequantisedSource(source);
    const shape: FrameShape = {
      imageSize: { width: width * scale, height: height * scale },
      imageRim: rim * scale,
      lightSize: size,
      ...coverOf(size, output),
    };
    if (ranges === undefined || precision === 'f32') {
      return new Finisher(await options.maker(finisherGraph(weights, sizes, height, width), shape), options);
    }
    const int8 = await int8Weights(weights, sizes);
    const graph = finisherInt8Graph(int8, sizes, ranges, height, width, precision === 'int7' ? 63 : 127);
    return new Finisher(await options.maker(graph, { ...shape, levels: unit }), options);
  }

  /**
   * Makes one output frame.
   * @param painted the painted frame nearest in time, `[h, w, 3]` in [−1, 1]
   * @param index its number among the painted frames
   * @param sceneTime seconds of the scene
   * @param at seconds of the clip
   */
  async finish(painted: Float32Array, index: number, scene: Scene, sceneTime: number, at: number): Promise<Frame> {
    const { config, world, pictures, output } = this.#options;
    const layers = layersAt(world, scene, sceneTime);
    const sceneTokens = finisherSlots.map((slot) =>
      Math.max(0, config.words.indexOf(`${slot}:${slot === 'place' ? learntPlace(world, scene) : scene[slot]}`)),
    );
    const shared = paintedFramesALight(output);
    const late = (index % shared) / nativeFps;
    const lags = late > 0 && lagOf(layersAt(world, scene, sceneTime - late), layers, output) > seenLag;
    const light = shared === 1 || lags ? {} : { light: Math.floor(index / shared) };
    const planes = await this.#maker.make({ layers, painted, sceneTokens, ...light }, await pictures);
    return planarFrame(output.width, output.height, planes, at, (bytes) => this.#maker.giveBack(bytes));
  }

  /** Forgets the clip so far: what follows is another one. No frame may be in the making. */
  forget(): void {
    this.#maker.forget();
  }

  /** Frees its memory and its threads. No frame may be in the making. */
  free(): Promise<void> {
    return this.#maker.close();
  }
}
