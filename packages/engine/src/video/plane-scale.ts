import type { PlanarPicture } from './yuv.ts';

/** Parameter of the cubic that ffmpeg scales with where nothing else is asked (`bicubic`: B = 0, C = 0.6). */
const sharpness = 0.6;

/** Keys' cubic with a = −`sharpness` at a distance of `d` pixels. */
function cubic(d: number): number {
  if (d >= 2) return 0;
  if (d >= 1) return sharpness * (((-d + 5) * d - 8) * d + 4);
  return ((2 - sharpness) * d + sharpness - 3) * d * d + 1;
}

/** For each target sample: weights of the source samples around it, which begin at `first` and may lie outside the row. */
interface RowWeights {
  readonly first: Int32Array;
  readonly weights: Float32Array;
  readonly taps: number;
}

function rowWeights(source: number, target: number): RowWeights {
  const ratio = source / target;
  const spread = Math.max(1, ratio);
  const taps = Math.ceil(4 * spread) + 1;
  const first = new Int32Array(target);
  const weights = new Float32Array(target * taps);
  for (let i = 0; i < target; i++) {
    const centre = (i + 0.5) * ratio - 0.5;
    const start = Math.ceil(centre - 2 * spread);
    first[i] = start;
    let sum = 0;
    for (let tap = 0; tap < taps; tap++)
      sum += weights[i * taps + tap] = cubic(Math.abs(start + tap - centre) / spread);
    for (let tap = 0; tap < taps; tap++) weights[i * taps + tap]! /= sum;
  }
  return { first, weights, taps };
}

type Samples = Uint8Array | Uint16Array;

/** One plane of samples, rows one after another. */
interface Plane {
  readonly data: Samples;
  readonly offset: number;
  readonly stride: number;
  /** Samples from one of a row to the next; 2 where two planes are interleaved. */
  readonly step: number;
  readonly width: number;
  readonly height: number;
}

/** Writes a plane at another size to `to` in `out`, with no samples between its rows. */
function scalePlane(plane: Plane, width: number, height: number, most: number, out: Samples, to: number): void {
  const across = plane.width === width ? undefined : rowWeights(plane.width, width);
  const down = plane.height === height ? undefined : rowWeights(plane.height, height);
  const rows = new Map<number, Samples | Float32Array>();
  const rowAt = (y: number): Samples | Float32Array => {
    const kept = rows.get(y);
    if (kept !== undefined) return kept;
    const row = across === undefined ? plainRow(plane, y) : scaledRow(plane, y, across, width);
    rows.set(y, row);
    return row;
  };
  if (across === undefined && down === undefined) {
    for (let y = 0; y < height; y++) out.set(plainRow(plane, y), to + y * width);
    return;
  }
  const sums = new Float32Array(width);
  for (let y = 0; y < height; y++) {
    const start = down?.first[y] ?? y;
    const taps = down?.taps ?? 1;
    sums.fill(0);
    for (let tap = 0; tap < taps; tap++) {
      const weight = down === undefined ? 1 : down.weights[y * taps + tap]!;
      if (weight === 0) continue;
      const row = rowAt(Math.max(0, Math.min(start + tap, plane.height - 1)));
      for (let x = 0; x < width; x++) sums[x]! += row[x]! * weight;
    }
    for (const key of rows.keys()) if (key < start) rows.delete(key);
    const line = to + y * width;
    for (let x = 0; x < width; x++) out[line + x] = Math.max(0, Math.min(most, Math.round(sums[x]!)));
  }
}

function plainRow({ data, offset, stride, step, width }: Plane, y: number): Samples | Float32Array {
  const from = offset + y * stride;
  return step === 1
    ? data.subarray(from, from + width)
    : Float32Array.from({ length: width }, (_, x) => data[from + x * step]!);
}

function scaledRow({ data, offset, stride, step, width: source }: Plane, y: number, across: RowWeights, width: number) {
  const row = new Float32Array(width);
  const { first, weights, taps } = across;
  const base = offset + y * stride;
  for (let x = 0; x < width; x++) {
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const column = Math.max(0, Math.min(first[x]! + tap, source - 1));
      sum += data[base + column * step]! * weights[x * taps + tap]!;
    }
    row[x] = sum;
  }
  return row;
}

/**
 * Gives a picture another size, or the same, plane by plane as ffmpeg does. Afterwards chroma is halved at most along the
 * sides that are the width of the upright picture, and there only if it was and that width is even.
 * @param isTurned whether the picture lies on its side: its height is the width of the upright one
 */
export function scaledPlanes(
  picture: PlanarPicture,
  { width, height }: { readonly width: number; readonly height: number },
  isTurned: boolean,
): PlanarPicture {
  const { data, planes, shift, interleaved } = picture;
  const halved = shift[0] === 1 && (isTurned ? height : width) % 2 === 0 ? 1 : 0;
  const chroma = isTurned ? { width, height: height >> halved } : { width: width >> halved, height };
  const whole = { width: picture.width, height: picture.height };
  const source = { width: (whole.width + shift[0]) >> shift[0], height: (whole.height + shift[1]) >> shift[1] };
  const most = 2 ** picture.bits - 1;
  const [first, second] = [width * height, width * height + chroma.width * chroma.height];
  const length = second + chroma.width * chroma.height;
  const out = data instanceof Uint8Array ? new Uint8Array(length) : new Uint16Array(length);
  const luma = planes[0]!;
  scalePlane({ ...luma, ...whole, data, step: 1 }, width, height, most, out, 0);
  for (const [index, start] of [first, second].entries()) {
    const both = planes[1] ?? luma;
    const isSecond = (index === 1) !== (interleaved === 'vu');
    const plane = interleaved ? { ...both, offset: both.offset + (isSecond ? 1 : 0) } : (planes[1 + index] ?? both);
    const samples = { ...plane, ...source, data, step: interleaved ? 2 : 1 };
    scalePlane(samples, chroma.width, chroma.height, most, out, start);
  }
  return {
    ...{ data: out, width, height, bits: picture.bits, matrix: picture.matrix, fullRange: picture.fullRange },
    shift: isTurned ? [0, halved] : [halved, 0],
    planes: [
      { offset: 0, stride: width },
      { offset: first, stride: chroma.width },
      { offset: second, stride: chroma.width },
    ],
  };
}
