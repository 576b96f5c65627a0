/** Luminance of high-dynamic-range content as HEVC and AV1 streams say it (H.265 D.2.28, D.2.35; AV1 5.8). */
import type { Light } from './container-look.ts';
import { unitType, withoutEscapes } from './nal.ts';

/** Type of a prefix SEI unit, and of the messages in it. */
const [supplement, masteringMessage, contentMessage] = [39, 137, 144];

/** Reads the luminance from HEVC units. */
export function lightOfHevc(units: Iterable<Uint8Array>): Light {
  let light: Light = {};
  for (const unit of units) {
    if (unitType('hevc', unit) !== supplement) continue;
    const bytes = Buffer.from(withoutEscapes(unit));
    for (let at = 2; at + 2 < bytes.length; ) {
      const [type, afterType] = extended(bytes, at);
      const [length, from] = extended(bytes, afterType);
      const message = bytes.subarray(from, from + length);
      if (type === masteringMessage && message.length >= 20) {
        light = { ...light, mastering: message.readUInt32BE(16) / 10_000 };
      } else if (type === contentMessage && message.length >= 2) {
        light = { ...light, brightest: message.readUInt16BE(0) };
      }
      at = from + length;
    }
  }
  return light;
}

/** A number told by bytes of 255 and a last one that is less. */
function extended(bytes: Uint8Array, from: number): [value: number, next: number] {
  let at = from;
  let value = 0;
  while (bytes[at] === 255) {
    value += 255;
    at += 1;
  }
  return [value + (bytes[at] ?? 0), at + 1];
}

/** Type of a metadata unit of AV1, and of what it holds. */
const [metadataUnit, contentMetadata, masteringMetadata] = [5, 1, 2];

/** Reads the luminance from a packet of AV1. */
export function lightOfAv1(packet: Uint8Array): Light {
  const bytes = Buffer.from(packet.buffer, packet.byteOffset, packet.byteLength);
  let light: Light = {};
  for (let at = 0; at < bytes.length; ) {
    const header = bytes[at]!;
    const hasSize = (header & 2) !== 0;
    const start = at + ((header & 4) !== 0 ? 2 : 1);
    const [size, from] = hasSize ? leb128(bytes, start) : [bytes.length - start, start];
    const unit = bytes.subarray(from, from + size);
    if (((header >> 3) & 15) === metadataUnit && unit.length >= 5) {
      if (unit[0] === contentMetadata) light = { ...light, brightest: unit.readUInt16BE(1) };
      if (unit[0] === masteringMetadata && unit.length >= 21) {
        light = { ...light, mastering: unit.readUInt32BE(17) / 256 };
      }
    }
    at = from + size;
  }
  return light;
}

function leb128(bytes: Uint8Array, from: number): [value: number, next: number] {
  let value = 0;
  for (let i = 0; i < 5; i++) {
    const byte = bytes[from + i] ?? 0;
    value += (byte & 127) * 128 ** i;
    if ((byte & 128) === 0) return [value, from + i + 1];
  }
  return [value, from + 5];
}
