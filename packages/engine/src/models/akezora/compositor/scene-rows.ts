import type { Arena } from './arena.ts';
import { FlatRows, type LayerRows } from './flat-rows.ts';
import type { Kernels } from './kernels.ts';
import { groups, type Layer, placed, type Window } from './layer.ts';
import type { PictureOf } from './picture.ts';
import { TurnedRows } from './turned-rows.ts';

/** Size of a picture or a frame. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The unlit layers of a moment, row by row: premultiplied RGBA, f32x4 a pixel. */
export class SceneRows {
  readonly #arena: Arena;
  readonly #layers: LayerRows[] = [];
  /** Layers of the row at hand, front to back. */
  readonly #showing: LayerRows[] = [];
  readonly #bytes: number;

  /** `window` is the part of the frame that it draws. */
  constructor(
    kernels: Kernels,
    arena: Arena,
    layers: readonly Layer[],
    pictures: PictureOf,
    frame: Size,
    window: Window,
  ) {
    this.#arena = arena;
    this.#bytes = 16 * (window.right - window.left);
    // A vector a group that marks its channel, after one for layers of none.
    const kinds = arena.keep([0, 0, 0, 0, ...groups.flatMap((_, i) => groups.map((__, j) => (i === j ? 1 : 0)))]);
    for (const layer of layers) {
      const picture = pictures(layer.texture);
      const place = picture && placed(layer, picture, frame, window);
      if (place === undefined) continue;
      const Rows = place.turn === 0 ? FlatRows : TurnedRows;
      this.#layers.push(new Rows(kernels, arena, place, window, kinds));
    }
  }

  /**
   * Draws a row of the window to `to`, and the coverage by groups to `groupsTo`, unless it is 0.
   * @returns false when the row is empty
   */
  draw(row: number, to: number, groupsTo: number): boolean {
    const layers = this.#layers;
    const showing = this.#showing;
    showing.length = 0;
    let hidden = false;
    for (let i = layers.length - 1; i >= 0 && !hidden; i -= 1) {
      const layer = layers[i]!;
      if (row < layer.top || row >= layer.bottom) continue;
      const cover = layer.prepare(row);
      if (cover !== 'none') showing.push(layer);
      hidden = cover === 'all';
    }
    if (!hidden) {
      this.#arena.bytes.fill(0, to, to + this.#bytes);
      if (groupsTo !== 0) this.#arena.bytes.fill(0, groupsTo, groupsTo + this.#bytes);
    }
    for (let i = showing.length - 1; i >= 0; i -= 1) showing[i]!.lay(to, groupsTo);
    return showing.length > 0;
  }
}
