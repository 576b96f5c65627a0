/** Format of a file, by its first bytes. */
export type MediaFormat =
  | { readonly kind: 'image'; readonly name: 'png' | 'jpeg' | 'avif' | 'heic' | 'tiff' }
  /** A still image or an animation, depending on its number of frames. */
  | { readonly kind: 'animation'; readonly name: 'webp' | 'gif' }
  | { readonly kind: 'video'; readonly name: 'mp4' | 'mov' | 'matroska' };

const ascii = (head: Uint8Array, from: number, to: number) => String.fromCharCode(...head.subarray(from, to));
const starts = (head: Uint8Array, ...bytes: number[]) => bytes.every((byte, at) => head[at] === byte);

/** Recognises an image or video by its first bytes, not by its name; `undefined` for other files. */
export function sniff(head: Uint8Array): MediaFormat | undefined {
  if (starts(head, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return { kind: 'image', name: 'png' };
  if (starts(head, 0xff, 0xd8, 0xff)) return { kind: 'image', name: 'jpeg' };
  if (/^GIF8[79]a$/.test(ascii(head, 0, 6))) return { kind: 'animation', name: 'gif' };
  if (ascii(head, 0, 4) === 'RIFF' && ascii(head, 8, 12) === 'WEBP') return { kind: 'animation', name: 'webp' };
  if (starts(head, 0x1a, 0x45, 0xdf, 0xa3)) return { kind: 'video', name: 'matroska' };
  if (starts(head, 0x49, 0x49, 0x2a, 0) || starts(head, 0x4d, 0x4d, 0, 0x2a)) {
    return isRawPhotograph(head) ? undefined : { kind: 'image', name: 'tiff' };
  }
  if (ascii(head, 4, 8) === 'ftyp') return isobmff(ascii(head, 8, Math.min(head.length, 64)));
  if (['moov', 'mdat', 'wide', 'free'].includes(ascii(head, 4, 8))) return { kind: 'video', name: 'mov' };
  return undefined;
}

function isobmff(brands: string): MediaFormat {
  const [major = '', , ...others] = brands.match(/[\s\S]{4}/g) ?? [];
  const all = [major, ...others];
  if (/^avi[fs]$/.test(major)) return { kind: 'image', name: 'avif' };
  if (/^(?:hei[cxms]|hev[cxms]|mif[12]|msf1|miaf)$/.test(major)) {
    return { kind: 'image', name: all.some((brand) => /^avi[fs]$/.test(brand)) ? 'avif' : 'heic' };
  }
  return { kind: 'video', name: brands.startsWith('qt') ? 'mov' : 'mp4' };
}

/**
 * Whether a TIFF is what a camera writes (DNG, NEF, ARW, CR2 …): its first picture is a small preview (tag 254 with bit 1), or
 * it names a version of DNG (tag 50706), or it has the mark of Canon.
 */
export function isRawPhotograph(head: Uint8Array): boolean {
  const bytes = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (ascii(head, 8, 10) === 'CR') return true;
  const isLittle = head[0] === 0x49;
  const short = (at: number) => bytes.getUint16(at, isLittle);
  const long = (at: number) => bytes.getUint32(at, isLittle);
  const first = bytes.byteLength < 8 ? bytes.byteLength : long(4);
  if (first + 2 > bytes.byteLength) return false;
  for (let at = first + 2, left = short(first); left > 0 && at + 12 <= bytes.byteLength; left -= 1, at += 12) {
    if (short(at) === 50706 || (short(at) === 254 && (long(at + 8) & 1) === 1)) return true;
  }
  return false;
}
