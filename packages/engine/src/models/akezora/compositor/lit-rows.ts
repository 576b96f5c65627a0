import type { Arena } from './arena.ts';
import { EnlargedRows, interpolationRuns } from './interpolation.ts';
import type { Kernels } from './kernels.ts';
import type { Window } from './layer.ts';
import { featureChannels, type LitScene, lightChannels } from './lit-scene.ts';
import { SceneRows, type Size } from './scene-rows.ts';

/** From red, green and blue in [−1, 1] to three channels of an output: a vector for each, and one that is added. */
export type ColourMatrix = readonly number[];

/** Rows of the lit output, or of a window of it, f32x4 a pixel, in the colours of a matrix. */
export class LitRows {
  readonly #kernels: Kernels;
  readonly #scene: SceneRows;
  readonly #image: EnlargedRows;
  readonly #base: EnlargedRows;
  readonly #light: EnlargedRows;
  readonly #runs: { readonly at: number; readonly count: number };
  readonly #steps: readonly [number, number];
  readonly #top: number;

  constructor(kernels: Kernels, arena: Arena, lit: LitScene, size: Size, window: Window, matrix: ColourMatrix) {
    const { imageSize, lightSize, imageRim = 0 } = lit;
    const { width, height } = size;
    this.#kernels = kernels;
    this.#top = window.top;
    this.#scene = new SceneRows(kernels, arena, lit.layers, lit.pictures, size, window);
    const matrixAt = arena.keep(matrix);
    const raw = arena.take(4 * Math.max(imageSize.width * featureChannels, lightSize.width * lightChannels));
    const rowTo = (values: Float32Array, length: number, start: number) =>
      arena.floats.set(values.subarray(start, start + length), raw >> 2);
    const imageRow = (imageSize.width + 2 * imageRim) * featureChannels;
    this.#image = new EnlargedRows(kernels, arena, imageSize, height, 1, (row, to) => {
      rowTo(lit.image, imageSize.width * featureChannels, (row + imageRim) * imageRow + imageRim * featureChannels);
      kernels.unlit(to, raw, imageSize.width);
    });
    this.#base = new EnlargedRows(kernels, arena, imageSize, height, 1, (row, to) => {
      rowTo(lit.base, imageSize.width * 3, row * imageSize.width * 3);
      kernels.tint(to, raw, matrixAt, imageSize.width);
    });
    this.#light = new EnlargedRows(kernels, arena, lightSize, height, 4, (row, to) => {
      rowTo(lit.light, lightSize.width * lightChannels, row * lightSize.width * lightChannels);
      kernels.lights(to, raw, matrixAt, lightSize.width);
    });
    const runs = interpolationRuns(width, imageSize.width, lightSize.width, window);
    this.#runs = { at: arena.keep(runs.words), count: runs.count };
    this.#steps = [imageSize.width / width, lightSize.width / width];
  }

  /** Writes a row of the window to `to`. Rows are asked for from the top. */
  write(row: number, to: number): void {
    const { at, count } = this.#runs;
    this.#scene.draw(row, to, 0);
    const y = this.#top + row;
    const [image, base, light] = [this.#image.at(y), this.#base.at(y), this.#light.at(y)];
    this.#kernels.light(to, image, base, light, at, count, ...this.#steps);
  }
}
