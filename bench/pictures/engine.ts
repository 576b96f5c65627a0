/** What the measures of pictures share: frames as the engine makes them, before an encoder; and the art alone, as the compositor draws it. */
import { existsSync } from 'node:fs';
import { boxModel, type GenerationRequestInput, type SceneInput } from '../../packages/contract/src/index.ts';
import { type Frame, openModel, planRequest, type VideoModel } from '../../packages/engine/src/index.ts';
import { picturesOfScenes } from '../../packages/engine/src/models/akezora/art/scene-pictures.ts';
import type { Art } from '../../packages/engine/src/models/akezora/art/shelf.ts';
import { builtInFolder } from '../../packages/engine/src/models/akezora/checkpoints.ts';
import { Compositor } from '../../packages/engine/src/models/akezora/compositor/compositor.ts';
import type { Layer, Window } from '../../packages/engine/src/models/akezora/compositor/layer.ts';
import { featureChannels } from '../../packages/engine/src/models/akezora/compositor/lit-scene.ts';
import type { PictureOf } from '../../packages/engine/src/models/akezora/compositor/picture.ts';
import { openNetworks } from '../../packages/engine/src/models/akezora/networks.ts';
import { layersAt } from '../../packages/engine/src/models/akezora/scene/layers.ts';
import type { Quad } from '../../packages/engine/src/models/akezora/scene/view.ts';
import type { World } from '../../packages/engine/src/models/akezora/scene/world.ts';
import { i420Of } from '../../packages/engine/src/video/planar-frame.ts';

/** The size that everything is measured at: 1080p. */
export const size = { width: 1920, height: 1080 };

/** A part of the frame with the art in it: colours `[pixels, 3]` in 0 to 255, meaningless where it shows nothing, and its coverage in 0 to 1. */
export interface Drawn extends Window {
  readonly colours: Float32Array;
  readonly coverage: Float32Array;
}

/** A scene as the engine took it, with its frames one after the other. */
export interface Made {
  /** Its layers at `t` seconds. */
  layersAt(t: number): Quad[];
  readonly pictures: PictureOf;
  frames(): AsyncGenerator<Frame, void, void>;
}

/** The model under measure. */
export class Engine {
  readonly #model: VideoModel;
  readonly #name: string;
  readonly #compositor: Compositor;
  readonly world: World;
  readonly art: Art;

  private constructor(name: string, model: VideoModel, compositor: Compositor, world: World, art: Art) {
    this.#name = name;
    this.#model = model;
    this.#compositor = compositor;
    this.world = world;
    this.art = art;
  }

  /** @param name a model's name, or a folder of its files */
  static async open(name: string = boxModel): Promise<Engine> {
    const networks = await openNetworks(existsSync(name) ? name : builtInFolder);
    const [model, compositor, art] = await Promise.all([openModel(name), Compositor.load(), networks.art()]);
    return new Engine(name, model, compositor, networks.world, art);
  }

  get version(): string {
    return this.#model.version;
  }

  /** Plans a scene as `generate` does, at 1080p and seed 1. Who needs only the first frames stops asking for more. */
  async make(scene: SceneInput, fps: 12 | 24): Promise<Made> {
    const input: GenerationRequestInput = {
      ...{ model: this.#name, prompt: '', seed: 1, scene, seconds: 2, fps, resolution: '1080p' },
    };
    const { request, plan, machine } = await planRequest(input, this.#model);
    const planned = plan.scene!;
    const pictures = await picturesOfScenes([planned], { art: this.art, world: this.world, cast: [] });
    const run = () => this.#model.run(request, plan, { machine, signal: new AbortController().signal });
    return {
      layersAt: (t) => layersAt(this.world, planned, t),
      pictures,
      async *frames() {
        for await (const event of run()) if (event.type === 'frame') yield event.frame;
      },
    };
  }

  /** Draws layers over nothing, without light, in a window of the frame. */
  draw(layers: readonly Layer[], pictures: PictureOf, window: Window, frame = size): Drawn {
    const features = this.#compositor.features(layers, pictures, frame, window);
    const pixels = features.length / featureChannels;
    const [colours, coverage] = [new Float32Array(pixels * 3), new Float32Array(pixels)];
    for (let i = 0; i < pixels; i += 1) {
      const covered = features[i * featureChannels + 3]!;
      coverage[i] = covered;
      for (let c = 0; c < 3; c += 1)
        colours[i * 3 + c] = (features[i * featureChannels + c]! / Math.max(covered, 1e-6) + 1) * 127.5;
    }
    return { ...window, colours, coverage };
  }
}

/** The pixels of a layer's upright box in the frame, and some around it. */
export function windowOf({ x, y, width, height }: Layer, around: number): Window {
  return {
    left: Math.max(0, Math.floor(x * size.width) - around),
    top: Math.max(0, Math.floor(y * size.height) - around),
    right: Math.min(size.width, Math.ceil((x + width) * size.width) + around),
    bottom: Math.min(size.height, Math.ceil((y + height) * size.height) + around),
  };
}

/** The part of a frame in a window, `[pixels, 3]` in 0 to 255. */
export function coloursIn(frame: Frame, { left, top, right, bottom }: Window): Float32Array {
  const out = new Float32Array((right - left) * (bottom - top) * 3);
  const { data, width } = frame;
  let to = 0;
  for (let y = top; y < bottom; y += 1)
    for (let x = left; x < right; x += 1) for (let c = 0; c < 3; c += 1) out[to++] = data[(y * width + x) * 4 + c]!;
  return out;
}

/** Luma of colours `[pixels, 3]`. */
export function lumaOf(colours: Float32Array): Float32Array {
  const out = new Float32Array(colours.length / 3);
  for (let i = 0; i < out.length; i += 1)
    out[i] = 0.2126 * colours[i * 3]! + 0.7152 * colours[i * 3 + 1]! + 0.0722 * colours[i * 3 + 2]!;
  return out;
}

/** The luma bytes of a frame that the engine made: 219 levels from 16 on. Frames over held pictures come as RGBA. */
export function lumaPlane(frame: Frame): Uint8Array {
  const { data, width, height } = frame;
  const planes = i420Of(frame);
  if (planes !== undefined) return planes.subarray(0, width * height);
  const luma = new Uint8Array(width * height);
  for (let i = 0; i < luma.length; i += 1) {
    const [red, green, blue] = [data[4 * i]!, data[4 * i + 1]!, data[4 * i + 2]!];
    luma[i] = Math.round(16 + ((0.2126 * red + 0.7152 * green + 0.0722 * blue) * 219) / 255);
  }
  return luma;
}
