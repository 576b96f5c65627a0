/** Writes ASN.1 in its distinguished encoding (ITU-T X.690), as far as certificates need it. */

/** A value with its tag and length. */
export function tagged(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content]);
  const bytes = length < 0x100 ? [length] : [length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, 0x80 | bytes.length, ...bytes), content]);
}

/** Values in their order. */
export const sequence = (...items: readonly Uint8Array[]): Buffer => tagged(0x30, ...items);
/** Values without an order. */
export const setOf = (...items: readonly Uint8Array[]): Buffer => tagged(0x31, ...items);
/** A string of bytes. */
export const octets = (content: Uint8Array): Buffer => tagged(0x04, content);
/** A string of characters in UTF-8. */
export const utf8 = (text: string): Buffer => tagged(0x0c, Buffer.from(text));
/** The truth value. */
export const isTrue: Buffer = Buffer.of(1, 1, 0xff);

/** A field with a context-specific tag around a whole value. */
export const explicit = (number: number, content: Uint8Array): Buffer => tagged(0xa0 | number, content);

/** A whole number of bytes, not negative. */
export function integer(bytes: Uint8Array): Buffer {
  const isHigh = ((bytes[0] ?? 0) & 0x80) !== 0;
  return tagged(0x02, isHigh ? Buffer.concat([Buffer.of(0), bytes]) : bytes);
}

/** A string of bits; `unused` bits of its last byte do not count. */
export const bits = (content: Uint8Array, unused = 0): Buffer => tagged(0x03, Buffer.of(unused), content);

/** An object identifier such as `2.5.4.3`. */
export function identifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest].flatMap(base128)));
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let left = Math.floor(value / 128); left > 0; left = Math.floor(left / 128))
    digits.unshift((left & 0x7f) | 0x80);
  return digits;
}

/** A moment: with two digits of the year before 2050, with four from then on, as RFC 5280 asks. */
export function time(date: Date): Buffer {
  const digits = `${date.toISOString().replace(/\D/g, '').slice(0, 14)}Z`;
  return date.getUTCFullYear() < 2050 ? tagged(0x17, Buffer.from(digits.slice(2))) : tagged(0x18, Buffer.from(digits));
}
