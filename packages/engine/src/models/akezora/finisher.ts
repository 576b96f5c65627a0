import type { Scene } from '@akezora/contract';
import type { Program, Runtime } from '../../runtime/index.ts';
import { f32, i64, type TensorSource } from '../../tensor/index.ts';
import type { Frame } from '../../video/index.ts';
import { Compositor } from './compositor.ts';
import { quadsAt } from './features.ts';
import { type FinisherSizes, finisherGraph } from './finisher-graph.ts';
import type { Size } from './frame-sizes.ts';
import type { PainterConfig } from './painter.ts';
import { type TextureBank, texelChannels } from './textures.ts';
import { dequantisedSource } from './weights.ts';
import type { World } from './world.ts';

/** The `finisher` entry of config.json. */
export interface FinisherConfig extends Omit<FinisherSizes, 'imageChannels' | 'slots'> {
  /** Vocabulary of scene words; the index is the token. */
  readonly words: readonly string[];
  readonly features: number;
  readonly textures: PainterConfig['textures'];
}

const slots = ['place', 'time', 'weather', 'style'] as const;

/** The finisher made ready for one frame size. */
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

  /** Builds and loads the net for a size of painted frames. */
  static async load(
    runtime: Runtime,
    source: TensorSource,
    config: FinisherConfig,
    bank: TextureBank,
    world: World,
    size: Size,
  ): Promise<Finisher> {
    const sizes = { ...config, imageChannels: texelChannels, slots: slots.length };
    const graph = finisherGraph(dequantisedSource(source), sizes, size.height, size.width);
    return new Finisher(await runtime.load(graph, { label: 'finish' }), config, bank, world, size);
  }

  /** Size of the frames it makes. */
  get outputSize(): Size {
    const scale = this.#config.middleScale * this.#config.fineScale;
    return { width: this.#size.width * scale, height: this.#size.height * scale };
  }

  /**
   * The frame of a scene's moment.
   * @param pair painted frames before and after it, `[2, h, w, 3]` in [−1, 1]
   * @param between 0 at the first … 1 at the second
   * @param sceneTime seconds on the scene's clock
   * @param at seconds on the clip's clock
   */
  async finish(pair: Float32Array, between: number, scene: Scene, sceneTime: number, at: number): Promise<Frame> {
    const { width, height } = this.#size;
    const scale = this.#config.middleScale;
    const quads = quadsAt(this.#world, scene, sceneTime);
    this.#compositor.draw(quads, this.#image);
    const words = slots.map((slot) => Math.max(0, this.#config.words.indexOf(`${slot}:${scene[slot]}`)));
    const { frame } = await this.#program.run({
      pair: f32([2, height, width, 3], pair),
      between: f32([1], [between]),
      image: f32([height * scale, width * scale, texelChannels], this.#image),
      words: i64([slots.length], words),
    });
    return { ...this.outputSize, data: interleaved(frame!.data as Uint8Array), at };
  }

  /** Gives its memory back. */
  free(): Promise<void> {
    return this.#program.free();
  }
}

/** Planes of red, green and blue as RGBA. */
function interleaved(planes: Uint8Array): Uint8Array {
  const pixels = planes.length / 3;
  const out = new Uint32Array(pixels);
  for (let i = 0; i < pixels; i += 1) {
    out[i] = planes[i]! | (planes[pixels + i]! << 8) | (planes[2 * pixels + i]! << 16) | 0xff000000;
  }
  return new Uint8Array(out.buffer);
}
