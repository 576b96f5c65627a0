import { PacketFault } from '../samples.ts';
import type { LowBitReader } from './bits.ts';
import { bitsFor, type Codebook } from './codebook.ts';

/** The coarse shape of a spectrum, as lines between points (floor type 1; Vorbis I, 7). */
export interface Floor {
  /** Reads the heights of the points; `undefined` when the channel is silent in this packet. */
  read(bits: LowBitReader, books: readonly Codebook[]): Int32Array | undefined;
  /** Multiplies a spectrum by the shape. */
  apply(heights: Int32Array, spectrum: Float32Array): void;
}

interface FloorClass {
  readonly dimensions: number;
  readonly bits: number;
  readonly master: number;
  readonly books: readonly number[];
}

/** Most points of a floor (7.2.2). */
const mostPoints = 65;
const ranges = [256, 128, 86, 64];

/** Factors of heights: -139.5 dB to 0 in 256 steps (10.1). */
const factors = Float32Array.from({ length: 256 }, (_, index) => 10 ** (((index - 255) * 0.546875) / 20));

/** Reads a floor of type 1. @throws PacketFault when it contradicts itself. */
export function readFloor(bits: LowBitReader, bookCount: number): Floor {
  const partitions = Array.from({ length: bits.read(5) }, () => bits.read(4));
  const classes = Array.from({ length: Math.max(-1, ...partitions) + 1 }, (): FloorClass => {
    const dimensions = bits.read(3) + 1;
    const wide = bits.read(2);
    const master = wide === 0 ? -1 : bits.read(8);
    return { dimensions, bits: wide, master, books: Array.from({ length: 1 << wide }, () => bits.read(8) - 1) };
  });
  if (classes.some(({ master, books }) => [master, ...books].some((book) => book >= bookCount)))
    throw new PacketFault('books of a floor');
  const multiplier = bits.read(2) + 1;
  const rangeBits = bits.read(4);
  const places = [0, 1 << rangeBits];
  for (const one of partitions) for (let i = 0; i < classes[one]!.dimensions; i++) places.push(bits.read(rangeBits));
  if (places.length > mostPoints || new Set(places).size < places.length) throw new PacketFault('points of a floor');
  const order = places.map((_, index) => index).sort((a, b) => places[a]! - places[b]!);
  const neighbours = places.map((place, index) => {
    const earlier = Array.from({ length: index }, (_, one) => one);
    const below = earlier.filter((one) => places[one]! < place).sort((a, b) => places[b]! - places[a]!);
    const above = earlier.filter((one) => places[one]! > place).sort((a, b) => places[a]! - places[b]!);
    return [below[0] ?? 0, above[0] ?? 0] as const;
  });
  const range = ranges[multiplier - 1]!;

  const readHeights = (reader: LowBitReader, books: readonly Codebook[]): Int32Array | undefined => {
    if (reader.read(1) === 0) return undefined;
    const heights = new Int32Array(places.length);
    heights[0] = reader.read(bitsFor(range - 1));
    heights[1] = reader.read(bitsFor(range - 1));
    let at = 2;
    for (const index of partitions) {
      const one = classes[index]!;
      let choice = one.bits === 0 ? 0 : books[one.master]!.decode(reader);
      for (let i = 0; i < one.dimensions; i++) {
        const book = one.books[choice & ((1 << one.bits) - 1)]!;
        choice >>= one.bits;
        heights[at++] = book < 0 ? 0 : books[book]!.decode(reader);
      }
    }
    return reader.isOver() ? undefined : unpacked(heights);
  };

  /** Heights themselves, from their differences to the line between their neighbours (7.2.4); -1 for points left out. */
  const unpacked = (coded: Int32Array): Int32Array => {
    const heights = new Int32Array(coded);
    const used = new Uint8Array(coded.length);
    used[0] = 1;
    used[1] = 1;
    for (let i = 2; i < coded.length; i++) {
      const [low, high] = neighbours[i]!;
      const guess = pointOn(places[low]!, heights[low]!, places[high]!, heights[high]!, places[i]!);
      const value = coded[i]!;
      const room = 2 * Math.min(range - guess, guess);
      if (value === 0) {
        heights[i] = guess;
        continue;
      }
      used[low] = 1;
      used[high] = 1;
      used[i] = 1;
      if (value >= room) heights[i] = range - guess > guess ? value : range - 1 - value;
      else heights[i] = value % 2 === 1 ? guess - (value + 1) / 2 : guess + value / 2;
    }
    for (let i = 0; i < heights.length; i++) if (used[i] === 0) heights[i] = -1;
    return heights;
  };

  const apply = (heights: Int32Array, spectrum: Float32Array): void => {
    let [fromX, fromY] = [0, clampHeight(heights[0]! * multiplier)];
    for (const index of order.slice(1)) {
      if (heights[index]! < 0) continue;
      const [toX, toY] = [places[index]!, clampHeight(heights[index]! * multiplier)];
      drawLine(spectrum, fromX, fromY, toX, toY);
      [fromX, fromY] = [toX, toY];
    }
    for (let x = fromX; x < spectrum.length; x++) spectrum[x]! *= factors[fromY]!;
  };
  return { read: readHeights, apply };
}

const clampHeight = (height: number): number => Math.max(0, Math.min(255, height));

/** Height of a line at a place, in whole numbers (`render_point`; 9.2.6). */
function pointOn(x0: number, y0: number, x1: number, y1: number, x: number): number {
  const rise = Math.trunc((Math.abs(y1 - y0) * (x - x0)) / (x1 - x0));
  return y1 < y0 ? y0 - rise : y0 + rise;
}

/** Multiplies by the factors along a line, in whole numbers (`render_line`; 9.2.7). */
function drawLine(spectrum: Float32Array, x0: number, y0: number, x1: number, y1: number): void {
  const across = x1 - x0;
  const base = Math.trunc((y1 - y0) / across);
  const step = y1 < y0 ? base - 1 : base + 1;
  const rest = Math.abs(y1 - y0) - Math.abs(base) * across;
  const end = Math.min(x1, spectrum.length);
  let y = y0;
  let error = 0;
  for (let x = x0; x < end; x++) {
    spectrum[x]! *= factors[y]!;
    error += rest;
    if (error >= across) {
      error -= across;
      y += step;
    } else y += base;
  }
}
