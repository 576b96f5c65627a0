import { compileKernels } from '../../host/compile-kernels.ts';
import { readingWasm } from './wasm/reading-wasm.ts';

/**
 * The inner loops of the detector, in WebAssembly (`wasm/reading.as`). Arguments are byte offsets into their memory, and counts;
 * squares are 128×128 of f32.
 */
export interface ReadingKernels {
  /** Halves a plane of bytes. */
  halve(to: number, from: number, width: number, height: number): void;
  /**
   * Adds to a sum (f32) what of a plane of bytes stands out of its means over `2 * near + 1`, even in strength over `2 * far + 1`. The work
   * space holds three planes of f32 and a row.
   */
  collect(sum: number, luma: number, width: number, height: number, near: number, far: number, work: number): void;
  /** Lays all tiles of a plane (f32) over each other: places of the first pixel, and steps along x and y, in turns of 2³². */
  fold(
    to: number,
    from: number,
    width: number,
    height: number,
    u: number,
    v: number,
    ux: number,
    vx: number,
    uy: number,
    vy: number,
  ): void;
  /** Fourier transform of a square in place; the result lies across. */
  transform(re: number, im: number, roots: number): void;
  /** Makes a spectrum even in strength, or three quarters as even, with a work space of two squares. */
  whiten(re: number, im: number, work: number, isMild: boolean): void;
  /** The correlation with what has another spectrum, as the real part. */
  correlate(re: number, im: number, otherRe: number, otherIm: number, roots: number): void;
  /** The place of the highest value of a square. */
  highest(plane: number): number;
  /** How many standard deviations a value of a square is above the mean. */
  evidence(plane: number, place: number): number;
}

/** Compiles the kernels for a memory. */
export const loadReadingKernels = (memory: WebAssembly.Memory): Promise<ReadingKernels> =>
  compileKernels(readingWasm, memory);
