import { fourier } from '../../../tensor/fourier.ts';

/** Turns a spectrum of half as many values into a block of samples. */
export type InverseMdct = (spectrum: Float32Array) => Float32Array;

/**
 * The inverse modified discrete cosine transform of blocks of `size` samples, a power of two from 16 on: a DCT-IV by a complex
 * Fourier transform of a quarter of the size (Duhamel, Mahieux, Petit 1991), unfolded.
 */
export function inverseMdct(size: number): InverseMdct {
  const half = size / 2;
  const quarter = size / 4;
  const transform = fourier(quarter);
  const turnRe = Float64Array.from({ length: quarter }, (_, k) => Math.cos((-Math.PI * (8 * k + 1)) / (8 * half)));
  const turnIm = Float64Array.from({ length: quarter }, (_, k) => Math.sin((-Math.PI * (8 * k + 1)) / (8 * half)));
  const re = new Float64Array(quarter);
  const im = new Float64Array(quarter);
  const folded = new Float64Array(half);
  return (spectrum) => {
    for (let k = 0; k < quarter; k++) {
      const [a, b] = [spectrum[2 * k]!, spectrum[half - 1 - 2 * k]!];
      re[k] = a * turnRe[k]! - b * turnIm[k]!;
      im[k] = a * turnIm[k]! + b * turnRe[k]!;
    }
    transform(re, im);
    for (let k = 0; k < quarter; k++) {
      folded[2 * k] = re[k]! * turnRe[k]! - im[k]! * turnIm[k]!;
      folded[half - 1 - 2 * k] = -(re[k]! * turnIm[k]! + im[k]! * turnRe[k]!);
    }
    const samples = new Float32Array(size);
    for (let i = 0; i < quarter; i++) {
      samples[i] = folded[i + quarter]!;
      samples[size - 1 - i] = -folded[quarter - 1 - i]!;
    }
    for (let i = quarter; i < size - quarter; i++) samples[i] = -folded[size - quarter - 1 - i]!;
    return samples;
  };
}
