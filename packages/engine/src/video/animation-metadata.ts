import type { FileHandle } from 'node:fs/promises';

/** Length of a comment or XMP packet that is still read; facts are a few kilobytes. */
const longest = 4_000_000;

/** Chunks of a picture that are looked at, most of them skipped unread: one for each frame, and some more. */
export const mostChunks = 10_000;

/** Bytes of a file from a place on; fewer where it ends. */
export async function bytesAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}

const xmpOpening =
  '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
  '<rdf:Description xmlns:akezora="https://akezora.dev/ns/1.0/" akezora:facts="';
const xmpEnding = '"/></rdf:RDF></x:xmpmeta>';

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Wraps a text as an XMP packet (ISO 16684-1) with one property. */
export function xmpPacket(text: string): Uint8Array {
  return Buffer.from(xmpOpening + text.replace(/[&<>"]/g, (sign) => escapes[sign]!) + xmpEnding, 'utf8');
}

/** The text in an XMP packet of Akezora; `null` in any other. */
function textOfXmp(packet: string): string | null {
  const match = /akezora:facts="([^"]*)"/.exec(packet);
  if (match === null) return null;
  const signs = Object.fromEntries(Object.entries(escapes).map(([sign, escaped]) => [escaped, sign]));
  return match[1]!.replace(/&(?:amp|lt|gt|quot);/g, (escaped) => signs[escaped]!);
}

/** The first chunk of a kind in a WebP file, chunks before it skipped unread; `undefined` without one and where it is longer than `most`. */
export async function webpChunk(handle: FileHandle, kind: string, most: number): Promise<Buffer | undefined> {
  const { size } = await handle.stat();
  for (let at = 12, chunks = 0; at + 8 <= size && chunks < mostChunks; chunks += 1) {
    const head = await bytesAt(handle, at, 8);
    const length = head.readUInt32LE(4);
    if (head.toString('latin1', 0, 4) === kind) return length > most ? undefined : bytesAt(handle, at + 8, length);
    at += 8 + length + (length % 2);
  }
  return undefined;
}

/** Reads our text from the XMP chunk of a WebP file. */
export async function readWebpXmp(handle: FileHandle): Promise<string | null> {
  const packet = await webpChunk(handle, 'XMP ', longest);
  return packet === undefined ? null : textOfXmp(packet.toString('utf8'));
}

/** A GIF comment extension: the text in sub-blocks of up to 255 bytes. */
export function gifComment(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'utf8');
  const parts: Uint8Array[] = [Uint8Array.of(0x21, 0xfe)];
  for (let at = 0; at < bytes.length; at += 255) {
    const block = bytes.subarray(at, at + 255);
    parts.push(Uint8Array.of(block.length), block);
  }
  parts.push(Uint8Array.of(0));
  return Buffer.concat(parts);
}

/** Reads the first comment of a GIF before its first picture, the place of the facts. */
export async function readGifComment(handle: FileHandle): Promise<string | null> {
  const { size } = await handle.stat();
  const head = await bytesAt(handle, 0, Math.min(size, longest));
  const flags = head[10] ?? 0;
  let at = 13 + (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0);
  while (head[at] === 0x21) {
    const isComment = head[at + 1] === 0xfe;
    const blocks: Buffer[] = [];
    at += 2;
    for (let length = head[at]; length !== undefined && length > 0; length = head[at]) {
      blocks.push(head.subarray(at + 1, at + 1 + length));
      at += length + 1;
    }
    if (isComment) return Buffer.concat(blocks).toString('utf8');
    at += 1;
  }
  return null;
}
