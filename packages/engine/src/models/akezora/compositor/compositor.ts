import { Arena } from './arena.ts';
import { type Kernels, loadKernels } from './kernels.ts';
import type { Layer, Window } from './layer.ts';
import { type ColourMatrix, LitRows } from './lit-rows.ts';
import { featureChannels, type LitScene } from './lit-scene.ts';
import type { PictureOf } from './picture.ts';
import { SceneRows, type Size } from './scene-rows.ts';

/**
 * Draws scenes from their own pictures: feature images, which the nets see, and the lit output:
 *
 *     output = enlarged(light) · unlit + enlarged(remainder)
 *
 * as `Finisher.compose` of `training/finisher/model.py` says it. Everything goes row by row through memory that stays in the
 * processor's cache.
 */
export class Compositor {
  readonly #arena: Arena;
  readonly #kernels: Kernels;

  private constructor(arena: Arena, kernels: Kernels) {
    this.#arena = arena;
    this.#kernels = kernels;
  }

  /** Loads its kernels: those in WebAssembly, or others that compute the same. */
  static async load(
    kernels: (memory: WebAssembly.Memory) => Kernels | Promise<Kernels> = loadKernels,
  ): Promise<Compositor> {
    const arena = new Arena();
    return new Compositor(arena, await kernels(arena.memory));
  }

  /**
   * Writes the feature image of a frame, or of a window of it, `[height, width, featureChannels]`.
   * @param frame the size that the whole frame would have
   */
  features(
    layers: readonly Layer[],
    pictures: PictureOf,
    frame: Size,
    window: Window = wholeOf(frame),
    out = new Float32Array(lengthOf(window)),
  ): Float32Array {
    const length = (window.right - window.left) * featureChannels;
    this.#eachFeatureRow({ layers, pictures, frame, window }, (y, line) => {
      if (line === 0) out.fill(0, y * length, (y + 1) * length);
      // What many layers need makes the arena larger, and its views anew.
      else out.set(this.#arena.floats.subarray(line >> 2, (line >> 2) + length), y * length);
    });
    return out;
  }

  /** The same in bytes: value / scale + zero. */
  featureBytes(
    layers: readonly Layer[],
    pictures: PictureOf,
    frame: Size,
    { scale, zero }: { readonly scale: number; readonly zero: number },
    window: Window = wholeOf(frame),
    out = new Uint8Array(lengthOf(window)),
  ): Uint8Array {
    const [arena, width] = [this.#arena, window.right - window.left];
    const length = width * featureChannels;
    let row = 0;
    this.#eachFeatureRow({ layers, pictures, frame, window }, (y, line) => {
      if (row === 0) row = arena.take(length);
      if (line === 0) out.fill(zero, y * length, (y + 1) * length);
      else {
        this.#kernels.levels(row, line, width, 1 / scale, zero);
        out.set(arena.bytes.subarray(row, row + length), y * length);
      }
    });
    return out;
  }

  /** Makes the rows of a feature image from the top: where each is in memory, or 0 where nothing is on it. */
  #eachFeatureRow(
    { layers, pictures, frame, window }: { layers: readonly Layer[]; pictures: PictureOf; frame: Size; window: Window },
    use: (y: number, line: number) => void,
  ): void {
    const [arena, width] = [this.#arena, window.right - window.left];
    arena.reset();
    const scene = new SceneRows(this.#kernels, arena, layers, pictures, frame, window);
    const [row, kinds, line] = [arena.take(16 * width), arena.take(16 * width), arena.take(32 * width)];
    for (let y = 0; y < window.bottom - window.top; y += 1) {
      const shows = scene.draw(y, row, kinds);
      if (shows) this.#kernels.features(line, row, kinds, width);
      use(y, shows ? line : 0);
    }
  }

  /**
   * Writes a frame, or a window of it, as I420, BT.709, limited range; width and height must be even. Chroma is the mean of 2×2
   * pixels.
   * @param size the size of the whole frame
   */
  i420(lit: LitScene, size: Size, window: Window = wholeOf(size), into?: Uint8Array): Uint8Array {
    const [width, height] = [window.right - window.left, window.bottom - window.top];
    if (width % 2 !== 0 || height % 2 !== 0) throw new RangeError('I420 needs an even width and height');
    const out = into ?? new Uint8Array((width * height * 3) / 2);
    const [arena, kernels] = [this.#arena, this.#kernels];
    arena.reset();
    const rows = new LitRows(kernels, arena, lit, size, window, bt709);
    const [upper, lower] = [rowOf(arena, width), rowOf(arena, width)];
    const [above, below, u, v] = [0, 0, 0, 0].map(() => arena.take(width + 4)) as [number, number, number, number];
    const copy = (from: number, length: number, to: number) => out.set(arena.bytes.subarray(from, from + length), to);
    for (let y = 0; y < height; y += 2) {
      rows.write(y, upper);
      rows.write(y + 1, lower);
      kernels.planes(above, below, u, v, upper, lower, width);
      copy(above, width, y * width);
      copy(below, width, (y + 1) * width);
      copy(u, width / 2, width * height + (y * width) / 4);
      copy(v, width / 2, (width * height * 5) / 4 + (y * width) / 4);
    }
    return out;
  }

  /** Writes a frame as opaque RGBA. */
  rgba(lit: LitScene, size: Size, out = new Uint8Array(size.width * size.height * 4)): Uint8Array {
    const { width, height } = size;
    const [arena, kernels] = [this.#arena, this.#kernels];
    arena.reset();
    const rows = new LitRows(kernels, arena, lit, size, wholeOf(size), rgb);
    const [row, line] = [rowOf(arena, width), arena.take(4 * width + 16)];
    for (let y = 0; y < height; y += 1) {
      rows.write(y, row);
      kernels.rgba(line, row, width);
      out.set(arena.bytes.subarray(line, line + 4 * width), y * width * 4);
    }
    return out;
  }
}

/** Values of the feature image of a window. */
const lengthOf = ({ left, top, right, bottom }: Window): number => (right - left) * (bottom - top) * featureChannels;

const wholeOf = ({ width, height }: Size): Window => ({ left: 0, top: 0, right: width, bottom: height });

/** Memory for a row; the kernels read up to eight pixels at once. */
const rowOf = (arena: Arena, width: number): number => arena.take(16 * ((width + 7) & ~7));

/** Half of 255: colours are in [−1, 1]. */
const half = 127.5;

const rgb: ColourMatrix = [half, 0, 0, 0, 0, half, 0, 0, 0, 0, half, 0, half, half, half, 255];

/** Luma, blue and red difference of BT.709 in limited range; the same coefficients as `video/yuv.ts`. */
const bt709: ColourMatrix = (() => {
  const weights = [
    [11966, -6596, 28784],
    [40254, -22188, -26145],
    [4064, 28784, -2639],
  ].map((column) => column.map((weight) => (weight * half) / 65536));
  const grey = [0, 1, 2].map((c) => (c === 0 ? 16 : 128) + weights.reduce((sum, column) => sum + column[c]!, 0));
  return [...weights, grey].flatMap((column) => [...column, 0]);
})();
