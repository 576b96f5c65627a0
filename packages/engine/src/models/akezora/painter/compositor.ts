import type { Quad } from '../scene/layers.ts';
import { axisTaps, covered, type Taps } from './taps.ts';
import { type TextureBank, texelChannels } from './textures.ts';

/**
 * Draws quads back to front into a feature image. The same as `training/painter/textures.py`: interpolation is linear
 * along u, v and phase; where a texture is finer than the pixels, up to three evenly spaced samples a pixel are averaged
 * along that axis; the sigmoid of alpha comes after interpolation.
 *
 * Outside the runtime, no code of the engine takes more time: the nine channels are unrolled, and buffers are reused from
 * frame to frame.
 */
export class Compositor {
  readonly #bank: TextureBank;
  readonly #height: number;
  readonly #width: number;
  readonly #columns: Taps;
  readonly #rows: Taps;
  readonly #line: Float32Array;

  constructor(bank: TextureBank, height: number, width: number) {
    this.#bank = bank;
    this.#height = height;
    this.#width = width;
    const texels = Math.max(0, ...[...bank.specs.values()].map((spec) => spec.width));
    this.#line = new Float32Array(texels * texelChannels);
    this.#columns = newTaps(width);
    this.#rows = newTaps(height);
  }

  /** Draws the quads of one frame into `out`, `[height, width, texelChannels]`; its last channel is coverage. */
  draw(quads: readonly Quad[], out: Float32Array): void {
    out.fill(0);
    for (const quad of quads) this.#drawQuad(quad, out);
  }

  #drawQuad(quad: Quad, out: Float32Array): void {
    const { specs, texels } = this.#bank;
    const spec = specs.get(quad.texture);
    if (spec === undefined || quad.alpha <= 0 || quad.width <= 0 || quad.height <= 0) return;
    const [height, width] = [this.#height, this.#width];
    const [x, y, w, h] = [quad.x * width, quad.y * height, quad.width * width, quad.height * height];
    const [left, right] = covered(x, w, width, spec.wrapU);
    const [top, bottom] = covered(y, h, height, spec.wrapV);
    if (left >= right || top >= bottom) return;
    const [columns, rows, line] = [this.#columns, this.#rows, this.#line];
    axisTaps(columns, left, right, x, w, spec.width, spec.wrapU, quad.flip);
    axisTaps(rows, top, bottom, y, h, spec.height, spec.wrapV, false);

    const turn = (quad.phase - Math.floor(quad.phase)) * spec.phases;
    const low = Math.floor(turn) % spec.phases;
    const part = spec.phases > 1 ? turn - Math.floor(turn) : 0;
    const grid = spec.height * spec.width;
    const [first, last] = [columns.lowest * texelChannels, (columns.highest + 1) * texelChannels];
    const base = (spec.offset + low * grid) * texelChannels;
    const next = (spec.offset + ((low + 1) % spec.phases) * grid) * texelChannels;
    for (let i = 0; i < (right - left) * columns.stride; i += 1) columns.index[i] = columns.index[i]! * texelChannels;
    for (let row = top; row < bottom; row += 1) {
      line.fill(0, first, last);
      for (let tap = (row - top) * rows.stride; tap < (row - top + 1) * rows.stride; tap += 1) {
        const [weight, source] = [rows.weight[tap]!, rows.index[tap]! * spec.width * texelChannels];
        if (weight === 0) continue;
        addScaled(line, first, last, texels, base + source, weight * (1 - part));
        if (part > 0) addScaled(line, first, last, texels, next + source, weight * part);
      }
      const start = (row * width + left) * texelChannels;
      if (columns.stride === 2) blendRow(line, columns, right - left, quad.alpha, out, start);
      else blendFineRow(line, columns, right - left, quad.alpha, out, start);
    }
  }
}

const newTaps = (pixels: number): Taps => ({
  stride: 2,
  lowest: 0,
  highest: 0,
  index: new Int32Array(pixels * 6),
  weight: new Float32Array(pixels * 6),
});

function addScaled(
  line: Float32Array,
  first: number,
  last: number,
  texels: Float32Array,
  source: number,
  weight: number,
): void {
  for (let i = first; i < last; i += 1) line[i] = line[i]! + weight * texels[source + i]!;
}

const sigmoidSteps = 128;
const sigmoidEnd = 24;

/** The sigmoid at every 1/128 from −24 to 24: with linear interpolation exact to 1e-6, and faster than an exponential. */
const sigmoidTable = Float32Array.from(
  { length: 2 * sigmoidEnd * sigmoidSteps + 2 },
  (_, i) => 1 / (1 + Math.exp(sigmoidEnd - i / sigmoidSteps)),
);

function sigmoid(x: number): number {
  const at = (Math.min(Math.max(x, -sigmoidEnd), sigmoidEnd) + sigmoidEnd) * sigmoidSteps;
  const low = at | 0;
  const under = sigmoidTable[low]!;
  return under + (at - low) * (sigmoidTable[low + 1]! - under);
}

/** Blends one row of a texture no finer than the pixels: two texels a pixel. */
function blendRow(
  line: Float32Array,
  columns: Taps,
  pixels: number,
  alpha: number,
  out: Float32Array,
  start: number,
): void {
  const { index, weight } = columns;
  let to = start;
  for (let tap = 0; tap < 2 * pixels; tap += 2) {
    const i = index[tap]!;
    const j = index[tap + 1]!;
    const u = weight[tap]!;
    const v = weight[tap + 1]!;
    const a = alpha * sigmoid(u * line[i + 8]! + v * line[j + 8]!);
    const keep = 1 - a;
    const au = a * u;
    const av = a * v;
    out[to] = keep * out[to]! + au * line[i]! + av * line[j]!;
    out[to + 1] = keep * out[to + 1]! + au * line[i + 1]! + av * line[j + 1]!;
    out[to + 2] = keep * out[to + 2]! + au * line[i + 2]! + av * line[j + 2]!;
    out[to + 3] = keep * out[to + 3]! + au * line[i + 3]! + av * line[j + 3]!;
    out[to + 4] = keep * out[to + 4]! + au * line[i + 4]! + av * line[j + 4]!;
    out[to + 5] = keep * out[to + 5]! + au * line[i + 5]! + av * line[j + 5]!;
    out[to + 6] = keep * out[to + 6]! + au * line[i + 6]! + av * line[j + 6]!;
    out[to + 7] = keep * out[to + 7]! + au * line[i + 7]! + av * line[j + 7]!;
    out[to + 8] = keep * out[to + 8]! + a;
    to += texelChannels;
  }
}

/** Blends one row of a texture finer than the pixels: four or six texels a pixel. */
function blendFineRow(
  line: Float32Array,
  columns: Taps,
  pixels: number,
  alpha: number,
  out: Float32Array,
  start: number,
): void {
  const { index, weight, stride } = columns;
  let to = start;
  for (let tap = 0; tap < stride * pixels; tap += stride) {
    let logit = 0;
    for (let k = tap; k < tap + stride; k += 1) logit += weight[k]! * line[index[k]! + 8]!;
    const a = alpha * sigmoid(logit);
    const keep = 1 - a;
    for (let channel = 0; channel < 8; channel += 1) {
      let value = 0;
      for (let k = tap; k < tap + stride; k += 1) value += weight[k]! * line[index[k]! + channel]!;
      out[to + channel] = keep * out[to + channel]! + a * value;
    }
    out[to + 8] = keep * out[to + 8]! + a;
    to += texelChannels;
  }
}
