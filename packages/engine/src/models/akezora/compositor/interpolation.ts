import type { Arena } from './arena.ts';
import type { Kernels } from './kernels.ts';

/** Where a pixel lies between those of a picture of another size: bilinear, without aligned corners. */
const positionIn = (pixel: number, small: number, large: number): number => ((pixel + 0.5) * small) / large - 0.5;

/** A small picture of which enlarged rows are wanted, one after another from the top. */
export class EnlargedRows {
  readonly #kernels: Kernels;
  readonly #width: number;
  readonly #height: number;
  readonly #outHeight: number;
  readonly #unit: number;
  readonly #write: (row: number, to: number) => void;
  readonly #kept: { readonly at: number; row: number }[];
  readonly #line: number;

  /** `write` writes a row of the small picture, of `unit` vectors a pixel, to a place in memory. */
  constructor(
    kernels: Kernels,
    arena: Arena,
    size: { readonly width: number; readonly height: number },
    outHeight: number,
    unit: number,
    write: (row: number, to: number) => void,
  ) {
    this.#kernels = kernels;
    this.#width = size.width;
    this.#height = size.height;
    this.#outHeight = outHeight;
    this.#unit = unit;
    this.#write = write;
    this.#kept = [0, 1].map(() => ({ at: arena.take(16 * unit * size.width), row: -1 }));
    this.#line = arena.take(16 * unit * (size.width + 2));
  }

  /** The small picture's row at the height of an output row; it begins with its first pixel doubled. */
  at(outRow: number): number {
    const position = positionIn(outRow, this.#height, this.#outHeight);
    const low = Math.floor(position);
    const upper = this.#rowOf(low);
    const lower = this.#rowOf(low + 1);
    const first = this.#line + 16 * this.#unit;
    this.#kernels.between(first, upper, lower, position - low, this.#width, this.#unit);
    return this.#line;
  }

  #rowOf(wanted: number): number {
    const row = Math.min(Math.max(wanted, 0), this.#height - 1);
    const kept = this.#kept[row % 2]!;
    if (kept.row !== row) {
      this.#write(row, kept.at);
      kept.row = row;
    }
    return kept.at;
  }
}

/**
 * Runs of output pixels, from `left` to `right`, that lie between the same pixels of two small pictures, for the kernel `light`:
 * for each run of the coarser, four words: where its pixel begins, the first weight, and how many runs of the finer and output
 * pixels it has; then three for each of these: where its pixel begins, the first weight, and how many output pixels.
 */
export function interpolationRuns(
  width: number,
  fineWidth: number,
  coarseWidth: number,
  { left, right }: { readonly left: number; readonly right: number } = { left: 0, right: width },
): { words: Int32Array; count: number } {
  const words: number[] = [];
  const bits = new DataView(new ArrayBuffer(4));
  const f32 = (value: number) => {
    bits.setFloat32(0, value);
    return bits.getInt32(0);
  };
  let [count, coarse, fine] = [0, Number.NaN, Number.NaN];
  let [inner, pixels] = [0, 0];
  for (let x = left; x < right; x += 1) {
    const [f, c] = [positionIn(x, fineWidth, width), positionIn(x, coarseWidth, width)];
    const newCoarse = Math.floor(c) !== coarse;
    if (newCoarse) {
      coarse = Math.floor(c);
      inner = words.push(64 * (coarse + 1), f32(c - coarse), 0, 0) - 2;
      count += 1;
    }
    if (newCoarse || Math.floor(f) !== fine) {
      fine = Math.floor(f);
      pixels = words.push(16 * (fine + 1), f32(f - fine), 0) - 1;
      words[inner]! += 1;
    }
    words[pixels]! += 1;
    words[inner + 1]! += 1;
  }
  return { words: Int32Array.from(words), count };
}
