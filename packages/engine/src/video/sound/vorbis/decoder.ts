/** A decoder of Vorbis, after the specification "Vorbis I" (Xiph.Org, 2020). */
import { PacketFault, type Samples } from '../samples.ts';
import { vorbisSpeakers } from '../speakers.ts';
import { lowBitReader } from './bits.ts';
import { bitsFor } from './codebook.ts';
import { inverseMdct } from './mdct.ts';
import { type Mapping, readSetup } from './setup.ts';

/**
 * A decoder for the packets of a Vorbis stream. The first packet gives nothing: each overlaps with the one before.
 * @throws PacketFault for damaged headers; the decoder throws it for damaged packets.
 */
export function vorbisDecoder(description: Uint8Array): (data: Uint8Array) => Samples | undefined {
  const setup = readSetup(description);
  const { channels, rate, blocks, books, floors, residues, mappings, modes } = setup;
  const speakers = vorbisSpeakers(channels);
  const transforms = blocks.map((size) => inverseMdct(size));
  const slopes = blocks.map((size) => slopeOf(size / 2));
  let tails: Float32Array[] | undefined;
  return (data) => {
    const bits = lowBitReader(data);
    if (bits.read(1) !== 0) {
      tails = undefined;
      throw new PacketFault('no packet of sound');
    }
    const mode = modes[bits.read(bitsFor(modes.length - 1))];
    if (mode === undefined) throw new PacketFault('an unknown mode');
    const kind = mode.isLong ? 1 : 0;
    const [before, after] = mode.isLong ? [bits.read(1), bits.read(1)] : [0, 0];
    if (bits.isOver()) throw new PacketFault('an empty packet');
    const size = blocks[kind];
    const mapping = mappings[mode.mapping]!;
    const floorOf = (channel: number) => floors[mapping.floors[mapping.parts[channel]!]!]!;
    const heights = Array.from({ length: channels }, (_, channel) => floorOf(channel).read(bits, books));
    const spectra = Array.from({ length: channels }, () => new Float32Array(size / 2));
    const isCoded = heights.map((one) => one !== undefined);
    for (const { magnitude, angle } of mapping.couplings)
      if (isCoded[magnitude] || isCoded[angle]) [isCoded[magnitude], isCoded[angle]] = [true, true];
    for (const [part, residue] of mapping.residues.entries()) {
      const own = spectra.filter((_, channel) => mapping.parts[channel] === part);
      const coded = isCoded.filter((_, channel) => mapping.parts[channel] === part);
      residues[residue]!.read(
        bits,
        books,
        own.map((one, index) => (coded[index] ? one : undefined)),
        size / 2,
      );
    }
    uncouple(spectra, mapping);
    const previous = tails;
    const next: Float32Array[] = [];
    const planes = spectra.map((spectrum, channel) => {
      const shape = heights[channel];
      if (shape === undefined) spectrum.fill(0);
      else floorOf(channel).apply(shape, spectrum);
      const block = transforms[kind]!(spectrum);
      fade(block, slopes[before === 1 ? 1 : 0]!, slopes[after === 1 ? 1 : 0]!);
      next.push(block.slice(size / 2));
      return previous === undefined ? new Float32Array(0) : overlapped(previous[channel]!, block.subarray(0, size / 2));
    });
    tails = next;
    return previous === undefined ? undefined : { rate, planes, speakers };
  };
}

/** The rising half of the window (1.3.2 and 4.3.1). */
const slopeOf = (length: number): Float32Array =>
  Float32Array.from({ length }, (_, i) =>
    Math.sin((Math.PI / 2) * Math.sin((((i + 0.5) / length) * Math.PI) / 2) ** 2),
  );

/** Fades a block in and out; a slope shorter than its half lies in the middle of it. */
function fade(block: Float32Array, rising: Float32Array, falling: Float32Array): void {
  const half = block.length / 2;
  const begin = (half - rising.length) / 2;
  block.fill(0, 0, begin);
  for (let i = 0; i < rising.length; i++) block[begin + i]! *= rising[i]!;
  const end = half + (half - falling.length) / 2;
  for (let i = 0; i < falling.length; i++) block[end + i]! *= falling[falling.length - 1 - i]!;
  block.fill(0, end + falling.length);
}

/** Samples from the middle of the block before to the middle of this one (4.3.8). */
function overlapped(tail: Float32Array, head: Float32Array): Float32Array {
  const length = (tail.length + head.length) / 2;
  const samples = new Float32Array(length);
  samples.set(tail.subarray(0, Math.min(tail.length, length)));
  const shift = length - head.length;
  for (let i = Math.max(0, -shift); i < head.length; i++) samples[i + shift]! += head[i]!;
  return samples;
}

/** Turns sizes and differences into two channels (4.3.5). */
function uncouple(spectra: readonly Float32Array[], { couplings }: Mapping): void {
  for (const { magnitude, angle } of couplings.toReversed()) {
    const [first, second] = [spectra[magnitude]!, spectra[angle]!];
    for (let i = 0; i < first.length; i++) {
      const [size, difference] = [first[i]!, second[i]!];
      if (size > 0) {
        if (difference > 0) second[i] = size - difference;
        else {
          second[i] = size;
          first[i] = size + difference;
        }
      } else if (difference > 0) second[i] = size + difference;
      else {
        second[i] = size;
        first[i] = size - difference;
      }
    }
  }
}
