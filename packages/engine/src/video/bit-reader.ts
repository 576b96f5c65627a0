/** Reads and changes bits of a byte string, highest first. Reading past the end throws `RangeError`. */
export class BitReader {
  readonly bytes: Uint8Array;
  /** Bits read so far. */
  at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** The next bits as an unsigned number, at most 32. */
  bits(count: number): number {
    if (this.at + count > this.bytes.length * 8) throw new RangeError('read past the end');
    let value = 0;
    for (let left = count; left > 0; left -= 1, this.at += 1) {
      value = value * 2 + ((this.bytes[this.at >> 3]! >> (7 - (this.at & 7))) & 1);
    }
    return value;
  }

  /** The next bit as a truth value. */
  flag(): boolean {
    return this.bits(1) === 1;
  }

  /** Passes over bits. */
  skip(count: number): void {
    this.at += count;
  }

  /** An unsigned Exp-Golomb number, `ue(v)` (ITU-T H.264, 9.1). */
  golomb(): number {
    let zeros = 0;
    while (!this.flag()) {
      zeros += 1;
      if (zeros > 31) throw new RangeError('a number is too long');
    }
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  /** A signed Exp-Golomb number, `se(v)` (ITU-T H.264, 9.1.1). */
  signedGolomb(): number {
    const value = this.golomb();
    return value % 2 === 1 ? (value + 1) / 2 : -value / 2;
  }
}

/** Writes `count` bits of a number into bytes from the bit `at` on. */
export function writeBits(bytes: Uint8Array, at: number, count: number, value: number): void {
  for (let bit = 0; bit < count; bit++) {
    const mask = 1 << (7 - ((at + bit) & 7));
    const set = ((value >> (count - 1 - bit)) & 1) === 1;
    const byte = (at + bit) >> 3;
    bytes[byte] = set ? bytes[byte]! | mask : bytes[byte]! & ~mask;
  }
}
