import type { Frame } from './frame.ts';
import { type AxisWeights, axisWeights } from './resample-kernels.ts';

/** Fitting of a picture into a frame with another aspect ratio. */
export interface Fitting {
  /** `cover` crops, `contain` adds bars, `fill` stretches. Default `cover`. */
  readonly fit?: 'cover' | 'contain' | 'fill';
  /** Point of the frame that a crop is centred on, 0 to 1 of width and height. Default: the middle. */
  readonly centre?: { readonly x: number; readonly y: number };
  /** Colour of the bars, 0 to 255 each. Default: black. */
  readonly background?: readonly [red: number, green: number, blue: number];
}

/** A rectangle in pixels. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Crops a frame to a rectangle of whole pixels, which is moved and shrunk to fit inside. */
export function crop(frame: Frame, area: Rectangle): Frame {
  const width = Math.max(1, Math.min(Math.round(area.width), frame.width));
  const height = Math.max(1, Math.min(Math.round(area.height), frame.height));
  const left = Math.max(0, Math.min(Math.round(area.x), frame.width - width));
  const top = Math.max(0, Math.min(Math.round(area.y), frame.height - height));
  const data = new Uint8Array(width * height * 4);
  for (let row = 0; row < height; row++) {
    const start = ((top + row) * frame.width + left) * 4;
    data.set(frame.data.subarray(start, start + width * 4), row * width * 4);
  }
  return { width, height, data, at: frame.at };
}

/**
 * Scales a frame to `width × height`: the mean of the covered area where it shrinks, Catmull-Rom bicubic where it grows.
 * Pure and the same on every machine.
 */
export function resample(frame: Frame, width: number, height: number, fitting: Fitting = {}): Frame {
  if (frame.width === width && frame.height === height) return frame;
  const fit = fitting.fit ?? 'cover';
  if (fit === 'fill') return scale(frame, { x: 0, y: 0, width: frame.width, height: frame.height }, width, height);
  if (fit === 'cover') return scale(frame, coverArea(frame, width, height, fitting.centre), width, height);
  const ratio = Math.min(width / frame.width, height / frame.height);
  const inner = { width: atLeastOne(frame.width * ratio), height: atLeastOne(frame.height * ratio) };
  const whole = { x: 0, y: 0, width: frame.width, height: frame.height };
  return onCanvas(scale(frame, whole, inner.width, inner.height), width, height, fitting.background ?? [0, 0, 0]);
}

const atLeastOne = (value: number) => Math.max(1, Math.round(value));

/** The part of a frame that fills another shape without stretching. */
function coverArea(frame: Frame, width: number, height: number, centre = { x: 0.5, y: 0.5 }): Rectangle {
  const ratio = Math.max(width / frame.width, height / frame.height);
  const area = { width: width / ratio, height: height / ratio };
  const x = Math.max(0, Math.min(centre.x * frame.width - area.width / 2, frame.width - area.width));
  const y = Math.max(0, Math.min(centre.y * frame.height - area.height / 2, frame.height - area.height));
  return { x, y, ...area };
}

function onCanvas(inner: Frame, width: number, height: number, [red, green, blue]: readonly number[]): Frame {
  const data = new Uint8Array(width * height * 4);
  new Uint32Array(data.buffer).fill(((255 << 24) | (blue! << 16) | (green! << 8) | red!) >>> 0);
  const left = Math.floor((width - inner.width) / 2);
  const top = Math.floor((height - inner.height) / 2);
  for (let row = 0; row < inner.height; row++) {
    const start = row * inner.width * 4;
    data.set(inner.data.subarray(start, start + inner.width * 4), ((top + row) * width + left) * 4);
  }
  return { width, height, data, at: inner.at };
}

/** Separable scaling: rows first into floats, only those rows that are needed, then columns. */
function scale(frame: Frame, area: Rectangle, width: number, height: number): Frame {
  const across = axisWeights(frame.width, area.x, area.width, width);
  const down = axisWeights(frame.height, area.y, area.height, height);
  const rows = new Map<number, Float32Array>();
  const data = new Uint8ClampedArray(width * height * 4);
  const sums = new Float32Array(width * 4);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    const start = down.first[y]!;
    for (let tap = 0; tap < down.taps; tap++) {
      const weight = down.weights[y * down.taps + tap]!;
      if (weight === 0) continue;
      const source = Math.min(frame.height - 1, Math.max(0, start + tap));
      let row = rows.get(source);
      if (row === undefined) rows.set(source, (row = scaleRow(frame, source, across, width)));
      for (let i = 0; i < sums.length; i++) sums[i]! += row[i]! * weight;
    }
    for (const key of rows.keys()) if (key < start) rows.delete(key);
    const to = y * width * 4;
    for (let i = 0; i < sums.length; i++) {
      data[to + i] = sums[i]!;
    }
  }
  return { width, height, data: new Uint8Array(data.buffer), at: frame.at };
}

function scaleRow(frame: Frame, y: number, across: AxisWeights, width: number): Float32Array {
  const row = new Float32Array(width * 4);
  const base = y * frame.width * 4;
  const last = frame.width - 1;
  for (let x = 0; x < width; x++) {
    const start = across.first[x]!;
    let red = 0;
    let green = 0;
    let blue = 0;
    let alpha = 0;
    for (let tap = 0; tap < across.taps; tap++) {
      const weight = across.weights[x * across.taps + tap]!;
      if (weight === 0) continue;
      const column = start + tap;
      const at = base + Math.max(0, Math.min(column, last)) * 4;
      red += frame.data[at]! * weight;
      green += frame.data[at + 1]! * weight;
      blue += frame.data[at + 2]! * weight;
      alpha += frame.data[at + 3]! * weight;
    }
    row[x * 4] = red;
    row[x * 4 + 1] = green;
    row[x * 4 + 2] = blue;
    row[x * 4 + 3] = alpha;
  }
  return row;
}

/** Rotates a frame clockwise by quarter turns, by a video's rotation. */
export function rotateFrame(frame: Frame, degrees: 0 | 90 | 180 | 270): Frame {
  if (degrees === 0) return frame;
  const { width, height } = frame;
  const source = new Uint32Array(frame.data.buffer, frame.data.byteOffset, width * height);
  const turned = new Uint32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const to =
        degrees === 90
          ? x * height + (height - 1 - y)
          : degrees === 270
            ? (width - 1 - x) * height + y
            : (height - 1 - y) * width + (width - 1 - x);
      turned[to] = source[y * width + x]!;
    }
  }
  const [newWidth, newHeight] = degrees === 180 ? [width, height] : [height, width];
  return { width: newWidth, height: newHeight, data: new Uint8Array(turned.buffer), at: frame.at };
}

/** Mirrors a frame: left becomes right. */
export function mirrorFrame(frame: Frame): Frame {
  const { width, height } = frame;
  const source = frame.data.byteOffset % 4 === 0 ? frame.data : frame.data.slice();
  const mirrored = new Uint32Array(source.buffer, source.byteOffset, width * height).slice();
  for (let y = 0; y < height; y++) mirrored.subarray(y * width, (y + 1) * width).reverse();
  return { width, height, data: new Uint8Array(mirrored.buffer), at: frame.at };
}
