import { PacketFault } from '../samples.ts';
import { type LowBitReader, lowBitReader } from './bits.ts';
import { bitsFor, type Codebook, readCodebook } from './codebook.ts';
import { type Floor, readFloor } from './floor.ts';
import { type Residue, readResidue } from './residue.ts';

/** How the channels of a packet go together. */
export interface Mapping {
  /** Pairs of channels coded as size and difference, in order. */
  readonly couplings: readonly { readonly magnitude: number; readonly angle: number }[];
  /** Part of each channel. */
  readonly parts: readonly number[];
  readonly floors: readonly number[];
  readonly residues: readonly number[];
}

/** Everything that the headers of a Vorbis stream say (Vorbis I, 4.2). */
export interface VorbisSetup {
  readonly channels: number;
  readonly rate: number;
  /** Samples of the short and the long block. */
  readonly blocks: readonly [number, number];
  readonly books: readonly Codebook[];
  readonly floors: readonly Floor[];
  readonly residues: readonly Residue[];
  readonly mappings: readonly Mapping[];
  readonly modes: readonly { readonly isLong: boolean; readonly mapping: number }[];
}

/**
 * Reads the three headers as containers keep them: one after another with their lengths.
 * @throws PacketFault when they contradict themselves, or use a floor that no encoder of the last twenty years writes.
 */
export function readSetup(description: Uint8Array): VorbisSetup {
  const [identification, , setup] = headersOf(description);
  if (identification === undefined || setup === undefined) throw new PacketFault('headers of Vorbis');
  const head = headerBits(identification, 1);
  head.read(32);
  const [channels, rate] = [head.read(8), head.read(32)];
  for (let i = 0; i < 3; i++) head.read(32);
  const blocks = [2 ** head.read(4), 2 ** head.read(4)] as const;
  if (channels === 0 || rate === 0 || blocks[0] < 64 || blocks[1] > 8192 || blocks[0] > blocks[1] || head.isOver())
    throw new PacketFault('the first header of Vorbis');
  const bits = headerBits(setup, 5);
  const list = <T>(width: number, read: () => T): T[] => Array.from({ length: bits.read(width) + 1 }, read);
  const books = list(8, () => readCodebook(bits));
  if (list(6, () => bits.read(16)).some((type) => type !== 0)) throw new PacketFault('the second header of Vorbis');
  const floors = list(6, () => {
    if (bits.read(16) !== 1) throw new PacketFault('a floor of type 0');
    return readFloor(bits, books.length);
  });
  const residues = list(6, () => readResidue(bits, books));
  const mappings = list(6, () => readMapping(bits, channels));
  const modes = list(6, () => {
    const isLong = bits.read(1) === 1;
    if (bits.read(16) + bits.read(16) !== 0) throw new PacketFault('a mode of Vorbis');
    return { isLong, mapping: bits.read(8) };
  });
  const isWhole =
    mappings.every(
      (one) => one.floors.every((at) => at < floors.length) && one.residues.every((at) => at < residues.length),
    ) && modes.every(({ mapping }) => mapping < mappings.length);
  if (!isWhole || bits.isOver()) throw new PacketFault('the set-up of Vorbis');
  return { channels, rate, blocks, books, floors, residues, mappings, modes };
}

function readMapping(bits: LowBitReader, channels: number): Mapping {
  if (bits.read(16) !== 0) throw new PacketFault('a mapping of another type');
  const parts = bits.read(1) === 1 ? bits.read(4) + 1 : 1;
  const width = bitsFor(channels - 1);
  const couplings = Array.from({ length: bits.read(1) === 1 ? bits.read(8) + 1 : 0 }, () => ({
    magnitude: bits.read(width),
    angle: bits.read(width),
  }));
  if (couplings.some(({ magnitude, angle }) => magnitude === angle || Math.max(magnitude, angle) >= channels))
    throw new PacketFault('channels of a mapping');
  if (bits.read(2) !== 0) throw new PacketFault('a mapping of Vorbis');
  const partOf = Array.from({ length: channels }, () => (parts > 1 ? bits.read(4) : 0));
  if (partOf.some((part) => part >= parts)) throw new PacketFault('parts of a mapping');
  const used = Array.from({ length: parts }, () => {
    bits.read(8);
    return [bits.read(8), bits.read(8)] as const;
  });
  return {
    couplings,
    parts: partOf,
    floors: used.map(([floor]) => floor),
    residues: used.map(([, residue]) => residue),
  };
}

/** The headers of a description, laced as in Xiph's containers, or with a length of two bytes before each. */
function headersOf(data: Uint8Array): Uint8Array[] {
  if (data[0] === 0) {
    const headers: Uint8Array[] = [];
    for (let at = 0; at + 2 <= data.length && headers.length < 3; ) {
      const length = data[at]! * 256 + data[at + 1]!;
      headers.push(data.subarray(at + 2, at + 2 + length));
      at += 2 + length;
    }
    return headers;
  }
  let at = 1;
  const lengths = Array.from({ length: data[0] ?? 0 }, () => {
    let length = 0;
    while (data[at] === 255) {
      length += 255;
      at += 1;
    }
    return length + (data[at++] ?? 0);
  });
  const headers = lengths.map((length) => data.subarray(at, (at += length)));
  return [...headers, data.subarray(at)];
}

/** The bits of a header behind its type and the name `vorbis`. */
function headerBits(data: Uint8Array, type: number): LowBitReader {
  if (data[0] !== type || String.fromCharCode(...data.subarray(1, 7)) !== 'vorbis')
    throw new PacketFault('headers of Vorbis');
  return lowBitReader(data.subarray(7));
}
