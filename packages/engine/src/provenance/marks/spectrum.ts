import { fourier } from '../../tensor/fourier.ts';

/** Real and imaginary parts of a square. */
export interface Complex {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Fourier transforms of squares whose side is a power of two. Holds its work space: one at a time. */
export class Spectrum {
  readonly #side: number;
  readonly #transformLine: (re: Float64Array, im: Float64Array) => void;
  readonly #re: Float64Array;
  readonly #im: Float64Array;

  constructor(side: number) {
    this.#side = side;
    this.#transformLine = fourier(side);
    this.#re = new Float64Array(side);
    this.#im = new Float64Array(side);
  }

  /** The spectrum of a real square. */
  forward(values: Float64Array): Complex {
    const square = { re: values.slice(), im: new Float64Array(values.length) };
    this.#transform(square);
    return square;
  }

  /** The real part of what has a spectrum. */
  inverse({ re, im }: Complex): Float64Array {
    const square = { re: re.slice(), im: im.map((value) => -value) };
    this.#transform(square);
    return square.re.map((value) => value / square.re.length);
  }

  #transform({ re, im }: Complex): void {
    const side = this.#side;
    for (let row = 0; row < re.length; row += side)
      this.#transformLine(re.subarray(row, row + side), im.subarray(row, row + side));
    for (let column = 0; column < side; column += 1) {
      for (let i = 0; i < side; i += 1) {
        this.#re[i] = re[i * side + column]!;
        this.#im[i] = im[i * side + column]!;
      }
      this.#transformLine(this.#re, this.#im);
      for (let i = 0; i < side; i += 1) {
        re[i * side + column] = this.#re[i]!;
        im[i * side + column] = this.#im[i]!;
      }
    }
  }
}
