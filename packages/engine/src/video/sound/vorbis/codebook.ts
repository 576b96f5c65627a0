import { PacketFault } from '../samples.ts';
import type { LowBitReader } from './bits.ts';

/** A codebook: a Huffman code, whose words may stand for vectors (Vorbis I, 3). */
export interface Codebook {
  readonly dimensions: number;
  /** Vectors of all entries, one after another; empty for a book of numbers. */
  readonly vectors: Float32Array;
  /** The next entry; -1 at the end of the packet and for words that the book does not have. */
  decode(bits: LowBitReader): number;
}

const syncPattern = 0x564342;
/** Most numbers in the vectors of one book: encoders stay below 100,000. */
const mostNumbers = 4_000_000;

/** Bits that a number takes (`ilog`; Vorbis I, 9.2.1). */
export const bitsFor = (value: number): number => (value <= 0 ? 0 : 32 - Math.clz32(value));

/** Reads a codebook. @throws PacketFault when it contradicts itself. */
export function readCodebook(bits: LowBitReader): Codebook {
  if (bits.read(24) !== syncPattern) throw new PacketFault('a codebook without its mark');
  const dimensions = bits.read(16);
  const entries = bits.read(24);
  if (entries > 1_000_000) throw new PacketFault('a codebook too large');
  const lengths = readLengths(bits, entries);
  const vectors = readVectors(bits, entries, dimensions);
  if (bits.isOver()) throw new PacketFault('a codebook that is cut off');
  return { dimensions, vectors, decode: huffman(lengths) };
}

function readLengths(bits: LowBitReader, entries: number): Uint8Array {
  const lengths = new Uint8Array(entries);
  if (bits.read(1) === 0) {
    const isSparse = bits.read(1) === 1;
    for (let entry = 0; entry < entries; entry++)
      if (!isSparse || bits.read(1) === 1) lengths[entry] = bits.read(5) + 1;
    return lengths;
  }
  let length = bits.read(5) + 1;
  for (let entry = 0; entry < entries; length++) {
    const count = bits.read(bitsFor(entries - entry));
    if (entry + count > entries || length > 32) throw new PacketFault('lengths of a codebook');
    lengths.fill(length, entry, entry + count);
    entry += count;
  }
  return lengths;
}

function readVectors(bits: LowBitReader, entries: number, dimensions: number): Float32Array {
  const type = bits.read(4);
  if (type === 0) return new Float32Array(0);
  if (type > 2 || dimensions === 0) throw new PacketFault('vectors of a codebook');
  const least = readFloat(bits);
  const step = readFloat(bits);
  const valueBits = bits.read(4) + 1;
  const isRunning = bits.read(1) === 1;
  if (entries * dimensions > mostNumbers) throw new PacketFault('a codebook too large');
  const count = type === 1 ? rootOf(entries, dimensions) : entries * dimensions;
  const values = Uint32Array.from({ length: count }, () => bits.read(valueBits));
  const vectors = new Float32Array(entries * dimensions);
  for (let entry = 0; entry < entries; entry++) {
    let last = 0;
    let divisor = 1;
    for (let i = 0; i < dimensions; i++) {
      const index = type === 1 ? Math.floor(entry / divisor) % count : entry * dimensions + i;
      const value = values[index]! * step + least + last;
      vectors[entry * dimensions + i] = value;
      if (isRunning) last = value;
      divisor *= count;
    }
  }
  return vectors;
}

/** The largest whole number whose power does not exceed the entries (`lookup1_values`). */
function rootOf(entries: number, dimensions: number): number {
  let root = Math.floor(entries ** (1 / dimensions));
  while ((root + 1) ** dimensions <= entries) root += 1;
  while (root > 1 && root ** dimensions > entries) root -= 1;
  return root;
}

/** A floating point number of Vorbis (9.2.2). */
function readFloat(bits: LowBitReader): number {
  const word = bits.read(32);
  const mantissa = word & 0x1fffff;
  const exponent = (word >>> 21) & 0x3ff;
  return (word >= 0x80000000 ? -mantissa : mantissa) * 2 ** (exponent - 788);
}

/** Words up to this length are looked up at once; longer ones are followed bit by bit. */
const quickBits = 10;

/**
 * Builds a decoder from the lengths of the words: each entry has the lowest word that is free (3.2.1). A tree has two numbers a
 * node: positive for the next node, negative for an entry, 0 for nothing.
 */
function huffman(lengths: Uint8Array): (bits: LowBitReader) => number {
  const tree: number[] = [0, 0];
  const quick = new Int32Array(1 << quickBits).fill(-1);
  const free = new Float64Array(33);
  let isFirst = true;
  for (const [entry, length] of lengths.entries()) {
    if (length === 0) continue;
    let word = 0;
    if (isFirst) {
      isFirst = false;
      for (let depth = 1; depth <= length; depth++) free[depth] = 2 ** (32 - depth);
    } else {
      let depth: number = length;
      while (depth > 0 && free[depth] === 0) depth -= 1;
      if (depth === 0) throw new PacketFault('a codebook with too many words');
      word = free[depth]!;
      free[depth] = 0;
      for (let deeper: number = length; deeper > depth; deeper--) free[deeper] = word + 2 ** (32 - deeper);
    }
    insert(tree, quick, word, length, entry);
  }
  const only = lengths.reduce((count, length) => count + (length > 0 ? 1 : 0), 0) === 1;
  const single = only ? lengths.findIndex((length) => length > 0) : -1;
  return (bits) => {
    if (bits.isOver()) return -1;
    if (single >= 0) {
      bits.skip(lengths[single]!);
      return bits.isOver() ? -1 : single;
    }
    const found = quick[bits.peek(quickBits)]!;
    if (found >= 0) {
      bits.skip(found & 31);
      return bits.isOver() ? -1 : found >> 5;
    }
    for (let node = 0; ; ) {
      const next = tree[node + bits.read(1)]!;
      if (next === 0 || bits.isOver()) return -1;
      if (next < 0) return -1 - next;
      node = next;
    }
  };
}

/** Adds a word, whose first bit is the highest of 32. */
function insert(tree: number[], quick: Int32Array, word: number, length: number, entry: number): void {
  let node = 0;
  let low = 0;
  for (let bit = 0; bit < length; bit++) {
    const side = Math.floor(word / 2 ** (31 - bit)) % 2;
    if (side === 1 && bit < quickBits) low |= 1 << bit;
    const place = node + side;
    if (bit === length - 1) tree[place] = -1 - entry;
    else {
      if (tree[place] === 0) {
        tree[place] = tree.length;
        tree.push(0, 0);
      }
      node = tree[place]!;
    }
  }
  if (length > quickBits) return;
  for (let rest = 0; rest < 1 << (quickBits - length); rest++) quick[low | (rest << length)] = (entry << 5) | length;
}
