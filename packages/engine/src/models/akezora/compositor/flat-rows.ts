import type { Arena } from './arena.ts';
import type { Kernels } from './kernels.ts';
import type { Placed } from './layer.ts';
import { type AxisTaps, axisTaps } from './taps.ts';

/** What a layer does to a row: nothing, something, or it hides all that is under it. */
export type Cover = 'none' | 'some' | 'all';

/** A layer as the rows of its window. */
export interface LayerRows {
  readonly top: number;
  readonly bottom: number;
  /** Makes ready what the row (counted from the top of the window) needs; `lay` is for that row then. */
  prepare(row: number): Cover;
  /** Lays it over the window's row at `to`, and its coverage over the groups there, unless they are 0. */
  lay(to: number, groups: number): void;
}

interface Line {
  readonly at: number;
  /** Where the picture repeats, counted on. */
  texelRow: number;
  /** Pixels that may not be empty. */
  first: number;
  last: number;
  opaque: boolean;
}

const opaqueBit = 1 << 30;

/**
 * Rows of a layer that is not turned. Each row of texels is resampled along its columns once, when a row of pixels first needs
 * it, and kept while the next ones do.
 */
export class FlatRows implements LayerRows {
  readonly top: number;
  readonly bottom: number;
  readonly #kernels: Kernels;
  readonly #arena: Arena;
  readonly #layer: Placed;
  readonly #columns: AxisTaps & { readonly startsAt: number; readonly weightsAt: number; readonly count: number };
  readonly #texels: { readonly from: number; readonly count: number };
  readonly #rows: AxisTaps;
  readonly #lines: Line[];
  readonly #scratch: { readonly raw: number; readonly row: number; readonly taps: number };
  readonly #left: number;
  readonly #kind: number;
  readonly #wide: boolean;
  #taps = 0;
  #first = 0;
  #last = 0;
  #put = false;

  /** `kinds`: where the vectors of the groups are. */
  constructor(
    kernels: Kernels,
    arena: Arena,
    layer: Placed,
    window: { left: number; top: number; right: number },
    kinds: number,
  ) {
    const { left, right, top, bottom, x, y, boxWidth, boxHeight, texelWidth, texelHeight, wrapU, wrapV, flip } = layer;
    this.#kernels = kernels;
    this.#arena = arena;
    this.#layer = layer;
    this.top = top - window.top;
    this.bottom = bottom - window.top;
    this.#left = 16 * (left - window.left);
    this.#kind = kinds + 16 * (layer.group + 1);
    const columns = axisTaps({ start: x, extent: boxWidth, texels: texelWidth, wrap: wrapU, flip }, left, right);
    this.#rows = axisTaps({ start: y, extent: boxHeight, texels: texelHeight, wrap: wrapV, flip: false }, top, bottom);
    const count = right - left;
    const { from, texels, offset, repeats, whole } = neededTexels(columns, texelWidth, wrapU);
    this.#wide = whole && left === window.left && right === window.right;
    this.#texels = { from, count: texels };
    const startsAt = arena.take(4 * count);
    for (let i = 0; i < count; i += 1) {
      const start = columns.starts[i]! - offset;
      arena.words[(startsAt >> 2) + i] = 16 * ((repeats ? modulo(start, texelWidth) : start) + columns.taps);
    }
    this.#columns = { ...columns, startsAt, weightsAt: arena.keep(columns.weights), count };
    this.#lines = Array.from({ length: this.#rows.taps }, () => {
      return { at: arena.take(16 * count), texelRow: Number.NaN, first: 0, last: 0, opaque: false };
    });
    this.#scratch = {
      raw: arena.take(4 * texels + 12),
      row: arena.take(16 * (texels + 3 + 2 * columns.taps)),
      taps: arena.take(8 * this.#rows.taps),
    };
    arena.bytes.fill(0, this.#scratch.raw, this.#scratch.raw + 4 * texels + 12);
  }

  prepare(row: number): Cover {
    const { taps, starts, weights } = this.#rows;
    const { texelHeight, wrapV, alpha } = this.#layer;
    const { words, floats } = this.#arena;
    const index = row - this.top;
    const start = starts[index]!;
    let [n, first, last, sum, opaque] = [0, this.#columns.count, 0, 0, this.#wide && alpha >= 1];
    let to = this.#scratch.taps >> 2;
    for (let k = 0; k < taps; k += 1) {
      const weight = weights[index * taps + k]!;
      const texelRow = start + k;
      if (weight === 0 || (!wrapV && (texelRow < 0 || texelRow >= texelHeight))) continue;
      const line = this.#lineOf(texelRow);
      if (line.first >= line.last) continue;
      first = Math.min(first, line.first);
      last = Math.max(last, line.last);
      opaque &&= line.opaque;
      sum += weight;
      words[to] = line.at;
      floats[to + 1] = (weight * alpha) / 255;
      to += 2;
      n += 1;
    }
    if (n === 0) return 'none';
    to = this.#scratch.taps >> 2;
    for (let k = 0; k < n; k += 1) words[to + 2 * k] = words[to + 2 * k]! + 16 * first;
    this.#taps = n;
    this.#first = first;
    this.#last = last;
    this.#put = opaque && sum > 1 - 1e-5;
    return this.#put ? 'all' : 'some';
  }

  lay(to: number, groups: number): void {
    const shift = this.#left + 16 * this.#first;
    this.#kernels.lay(
      to + shift,
      groups === 0 ? 0 : groups + shift,
      this.#kind,
      this.#scratch.taps,
      this.#taps,
      this.#last - this.#first,
      this.#put ? 1 : 0,
    );
  }

  /** A row of texels along the columns. Rows that are needed together never share a line: there are as many as taps. */
  #lineOf(texelRow: number): Line {
    const line = this.#lines[modulo(texelRow, this.#lines.length)]!;
    if (line.texelRow !== texelRow) this.#resample(line, texelRow);
    return line;
  }

  #resample(line: Line, texelRow: number): void {
    const { taps, startsAt, weightsAt, count } = this.#columns;
    const { raw, row } = this.#scratch;
    this.#copyTexels(texelRow);
    const found = this.#kernels.expand(row, raw, this.#texels.count, taps);
    line.texelRow = texelRow;
    line.opaque = found >= 0 && (found & opaqueBit) !== 0;
    [line.first, line.last] = found < 0 ? [0, 0] : this.#seen(found & 32767, (found >> 15) & 32767);
    if (line.first < line.last)
      this.#kernels.across(line.at, row, startsAt, weightsAt, taps, line.first, line.last, count);
  }

  /** Copies the needed texels of a row into the kernels' memory; where they repeat, up to a whole quad. */
  #copyTexels(texelRow: number): void {
    const { texels, texelWidth, texelHeight, wrapU } = this.#layer;
    const { bytes } = this.#arena;
    const { from, count } = this.#texels;
    const wanted = wrapU ? (count + 3) & ~3 : count;
    const row = modulo(texelRow, texelHeight) * texelWidth;
    let column = from;
    for (let done = 0; done < wanted; column = 0) {
      const piece = Math.min(wanted - done, texelWidth - column);
      bytes.set(texels.subarray(4 * (row + column), 4 * (row + column + piece)), this.#scratch.raw + 4 * done);
      done += piece;
    }
  }

  /** Pixels that see any of the needed texels `first` to `last`. */
  #seen(first: number, last: number): [number, number] {
    const { starts, taps, count } = this.#columns;
    const { wrapU, flip } = this.#layer;
    if (wrapU || (first === 0 && last === this.#texels.count - 1)) return [0, count];
    const lowest = this.#texels.from + first - taps + 1;
    const highest = this.#texels.from + last;
    return flip
      ? [beginning(starts, (start) => start <= highest), beginning(starts, (start) => start < lowest)]
      : [beginning(starts, (start) => start >= lowest), beginning(starts, (start) => start > highest)];
  }
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by;

/**
 * The texels of a row that taps need, what to take off the taps' starts to find them there, and whether no tap lies beyond the
 * picture.
 */
function neededTexels({ taps, starts }: AxisTaps, texels: number, wrap: boolean) {
  const [a, b] = [starts[0]!, starts.at(-1)!];
  const [low, high] = [Math.min(a, b), Math.max(a, b) + taps];
  if (wrap && high - low < texels) {
    return { from: modulo(low, texels), texels: high - low, offset: low, repeats: false, whole: true };
  }
  if (wrap) return { from: 0, texels: texels + taps, offset: 0, repeats: true, whole: true };
  const from = Math.min(Math.max(low, 0), texels - 1);
  const needed = Math.max(Math.min(high, texels) - from, 1);
  return { from, texels: needed, offset: from, repeats: false, whole: low >= 0 && high <= texels };
}

/** The first index from which on a condition holds. */
function beginning(sorted: Int32Array, holds: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
