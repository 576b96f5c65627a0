/** Texts in pictures: PNG's text chunks (ISO 15948, 11.3.4), and EXIF (CIPA DC-008) in JPEG and WebP. */
import type { FileHandle } from 'node:fs/promises';
import { inflateSync } from 'node:zlib';
import { bytesAt, mostChunks, webpChunk } from './animation-metadata.ts';

/** Texts by their names in lower case. */
export type Texts = ReadonlyMap<string, string>;

/** Length of a text that is still read: a large workflow takes some hundred kilobytes. */
export const longestText = 4_000_000;
/** Bytes of all texts of a file together. */
const mostBytes = 16_000_000;

/** Reads the texts of a PNG; pictures between them are skipped unread. */
export async function readPngTexts(handle: FileHandle): Promise<Texts> {
  const texts = new Map<string, string>();
  const { size } = await handle.stat();
  let total = 0;
  for (let at = 8, chunks = 0; at + 12 <= size && chunks < mostChunks; chunks += 1) {
    const head = await bytesAt(handle, at, 8);
    const [length, kind] = [head.readUInt32BE(0), head.toString('latin1', 4, 8)];
    if (/^(?:tEXt|zTXt|iTXt)$/.test(kind) && length <= longestText && total + length <= mostBytes) {
      total += length;
      const text = textOfChunk(kind, await bytesAt(handle, at + 8, length));
      if (text !== undefined && !texts.has(text[0])) texts.set(...text);
    }
    if (kind === 'IEND') break;
    at += 12 + length;
  }
  return texts;
}

function textOfChunk(kind: string, data: Buffer): [name: string, text: string] | undefined {
  const end = data.indexOf(0);
  if (end < 1 || end > 79) return undefined;
  const name = data.toString('latin1', 0, end).toLowerCase();
  const rest = data.subarray(end + 1);
  if (kind === 'tEXt') return [name, rest.toString('latin1')];
  if (kind === 'zTXt') return packed(name, rest.subarray(1), 'latin1');
  const isPacked = rest[0] === 1;
  const language = rest.indexOf(0, 2);
  const translated = language < 0 ? -1 : rest.indexOf(0, language + 1);
  if (translated < 0) return undefined;
  const text = rest.subarray(translated + 1);
  return isPacked ? packed(name, text, 'utf8') : [name, text.toString('utf8')];
}

function packed(name: string, data: Buffer, encoding: 'latin1' | 'utf8'): [string, string] | undefined {
  try {
    return [name, inflateSync(data, { maxOutputLength: longestText }).toString(encoding)];
  } catch {
    return undefined;
  }
}

/** Reads the EXIF texts of a WebP picture or animation. */
export async function readWebpTexts(handle: FileHandle): Promise<Texts> {
  const block = await webpChunk(handle, 'EXIF', longestText);
  return block === undefined ? new Map() : exifTexts(block);
}

/** Reads the EXIF texts of a JPEG picture, from the segments before its picture. */
export async function readJpegTexts(handle: FileHandle): Promise<Texts> {
  const { size } = await handle.stat();
  for (let at = 2, segments = 0; at + 4 <= size && segments < mostChunks; segments += 1) {
    const head = await bytesAt(handle, at, 4);
    const [mark, kind, length] = [head[0], head[1] ?? 0, head.readUInt16BE(2)];
    if (mark !== 0xff || kind === 0xda || length < 2) break;
    if (kind === 0xe1) {
      const data = await bytesAt(handle, at + 4, length - 2);
      if (data.toString('latin1', 0, 6) === 'Exif\0\0') return exifTexts(data);
    }
    at += 2 + length;
  }
  return new Map();
}

const userComment = 0x9286;
const exifPointer = 0x8769;
/** Entries of a directory that are looked at. */
const mostEntries = 500;

/**
 * The texts of an EXIF block. ComfyUI writes `NAME:TEXT` into any tags: such a text has that name; others have the name `exif:` and the
 * number of their tag in hexadecimal digits, a user comment `usercomment`.
 */
export function exifTexts(block: Buffer): Texts {
  const texts = new Map<string, string>();
  const data = block.toString('latin1', 0, 6) === 'Exif\0\0' ? block.subarray(6) : block;
  const order = data.toString('latin1', 0, 2);
  if (data.length < 8 || (order !== 'II' && order !== 'MM')) return texts;
  const isLittle = order === 'II';
  const short = (at: number) => (isLittle ? data.readUInt16LE(at) : data.readUInt16BE(at));
  const long = (at: number) => (isLittle ? data.readUInt32LE(at) : data.readUInt32BE(at));
  const add = (tag: number, bytes: Buffer) => {
    if (tag === userComment) return void texts.set('usercomment', commentText(bytes));
    const text = bytes.toString('utf8').replace(/\0+$/, '');
    const [, name, rest] = /^(\w{1,40}):([\s\S]*)$/.exec(text) ?? [];
    texts.set(name === undefined ? `exif:${tag.toString(16)}` : name.toLowerCase(), rest ?? text);
  };
  const directory = (start: number, isFirst: boolean) => {
    if (start + 2 > data.length) return;
    const count = Math.min(short(start), mostEntries);
    for (let entry = 0, at = start + 2; entry < count && at + 12 <= data.length; entry += 1, at += 12) {
      const [tag, kind, length] = [short(at), short(at + 2), long(at + 4)];
      if (isFirst && tag === exifPointer) directory(long(at + 8), false);
      // Texts (2), and a comment's bytes (1, or 7 of no kind), are one byte a piece; up to four of them stand in the entry itself.
      const isText = kind === 2 || (tag === userComment && (kind === 1 || kind === 7));
      if (!isText || length > longestText) continue;
      const from = length <= 4 ? at + 8 : long(at + 8);
      if (from + length <= data.length) add(tag, data.subarray(from, from + length));
    }
  };
  directory(long(4), true);
  return texts;
}

/** A user comment: eight letters that name the code, then the text. Programs disagree on the order of bytes of UTF-16. */
function commentText(bytes: Buffer): string {
  const [code, text] = [bytes.toString('latin1', 0, 8), bytes.subarray(8)];
  if (code !== 'UNICODE\0') return (code === 'ASCII\0\0\0' ? text : bytes).toString('utf8').replace(/\0+$/, '');
  const even = text.subarray(0, text.length - (text.length % 2));
  const little = even.toString('utf16le');
  const big = Buffer.from(even).swap16().toString('utf16le');
  const plain = (candidate: string) => candidate.match(/[\x20-\x7e\n]/g)?.length ?? 0;
  return (plain(big) > plain(little) ? big : little).replace(/\0+$/, '');
}
