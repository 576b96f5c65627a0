import { PacketFault } from './samples.ts';

/** Reads bits, the highest of a byte first. */
export interface BitReader {
  /** The next bits as a number, 0 … 32 of them. @throws PacketFault at the end of the data. */
  read(count: number): number;
  /** Bits read so far. */
  position(): number;
  left(): number;
}

/** Reads the bits of bytes, the highest first, as MPEG and ALAC have them. */
export function bitReader(data: Uint8Array): BitReader {
  let at = 0;
  const end = data.length * 8;
  return {
    read(count) {
      if (at + count > end) throw new PacketFault('it ends too early');
      let value = 0;
      for (let left = count; left > 0; ) {
        const free = 8 - (at & 7);
        const take = Math.min(free, left);
        value = value * 2 ** take + ((data[at >> 3]! >> (free - take)) & (2 ** take - 1));
        at += take;
        left -= take;
      }
      return value;
    },
    position: () => at,
    left: () => end - at,
  };
}

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
