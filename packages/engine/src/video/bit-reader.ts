/** Reads bits of a byte string, the highest of a byte first. Reading past the end throws `RangeError`, or the error that is given. */
export class BitReader {
  readonly bytes: Uint8Array;
  /** Bits read so far. */
  at = 0;

  readonly #pastEnd: () => Error;

  constructor(bytes: Uint8Array, pastEnd: () => Error = () => new RangeError('read past the end')) {
    this.bytes = bytes;
    this.#pastEnd = pastEnd;
  }

  /** Bits that are left. */
  get left(): number {
    return this.bytes.length * 8 - this.at;
  }

  /** The next bits as an unsigned number, at most 32. */
  bits(count: number): number {
    if (count > this.left) throw this.#pastEnd();
    let value = 0;
    for (let left = count; left > 0; ) {
      const free = 8 - (this.at & 7);
      const take = Math.min(free, left);
      value = value * 2 ** take + ((this.bytes[this.at >> 3]! >> (free - take)) & (2 ** take - 1));
      this.at += take;
      left -= take;
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
