import type { Frame } from './frame.ts';

/** Coefficients of a colour matrix: weight of red and of blue in luma (ITU-R BT.601, BT.709, BT.2020). */
const lumaWeights = { bt601: [0.299, 0.114], bt709: [0.2126, 0.0722], bt2020: [0.2627, 0.0593] } as const;

/** Colour matrix of a picture in luma and chroma. */
export type ColourMatrix = keyof typeof lumaWeights;

/** Layout of a picture's planes in one buffer, and its colour matrix and range. */
export interface PlanarPicture {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Byte offset and stride of each plane: Y U V, or Y UV for interleaved chroma. */
  readonly planes: readonly { readonly offset: number; readonly stride: number }[];
  /** Chroma is halved along x and y this often (I420: 1, 1). */
  readonly shift: readonly [x: 0 | 1, y: 0 | 1];
  /** Significant bits of a sample; above 8 samples are 16-bit little endian. */
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

/** Turns luma and chroma into RGBA bytes (opaque), with the matrix and range the picture names. */
export function planarToRgba(picture: PlanarPicture): Uint8Array {
  const { data, planes, shift, interleaved, width, height } = picture.bits > 8 ? narrowed(picture) : picture;
  const { offset, scale, rv, gu, gv, bu } = coefficients(picture.matrix, picture.fullRange);
  const luma = planes[0]!;
  const first = planes[1] ?? luma;
  const second = interleaved ? first : (planes[2] ?? first);
  const step = interleaved ? 2 : 1;
  const uStart = first.offset + (interleaved === 'vu' ? 1 : 0);
  const vStart = second.offset + (interleaved === 'uv' ? 1 : 0);
  const out = new Uint8ClampedArray(width * height * 4);
  let to = 0;
  for (let y = 0; y < height; y++) {
    const row = luma.offset + y * luma.stride;
    const uRow = uStart + (y >> shift[1]) * first.stride;
    const vRow = vStart + (y >> shift[1]) * second.stride;
    for (let x = 0; x < width; x++) {
      const column = (x >> shift[0]) * step;
      const light = (data[row + x]! - offset) * scale + 32768;
      const u = data[uRow + column]! - 128;
      const v = data[vRow + column]! - 128;
      out[to] = (light + rv * v) >> 16;
      out[to + 1] = (light - gu * u - gv * v) >> 16;
      out[to + 2] = (light + bu * u) >> 16;
      out[to + 3] = 255;
      to += 4;
    }
  }
  return new Uint8Array(out.buffer);
}

/** Reduces 10- and 12-bit samples to their upper eight bits; offsets and strides halve with them. */
function narrowed(picture: PlanarPicture): PlanarPicture {
  const words = new Uint16Array(picture.data.slice().buffer);
  const down = picture.bits - 8;
  const data = Uint8Array.from(words, (word) => word >> down);
  const planes = picture.planes.map(({ offset, stride }) => ({ offset: offset >> 1, stride: stride >> 1 }));
  return { ...picture, bits: 8, data, planes };
}

/** Integer coefficients (16 fractional bits) from luma and chroma to red, green and blue. */
function coefficients(matrix: ColourMatrix, fullRange: boolean) {
  const [red, blue] = lumaWeights[matrix];
  const green = 1 - red - blue;
  const chroma = (fullRange ? 1 : 255 / 224) * 65536;
  return {
    offset: fullRange ? 0 : 16,
    scale: Math.round((fullRange ? 1 : 255 / 219) * 65536),
    rv: Math.round(2 * (1 - red) * chroma),
    gu: Math.round(((2 * blue * (1 - blue)) / green) * chroma),
    gv: Math.round(((2 * red * (1 - red)) / green) * chroma),
    bu: Math.round(2 * (1 - blue) * chroma),
  };
}
