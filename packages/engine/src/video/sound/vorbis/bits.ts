/** Reads bits, the lowest of a byte first (Vorbis I, 2.1). Beyond the end there are zeros, and `isOver` says so. */
export interface LowBitReader {
  /** The next bits as a number, 0 … 32 of them. */
  read(count: number): number;
  /** The next bits without moving on, 0 … 24 of them. */
  peek(count: number): number;
  skip(count: number): void;
  /** Whether more was read than there is. */
  isOver(): boolean;
}

/** Reads the bits of bytes, the lowest first. */
export function lowBitReader(data: Uint8Array): LowBitReader {
  let at = 0;
  const end = data.length * 8;
  const peek = (count: number): number => {
    const byte = at >> 3;
    const bits =
      (data[byte] ?? 0) | ((data[byte + 1] ?? 0) << 8) | ((data[byte + 2] ?? 0) << 16) | ((data[byte + 3] ?? 0) << 24);
    return (bits >>> (at & 7)) & ((1 << count) - 1);
  };
  return {
    peek,
    skip(count) {
      at += count;
    },
    read(count) {
      const low = Math.min(count, 16);
      const value = peek(low);
      at += low;
      if (count <= 16) return value;
      const high = peek(count - 16);
      at += count - 16;
      return value + high * 65_536;
    },
    isOver: () => at > end,
  };
}
