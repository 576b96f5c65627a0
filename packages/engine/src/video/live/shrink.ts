import type { Frame } from '../frame.ts';
import { resample } from '../resample.ts';

/** A picture as three planes in one buffer, chroma at half width and height. */
interface PlanarFrame {
  readonly data: Uint8Array;
  readonly planes: readonly { readonly offset: number; readonly stride: number }[];
  readonly width: number;
  readonly height: number;
}

/**
 * Makes an I420 picture smaller, each sample the mean of the whole samples that it covers: for live pictures, where a proper
 * filter would take longer than the encoder. Sizes are even, and not above the picture's.
 */
export function shrinkI420(from: PlanarFrame, width: number, height: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array((width * height * 3) / 2);
  let at = 0;
  for (const [index, { offset, stride }] of from.planes.slice(0, 3).entries()) {
    const half = index === 0 ? 1 : 2;
    const plane = { data: from.data, offset, stride, width: from.width / half, height: from.height / half };
    shrinkPlane(plane, out, at, width / half, height / half);
    at += (width / half) * (height / half);
  }
  return out;
}

function shrinkPlane(
  from: { data: Uint8Array; offset: number; stride: number; width: number; height: number },
  out: Uint8Array,
  start: number,
  width: number,
  height: number,
): void {
  const { data, offset, stride } = from;
  const columns = edges(from.width, width);
  const rows = edges(from.height, height);
  // Sums of the rows first: one plain loop over the source, which is most of the work.
  const sums = new Uint32Array(from.width);
  let to = start;
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [rows[y]!, rows[y + 1]!];
    sums.fill(0);
    for (let row = top; row < bottom; row++) {
      const line = offset + row * stride;
      for (let column = 0; column < from.width; column++) sums[column]! += data[line + column]!;
    }
    for (let x = 0; x < width; x++) {
      const [left, right] = [columns[x]!, columns[x + 1]!];
      let sum = 0;
      for (let column = left; column < right; column++) sum += sums[column]!;
      out[to++] = sum / ((bottom - top) * (right - left)) + 0.5;
    }
  }
}

/** Most samples whose sum of bytes fits sixteen bits. */
const mostSamples = 256;

/** Makes a frame smaller in the same way. */
export function shrinkFrame(frame: Frame, width: number, height: number): Frame {
  const columns = edges(frame.width, width);
  const rows = edges(frame.height, height);
  const samples = Math.ceil(frame.width / width) * Math.ceil(frame.height / height);
  if (width > frame.width || height > frame.height || samples > mostSamples || frame.data.byteOffset % 4 !== 0)
    return resample(frame, width, height);
  const pixels = new Uint32Array(frame.data.buffer, frame.data.byteOffset, frame.width * frame.height);
  const data = new Uint8Array(width * height * 4);
  // Two bytes of a pixel are summed at once, each in sixteen bits.
  const [redBlue, green] = [new Uint32Array(frame.width), new Uint32Array(frame.width)];
  let to = 0;
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [rows[y]!, rows[y + 1]!];
    redBlue.fill(0);
    green.fill(0);
    for (let row = top; row < bottom; row++) {
      const line = row * frame.width;
      for (let column = 0; column < frame.width; column++) {
        const pixel = pixels[line + column]!;
        redBlue[column]! += pixel & 0xff00ff;
        green[column]! += (pixel >>> 8) & 0xff;
      }
    }
    for (let x = 0; x < width; x++) {
      const [left, right] = [columns[x]!, columns[x + 1]!];
      let [both, middle] = [0, 0];
      for (let column = left; column < right; column++) {
        both += redBlue[column]!;
        middle += green[column]!;
      }
      const count = (bottom - top) * (right - left);
      data[to] = (both & 0xffff) / count + 0.5;
      data[to + 1] = middle / count + 0.5;
      data[to + 2] = (both >>> 16) / count + 0.5;
      data[to + 3] = 255;
      to += 4;
    }
  }
  return { width, height, data, at: frame.at };
}

/** First source sample of each sample, and the end. */
const edges = (from: number, to: number): Int32Array =>
  Int32Array.from({ length: to + 1 }, (_, place) => Math.floor((place * from) / to));
