import type { EncodedPacket, EncodedPacketSink, InputVideoTrack } from 'mediabunny';
import { BitReader } from './bit-reader.ts';
import { unitsOfPacket, withoutEscapes } from './nal.ts';

/**
 * What a packet gives: a picture; a picture that may refer to ones before the key frame (`leading`); a picture that is never shown
 * (`hidden`, a reference frame of VP8 and VP9); or nothing (`empty`).
 */
export type PacketRole = 'picture' | 'leading' | 'hidden' | 'empty';

/** A reader of the roles of a track's packets, from their first bytes. */
export async function roleReader(track: InputVideoTrack): Promise<(packet: EncodedPacket) => PacketRole> {
  const codec = await track.getCodec();
  const prefix = codec === 'avc' || codec === 'hevc' ? await prefixBytes(track) : 0;
  return ({ data, type }) => {
    if (data.length === 0) return 'empty';
    if (codec === 'vp8') return (data[0]! & 0x10) === 0 ? 'hidden' : 'picture';
    if (codec === 'vp9') return isHiddenVp9(data) ? 'hidden' : 'picture';
    if (codec === 'avc') return type === 'key' ? 'picture' : 'leading';
    // RASL pictures (ISO/IEC 23008-2, 7.4.2.2) refer to pictures before the random access point.
    if (codec === 'hevc') return [8, 9].includes((firstSlice(data, prefix)! >> 1) & 63) ? 'leading' : 'picture';
    return 'picture';
  };
}

/** Packets among which a picture that needs no other is looked for. */
const mostLookedAt = 300;

/**
 * The first packet from a key packet on whose picture needs no other, since cuts begin with packets that are called key and are not;
 * the packet itself where there is none (streams that refresh bit by bit).
 */
export async function firstDecodable(
  track: InputVideoTrack,
  sink: EncodedPacketSink,
  packet: EncodedPacket,
): Promise<EncodedPacket> {
  const codec = await track.getCodec();
  if (codec !== 'avc' && codec !== 'hevc') return packet;
  const prefix = await prefixBytes(track);
  let one: EncodedPacket | null = packet;
  for (let left = mostLookedAt; one !== null && left > 0; left -= 1) {
    const alone = codec === 'avc' ? isIntra(one.data, prefix) : (await track.determinePacketType(one)) !== 'delta';
    if (alone) return one;
    one = await sink.getNextPacket(one);
  }
  return packet;
}

/** Whether the first slice of an H.264 packet is of an IDR picture or of type I (7.3.3, 7.4.3); true where that cannot be read. */
function isIntra(data: Uint8Array, prefix: number): boolean {
  if (prefix === 0) return true;
  for (const unit of unitsOfPacket(data, prefix)) {
    const type = unit[0]! & 31;
    if (type === 5) return true;
    if (type !== 1 && type !== 2) continue;
    try {
      const bits = new BitReader(withoutEscapes(unit.subarray(1, 32)));
      bits.golomb();
      return [2, 4].includes(bits.golomb() % 5);
    } catch (thrown) {
      // A slice that is damaged is for the decoder to judge.
      if (thrown instanceof RangeError) return true;
      throw thrown;
    }
  }
  return true;
}

/** Bytes of the length before each unit, as the decoder configuration says (ISO/IEC 14496-15); 0 for start codes. */
async function prefixBytes(track: InputVideoTrack): Promise<number> {
  const description = (await track.getDecoderConfig())?.description;
  if (description === undefined) return 0;
  const bytes = ArrayBuffer.isView(description)
    ? new Uint8Array(description.buffer, description.byteOffset, description.byteLength)
    : new Uint8Array(description);
  return ((bytes[(await track.getCodec()) === 'hevc' ? 21 : 4] ?? 3) & 3) + 1;
}

/** First byte of the first slice of an HEVC packet. */
function firstSlice(data: Uint8Array, prefix: number): number {
  for (let at = 0; at + prefix + 1 < data.length; ) {
    let length = 0;
    let body = at + prefix;
    if (prefix > 0) for (let i = 0; i < prefix; i++) length = length * 256 + data[at + i]!;
    else {
      while (body + 3 < data.length && !(data[body] === 0 && data[body + 1] === 0 && data[body + 2] === 1)) body += 1;
      body += 3;
    }
    const head = data[body] ?? 0;
    if (((head >> 1) & 63) < 32) return head;
    at = body + length;
  }
  return 0;
}

/**
 * Whether a VP9 packet is one frame that is not shown (VP9 bitstream specification, 6.2); a superframe, which ends with a
 * marker, always shows one.
 */
function isHiddenVp9(data: Uint8Array): boolean {
  if ((data.at(-1)! & 0xe0) === 0xc0) return false;
  const head = data[0]!;
  const profile = ((head >> 5) & 1) | ((head >> 3) & 2);
  const bit = (place: number) => (data[place >> 3]! >> (7 - (place & 7))) & 1;
  // Frame marker (2 bits), profile (2, and one reserved for profile 3), then show_existing_frame, frame_type, show_frame.
  const at = profile === 3 ? 5 : 4;
  return bit(at) === 0 && bit(at + 2) === 0;
}
