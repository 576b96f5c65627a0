import type { Arguments } from './instructions.ts';
import { damaged, unsupported } from './refusals.ts';

/** Longest whole number that is read; PyTorch's own magic number takes 10 bytes. */
const longestWhole = 16;

/** A pickle that goes on behind the bytes that are there. */
export class EndOfPickle extends Error {}

/** Reads the instructions of a pickle byte by byte, never outside it. */
export class ArgumentReader implements Arguments {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #path: string;
  /** Place of the next byte. */
  at: number;

  constructor(bytes: Uint8Array, at: number, path: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#path = path;
    this.at = at;
  }

  #take(length: number): number {
    if (length > this.#bytes.length - this.at) throw new EndOfPickle();
    const from = this.at;
    this.at += length;
    return from;
  }

  unsigned(bytes: 1 | 2 | 4 | 8): number {
    const from = this.#take(bytes);
    if (bytes === 1) return this.#view.getUint8(from);
    if (bytes === 2) return this.#view.getUint16(from, true);
    return bytes === 4 ? this.#view.getUint32(from, true) : Number(this.#view.getBigUint64(from, true));
  }

  signed32(): number {
    return this.#view.getInt32(this.#take(4), true);
  }

  float(): number {
    return this.#view.getFloat64(this.#take(8), false);
  }

  whole(bytes: number): number | bigint {
    if (bytes > longestWhole)
      throw unsupported(this.#path, `a whole number of ${bytes} bytes`, `${bytes}バイトの整数があります`);
    const from = this.#take(bytes);
    let value = 0n;
    for (let i = bytes - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.#bytes[from + i]!);
    const signed = bytes === 0 ? 0n : BigInt.asIntN(8 * bytes, value);
    return Number.isSafeInteger(Number(signed)) ? Number(signed) : signed;
  }

  bytes(length: number): Uint8Array {
    const from = this.#take(length);
    return this.#bytes.subarray(from, from + length);
  }

  text(length: number): string {
    const bytes = this.bytes(length);
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw damaged(this.#path, 'a text in it is not UTF-8', 'UTF-8 ではない文字列があります');
    }
  }

  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.at);
    if (end < 0) throw new EndOfPickle();
    const text = this.text(end - this.at);
    this.at = end + 1;
    return text;
  }
}
