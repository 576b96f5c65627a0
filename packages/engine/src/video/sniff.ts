/** Format of a file, by its first bytes. */
export type MediaFormat =
  | { readonly kind: 'image'; readonly name: 'png' | 'jpeg' | 'avif' }
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
  if (ascii(head, 4, 8) === 'ftyp') return isobmff(ascii(head, 8, Math.min(head.length, 64)));
  if (['moov', 'mdat', 'wide', 'free'].includes(ascii(head, 4, 8))) return { kind: 'video', name: 'mov' };
  return undefined;
}

function isobmff(brands: string): MediaFormat {
  if (/^avi[fs]/.test(brands)) return { kind: 'image', name: 'avif' };
  return { kind: 'video', name: brands.startsWith('qt') ? 'mov' : 'mp4' };
}
