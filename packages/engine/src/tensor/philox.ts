/**
 * Philox-4x32-10, the counter-based generator of Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (2011).
 * The convention of this project, the same as in `training/world/philox.py`:
 * key = (seed low 32 bits, seed high 32 bits);
 * counter = (block low, block high, stream low, stream high), where the stream is the 64-bit FNV-1a hash of its UTF-8 name.
 */

const M0 = 0xd2511f53;
const M1 = 0xcd9e8d57;
const W0 = 0x9e3779b9;
const W1 = 0xbb67ae85;

const high = (a: number, b: number): number => {
  const al = a & 0xffff;
  const ah = a >>> 16;
  const bl = b & 0xffff;
  const bh = b >>> 16;
  const mid = ah * bl + ((al * bl) >>> 16);
  const other = al * bh + (mid % 0x10000);
  return (ah * bh + Math.floor(mid / 0x10000) + Math.floor(other / 0x10000)) >>> 0;
};

/** A key and the upper half of the counter: what makes one stream of random numbers. */
export interface Stream {
  readonly key: readonly [number, number];
  readonly id: readonly [number, number];
}

/** The 64-bit FNV-1a hash of a text's UTF-8 bytes, as (low, high) words. */
export function fnv1a64(text: string): [number, number] {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text))
    hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return [Number(hash & 0xffffffffn), Number(hash >> 32n)];
}

/** The stream of a seed (0 to 2^53 - 1) and a purpose, e.g. `stream(7, 'painter/noise')`. */
export function stream(seed: number, purpose: string): Stream {
  return { key: [seed >>> 0, Math.floor(seed / 0x100000000) >>> 0], id: fnv1a64(purpose) };
}

/** Writes the four 32-bit words of one counter into `out`. */
export function philoxBlock(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
  out: Uint32Array,
): void {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const h0 = high(M0, c0);
    const l0 = Math.imul(M0, c0) >>> 0;
    const h1 = high(M1, c2);
    const l1 = Math.imul(M1, c2) >>> 0;
    c0 = (h1 ^ c1 ^ k0) >>> 0;
    c1 = l1;
    c2 = (h0 ^ c3 ^ k1) >>> 0;
    c3 = l0;
    k0 = (k0 + W0) >>> 0;
    k1 = (k1 + W1) >>> 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/** Calls `use` with the four words of every block from `first` to `last`, in order. */
export function eachBlock(
  from: Stream,
  first: number,
  last: number,
  use: (words: Uint32Array, block: number) => void,
): void {
  const words = new Uint32Array(4);
  for (let block = first; block <= last; block++) {
    philoxBlock([block >>> 0, Math.floor(block / 0x100000000) >>> 0, from.id[0], from.id[1]], from.key, words);
    use(words, block);
  }
}
