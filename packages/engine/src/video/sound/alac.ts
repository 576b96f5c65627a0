/**
 * A decoder of Apple Lossless, after the description of the format and the reference decoder that Apple published under the
 * Apache licence 2.0 (macosforge/alac: ALACMagicCookieDescription.txt, ALACDecoder, ag_dec, dp_dec, matrix_dec).
 */
import type { BitReader } from '../bit-reader.ts';
import { bitReader } from './bits.ts';
import { PacketFault, type Samples } from './samples.ts';
import { alacSpeakers } from './speakers.ts';

/** `ALACSpecificConfig`. */
interface AlacConfig {
  readonly frameLength: number;
  readonly bitDepth: number;
  /** Tuning of the entropy code. */
  readonly multiplier: number;
  readonly initialMean: number;
  readonly mostBits: number;
  readonly channels: number;
  readonly rate: number;
}

/** Elements of a packet. */
const element = { single: 0, pair: 1, low: 3, data: 4, fill: 6, end: 7 } as const;

/**
 * A decoder for ALAC packets.
 * @param cookie the decoder configuration, with or without the boxes that QuickTime puts around it
 * @throws PacketFault for a damaged configuration; the decoder throws it for damaged packets.
 */
export function alacDecoder(cookie: Uint8Array): (data: Uint8Array) => Samples {
  const config = readConfig(cookie);
  const { channels, rate, bitDepth } = config;
  const speakers = alacSpeakers(channels);
  const scale = 2 ** (1 - bitDepth);
  return (data) => {
    const bits = bitReader(data);
    const planes: Float32Array[] = [];
    while (planes.length < channels && bits.left >= 3) {
      const kind = bits.bits(3);
      if (kind === element.end) break;
      if (kind === element.fill) skipFill(bits);
      else if (kind === element.data) skipData(bits);
      else if (kind === element.single || kind === element.low || kind === element.pair) {
        const count = kind === element.pair ? 2 : 1;
        if (planes.length + count > channels) throw new PacketFault('more channels than named');
        for (const samples of readElement(bits, config, count))
          planes.push(Float32Array.from(samples, (one) => one * scale));
      } else throw new PacketFault('an unknown element');
    }
    const frames = planes[0]?.length ?? 0;
    if (planes.length < channels || planes.some(({ length }) => length !== frames))
      throw new PacketFault('channels are missing');
    return { rate, planes, speakers };
  };
}

function readConfig(cookie: Uint8Array): AlacConfig {
  let data = cookie;
  const name = () => String.fromCharCode(...data.subarray(4, 8));
  if (name() === 'frma') data = data.subarray(12);
  if (name() === 'alac') data = data.subarray(12);
  if (data.length < 24) throw new PacketFault('the description of ALAC');
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const config = {
    frameLength: view.getUint32(0),
    bitDepth: data[5]!,
    multiplier: data[6]!,
    initialMean: data[7]!,
    mostBits: data[8]!,
    channels: data[9]!,
    rate: view.getUint32(20),
  };
  const { frameLength, bitDepth, channels, rate } = config;
  if (
    frameLength === 0 ||
    frameLength > 65_536 ||
    ![16, 20, 24, 32].includes(bitDepth) ||
    channels < 1 ||
    channels > 8 ||
    rate === 0
  )
    throw new PacketFault('the description of ALAC');
  return config;
}

function skipFill(bits: BitReader): void {
  const count = bits.bits(4);
  const bytes = count === 15 ? count + bits.bits(8) - 1 : count;
  for (let i = 0; i < bytes; i++) bits.bits(8);
}

function skipData(bits: BitReader): void {
  bits.bits(4);
  const isAligned = bits.flag();
  const count = bits.bits(8);
  const bytes = count === 255 ? count + bits.bits(8) : count;
  if (isAligned) bits.bits((8 - (bits.at & 7)) & 7);
  for (let i = 0; i < bytes; i++) bits.bits(8);
}

/** Linear prediction of one channel. */
interface Prediction {
  readonly mode: number;
  readonly shift: number;
  readonly multiplier: number;
  readonly factors: Int32Array;
}

/** Samples of one or two channels. */
function readElement(bits: BitReader, config: AlacConfig, channels: number): Int32Array[] {
  bits.bits(4 + 12);
  const hasLength = bits.flag();
  const lowBytes = bits.bits(2);
  const isPlain = bits.flag();
  const length = hasLength ? bits.bits(32) : config.frameLength;
  if (length > config.frameLength || lowBytes === 3) throw new PacketFault('the head of a packet');
  const low = lowBytes * 8;
  if (isPlain) {
    const all = Array.from({ length: channels }, () => new Int32Array(length));
    for (let i = 0; i < length; i++)
      for (const one of all) one[i] = signed(bits.bits(config.bitDepth), config.bitDepth);
    return all;
  }
  const depth = config.bitDepth - low + channels - 1;
  const mixBits = bits.bits(8);
  const mixFactor = signed(bits.bits(8), 8);
  const predictions = Array.from({ length: channels }, (): Prediction => {
    const [mode, shift, multiplier, order] = [bits.bits(4), bits.bits(4), bits.bits(3), bits.bits(5)];
    return { mode, shift, multiplier, factors: Int32Array.from({ length: order }, () => signed(bits.bits(16), 16)) };
  });
  const rest = low === 0 ? undefined : Array.from({ length: length * channels }, () => 0);
  if (rest !== undefined) for (let i = 0; i < rest.length; i++) rest[i] = bits.bits(low);
  const samples = predictions.map((prediction) => {
    const errors = readErrors(bits, config, length, depth, (config.multiplier * prediction.multiplier) >> 2);
    if (prediction.mode !== 0) predict(errors, { ...prediction, factors: new Int32Array(0) }, depth, true);
    predict(errors, prediction, depth, false);
    return errors;
  });
  const [first, second] = samples;
  if (first !== undefined && second !== undefined && mixFactor !== 0) unmix(first, second, mixBits, mixFactor);
  if (rest !== undefined)
    for (const [channel, one] of samples.entries())
      for (let i = 0; i < length; i++) one[i] = (one[i]! << low) | rest[i * channels + channel]!;
  return samples;
}

const signed = (value: number, width: number): number =>
  width === 32 ? value | 0 : (value << (32 - width)) >> (32 - width);

/** Left and right from their weighted mean and their difference. */
function unmix(first: Int32Array, second: Int32Array, mixBits: number, factor: number): void {
  for (let i = 0; i < first.length; i++) {
    const difference = second[i]!;
    const left = (first[i]! + difference - (Math.imul(factor, difference) >> mixBits)) | 0;
    first[i] = left;
    second[i] = (left - difference) | 0;
  }
}

const meanBits = 9;
const longestUnary = 9;
/** Mean below which a run of zeros follows. */
const meanUnit = 1 << meanBits;

/** Reads the errors of the prediction: an adaptive Golomb code, with runs of zeros where it is quiet (`dyn_decomp`). */
function readErrors(
  bits: BitReader,
  config: AlacConfig,
  length: number,
  depth: number,
  multiplier: number,
): Int32Array {
  const errors = new Int32Array(length);
  let mean = config.initialMean;
  let flip = 0;
  for (let at = 0; at < length; ) {
    const k = Math.min(31 - Math.clz32((mean >> meanBits) + 3), config.mostBits);
    const value = readNumber(bits, k, depth) + flip;
    errors[at++] = (value & 1) === 0 ? value / 2 : -(value + 1) / 2;
    mean = value > 0xffff ? 0xffff : mean + value * multiplier - ((mean * multiplier) >> meanBits);
    flip = 0;
    if (mean * 4 >= meanUnit || at >= length) continue;
    const width = Math.clz32(mean) - 24 + ((mean + 16) >> 6);
    const run = readRun(bits, Math.min(width, 31), config.mostBits);
    if (at + run > length) throw new PacketFault('a run passes the end');
    at += run;
    flip = run < 0xffff ? 1 : 0;
    mean = 0;
  }
  return errors;
}

/** Ones before a zero, nine at most; a word of nine ones has no zero. */
function unary(bits: BitReader): number {
  let count = 0;
  while (count < longestUnary && bits.flag()) count += 1;
  return count;
}

/** A number of the code: how often 2^k - 1 goes into it, then what is left, whose lowest word is one bit shorter. */
function readNumber(bits: BitReader, k: number, depth: number): number {
  const times = unary(bits);
  if (times >= longestUnary) return bits.bits(depth);
  return k === 1 ? times : times * (2 ** k - 1) + shortened(bits, k);
}

function readRun(bits: BitReader, k: number, mostBits: number): number {
  const times = unary(bits);
  if (times >= longestUnary) return bits.bits(16);
  return times * ((2 ** k - 1) & (2 ** mostBits - 1)) + shortened(bits, k);
}

function shortened(bits: BitReader, k: number): number {
  if (k < 1) return 0;
  const high = bits.bits(k - 1);
  if (high === 0) return 0;
  return high * 2 + bits.bits(1) - 1;
}

/** Turns errors into samples: each is predicted from those before it, and the factors learn from the errors (`unpc_block`). */
function predict(samples: Int32Array, { factors, shift }: Prediction, depth: number, isFirstPass: boolean): void {
  const order = isFirstPass ? 31 : factors.length;
  const wrap = (value: number) => signed(value | 0, depth);
  if (order === 0) return;
  if (order === 31) {
    for (let i = 1; i < samples.length; i++) samples[i] = wrap(samples[i]! + samples[i - 1]!);
    return;
  }
  for (let i = 1; i <= Math.min(order, samples.length - 1); i++) samples[i] = wrap(samples[i]! + samples[i - 1]!);
  const half = shift === 0 ? 0 : 1 << (shift - 1);
  for (let i = order + 1; i < samples.length; i++) {
    const top = samples[i - order - 1]!;
    let sum = 0;
    for (let j = 0; j < order; j++) sum = (sum + Math.imul(factors[j]!, (samples[i - 1 - j]! - top) | 0)) | 0;
    let error = samples[i]!;
    const sign = Math.sign(error);
    samples[i] = wrap(error + top + ((sum + half) >> shift));
    for (let j = order - 1; j >= 0 && error * sign > 0; j--) {
      const difference = (top - samples[i - 1 - j]!) | 0;
      const towards = Math.sign(difference) * sign;
      factors[j]! -= towards;
      error -= Math.imul((difference * towards) >> shift, order - j);
    }
  }
}
