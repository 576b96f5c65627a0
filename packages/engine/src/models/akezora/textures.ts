/**
 * Neural textures and the compositor that lays them out as a scene's layers say: deferred neural rendering (Thies,
 * Zollhöfer, Nießner 2019). A texture is a grid of learned texels, [phases, height, width, features + 1], whose last
 * channel is an alpha logit. Quads are drawn back to front into a feature image aligned with the pixels.
 *
 * The same as `training/painter/textures.py`: linear along u, v and phase; up to three evenly spaced samples a pixel
 * along an axis where the texture is finer than the pixels; alpha's sigmoid after interpolation.
 */

/** Where one texture stands in a bank. */
export interface TextureSpec {
  readonly name: string;
  readonly phases: number;
  readonly height: number;
  readonly width: number;
  readonly wrapU: boolean;
  readonly wrapV: boolean;
}

/** All textures of a net as one flat table of texels, in the order of `specs`. */
export interface TextureBank {
  /** Channels of a texel: features, and one alpha logit at the end. */
  readonly channels: number;
  readonly texels: Float32Array;
  readonly specs: ReadonlyMap<string, TextureSpec & { readonly offset: number }>;
}

/** One layer of a frame: a texture in a box given in fractions of the frame. */
export interface Quad {
  readonly texture: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly flip: boolean;
  /** Point of the animation loop, 0 to 1. */
  readonly phase: number;
  readonly alpha: number;
}

/** Names the offsets of a flat texel table. */
export function textureBank(specs: readonly TextureSpec[], texels: Float32Array, channels: number): TextureBank {
  const placed = new Map<string, TextureSpec & { offset: number }>();
  let offset = 0;
  for (const spec of specs) {
    placed.set(spec.name, { ...spec, offset });
    offset += spec.phases * spec.height * spec.width;
  }
  return { channels, texels, specs: placed };
}

const maxSamples = 3;

/** Texel indices and weights of a run of pixels along one axis; `stride` taps a pixel. */
interface Taps {
  readonly stride: number;
  readonly index: Int32Array;
  readonly weight: Float32Array;
}

function axisTaps(
  first: number,
  last: number,
  start: number,
  extent: number,
  texels: number,
  wrap: boolean,
  flip: boolean,
): Taps {
  const samples = Math.min(Math.max(Math.ceil(texels / extent - 0.5), 1), maxSamples);
  const stride = 2 * samples;
  const index = new Int32Array((last - first) * stride);
  const weight = new Float32Array((last - first) * stride);
  let at = 0;
  for (let pixel = first; pixel < last; pixel += 1) {
    for (let sample = 0; sample < samples; sample += 1) {
      let u = (pixel + (sample + 0.5) / samples - start) / extent;
      if (wrap) u -= Math.floor(u);
      if (flip) u = 1 - u;
      const x = u * texels - 0.5;
      const low = Math.floor(x);
      const part = x - low;
      index[at] = wrap ? (low + texels) % texels : Math.min(Math.max(low, 0), texels - 1);
      index[at + 1] = wrap ? (low + 1 + texels) % texels : Math.min(Math.max(low + 1, 0), texels - 1);
      weight[at] = (1 - part) / samples;
      weight[at + 1] = part / samples;
      at += 2;
    }
  }
  return { stride, index, weight };
}

/** First and last (exclusive) pixels whose centres lie in [start, start + extent). */
function covered(start: number, extent: number, limit: number, wrap: boolean): [number, number] {
  if (wrap) return [0, limit];
  const clamp = (value: number) => Math.min(Math.max(value, 0), limit);
  return [clamp(Math.ceil(start - 0.5)), clamp(Math.ceil(start + extent - 0.5))];
}

/**
 * Draws the quads of one frame, back to front.
 * @param out feature image `[height, width, channels]`, overwritten; its last channel is coverage.
 */
export function composite(
  bank: TextureBank,
  quads: readonly Quad[],
  height: number,
  width: number,
  out: Float32Array,
): void {
  out.fill(0);
  for (const quad of quads) drawQuad(bank, quad, height, width, out);
}

function drawQuad(bank: TextureBank, quad: Quad, height: number, width: number, out: Float32Array): void {
  const spec = bank.specs.get(quad.texture);
  if (spec === undefined || quad.alpha <= 0 || quad.width <= 0 || quad.height <= 0) return;
  const { channels, texels } = bank;
  const [x, y, w, h] = [quad.x * width, quad.y * height, quad.width * width, quad.height * height];
  const [left, right] = covered(x, w, width, spec.wrapU);
  const [top, bottom] = covered(y, h, height, spec.wrapV);
  if (left >= right || top >= bottom) return;
  const columns = axisTaps(left, right, x, w, spec.width, spec.wrapU, quad.flip);
  const rows = axisTaps(top, bottom, y, h, spec.height, spec.wrapV, false);

  const turn = (quad.phase - Math.floor(quad.phase)) * spec.phases;
  const low = Math.floor(turn) % spec.phases;
  const part = spec.phases > 1 ? turn - Math.floor(turn) : 0;
  const grid = spec.height * spec.width;
  const bases = [(spec.offset + low * grid) * channels, (spec.offset + ((low + 1) % spec.phases) * grid) * channels];
  const mixes = [1 - part, part];

  const line = new Float32Array(spec.width * channels);
  const value = new Float32Array(channels);
  for (let row = top; row < bottom; row += 1) {
    line.fill(0);
    for (let phase = 0; phase < 2; phase += 1) {
      const mix = mixes[phase]!;
      if (mix === 0) continue;
      for (let tap = 0; tap < rows.stride; tap += 1) {
        const weight = rows.weight[(row - top) * rows.stride + tap]! * mix;
        const source = bases[phase]! + rows.index[(row - top) * rows.stride + tap]! * spec.width * channels;
        for (let i = 0; i < line.length; i += 1) line[i] = line[i]! + weight * texels[source + i]!;
      }
    }
    blendRow(line, columns, right - left, channels, quad.alpha, value, out, (row * width + left) * channels);
  }
}

function blendRow(
  line: Float32Array,
  columns: Taps,
  pixels: number,
  channels: number,
  alpha: number,
  value: Float32Array,
  out: Float32Array,
  start: number,
): void {
  const features = channels - 1;
  let target = start;
  let tap = 0;
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    value.fill(0);
    for (let end = tap + columns.stride; tap < end; tap += 1) {
      const weight = columns.weight[tap]!;
      const source = columns.index[tap]! * channels;
      for (let channel = 0; channel < channels; channel += 1) {
        value[channel] = value[channel]! + weight * line[source + channel]!;
      }
    }
    const a = alpha / (1 + Math.exp(-value[features]!));
    for (let channel = 0; channel < features; channel += 1) {
      const under = out[target + channel]!;
      out[target + channel] = under + a * (value[channel]! - under);
    }
    out[target + features] = out[target + features]! + a * (1 - out[target + features]!);
    target += channels;
  }
}
