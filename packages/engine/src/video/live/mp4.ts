import { joined } from '../joined.ts';
import type { EncodedPicture } from '../native-encoder.ts';
import { ascii, box, boxesIn, fullBox, u16, u32, viewOf } from './boxes.ts';
import type { LiveContainer } from './pieces.ts';

/** Ticks of one frame; a second has `fps` times as many. */
const frameTicks = 1000;

/** Flags of a sample that others can be decoded from, and of one that needs others (ISO/IEC 14496-12, 8.8.3.1). */
const [keyFlags, deltaFlags] = [0x02000000, 0x01010000];

/** Size and rate of a stream. */
export interface LiveShape {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
}

/**
 * Fragmented MP4 with one H.264 track: `ftyp` and `moov` first, then a `moof` with its `mdat` for each fragment
 * (ISO/IEC 14496-12, 8.8). A fragment need not begin with a key frame, so that it can be short.
 */
export function mp4Stream(shape: LiveShape): LiveContainer {
  return {
    header: (first) => joined([fileType, movie(shape, first)]),
    fragment: (pictures, from) => fragment(pictures, from),
  };
}

const fileType = box('ftyp', ascii('iso5'), u32(512), ascii('iso5'), ascii('iso6'), ascii('mp41'));

/** No rotation, no scale. */
const unity = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);

function movie({ width, height, fps }: LiveShape, first: EncodedPicture): Uint8Array {
  const scale = Math.round(fps * frameTicks);
  const tables = ['stts', 'stsc', 'stco'].map((type) => fullBox(type, 0, 0, u32(0)));
  const samples = box('stbl', descriptions(width, height, first), ...tables, fullBox('stsz', 0, 0, u32(0, 0)));
  const information = box(
    'minf',
    fullBox('vmhd', 0, 1, new Uint8Array(8)),
    box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1))),
    samples,
  );
  const media = box(
    'mdia',
    // The language is "undetermined".
    fullBox('mdhd', 0, 0, u32(0, 0, scale, 0), u16(0x55c4, 0)),
    fullBox('hdlr', 0, 0, u32(0), ascii('vide'), new Uint8Array(12), ascii('Akezora\0')),
    information,
  );
  const place = joined([u32(0, 0, 1, 0, 0, 0, 0), u16(0, 0, 0, 0), unity, u32(width << 16, height << 16)]);
  return box(
    'moov',
    fullBox('mvhd', 0, 0, u32(0, 0, scale, 0, 0x10000), u16(0x100, 0), u32(0, 0), unity, new Uint8Array(24), u32(2)),
    box('trak', fullBox('tkhd', 0, 3, place), media),
    box('mvex', fullBox('trex', 0, 0, u32(1, 1, frameTicks, 0, 0))),
  );
}

function descriptions(width: number, height: number, { meta }: EncodedPicture): Uint8Array {
  const description = meta?.decoderConfig?.description;
  if (description === undefined) throw new TypeError('the first H.264 picture brings no decoder configuration');
  const configuration = ArrayBuffer.isView(description)
    ? new Uint8Array(description.buffer, description.byteOffset, description.byteLength)
    : new Uint8Array(description);
  const entry = joined([
    new Uint8Array(6),
    u16(1),
    new Uint8Array(16),
    u16(width, height),
    u32(0x480000, 0x480000, 0),
    u16(1),
    new Uint8Array(32),
    u16(24, 0xffff),
    box('avcC', configuration),
    // BT.709, limited range, as the encoder writes it.
    box('colr', ascii('nclx'), u16(1, 1, 1), new Uint8Array(1)),
  ]);
  return fullBox('stsd', 0, 0, u32(1), box('avc1', entry));
}

function fragment(pictures: readonly EncodedPicture[], from: number): Uint8Array {
  const samples = pictures.map(({ data, key, index }, place) =>
    // Version 1: the offset from decoding to display has a sign.
    u32(data.length, key ? keyFlags : deltaFlags, (index - (from + place)) * frameTicks),
  );
  const runOf = (offset: number) => fullBox('trun', 1, 0xe01, u32(pictures.length, offset), ...samples);
  const begin = BigInt(from) * BigInt(frameTicks);
  const moofOf = (offset: number) =>
    box(
      'moof',
      fullBox('mfhd', 0, 0, u32(from + 1)),
      box(
        'traf',
        fullBox('tfhd', 0, 0x20000, u32(1)),
        fullBox('tfdt', 1, 0, u32(Number(begin >> 32n), Number(begin & 0xffffffffn))),
        runOf(offset),
      ),
    );
  const moof = moofOf(moofOf(0).length + 8);
  return joined([moof, box('mdat', ...pictures.map(({ data }) => data))]);
}

/** What a piece of such a stream holds. */
export interface LivePiece {
  /** Of the piece with the header: how to decode what follows. */
  readonly header: (LiveShape & { readonly description: Uint8Array }) | undefined;
  /** Pictures in the order of decoding. */
  readonly pictures: readonly Omit<EncodedPicture, 'meta'>[];
}

/**
 * Reads a piece that `mp4Stream` wrote.
 * @throws RangeError, TypeError for anything else.
 */
export function readPiece(piece: Uint8Array): LivePiece {
  let header: LivePiece['header'];
  let samples: { size: number; key: boolean; index: number }[] = [];
  const pictures: Omit<EncodedPicture, 'meta'>[] = [];
  for (const { type, body } of boxesIn(piece)) {
    if (type === 'moov') header = readHeader(body);
    if (type === 'moof') samples = readSamples(body);
    if (type !== 'mdat') continue;
    let at = 0;
    for (const { size, key, index } of samples) {
      pictures.push({ data: body.subarray(at, at + size), key, index });
      at += size;
    }
  }
  return { header, pictures };
}

function inside(body: Uint8Array, ...path: readonly string[]): Uint8Array {
  let here = body;
  for (const type of path) {
    const found = [...boxesIn(here)].find((one) => one.type === type);
    if (found === undefined) throw new TypeError(`a live piece without ${type}`);
    here = found.body;
  }
  return here;
}

function readHeader(moov: Uint8Array): LivePiece['header'] {
  const media = inside(moov, 'trak', 'mdia');
  const fps = viewOf(inside(media, 'mdhd')).getUint32(12) / frameTicks;
  const entry = inside(inside(media, 'minf', 'stbl', 'stsd').subarray(8), 'avc1');
  const view = viewOf(entry);
  const description = inside(entry.subarray(78), 'avcC').slice();
  return { width: view.getUint16(24), height: view.getUint16(26), fps, description };
}

function readSamples(moof: Uint8Array): { size: number; key: boolean; index: number }[] {
  const track = inside(moof, 'traf');
  const from = Number(viewOf(inside(track, 'tfdt')).getBigUint64(4)) / frameTicks;
  const run = viewOf(inside(track, 'trun'));
  return Array.from({ length: run.getUint32(4) }, (_, place) => {
    const at = 12 + place * 12;
    const key = run.getUint32(at + 4) === keyFlags;
    return { size: run.getUint32(at), key, index: from + place + run.getInt32(at + 8) / frameTicks };
  });
}
