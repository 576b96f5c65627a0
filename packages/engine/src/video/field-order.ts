/** Which field of a picture comes first, as an H.264 stream says it. */
import { BitReader } from './bit-reader.ts';
import type { FirstField } from './field-plane.ts';
import { unitsOfPacket, withoutEscapes } from './nal.ts';

/**
 * Passes over the rest of H.264's video usability information behind the colours (E.1.1); returns how many bits of a picture timing
 * message come before the structure of the picture, `undefined` where pictures do not say theirs.
 */
export function structureAfter(bits: BitReader): number | undefined {
  try {
    if (bits.flag()) {
      bits.golomb();
      bits.golomb();
    }
    if (bits.flag()) bits.skip(65);
    let delays: number | undefined;
    for (let model = 0; model < 2; model++) if (bits.flag()) delays = delayBits(bits);
    if (delays !== undefined) bits.skip(1);
    return bits.flag() ? (delays ?? 0) : undefined;
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}

/** Bits of the two delays of a picture, by the parameters of a decoder model (E.1.2). */
function delayBits(bits: BitReader): number {
  const count = Math.min(bits.golomb() + 1, 32);
  bits.skip(8);
  for (let rate = 0; rate < count; rate++) {
    bits.golomb();
    bits.golomb();
    bits.skip(1);
  }
  bits.skip(5);
  const delays = bits.bits(5) + 1 + bits.bits(5) + 1;
  bits.skip(5);
  return delays;
}

const [message, timing] = [6, 1];

/** Structures of a picture (H.264, table D-1) in which the even lines come first, and the odd ones. */
const structures: Readonly<Record<number, FirstField>> = {
  ...{ 1: 'top', 3: 'top', 5: 'top', 2: 'bottom', 4: 'bottom', 6: 'bottom' },
};

/** The first field by the picture timing message of a packet; `undefined` without one, or for a picture taken at once. */
export function firstFieldIn(packet: Uint8Array, lengthBytes: number, structureAt: number): FirstField | undefined {
  for (const unit of unitsOfPacket(packet, lengthBytes)) {
    if ((unit[0]! & 31) !== message) continue;
    const bytes = withoutEscapes(unit);
    let at = 1;
    while (at + 2 < bytes.length) {
      const number = () => {
        let value = 0;
        while (bytes[at] === 255) {
          value += 255;
          at += 1;
        }
        value += bytes[at] ?? 0;
        at += 1;
        return value;
      };
      const [type, size] = [number(), number()];
      if (type === timing && size * 8 >= structureAt + 4) {
        const bits = new BitReader(bytes.subarray(at, at + size));
        bits.skip(structureAt);
        return structures[bits.bits(4)];
      }
      at += size;
    }
  }
  return undefined;
}
