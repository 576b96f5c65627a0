/** NAL units of H.264 and HEVC (ITU-T H.264 annex B, ISO/IEC 14496-15): finding them, and taking off their escapes. */

import { joined } from './joined.ts';

/** Codecs whose streams are NAL units. */
export type NalCodec = 'avc' | 'hevc';

/** A decoder configuration: bytes of a length in front of each unit of the stream, and the units it holds itself. */
export interface NalConfiguration {
  readonly lengthBytes: number;
  readonly units: readonly Uint8Array[];
}

/** Type of a unit. */
export const unitType = (codec: NalCodec, unit: Uint8Array): number =>
  codec === 'avc' ? unit[0]! & 31 : (unit[0]! >> 1) & 63;

/** Types of the units that hold a sequence parameter set. */
export const parameterSetType: Readonly<Record<NalCodec, number>> = { avc: 7, hevc: 33 };

/** Reads an `avcC` or `hvcC`; whatever lies beyond its end is left out. */
export function readConfiguration(codec: NalCodec, bytes: Uint8Array): NalConfiguration {
  const units: Uint8Array[] = [];
  for (const { from, to } of unitsOfConfiguration(codec, bytes)) units.push(bytes.subarray(from, to));
  return { lengthBytes: ((bytes[codec === 'avc' ? 4 : 21] ?? 3) & 3) + 1, units };
}

/** Where the units of a configuration are; each has two bytes of length before it. */
function* unitsOfConfiguration(codec: NalCodec, bytes: Uint8Array): Generator<{ from: number; to: number }> {
  const number16 = (at: number) => (bytes[at]! << 8) | bytes[at + 1]!;
  let at = codec === 'avc' ? 5 : 23;
  const lists = codec === 'avc' ? 2 : (bytes[22] ?? 0);
  for (let list = 0; list < lists && at < bytes.length; list++) {
    let units: number;
    if (codec === 'avc') {
      units = bytes[at]! & 31;
      at += 1;
    } else {
      units = number16(at + 1);
      at += 3;
    }
    for (; units > 0 && at + 2 <= bytes.length; units--) {
      const to = at + 2 + number16(at);
      if (to > bytes.length) return;
      yield { from: at + 2, to };
      at = to;
    }
  }
}

/** Replaces units of a configuration; `change` gives the new bytes of a unit, or `undefined` to leave it. */
export function changeConfiguration(
  codec: NalCodec,
  bytes: Uint8Array,
  change: (unit: Uint8Array) => Uint8Array | undefined,
): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  let copied = 0;
  for (const { from, to } of unitsOfConfiguration(codec, bytes)) {
    const changed = change(bytes.subarray(from, to));
    if (changed === undefined) continue;
    parts.push(bytes.subarray(copied, from - 2), Uint8Array.of(changed.length >> 8, changed.length & 255), changed);
    copied = to;
  }
  parts.push(bytes.subarray(copied));
  return joined(parts);
}

/** The units of a packet with lengths in front of them. */
export function* unitsOfPacket(packet: Uint8Array, lengthBytes: number): Generator<Uint8Array> {
  for (let at = 0; at + lengthBytes < packet.length; ) {
    let length = 0;
    for (let i = 0; i < lengthBytes; i++) length = length * 256 + packet[at + i]!;
    const from = at + lengthBytes;
    at = from + length;
    if (length > 0) yield packet.subarray(from, Math.min(at, packet.length));
  }
}

/** Replaces units of a packet; gives the packet itself when none changes. */
export function changePacket(
  packet: Uint8Array,
  lengthBytes: number,
  change: (unit: Uint8Array) => Uint8Array | undefined,
): Uint8Array {
  const units = [...unitsOfPacket(packet, lengthBytes)];
  const changed = units.map(change);
  if (changed.every((unit) => unit === undefined)) return packet;
  return joined(
    changed.flatMap((unit, index) => {
      const bytes = unit ?? units[index]!;
      const length = new Uint8Array(lengthBytes);
      for (let i = 0; i < lengthBytes; i++) length[i] = Math.floor(bytes.length / 256 ** (lengthBytes - 1 - i)) & 255;
      return [length, bytes];
    }),
  );
}

/** Takes the bytes out that keep a start code from appearing in a unit (00 00 03). */
export function withoutEscapes(unit: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(unit.length);
  let length = 0;
  let zeros = 0;
  for (const byte of unit) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
    out[length++] = byte;
  }
  return out.subarray(0, length);
}

/** Puts the escapes in again. */
export function withEscapes(unit: Uint8Array): Uint8Array<ArrayBuffer> {
  const out: number[] = [];
  let zeros = 0;
  for (const byte of unit) {
    if (zeros >= 2 && byte <= 3) {
      out.push(3);
      zeros = 0;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
    out.push(byte);
  }
  return Uint8Array.from(out);
}
