import type { Frame } from '../../../video/frame.ts';
import { planarFrame } from '../../../video/planar-frame.ts';
import { crop, resample } from '../../../video/resample.ts';
import { Compositor } from '../compositor/compositor.ts';
import type { Layer } from '../compositor/layer.ts';
import type { LitScene } from '../compositor/lit-scene.ts';
import type { Picture } from '../compositor/picture.ts';
import type { Size } from '../frame-sizes.ts';
import { largestZoom, type View } from './drift.ts';

/** Texels of the border around a picture, which repeat its edge: resampling looks a little beyond it. */
const border = 4;

/** How much of a picture is kept that is wider or higher than the frame, in frames. */
const widest = 1.25;

/** A picture that covers a frame and moves in it by parts of a pixel, unlit and as I420. */
export class HeldPicture {
  readonly #compositor: Compositor;
  readonly #picture: Picture;
  readonly #size: Size;
  /** Width and height of the picture in frames. */
  readonly room: Size;

  private constructor(compositor: Compositor, picture: Picture, size: Size, room: Size) {
    this.#compositor = compositor;
    this.#picture = picture;
    this.#size = size;
    this.room = room;
  }

  /** Prepares a picture for frames of a size, which must be even; it is cut about its middle. */
  static async of(source: Frame, size: Size): Promise<HeldPicture> {
    const scale = Math.min(source.width / size.width, source.height / size.height);
    const [across, down] = [size.width * scale, size.height * scale];
    const width = Math.min(source.width, across * widest);
    const height = Math.min(source.height, down * widest);
    const part = crop(source, { x: (source.width - width) / 2, y: (source.height - height) / 2, width, height });
    const room = { width: Math.max(1, width / across), height: Math.max(1, height / down) };
    const texels = {
      width: Math.round(size.width * room.width * largestZoom),
      height: Math.round(size.height * room.height * largestZoom),
    };
    const data = bordered(resample(part, texels.width, texels.height, { fit: 'fill' }));
    const level = { width: texels.width + 2 * border, height: texels.height + 2 * border, data };
    const { width: wide, height: high } = level;
    const picture = { drawings: 1, width: wide, height: high, levels: [level], wrapU: false, wrapV: false };
    return new HeldPicture(await Compositor.load(), picture, size, room);
  }

  /** The frame of a view. @param at seconds of the clip */
  frame({ x, y, zoom }: View, at: number): Frame {
    const [width, height] = [this.room.width * zoom, this.room.height * zoom];
    const left = Math.min(0, Math.max(1 - width, 0.5 - width / 2 - x * zoom));
    const top = Math.min(0, Math.max(1 - height, 0.5 - height / 2 - y * zoom));
    const [edgeX, edgeY] = [
      (border * width) / (this.#picture.width - 2 * border),
      (border * height) / (this.#picture.height - 2 * border),
    ];
    const layer: Layer = {
      ...{ texture: 'picture', flip: false, phase: 0, alpha: 1 },
      ...{ x: left - edgeX, y: top - edgeY, width: width + 2 * edgeX, height: height + 2 * edgeY },
    };
    const planes = this.#compositor.i420({ ...unlit, layers: [layer], pictures: () => this.#picture }, this.#size);
    return planarFrame(this.#size.width, this.#size.height, planes, at);
  }
}

/** Light and remainder that leave the colours of opaque layers as they are. */
const unlit: Omit<LitScene, 'layers' | 'pictures'> = {
  remainder: new Float32Array(3),
  remainderSize: { width: 1, height: 1 },
  light: Float32Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0),
  lightSize: { width: 1, height: 1 },
};

/** The pixels of a frame with its edge repeated around it. */
function bordered({ width, height, data }: Frame): Uint8Array {
  const wide = width + 2 * border;
  const from = new Uint32Array(data.buffer, data.byteOffset, width * height);
  const out = new Uint32Array(wide * (height + 2 * border));
  for (let row = 0; row < height + 2 * border; row += 1) {
    const source = width * Math.min(Math.max(row - border, 0), height - 1);
    const line = from.subarray(source, source + width);
    const to = row * wide;
    out.fill(line[0]!, to, to + border);
    out.set(line, to + border);
    out.fill(line[width - 1]!, to + border + width, to + wide);
  }
  return new Uint8Array(out.buffer);
}
