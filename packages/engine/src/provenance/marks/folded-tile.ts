import { codedBits } from './payload-code.ts';
import type { Plane } from './residual.ts';
import { Spectrum } from './spectrum.ts';
import { chipPlan, chips, drawTile, softened } from './tile.ts';

const side = 128;

/** How well a folded plane fits the tile's chips of known sign: standard deviations above chance, and where the tile begins. */
export interface Fit {
  readonly evidence: number;
  readonly x: number;
  readonly y: number;
}

const places = (length: number, period: number) => {
  const from = new Uint8Array(length);
  const weight = new Float32Array(length);
  for (let i = 0; i < length; i += 1) {
    const turn = ((i - length / 2) / period) * side;
    const place = turn - Math.floor(turn / side) * side;
    from[i] = Math.floor(place) % side;
    weight[i] = place - Math.floor(place);
  }
  return { from, weight };
};

/** Lays all tiles of a plane over each other, with periods in its pixels, onto one of 128×128. */
export function fold({ width, height, data }: Plane, periodX: number, periodY: number): Float64Array {
  const [columns, rows] = [places(width, periodX), places(height, periodY)];
  const out = new Float64Array(side * side);
  const line = new Float64Array(side + 1);
  for (let y = 0; y < height; y += 1) {
    line.fill(0);
    for (let x = 0; x < width; x += 1) {
      const value = data[y * width + x]!;
      const right = value * columns.weight[x]!;
      const at = columns.from[x]!;
      line[at]! += value - right;
      line[at + 1]! += right;
    }
    line[0]! += line[side]!;
    const [upper, lower] = [rows.from[y]! * side, ((rows.from[y]! + 1) % side) * side];
    const weight = rows.weight[y]!;
    for (let x = 0; x < side; x += 1) {
      out[upper + x]! += line[x]! * (1 - weight);
      out[lower + x]! += line[x]! * weight;
    }
  }
  return out;
}

/** Compares folded planes with the tile. Holds its work space: one at a time. */
export class TileReader {
  readonly #spectrum = new Spectrum(side);
  readonly #sync = this.#spectrum.forward(Float64Array.from(drawTile(side)));

  /** @returns the best fit of a folded plane */
  fit(folded: Float64Array): Fit {
    const white = this.#whitened(folded);
    const found = this.#spectrum.inverse({
      re: white.re.map((re, i) => re * this.#sync.re[i]! + white.im[i]! * this.#sync.im[i]!),
      im: white.im.map((im, i) => im * this.#sync.re[i]! - white.re[i]! * this.#sync.im[i]!),
    });
    let [sum, power, best] = [0, 0, 0];
    for (const [i, value] of found.entries()) {
      sum += value;
      power += value * value;
      if (value > found[best]!) best = i;
    }
    const mean = sum / found.length;
    const deviation = Math.sqrt(power / found.length - mean * mean);
    return { evidence: (found[best]! - mean) / (deviation || 1), x: best % side, y: Math.floor(best / side) };
  }

  /** @returns the 264 soft signs of a folded plane whose tile begins at a fit */
  soft(folded: Float64Array, { x, y }: Fit): Float64Array {
    const values = softened(
      Float32Array.from(this.#spectrum.inverse(this.#whitened(folded))),
      side,
      (side / chips) * 0.33,
    );
    const sums = new Float64Array(codedBits);
    const step = side / chips;
    for (const [chip, bit] of chipPlan.bits.entries()) {
      if (bit < 0) continue;
      const [left, top] = [(chip % chips) * step + x, Math.floor(chip / chips) * step + y];
      for (let k = 0; k < step * step; k += 1)
        sums[bit]! +=
          chipPlan.signs[chip]! * values[((top + Math.floor(k / step)) % side) * side + ((left + (k % step)) % side)]!;
    }
    return sums;
  }

  #whitened(folded: Float64Array) {
    const mean = folded.reduce((a, b) => a + b, 0) / folded.length;
    const { re, im } = this.#spectrum.forward(folded.map((value) => value - mean));
    const strength = softened(
      Float32Array.from(re, (value, i) => Math.hypot(value, im[i]!)),
      side,
      1.5,
    );
    return {
      re: re.map((value, i) => value / (strength[i]! + 1e-6)),
      im: im.map((value, i) => value / (strength[i]! + 1e-6)),
    };
  }
}
