import { randomFrom } from '../../packages/server/tests/support/fuzz.ts';

type Random = () => number;

/** Numbers at which sizes and counts break: signs, powers of two and their neighbours. */
const edges = [0, 1, 2, 7, 8, 127, 128, 255, 256, 511, 512, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0xffffffff];
const largest = 1 << 16;

const whole = (random: Random, below: number): number => Math.floor(random() * below);
const pick = <T>(random: Random, from: readonly T[]): T => from[whole(random, from.length)] as T;

type Bytes = Buffer<ArrayBuffer>;
type Operator = (bytes: Bytes, random: Random, other: Uint8Array, words: readonly Uint8Array[]) => Bytes;

const flipBit: Operator = (bytes, random) => {
  const at = whole(random, bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << whole(random, 8));
  return bytes;
};

const setByte: Operator = (bytes, random) => {
  bytes[whole(random, bytes.length)] = whole(random, 256);
  return bytes;
};

/** Writes an edge number of one, two, four or eight bytes, in either order. */
const setNumber: Operator = (bytes, random) => {
  const width = pick(random, [1, 2, 4, 8]);
  if (bytes.length < width) return bytes;
  const at = whole(random, bytes.length - width + 1);
  const wide = random() < 0.1 ? (1n << BigInt(whole(random, 64))) - BigInt(whole(random, 2)) : 0n;
  const value = BigInt.asUintN(8 * width, wide > 0n ? wide : BigInt(pick(random, edges)) * (random() < 0.1 ? -1n : 1n));
  for (let i = 0; i < width; i += 1) bytes[at + i] = Number((value >> BigInt(8 * i)) & 0xffn);
  if (random() < 0.5) bytes.subarray(at, at + width).reverse();
  return bytes;
};

/** Replaces a number in decimal digits by another. */
const setDigits: Operator = (bytes, random) => {
  const text = bytes.toString('latin1');
  const found = [...text.matchAll(/\d+/g)];
  if (found.length === 0) return bytes;
  const { index, 0: old } = pick(random, found);
  const value = pick(random, [...edges.map(String), '-1', '1e308', '9007199254740993', '0.5', '00', '']);
  return Buffer.concat([bytes.subarray(0, index), Buffer.from(value), bytes.subarray(index + old.length)]);
};

const cutEnd: Operator = (bytes, random) => bytes.subarray(0, whole(random, bytes.length + 1));

const range = (bytes: Uint8Array, random: Random): [number, number] => {
  const from = whole(random, bytes.length + 1);
  return [from, Math.min(bytes.length, from + 1 + whole(random, pick(random, [4, 16, 64, 512])))];
};

const remove: Operator = (bytes, random) => {
  const [from, to] = range(bytes, random);
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
};

const repeat: Operator = (bytes, random) => {
  const [from, to] = range(bytes, random);
  const times = random() < 0.95 ? 1 + whole(random, 4) : 1 + whole(random, Math.ceil(8192 / Math.max(1, to - from)));
  const part = bytes.subarray(from, to);
  return Buffer.concat([bytes.subarray(0, to), ...Array.from({ length: times }, () => part), bytes.subarray(to)]);
};

const splice: Operator = (bytes, random, other) => {
  const [from, to] = range(other, random);
  const at = whole(random, bytes.length + 1);
  const over = random() < 0.5 ? to - from : 0;
  return Buffer.concat([bytes.subarray(0, at), other.subarray(from, to), bytes.subarray(at + over)]);
};

const insertWord: Operator = (bytes, random, _, words) => {
  if (words.length === 0) return bytes;
  const word = pick(random, words);
  const at = whole(random, bytes.length + 1);
  const over = random() < 0.5 ? word.length : 0;
  return Buffer.concat([bytes.subarray(0, at), word, bytes.subarray(at + over)]);
};

const operators: readonly Operator[] = [
  ...[flipBit, setByte, setNumber, setNumber, setNumber],
  ...[setDigits, cutEnd, remove, repeat, splice, insertWord, insertWord],
];

/** Makes inputs from a corpus: 1 to 8 changes each, the same for the same seed and corpus. */
export function createMutator(seed: number, words: readonly Uint8Array[]) {
  const random = randomFrom(seed);
  return (corpus: readonly Uint8Array[]): Bytes => {
    // The newest finds are changed most often.
    const at =
      random() < 0.3 ? corpus.length - 1 - whole(random, Math.min(16, corpus.length)) : whole(random, corpus.length);
    let bytes = Buffer.from(corpus[at] ?? []);
    const changes = 1 + whole(random, pick(random, [1, 2, 4, 8]));
    for (let i = 0; i < changes; i += 1) {
      if (bytes.length === 0) bytes = Buffer.from(pick(random, words.length > 0 ? words : [Buffer.from([0])]));
      bytes = pick(random, operators)(bytes, random, pick(random, corpus), words);
      if (bytes.length > largest) bytes = bytes.subarray(0, largest);
    }
    return bytes;
  };
}
