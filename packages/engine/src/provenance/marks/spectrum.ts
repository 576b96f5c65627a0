/** Real and imaginary parts of a square. */
export interface Complex {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Fourier transforms of squares whose side is a power of two. */
export class Spectrum {
  readonly #side: number;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  readonly #order: Uint16Array;

  constructor(side: number) {
    this.#side = side;
    this.#cos = Float64Array.from({ length: side / 2 }, (_, i) => Math.cos((2 * Math.PI * i) / side));
    this.#sin = Float64Array.from({ length: side / 2 }, (_, i) => -Math.sin((2 * Math.PI * i) / side));
    const bits = Math.log2(side);
    this.#order = Uint16Array.from({ length: side }, (_, i) => {
      let turned = 0;
      for (let bit = 0; bit < bits; bit += 1) turned |= ((i >> bit) & 1) << (bits - 1 - bit);
      return turned;
    });
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
    for (let i = 0; i < this.#side; i += 1) this.#line(re, im, i * this.#side, 1);
    for (let i = 0; i < this.#side; i += 1) this.#line(re, im, i, this.#side);
  }

  #line(re: Float64Array, im: Float64Array, from: number, step: number): void {
    const side = this.#side;
    for (let i = 0; i < side; i += 1) {
      const j = this.#order[i]!;
      if (j <= i) continue;
      const [a, b] = [from + i * step, from + j * step];
      [re[a], re[b]] = [re[b]!, re[a]!];
      [im[a], im[b]] = [im[b]!, im[a]!];
    }
    for (let half = 1; half < side; half *= 2) {
      const turn = side / (2 * half);
      for (let start = 0; start < side; start += 2 * half) {
        for (let k = 0; k < half; k += 1) {
          const a = from + (start + k) * step;
          const b = a + half * step;
          const [cos, sin] = [this.#cos[k * turn]!, this.#sin[k * turn]!];
          const r = re[b]! * cos - im[b]! * sin;
          const i = re[b]! * sin + im[b]! * cos;
          re[b] = re[a]! - r;
          im[b] = im[a]! - i;
          re[a]! += r;
          im[a]! += i;
        }
      }
    }
  }
}
