import type { HeaderReader } from '../header-reader.ts';
import { boxesOf } from '../mp4-boxes.ts';
import { speakersOfChan, speakersOfChnl } from './channel-layout.ts';
import type { Speaker } from './speakers.ts';

/** What the sound description of a track in an MP4 or MOV says beyond what the container library reads. */
export interface SoundEntry {
  /** Decoder configuration of ALAC: the "magic cookie". */
  readonly alac?: Buffer;
  /** Speakers in the order of the channels, for uncompressed sound. */
  readonly speakers?: readonly Speaker[];
}

/**
 * Reads the sound description (`stsd`; ISO/IEC 14496-12, 12.2.3, and QuickTime File Format, "Sound Sample Descriptions") of a
 * track; empty when there is none.
 */
export function readSoundEntry(reader: HeaderReader, track: number): SoundEntry {
  for (const movie of boxesOf((at, length) => reader.read(at, length), 0, reader.size)) {
    if (movie.type !== 'moov') continue;
    const content = Buffer.from(reader.read(movie.from, movie.to - movie.from));
    for (const one of all(content, 'trak')) {
      const head = first(one, 'tkhd');
      const id = head?.[0] === 1 ? 20 : 12;
      if (head === undefined || head.length < id + 4 || head.readUInt32BE(id) !== track) continue;
      const table = first(one, 'mdia', 'minf', 'stbl', 'stsd');
      if (table !== undefined && table.length > 16) return entryOf(table.subarray(8));
    }
  }
  return {};
}

/** Bytes before the boxes of a sound description, by its version. */
const headBytes = [28, 44, 64] as const;

function entryOf(table: Buffer): SoundEntry {
  const [box] = boxesOf((at, length) => table.subarray(at, at + length), 0, table.length);
  if (box === undefined || box.to - box.from < headBytes[0]) return {};
  const body = table.subarray(box.from, box.to);
  const inside = body.subarray(headBytes[body.readUInt16BE(8)] ?? headBytes[0]);
  const alac = first(inside, 'alac') ?? first(inside, 'wave', 'alac');
  const [chan, chnl] = [first(inside, 'chan'), first(inside, 'chnl')];
  const speakers =
    (chan === undefined ? undefined : speakersOfChan(chan)) ??
    (chnl === undefined ? undefined : speakersOfChnl(chnl, body.readUInt16BE(16)));
  return { ...(alac === undefined ? {} : { alac: alac.subarray(4) }), ...(speakers === undefined ? {} : { speakers }) };
}

function* all(content: Buffer, type: string): Generator<Buffer, void, void> {
  for (const box of boxesOf((at, length) => content.subarray(at, at + length), 0, content.length))
    if (box.type === type) yield content.subarray(box.from, box.to);
}

/** The first box of a path of types. */
function first(content: Buffer, ...path: readonly string[]): Buffer | undefined {
  let found: Buffer | undefined = content;
  for (const type of path) {
    if (found === undefined) return undefined;
    [found] = [...all(found, type)];
  }
  return found;
}
