import { codedBits } from './payload-code.ts';

/** Chips on a side of the tile. */
export const chips = 64;
const syncChips = Math.round(chips * chips * 0.22);

/** The sign of each chip, and the coded bit that turns it; −1 for chips of known sign, by which a detector finds the tile. */
export interface ChipPlan {
  readonly signs: Int8Array;
  readonly bits: Int16Array;
}

/** Mulberry32: the same numbers for a seed on every machine. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function planChips(): ChipPlan {
  const random = numbers(20261127);
  const signs = Int8Array.from({ length: chips * chips }, () => (random() < 0.5 ? -1 : 1));
  const order = Array.from(signs.keys());
  for (let i = order.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  const bits = new Int16Array(chips * chips).fill(-1);
  for (const [i, chip] of order.slice(syncChips).entries()) bits[chip] = i % codedBits;
  return { signs, bits };
}

/** The plan of this version of the mark. */
export const chipPlan: ChipPlan = planChips();

/** The shorter side of a picture, in sides of the tile. */
export const tilesAcross = 1.875;

/**
 * Pixels on a side of the tile in a picture: a share of the shorter side, so that a copy of any size has it there, in steps of 16 and
 * with chips of at least three pixels.
 */
export const tileSide = (width: number, height: number): number =>
  Math.max(3 * chips, Math.round(Math.min(width, height) / tilesAcross / 16) * 16);

/** Where the tile of a payload begins, in chips: two marks in one picture are told apart by it. */
export function beginning(payload: bigint): { readonly x: number; readonly y: number } {
  const place = Number(BigInt.asUintN(64, payload * 0x9e3779b97f4a7c15n) >> 52n);
  return { x: place % chips, y: Math.floor(place / chips) };
}

/** A tile of chips with soft borders, of rms 1; `coded` turns the chips of bits, without it they are 0. */
export function drawTile(side: number, coded?: Int8Array, begins = { x: 0, y: 0 }): Float32Array {
  const values = Float32Array.from(chipPlan.signs, (sign, chip) => {
    const bit = chipPlan.bits[chip]!;
    return bit < 0 ? sign : sign * (coded?.[bit] ?? 0);
  });
  const chipAt = (place: number, from: number) => (Math.floor((place * chips) / side) + chips - from) % chips;
  const sharp = new Float32Array(side * side);
  for (let y = 0; y < side; y += 1)
    for (let x = 0; x < side; x += 1) sharp[y * side + x] = values[chipAt(y, begins.y) * chips + chipAt(x, begins.x)]!;
  const soft = softened(sharp, side, (side / chips) * 0.33);
  const rms = Math.sqrt(soft.reduce((sum, value) => sum + value * value, 0) / soft.length);
  return soft.map((value) => value / rms);
}

/** A square that repeats, softened by a Gaussian. */
export function softened(values: Float32Array, side: number, sigma: number): Float32Array {
  const reach = Math.ceil(sigma * 4);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma)));
  const total = weights.reduce((a, b) => a + b, 0);
  const line = new Float64Array(side + 2 * reach);
  let from = values;
  for (const [along, across] of [
    [1, side],
    [side, 1],
  ] as const) {
    const to = new Float32Array(side * side);
    for (let start = 0; start < side * across; start += across) {
      for (let i = 0; i < line.length; i += 1) line[i] = from[start + ((i - reach + side * 8) % side) * along]!;
      for (let i = 0; i < side; i += 1) {
        let sum = 0;
        for (let k = 0; k < weights.length; k += 1) sum += line[i + k]! * weights[k]!;
        to[start + i * along] = sum / total;
      }
    }
    from = to;
  }
  return from;
}
