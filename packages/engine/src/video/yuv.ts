import type { Frame } from './frame.ts';

/** Weight of red and of blue in luma (ITU-R BT.601, BT.709, BT.2020; SMPTE 240M; FCC 1953), by their matrix. */
const lumaWeights = {
  bt601: [0.299, 0.114],
  bt709: [0.2126, 0.0722],
  bt2020: [0.2627, 0.0593],
  smpte240m: [0.212, 0.087],
  fcc: [0.3, 0.11],
} as const;

/** Colour matrix of a picture in luma and chroma; `rgb` for green, blue and red in the place of luma and chroma. */
export type ColourMatrix = keyof typeof lumaWeights | 'rgb';

/** Layout of a picture's planes in one buffer, and its colour matrix and range. */
export interface PlanarPicture {
  /** Samples: bytes, or words where they have more than eight bits. */
  readonly data: Uint8Array | Uint16Array;
  readonly width: number;
  readonly height: number;
  /** Offset and stride of each plane in samples: Y U V, or Y UV for interleaved chroma. */
  readonly planes: readonly { readonly offset: number; readonly stride: number }[];
  /** Chroma is halved along x and y this often (I420: 1, 1). */
  readonly shift: readonly [x: 0 | 1, y: 0 | 1];
  /** Significant bits of a sample. */
  readonly bits: number;
  /** `uv` and `vu` for one plane of interleaved chroma, as in NV12 and NV21. */
  readonly interleaved?: 'uv' | 'vu';
  readonly matrix: ColourMatrix;
  readonly fullRange: boolean;
}

/**
 * Writes a frame as I420, BT.709, limited range into `out` (`width * height * 1.5` bytes). The encoders' own conversion
 * uses the BT.601 matrix regardless of the stream, which tints greens and reds; hence this one, in fixed point.
 * Chroma is the mean of its 2×2 pixels. Width and height must be even.
 */
export function writeI420(frame: Frame, out: Uint8Array): void {
  const { width, height } = frame;
  const pixels = wordsOf(frame.data);
  let u = width * height;
  let v = u + (width * height) / 4;
  for (let y = 0; y < height; y += 2) {
    const upper = y * width;
    const lower = upper + width;
    for (let x = 0; x < width; x += 2) {
      const a = pixels[upper + x]!;
      const b = pixels[upper + x + 1]!;
      const c = pixels[lower + x]!;
      const d = pixels[lower + x + 1]!;
      out[upper + x] = luma(a);
      out[upper + x + 1] = luma(b);
      out[lower + x] = luma(c);
      out[lower + x + 1] = luma(d);
      const red = (a & 255) + (b & 255) + (c & 255) + (d & 255);
      const green = ((a >> 8) & 255) + ((b >> 8) & 255) + ((c >> 8) & 255) + ((d >> 8) & 255);
      const blue = ((a >> 16) & 255) + ((b >> 16) & 255) + ((c >> 16) & 255) + ((d >> 16) & 255);
      out[u++] = (-6596 * red - 22188 * green + 28784 * blue + 33685504) >> 18;
      out[v++] = (28784 * red - 26145 * green - 2639 * blue + 33685504) >> 18;
    }
  }
}

/** 16 + 219/255 (0.2126 R + 0.7152 G + 0.0722 B), 16 fractional bits. */
const luma = (pixel: number) =>
  (11966 * (pixel & 255) + 40254 * ((pixel >> 8) & 255) + 4064 * ((pixel >> 16) & 255) + 1081344) >> 16;

/** The same bytes as 32-bit pixels (little endian: red lowest); copies only when the bytes are not aligned. */
function wordsOf(bytes: Uint8Array): Uint32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 2);
}

/** Where the samples of a pixel are: its luma at `row + x`, its chroma at `uRow` and `vRow` plus `(x >> shift) * step`. */
export function chromaPlaces({ planes, interleaved }: PlanarPicture) {
  const luma = planes[0]!;
  const first = planes[1] ?? luma;
  const second = interleaved ? first : (planes[2] ?? first);
  return {
    ...{ luma, step: interleaved ? 2 : 1 },
    u: { offset: first.offset + (interleaved === 'vu' ? 1 : 0), stride: first.stride },
    v: { offset: second.offset + (interleaved === 'uv' ? 1 : 0), stride: second.stride },
  };
}

/** Turns luma and chroma into RGBA bytes (opaque), with the matrix and range the picture names. */
export function planarToRgba(picture: PlanarPicture): Uint8Array {
  if (picture.matrix === 'rgb') return rgbPlanesToRgba(picture);
  const { data, shift, width, height } = picture;
  const { offset, middle, scale, rv, gu, gv, bu } = fixedCoefficients(picture);
  const { luma, u: uPlane, v: vPlane, step } = chromaPlaces(picture);
  const out = new Uint8ClampedArray(width * height * 4);
  let to = 0;
  for (let y = 0; y < height; y++) {
    const row = luma.offset + y * luma.stride;
    const uRow = uPlane.offset + (y >> shift[1]) * uPlane.stride;
    const vRow = vPlane.offset + (y >> shift[1]) * vPlane.stride;
    for (let x = 0; x < width; x++) {
      const column = (x >> shift[0]) * step;
      const light = (data[row + x]! - offset) * scale + 32768;
      const u = data[uRow + column]! - middle;
      const v = data[vRow + column]! - middle;
      out[to] = (light + rv * v) >> 16;
      out[to + 1] = (light - gu * u - gv * v) >> 16;
      out[to + 2] = (light + bu * u) >> 16;
      out[to + 3] = 255;
      to += 4;
    }
  }
  return new Uint8Array(out.buffer);
}

/** Green, blue and red planes of full range and full size. */
function rgbPlanesToRgba({ data, planes, width, height, bits }: PlanarPicture): Uint8Array {
  const out = new Uint8ClampedArray(width * height * 4).fill(255);
  const scale = 255 / (2 ** bits - 1);
  for (const [channel, plane] of [2, 0, 1].entries()) {
    const { offset, stride } = planes[plane]!;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) out[(y * width + x) * 4 + channel] = data[offset + y * stride + x]! * scale;
    }
  }
  return new Uint8Array(out.buffer);
}

/** What turns luma and chroma into red, green and blue: `(Y − offset) · scale + rv · (V − middle)` and so on. */
export interface RgbCoefficients {
  readonly offset: number;
  readonly middle: number;
  readonly scale: number;
  readonly rv: number;
  readonly gu: number;
  readonly gv: number;
  readonly bu: number;
}

/** Coefficients by which white becomes `most`. Planes of RGB have no matrix and no such coefficients. */
export function rgbCoefficients({ matrix, fullRange, bits }: PlanarPicture, most: number): RgbCoefficients {
  if (matrix === 'rgb') throw new RangeError('planes of red, green and blue have no matrix');
  const [red, blue] = lumaWeights[matrix];
  const green = 1 - red - blue;
  const step = 2 ** (bits - 8);
  const scale = fullRange ? most / (256 * step - 1) : most / (219 * step);
  const chroma = fullRange ? scale : most / (224 * step);
  return {
    offset: fullRange ? 0 : 16 * step,
    middle: 128 * step,
    scale,
    rv: 2 * (1 - red) * chroma,
    gu: ((2 * blue * (1 - blue)) / green) * chroma,
    gv: ((2 * red * (1 - red)) / green) * chroma,
    bu: 2 * (1 - blue) * chroma,
  };
}

/** The same with whole numbers, 16 fractional bits, for bytes to bytes; words have more bits than that can be exact for. */
function fixedCoefficients(picture: PlanarPicture): RgbCoefficients {
  const exact = rgbCoefficients(picture, 255 * 65536);
  if (picture.bits > 8) return exact;
  const { offset, middle } = exact;
  const [scale, rv, gu] = [Math.round(exact.scale), Math.round(exact.rv), Math.round(exact.gu)];
  return { offset, middle, scale, rv, gu, gv: Math.round(exact.gv), bu: Math.round(exact.bu) };
}
