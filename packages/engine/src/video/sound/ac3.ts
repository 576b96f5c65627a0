import { bitReader } from './bits.ts';
import { ac3Speakers, type Speaker } from './speakers.ts';

/** Streams of a revision above this are E-AC-3. */
const lastPlainRevision = 10;

/**
 * Speakers of an AC-3 or E-AC-3 frame (ATSC A/52:2018, 5.3 and E.1.2). A frame of more than 5.1 channels carries the others in
 * further frames, which the library adds: their number then says what they are.
 * @throws PacketFault when the frame is cut off.
 */
export function ac3FrameSpeakers(frame: Uint8Array): readonly Speaker[] {
  const bits = bitReader(frame);
  bits.bits(16);
  const revision = (frame[5] ?? 0) >> 3;
  if (revision > lastPlainRevision) {
    bits.bits(2 + 3 + 11 + 2 + 2);
    const mode = bits.bits(3);
    return ac3Speakers(mode, bits.flag());
  }
  bits.bits(16 + 8 + 5 + 3);
  const mode = bits.bits(3);
  if ((mode & 1) === 1 && mode !== 1) bits.bits(2);
  if ((mode & 4) !== 0) bits.bits(2);
  if (mode === 2) bits.bits(2);
  return ac3Speakers(mode, bits.flag());
}
