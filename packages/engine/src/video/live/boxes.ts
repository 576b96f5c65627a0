/** Boxes of ISO base media files (ISO/IEC 14496-12): size, type, content. Enough to write a live stream and to read it again. */

import { joined } from '../joined.ts';

/** A box from its type and the parts of its content. */
export function box(type: string, ...parts: readonly Uint8Array[]): Uint8Array {
  const whole = joined([new Uint8Array(8), ...parts]);
  new DataView(whole.buffer).setUint32(0, whole.length);
  for (let at = 0; at < 4; at++) whole[4 + at] = type.charCodeAt(at);
  return whole;
}

/** A box that begins with a version and flags. */
export const fullBox = (type: string, version: number, flags: number, ...parts: readonly Uint8Array[]): Uint8Array =>
  box(type, u32((version << 24) | flags), ...parts);

/** 32-bit numbers, big endian. */
export function u32(...values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  for (const [at, value] of values.entries()) view.setUint32(at * 4, value >>> 0);
  return new Uint8Array(view.buffer);
}

/** 16-bit numbers, big endian. */
export const u16 = (...values: readonly number[]): Uint8Array =>
  Uint8Array.from(values.flatMap((value) => [(value >> 8) & 255, value & 255]));

/** Letters of ASCII. */
export const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

/** The boxes in a box's content, or at the top of a file, with a view of their content. */
export function* boxesIn(
  bytes: Uint8Array,
): Generator<{ readonly type: string; readonly body: Uint8Array }, void, void> {
  const view = viewOf(bytes);
  for (let at = 0; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at);
    if (size < 8 || at + size > bytes.length) throw new RangeError('a box goes past its end');
    yield { type: String.fromCharCode(...bytes.subarray(at + 4, at + 8)), body: bytes.subarray(at + 8, at + size) };
    at += size;
  }
}

/** A view of the same bytes. */
export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
