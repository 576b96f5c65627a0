import { PacketFault } from '../samples.ts';
import type { LowBitReader } from './bits.ts';
import type { Codebook } from './codebook.ts';

/** The fine part of a spectrum, coded in passes of vectors (Vorbis I, 8). */
export interface Residue {
  /** Adds what a packet has to the spectra; those that are `undefined` are not coded. It ends where the packet does. */
  read(
    bits: LowBitReader,
    books: readonly Codebook[],
    spectra: readonly (Float32Array | undefined)[],
    size: number,
  ): void;
}

/** Reads the set-up of a residue. @throws PacketFault when it contradicts itself. */
export function readResidue(bits: LowBitReader, books: readonly Codebook[]): Residue {
  const type = bits.read(16);
  if (type > 2) throw new PacketFault('a residue of another type');
  const [begin, end, partition, classes, classBook] = [
    bits.read(24),
    bits.read(24),
    bits.read(24) + 1,
    bits.read(6) + 1,
    bits.read(8),
  ];
  const cascades = Array.from({ length: classes }, () => {
    const low = bits.read(3);
    return low + 8 * (bits.read(1) === 1 ? bits.read(5) : 0);
  });
  const stages = cascades.map((cascade) =>
    Array.from({ length: 8 }, (_, pass) => ((cascade >> pass) & 1 ? bits.read(8) : -1)),
  );
  const book = books[classBook];
  if (book === undefined || book.dimensions === 0 || end < begin) throw new PacketFault('a residue without its book');
  for (const index of stages.flat()) {
    const used = index < 0 ? undefined : books[index];
    if (index >= 0 && (used === undefined || used.vectors.length === 0 || partition % used.dimensions !== 0))
      throw new PacketFault('books of a residue');
  }
  /** Adds the vectors of one partition; false at the end of the packet. */
  const addPartition = (
    reader: LowBitReader,
    { vectors, dimensions, decode }: Codebook,
    into: Float32Array,
    at: number,
  ) => {
    const count = partition / dimensions;
    for (let i = 0; i < count; i++) {
      const entry = decode(reader);
      if (entry < 0) return false;
      const from = entry * dimensions;
      if (type === 0) for (let j = 0; j < dimensions; j++) into[at + i + j * count]! += vectors[from + j]!;
      else for (let j = 0; j < dimensions; j++) into[at + i * dimensions + j]! += vectors[from + j]!;
    }
    return true;
  };
  const readAll = (
    reader: LowBitReader,
    all: readonly Codebook[],
    targets: readonly (Float32Array | undefined)[],
    length: number,
  ) => {
    const from = Math.min(begin, length);
    const partitions = Math.floor((Math.min(end, length) - from) / partition);
    const chosen = targets.map(() => new Uint8Array(partitions + book.dimensions));
    for (let pass = 0; pass < 8; pass++) {
      for (let at = 0; at < partitions; ) {
        if (pass === 0) {
          for (const [channel, target] of targets.entries()) {
            if (target === undefined) continue;
            let word = book.decode(reader);
            if (word < 0) return;
            for (let i = book.dimensions - 1; i >= 0; i--) {
              chosen[channel]![at + i] = word % classes;
              word = Math.floor(word / classes);
            }
          }
        }
        for (let i = 0; i < book.dimensions && at < partitions; i++, at++) {
          for (const [channel, target] of targets.entries()) {
            const index = target === undefined ? -1 : stages[chosen[channel]![at]!]![pass]!;
            if (target === undefined || index < 0) continue;
            if (!addPartition(reader, all[index]!, target, from + at * partition)) return;
          }
        }
      }
    }
  };
  if (type !== 2) return { read: readAll };
  return {
    read(reader, all, spectra, size) {
      if (spectra.every((spectrum) => spectrum === undefined)) return;
      const channels = spectra.length;
      const woven = new Float32Array(size * channels);
      readAll(reader, all, [woven], woven.length);
      for (const [channel, spectrum] of spectra.entries()) {
        if (spectrum === undefined) continue;
        for (let i = 0; i < size; i++) spectrum[i]! += woven[i * channels + channel]!;
      }
    },
  };
}
