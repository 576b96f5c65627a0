/** Edit lists of an MP4 or MOV (ISO/IEC 14496-12, 8.6.6): what of each track is shown, and when. */
import type { HeaderReader } from './header-reader.ts';
import { boxesOf } from './mp4-boxes.ts';

/** One entry of an edit list. */
export interface Edit {
  /** Seconds it lasts; 0 for "to the end" (fragmented files). */
  readonly seconds: number;
  /** Seconds of the track's own time from which it is taken; `undefined` when nothing of the track is shown. */
  readonly media: number | undefined;
  /** Speed, 1 as recorded. */
  readonly rate: number;
}

/** Reads the edit lists by the number of their track; tracks without one are left out. */
export function readEdits(reader: HeaderReader): ReadonlyMap<number, readonly Edit[]> {
  const edits = new Map<number, readonly Edit[]>();
  for (const movie of boxesOf((at, length) => reader.read(at, length), 0, reader.size)) {
    if (movie.type !== 'moov') continue;
    const content = Buffer.from(reader.read(movie.from, movie.to - movie.from));
    const header = find(content, 'mvhd');
    const movieScale = header === undefined ? 0 : timescaleOf(header);
    for (const track of all(content, 'trak')) {
      const [head, media, list] = [find(track, 'tkhd'), find(track, 'mdia', 'mdhd'), find(track, 'edts', 'elst')];
      if (head === undefined || media === undefined || list === undefined) continue;
      const mediaScale = timescaleOf(media);
      const wide = head[0] === 1;
      if (mediaScale === 0 || movieScale === 0 || head.length < (wide ? 24 : 16)) continue;
      edits.set(head.readUInt32BE(wide ? 20 : 12), entriesOf(list, movieScale, mediaScale));
    }
  }
  return edits;
}

function entriesOf(list: Buffer, movieScale: number, mediaScale: number): Edit[] {
  if (list.length < 8) return [];
  const wide = list[0] === 1;
  const entry = wide ? 20 : 12;
  const count = Math.min(list.readUInt32BE(4), Math.floor((list.length - 8) / entry));
  return Array.from({ length: count }, (_, index) => {
    const at = 8 + index * entry;
    const seconds = (wide ? Number(list.readBigUInt64BE(at)) : list.readUInt32BE(at)) / movieScale;
    const media = wide ? Number(list.readBigInt64BE(at + 8)) : list.readInt32BE(at + 4);
    const rate = list.readInt32BE(at + entry - 4) / 65536;
    return { seconds, media: media < 0 ? undefined : media / mediaScale, rate };
  });
}

/** Units a second of an `mvhd` or `mdhd`; 0 when it is cut off. */
function timescaleOf(header: Buffer): number {
  const at = header[0] === 1 ? 20 : 12;
  return header.length < at + 4 ? 0 : header.readUInt32BE(at);
}

function* all(content: Buffer, type: string): Generator<Buffer, void, void> {
  for (const box of boxesOf((at, length) => content.subarray(at, at + length), 0, content.length))
    if (box.type === type) yield content.subarray(box.from, box.to);
}

/** The first box of a path of types. */
function find(content: Buffer, ...path: readonly string[]): Buffer | undefined {
  let found: Buffer | undefined = content;
  for (const type of path) {
    if (found === undefined) return undefined;
    const [first]: Buffer[] = [...all(found, type)];
    found = first;
  }
  return found;
}
