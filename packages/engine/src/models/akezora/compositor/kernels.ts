import { compileKernels } from '../../../host/compile-kernels.ts';
import { kernelsWasm } from './wasm/kernels-wasm.ts';

/**
 * The inner loops of the compositor, in WebAssembly (`wasm/kernels.as`). Arguments are byte offsets into their memory, and
 * counts. A row is f32x4 a pixel: premultiplied RGBA from 0 to 1, or three channels of an output.
 */
export interface Kernels {
  /**
   * Turns a row of bytes (read in whole quads of texels) into a row with `pad` empty texels on each side.
   * @returns −1 when nothing is on it; else the first quad's first texel that is not empty, the last one's last (shifted by 15
   * bits), and in bit 30 whether all are opaque
   */
  expand(to: number, from: number, texels: number, pad: number): number;
  /** Resamples such a row: pixels `first` to `last` of `count` by taps (`starts` in bytes), the others are empty. */
  across(
    to: number,
    from: number,
    starts: number,
    weights: number,
    taps: number,
    first: number,
    last: number,
    count: number,
  ): void;
  /**
   * Lays the sum of `n` weighted rows over a row, or puts it there. With `groups` not 0, also lays its coverage, times the
   * vector at `kind`, over the row there. `taps`: offset (u32) and weight (f32) of each row.
   */
  lay(to: number, groups: number, kind: number, taps: number, n: number, count: number, put: number): void;
  /** The same for texels along a line: from (u, v), by (du, dv) a pixel; of bytes with one empty texel on all sides. */
  turned(
    to: number,
    groups: number,
    kind: number,
    from: number,
    stride: number,
    u: number,
    v: number,
    du: number,
    dv: number,
    scale: number,
    count: number,
  ): void;
  /** Writes eight channels a pixel of a feature image from a row and its groups. */
  features(to: number, row: number, groups: number, count: number): void;
  /** Rounds values, eight a pixel, to bytes: value · factor + zero. */
  levels(to: number, from: number, count: number, factor: number, zero: number): void;
  /** Turns colours `[count, 3]` into a row by a matrix: four vectors, for red, green, blue and always. */
  tint(to: number, from: number, matrix: number, count: number): void;
  /** Turns light `[count, 3, 4]` into four vectors a pixel, which weigh red, green, blue and alpha of an RGBA row. */
  lights(to: number, from: number, matrix: number, count: number): void;
  /** A row between two, of `unit` vectors a pixel, with its first and last pixels doubled. */
  between(to: number, a: number, b: number, weight: number, count: number, unit: number): void;
  /** Turns a row of the unlit scene into output: map · scene + remainder. `runs` says where their interpolation lies; see `interpolation.ts`. */
  light(
    to: number,
    remainder: number,
    map: number,
    runs: number,
    runCount: number,
    fineStep: number,
    mapStep: number,
  ): void;
  /**
   * Bytes of two rows of `count` pixels in limited range: luma from the first channel, chroma from the second and third, the mean
   * of 2×2 pixels.
   */
  planes(upper: number, lower: number, u: number, v: number, a: number, b: number, count: number): void;
  /** Bytes of all four channels. */
  rgba(to: number, from: number, count: number): void;
}

/** Compiles the kernels for a memory. */
export const loadKernels = (memory: WebAssembly.Memory): Promise<Kernels> => compileKernels(kernelsWasm, memory);
