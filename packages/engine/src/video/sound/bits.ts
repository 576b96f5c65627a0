import { BitReader } from '../bit-reader.ts';
import { PacketFault } from './samples.ts';

/** Reads the bits of a packet or a description. Reading past the end throws `PacketFault`. */
export const bitReader = (data: Uint8Array): BitReader =>
  new BitReader(data, () => new PacketFault('it ends too early'));

/** Writes bits, the highest of a byte first. */
export function bitWriter(): { write(value: number, count: number): void; align(): void; bytes(): Uint8Array } {
  const bytes: number[] = [];
  let used = 0;
  return {
    write(value, count) {
      for (let bit = count - 1; bit >= 0; bit--) {
        if (used % 8 === 0) bytes.push(0);
        bytes[bytes.length - 1]! |= (Math.floor(value / 2 ** bit) & 1) << (7 - (used % 8));
        used += 1;
      }
    },
    align() {
      used = bytes.length * 8;
    },
    bytes: () => Uint8Array.from(bytes),
  };
}
