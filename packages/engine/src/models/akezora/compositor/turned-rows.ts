import type { Arena } from './arena.ts';
import type { Cover, LayerRows } from './flat-rows.ts';
import type { Kernels } from './kernels.ts';
import type { Placed } from './layer.ts';

/** Rows of a turned layer: its texels are interpolated linearly along both of its own axes. */
export class TurnedRows implements LayerRows {
  readonly top: number;
  readonly bottom: number;
  readonly #kernels: Kernels;
  readonly #layer: Placed;
  readonly #windowLeft: number;
  readonly #kind: number;
  readonly #at: number;
  /** Texels a pixel to the right. */
  readonly #du: number;
  readonly #dv: number;
  #u = 0;
  #v = 0;
  #first = 0;
  #last = 0;

  constructor(kernels: Kernels, arena: Arena, layer: Placed, window: { left: number; top: number }, kinds: number) {
    const { texels, texelWidth, texelHeight, turn, flip, boxWidth, boxHeight } = layer;
    this.#kernels = kernels;
    this.#layer = layer;
    this.top = layer.top - window.top;
    this.bottom = layer.bottom - window.top;
    this.#windowLeft = window.left;
    this.#kind = kinds + 16 * (layer.group + 1);
    this.#du = ((flip ? -Math.cos(turn) : Math.cos(turn)) * texelWidth) / boxWidth;
    this.#dv = (-Math.sin(turn) * texelHeight) / boxHeight;
    // One empty texel on all sides, and one more around them against rounding.
    const stride = 4 * (texelWidth + 2);
    this.#at = arena.take(stride * (texelHeight + 2) + 16) + 8;
    arena.bytes.fill(0, this.#at - 8, this.#at + stride * (texelHeight + 2) + 8);
    for (let row = 0; row < texelHeight; row += 1) {
      const from = 4 * row * texelWidth;
      arena.bytes.set(texels.subarray(from, from + 4 * texelWidth), this.#at + stride * (row + 1) + 4);
    }
  }

  prepare(row: number): Cover {
    const { left, right, top, x, y, boxWidth, boxHeight, texelWidth, texelHeight, turn, flip } = this.#layer;
    const across = left + 0.5 - (x + boxWidth / 2);
    const down = row - this.top + top + 0.5 - (y + boxHeight);
    const u = ((across * Math.cos(turn) + down * Math.sin(turn)) / boxWidth + 0.5) * texelWidth;
    this.#u = (flip ? texelWidth - u : u) - 0.5;
    this.#v = ((down * Math.cos(turn) - across * Math.sin(turn)) / boxHeight + 1) * texelHeight - 0.5;
    const inU = inside(this.#u, this.#du, texelWidth, right - left);
    const inV = inside(this.#v, this.#dv, texelHeight, right - left);
    this.#first = Math.max(inU[0], inV[0]);
    this.#last = Math.min(inU[1], inV[1]);
    return this.#first < this.#last ? 'some' : 'none';
  }

  lay(to: number, groups: number): void {
    const shift = 16 * (this.#layer.left - this.#windowLeft + this.#first);
    this.#kernels.turned(
      to + shift,
      groups === 0 ? 0 : groups + shift,
      this.#kind,
      this.#at,
      this.#layer.texelWidth + 2,
      this.#u + this.#du * this.#first,
      this.#v + this.#dv * this.#first,
      this.#du,
      this.#dv,
      this.#layer.alpha / 255,
      this.#last - this.#first,
    );
  }
}

/** The steps of `count`, from `start` by `step`, that see any of `texels` texels: those above −1 and below `texels`. */
function inside(start: number, step: number, texels: number, count: number): [number, number] {
  if (Math.abs(step) < 1e-9) return start > -1 && start < texels ? [0, count] : [0, 0];
  const [a, b] = [(-1 - start) / step, (texels - start) / step];
  const hold = (index: number) => Math.min(Math.max(index, 0), count);
  return [hold(Math.floor(Math.min(a, b)) + 1), hold(Math.ceil(Math.max(a, b)))];
}
