import type { Levels } from '../../../graph/layers/conv-int8.ts';
import type { Compositor } from '../compositor/compositor.ts';
import type { Layer, Window } from '../compositor/layer.ts';
import type { PictureOf } from '../compositor/picture.ts';
import type { Size } from '../frame-sizes.ts';

/** What stays the same for all frames of a clip. */
export interface FrameShape {
  /** Size of the feature image, without its rim. */
  readonly imageSize: Size;
  /** Pixels on each side of the feature image that the net sees beyond the frame. */
  readonly imageRim: number;
  /** Size of painted frames, and of the light. */
  readonly lightSize: Size;
  /** Size that the whole frame would have, and the part of it that is wanted. */
  readonly whole: Size;
  readonly window: Window;
  /** Quantisation of the image that the net sees. Default: none, it is f32. */
  readonly levels?: Levels;
}

/** What one frame is made of. */
export interface FrameParts {
  readonly layers: readonly Layer[];
  /** The painted frame nearest in time, `[h, w, 3]` in [−1, 1]. */
  readonly painted: Float32Array;
  readonly sceneTokens: readonly number[];
  /** Frames of the same number, one after another, share the light and remainder of the first. Default: the frame has its own. */
  readonly light?: number;
}

/** Makes frames in I420: here, or in threads of its own (`thread-frame-maker.ts`). Several may be in the making at once. */
export interface FrameMaker {
  make(parts: FrameParts, pictures: PictureOf): Promise<Uint8Array>;
  /** Takes the bytes of a frame that is not needed any more, for another. */
  giveBack(planes: Uint8Array): void;
  /** Forgets lights and pictures, whose names may mean others from now on: what follows is another clip. No frame may be in the making. */
  forget(): void;
  /** No frame may be in the making. */
  close(): Promise<void>;
}

/** The finisher's net: of a painted frame, the feature image with its rim and scene tokens. */
export interface FrameNet {
  run(painted: Float32Array, image: Uint8Array | Float32Array, sceneTokens: readonly number[]): Promise<Lit>;
  free(): Promise<void>;
}

/** Output of a size from frames of another aspect: the whole frame that covers it, and its middle. */
export function coverOf(native: Size, output: Size): { readonly whole: Size; readonly window: Window } {
  const scale = Math.max(output.width / native.width, output.height / native.height);
  const whole = {
    width: Math.max(output.width, Math.round(native.width * scale)),
    height: Math.max(output.height, Math.round(native.height * scale)),
  };
  const [left, top] = [(whole.width - output.width) >> 1, (whole.height - output.height) >> 1];
  return { whole, window: { left, top, right: left + output.width, bottom: top + output.height } };
}

/** What the net makes; the next run may write it anew. */
export interface Lit {
  readonly light: Float32Array;
  readonly remainder: Float32Array;
}

/** A feature image: in bytes where the net wants them. */
type Image = Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

/** Makes frames on the thread that asks. */
export class LocalFrameMaker implements FrameMaker {
  readonly #compositor: Compositor;
  readonly #net: FrameNet;
  readonly #shape: FrameShape;
  #image: Image | undefined;
  #shared: { readonly light: number; readonly lit: Promise<Lit> } | undefined;
  #sparePlanes: Uint8Array | undefined;

  constructor(compositor: Compositor, net: FrameNet, shape: FrameShape) {
    this.#compositor = compositor;
    this.#net = net;
    this.#shape = shape;
  }

  async make(parts: FrameParts, pictures: PictureOf): Promise<Uint8Array> {
    const { imageSize: remainderSize, lightSize, whole, window } = this.#shape;
    const { light, remainder } = await this.#lightOf(parts, pictures);
    const lit = { layers: parts.layers, pictures, remainder, remainderSize, light, lightSize };
    return this.#compositor.i420(lit, whole, window, this.#takeSpare());
  }

  giveBack(planes: Uint8Array): void {
    this.#sparePlanes = planes;
  }

  forget(): void {
    this.#shared = undefined;
  }

  close(): Promise<void> {
    return this.#net.free();
  }

  /** The light of a frame: its own, or what frames before it made. */
  #lightOf(parts: FrameParts, pictures: PictureOf): Promise<Lit> {
    if (parts.light === undefined) return this.#lit(parts, pictures);
    const before = this.#shared;
    if (before?.light === parts.light) return before.lit;
    const lit = this.#lit(parts, pictures);
    this.#shared = { light: parts.light, lit };
    return lit;
  }

  async #lit({ layers, painted, sceneTokens }: FrameParts, pictures: PictureOf): Promise<Lit> {
    const { imageSize, imageRim, levels } = this.#shape;
    const [right, bottom] = [imageSize.width + imageRim, imageSize.height + imageRim];
    const window = { left: -imageRim, top: -imageRim, right, bottom };
    const before = this.#image;
    this.#image = undefined;
    const image =
      levels === undefined
        ? this.#compositor.features(layers, pictures, imageSize, window, before as Float32Array<ArrayBuffer>)
        : this.#compositor.featureBytes(layers, pictures, imageSize, levels, window, before as Uint8Array<ArrayBuffer>);
    const lit = await this.#net.run(painted, image as Image, sceneTokens);
    this.#image = image as Image;
    return lit;
  }

  #takeSpare(): Uint8Array | undefined {
    const spare = this.#sparePlanes;
    this.#sparePlanes = undefined;
    return spare;
  }
}
