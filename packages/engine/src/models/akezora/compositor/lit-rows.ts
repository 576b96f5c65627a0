import type { Arena } from './arena.ts';
import { EnlargedRows, interpolationRuns } from './interpolation.ts';
import type { Kernels } from './kernels.ts';
import type { Window } from './layer.ts';
import { type LitScene, lightChannels } from './lit-scene.ts';
import { SceneRows, type Size } from './scene-rows.ts';

/** From red, green and blue in [−1, 1] to three channels of an output: a vector for each, and one that is added. */
export type ColourMatrix = readonly number[];

/** Rows of the lit output, or of a window of it, f32x4 a pixel, in the colours of a matrix. */
export class LitRows {
  readonly #kernels: Kernels;
  readonly #scene: SceneRows;
  readonly #remainder: EnlargedRows;
  readonly #light: EnlargedRows;
  readonly #runs: { readonly at: number; readonly count: number };
  readonly #steps: readonly [number, number];
  readonly #top: number;

  constructor(kernels: Kernels, arena: Arena, lit: LitScene, size: Size, window: Window, matrix: ColourMatrix) {
    const { remainderSize, lightSize } = lit;
    const { width, height } = size;
    this.#kernels = kernels;
    this.#top = window.top;
    this.#scene = new SceneRows(kernels, arena, lit.layers, lit.pictures, size, window);
    const matrixAt = arena.keep(matrix);
    const raw = arena.take(4 * Math.max(remainderSize.width * 3, lightSize.width * lightChannels));
    const rowTo = (values: Float32Array, length: number, start: number) =>
      arena.floats.set(values.subarray(start, start + length), raw >> 2);
    this.#remainder = new EnlargedRows(kernels, arena, remainderSize, height, 1, (row, to) => {
      rowTo(lit.remainder, remainderSize.width * 3, row * remainderSize.width * 3);
      kernels.tint(to, raw, matrixAt, remainderSize.width);
    });
    this.#light = new EnlargedRows(kernels, arena, lightSize, height, 4, (row, to) => {
      rowTo(lit.light, lightSize.width * lightChannels, row * lightSize.width * lightChannels);
      kernels.lights(to, raw, matrixAt, lightSize.width);
    });
    const runs = interpolationRuns(width, remainderSize.width, lightSize.width, window);
    this.#runs = { at: arena.keep(runs.words), count: runs.count };
    this.#steps = [remainderSize.width / width, lightSize.width / width];
  }

  /** Writes a row of the window to `to`. Rows are asked for from the top. */
  write(row: number, to: number): void {
    const { at, count } = this.#runs;
    this.#scene.draw(row, to, 0);
    const y = this.#top + row;
    const [remainder, light] = [this.#remainder.at(y), this.#light.at(y)];
    this.#kernels.light(to, remainder, light, at, count, ...this.#steps);
  }
}
