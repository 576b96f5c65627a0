/** Reads the configuration of AAC (ISO/IEC 14496-3, 1.6.2.1 and 4.4.1), which the native library leaves unread. */
import type { BitReader } from '../bit-reader.ts';
import { bitReader, bitWriter } from './bits.ts';
import { inMaskOrder, type Speaker, usualSpeakers } from './speakers.ts';

/** What decoding AAC takes. */
export interface AacConfig {
  /** Rate of the coded samples; with spectral band replication half of what is heard. */
  readonly rate: number;
  readonly channels: number;
  /** Speakers of the decoded channels, which come in the order of a WAVE mask. */
  readonly speakers: readonly Speaker[];
  /** Rewrites packets whose channels are described apart from them. */
  readonly wrap?: (data: Uint8Array) => Uint8Array;
}

const rates = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350];
const unlistedRate = 15;
/** AAC Main, LC, SSR, LTP; the codec of high efficiency wraps one of them. */
const decoded = [1, 2, 3, 4];
const wrappers = [5, 29];

/** Layouts by `channelConfiguration`, as ffmpeg takes them. */
const configurations: Readonly<Record<number, readonly Speaker[]>> = {
  1: ['FC'],
  2: ['FL', 'FR'],
  3: ['FL', 'FR', 'FC'],
  4: ['FL', 'FR', 'FC', 'BC'],
  5: ['FL', 'FR', 'FC', 'BL', 'BR'],
  6: ['FL', 'FR', 'FC', 'LFE', 'BL', 'BR'],
  // The front pairs of the standard, which files have as sides: both go to the same side of a mix.
  7: ['FL', 'FR', 'FC', 'LFE', 'BL', 'BR', 'SL', 'SR'],
  11: ['FL', 'FR', 'FC', 'LFE', 'BL', 'BR', 'BC'],
  12: ['FL', 'FR', 'FC', 'LFE', 'BL', 'BR', 'SL', 'SR'],
  14: ['FL', 'FR', 'FC', 'LFE', 'BL', 'BR', 'TFL', 'TFR'],
};

/**
 * Reads an `AudioSpecificConfig`. `undefined` for kinds of AAC that are not decoded (USAC, low delay, frames of 960 samples).
 * @throws PacketFault when it is cut off.
 */
export function aacConfig(description: Uint8Array): AacConfig | undefined {
  const bits = bitReader(description);
  let object = objectType(bits);
  const rate = readRate(bits);
  const configuration = bits.bits(4);
  if (wrappers.includes(object)) {
    readRate(bits);
    object = objectType(bits);
  }
  if (!decoded.includes(object) || rate === 0) return undefined;
  const hasShortFrames = bits.flag();
  if (hasShortFrames) return undefined;
  if (bits.flag()) bits.bits(14);
  bits.bits(1);
  if (configuration !== 0) {
    const speakers = configurations[configuration];
    return speakers === undefined ? undefined : { rate, channels: speakers.length, speakers };
  }
  const program = readProgram(bits);
  const speakers = speakersOf(program);
  const head = { object, rate: nearestRate(rate) };
  return { rate, channels: speakers.length, speakers, wrap: (data) => adtsWithProgram(data, head, program) };
}

/** AAC without a description: the library is told rate and channels. */
export const plainAac = (rate: number, channels: number): AacConfig => ({
  rate,
  channels,
  speakers: configurations[channels === 8 ? 7 : channels] ?? usualSpeakers(channels),
});

const objectType = (bits: BitReader): number => {
  const type = bits.bits(5);
  return type === 31 ? 32 + bits.bits(6) : type;
};

const readRate = (bits: BitReader): number => {
  const index = bits.bits(4);
  return index === unlistedRate ? bits.bits(24) : (rates[index] ?? 0);
};

/** Index of the rate whose tables a stream uses (ISO/IEC 14496-3, table 4.82). */
function nearestRate(rate: number): number {
  const limits = [92017, 75132, 55426, 46009, 37566, 27713, 23004, 18783, 13856, 11502, 9391];
  const index = limits.findIndex((limit) => rate >= limit);
  return index < 0 ? 11 : index;
}

/** An element of channels: one, or a pair. */
interface Element {
  readonly isPair: boolean;
  readonly tag: number;
}

/** A `program_config_element`: which elements of a packet are where. */
interface Program {
  readonly front: readonly Element[];
  readonly side: readonly Element[];
  readonly back: readonly Element[];
  readonly low: readonly number[];
}

function readProgram(bits: BitReader): Program {
  bits.bits(4 + 2 + 4);
  const [front, side, back, low] = [bits.bits(4), bits.bits(4), bits.bits(4), bits.bits(2)];
  // Elements of data and coupling come after those of channels, and are not needed.
  bits.bits(3 + 4);
  if (bits.flag()) bits.bits(4);
  if (bits.flag()) bits.bits(4);
  if (bits.flag()) bits.bits(3);
  const elements = (count: number): Element[] =>
    Array.from({ length: count }, () => ({ isPair: bits.flag(), tag: bits.bits(4) }));
  return {
    front: elements(front),
    side: elements(side),
    back: elements(back),
    low: Array.from({ length: low }, () => bits.bits(4)),
  };
}

const countOf = (elements: readonly Element[]): number =>
  elements.reduce((sum, { isPair }) => sum + (isPair ? 2 : 1), 0);

/** Speakers of a program as ffmpeg names them (`sniff_channel_order`), in the order of a WAVE mask. */
function speakersOf({ front, side, back, low }: Program): Speaker[] {
  const speakers: Speaker[] = [];
  const fronts = countOf(front);
  let [sides, backs] = [countOf(side), countOf(back)];
  if (sides === 0 && backs >= 4) [sides, backs] = [2, backs - 2];
  if (fronts % 2 === 1) speakers.push('FC');
  if (fronts >= 4) speakers.push('FLC', 'FRC');
  if (fronts >= 2) speakers.push('FL', 'FR');
  if (sides >= 2) speakers.push('SL', 'SR');
  if (backs >= 2) speakers.push('BL', 'BR');
  if (backs % 2 === 1) speakers.push('BC');
  speakers.push(...low.map((): Speaker => 'LFE'));
  return inMaskOrder(speakers);
}

const programElement = 5;

/**
 * A packet as one of a stream that carries its description in itself (ADTS, ISO/IEC 14496-3, 1.A.2): the only way to tell the
 * library which elements a packet has.
 */
function adtsWithProgram(data: Uint8Array, head: { object: number; rate: number }, program: Program): Uint8Array {
  const block = bitWriter();
  block.write(programElement, 3);
  block.write(0, 4);
  block.write(head.object - 1, 2);
  block.write(head.rate, 4);
  const { front, side, back, low } = program;
  block.write(front.length, 4);
  block.write(side.length, 4);
  block.write(back.length, 4);
  block.write(low.length, 2);
  block.write(0, 3 + 4 + 3);
  for (const { isPair, tag } of [...front, ...side, ...back]) {
    block.write(isPair ? 1 : 0, 1);
    block.write(tag, 4);
  }
  for (const tag of low) block.write(tag, 4);
  block.align();
  block.write(0, 8);
  const described = block.bytes();
  const length = 7 + described.length + data.length;
  const adts = bitWriter();
  adts.write(0xfff, 12);
  adts.write(0b0001, 4);
  adts.write(head.object - 1, 2);
  adts.write(head.rate, 4);
  adts.write(0, 1 + 3 + 4);
  adts.write(length, 13);
  adts.write(0x7ff, 11);
  adts.write(0, 2);
  return Uint8Array.of(...adts.bytes(), ...described, ...data);
}
