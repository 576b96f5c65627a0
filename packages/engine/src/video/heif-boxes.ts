import { damaged } from './container-limits.ts';
import { boxesOf } from './mp4-boxes.ts';

/** A box with its content. */
export interface HeifBox {
  readonly type: string;
  readonly body: Buffer;
}

/** The boxes in some bytes. */
export function boxesIn(bytes: Buffer, from = 0): HeifBox[] {
  const boxes = boxesOf((at, length) => bytes.subarray(at, at + length), from, bytes.length);
  return [...boxes].map((box) => ({ type: box.type, body: bytes.subarray(box.from, box.to) }));
}

/** Reads numbers of some bytes one after another. */
export function numbersOf(bytes: Buffer): (length: number) => number {
  let at = 0;
  return (length) => {
    if (length === 0) return 0;
    if (at + length > bytes.length) throw damaged();
    const value = length > 6 ? Number(bytes.readBigUInt64BE(at)) : bytes.readUIntBE(at, length);
    at += length;
    return value;
  };
}
