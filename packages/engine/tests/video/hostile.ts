/** Files that claim more than they hold, or take more to read than their size shows. */
import { crc32, deflateSync } from 'node:zlib';

const u32 = (...numbers: number[]) => {
  const bytes = Buffer.alloc(numbers.length * 4);
  for (const [i, number] of numbers.entries()) bytes.writeUInt32BE(number >>> 0, i * 4);
  return bytes;
};

/** A box of an MP4. */
export const box = (type: string, ...content: Uint8Array[]): Buffer => {
  const body = Buffer.concat(content);
  return Buffer.concat([u32(body.length + 8), Buffer.from(type, 'latin1'), body]);
};

/** An MP4 with numbers of a table overwritten: those after its type, version and flags. */
export function withTable(mp4: Uint8Array, type: string, ...numbers: number[]): Buffer {
  const made = Buffer.from(mp4);
  const at = made.indexOf(type, 0, 'latin1');
  if (at < 0) throw new Error(`no ${type}`);
  u32(...numbers).copy(made, at + 8);
  return made;
}

const ftyp = box('ftyp', Buffer.from('isom\0\0\0\0isomavc1', 'latin1'));
const tkhd = (width: number, height: number) =>
  box(
    'tkhd',
    u32(3, 0, 0, 1, 0, 1000, 0, 0, 0, 0, 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000, width << 16, height << 16),
  );
const stsd = (width: number, height: number) => {
  const entry = Buffer.alloc(78);
  entry.writeUInt16BE(1, 6);
  entry.writeUInt16BE(width, 24);
  entry.writeUInt16BE(height, 26);
  const avcC = box(
    'avcC',
    Buffer.from('01640014ffe1001667640014acd94141fb011000000300100000030320f14299600100056aefb2c8b0', 'hex'),
  );
  return box('stsd', u32(0, 1), box('avc1', entry, avcC));
};
const mdia = (table: Buffer, width = 64, height = 64) =>
  box(
    'mdia',
    box('mdhd', u32(0, 0, 0, 1000, 1000, 0)),
    box('hdlr', u32(0, 0), Buffer.from('vide', 'latin1'), u32(0, 0, 0), Buffer.alloc(1)),
    box('minf', box('vmhd', u32(1, 0, 0)), box('stbl', stsd(width, height), table)),
  );
const mvhd = box('mvhd', Buffer.alloc(100));

/** An MP4 with one video track of these tables. */
export const mp4Of = (
  tables: readonly Buffer[],
  more: { width?: number; height?: number; tail?: Buffer } = {},
): Buffer => {
  const { width = 64, height = 64, tail = box('mdat', Buffer.alloc(64)) } = more;
  const trak = box('trak', tkhd(width, height), mdia(Buffer.concat(tables), width, height));
  return Buffer.concat([ftyp, box('moov', mvhd, trak), tail]);
};

/** Tables of a track: `samples` frames of `size` bytes, as often as `stts` says. */
export const tablesOf = (stts: number, samples: number, size: number, ...more: Buffer[]): Buffer[] => [
  box('stts', u32(0, 1, stts, 1)),
  box('stsz', u32(0, size, samples)),
  box('stsc', u32(0, 1, 1, 1, 1)),
  box('stco', u32(0, 1, 40)),
  ...more,
];

/** A fragmented MP4 whose one run lists `samples` frames without a byte for each. */
export const fragmented = (samples: number, defaultSize = 1): Buffer => {
  const empty = [box('stts', u32(0, 0)), box('stsz', u32(0, 0, 0)), box('stsc', u32(0, 0)), box('stco', u32(0, 0))];
  const trak = box('trak', tkhd(64, 64), mdia(Buffer.concat(empty)));
  const moov = box('moov', mvhd, trak, box('mvex', box('trex', u32(0, 1, 1, 40, defaultSize, 0))));
  const traf = box('traf', box('tfhd', u32(0x20000, 1)), box('tfdt', u32(0, 0)), box('trun', u32(1, samples, 100)));
  return Buffer.concat([ftyp, moov, box('moof', box('mfhd', u32(0, 1)), traf), box('mdat', Buffer.alloc(64))]);
};

/** An MP4 with a number of tracks. */
export const manyTracks = (count: number): Buffer => {
  const trak = box('trak', tkhd(64, 64), mdia(Buffer.concat(tablesOf(1, 1, 8))));
  return Buffer.concat([ftyp, box('moov', mvhd, ...Array.from({ length: count }, () => trak))]);
};

/** An MP4 with boxes inside boxes. */
export const nested = (depth: number): Buffer => {
  let inner: Buffer = Buffer.alloc(0);
  for (let i = 0; i < depth; i += 1) inner = box('trak', inner);
  return Buffer.concat([ftyp, box('moov', inner)]);
};

/** An element of a Matroska file; without `known` its size is left open. */
export const element = (id: number, content: Uint8Array, known = true): Buffer => {
  const name = Buffer.from(id.toString(16).padStart(2, '0'), 'hex');
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(known ? (1n << 56n) | BigInt(content.length) : 0x01ffffffffffffffn);
  return Buffer.concat([name, size, content]);
};

const uint = (number: number) => u32(number);
const ebml = element(0x1a45dfa3, element(0x4282, Buffer.from('matroska')));
const matroskaTracks = (count: number) => {
  const video = element(0xe0, Buffer.concat([element(0xb0, uint(64)), element(0xba, uint(64))]));
  const track = (number: number) =>
    element(
      0xae,
      Buffer.concat([
        element(0xd7, uint(number)),
        element(0x73c5, uint(number)),
        element(0x83, uint(1)),
        element(0x86, Buffer.from('V_VP9')),
        video,
      ]),
    );
  return element(0x1654ae6b, Buffer.concat(Array.from({ length: count }, (_, i) => track(i + 1))));
};

/** A Matroska file of these parts, with tracks before them. */
export const matroskaOf = (parts: readonly Buffer[], tracks = 1): Buffer =>
  Buffer.concat([ebml, element(0x18538067, Buffer.concat([matroskaTracks(tracks), ...parts]), false)]);

/** A cluster of blocks, each laced into 256 frames of no bytes. */
export const lacedCluster = (blocks: number, known = true): Buffer => {
  const block = element(0xa3, Buffer.from([0x81, 0, 0, 0x84, 0xff]));
  return element(
    0x1f43b675,
    Buffer.concat([element(0xe7, uint(0)), ...Array.from({ length: blocks }, () => block)]),
    known,
  );
};

/** Cue points, all at one time. */
export const cues = (count: number): Buffer => {
  const positions = element(0xb7, Buffer.concat([element(0xf7, uint(1)), element(0xf1, uint(0))]));
  const point = element(0xbb, Buffer.concat([element(0xb3, uint(0)), positions]));
  return element(0x1c53bb6b, Buffer.concat(Array.from({ length: count }, () => point)));
};

/** A seek head that points to further seek heads, which are not there. */
export const seekHead = (count: number): Buffer => {
  const seek = (to: number) =>
    element(0x4dbb, Buffer.concat([element(0x53ab, uint(0x114d9b74)), element(0x53ac, uint(to))]));
  return element(0x114d9b74, Buffer.concat(Array.from({ length: count }, (_, i) => seek(i + 1_000_000))));
};

const chunk = (type: string, data: Uint8Array) => {
  const name = Buffer.from(type, 'latin1');
  return Buffer.concat([u32(data.length), name, data, u32(crc32(Buffer.concat([name, data])))]);
};

/** A grey PNG of any size; the pixels compress to nearly nothing. `chunks` comes before them. */
export const png = (width: number, height: number, chunks: Buffer = Buffer.alloc(0)): Buffer => {
  const rows = deflateSync(Buffer.alloc(Math.min(300e6, (width + 1) * height)), { level: 1 });
  const header = Buffer.concat([u32(width, height), Buffer.from([8, 0, 0, 0, 0])]);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunks,
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};

/** Many small text chunks of a PNG. */
export const textChunks = (count: number): Buffer => {
  const one = chunk('tEXt', Buffer.from('a\0b'));
  return Buffer.concat(Array.from({ length: count }, () => one));
};

/** A GIF of one pixel with many frames. */
export const gif = (frames: number, width = 1, height = 1): Buffer => {
  const head = Buffer.from([
    ...Buffer.from('GIF89a'),
    width & 255,
    width >> 8,
    height & 255,
    height >> 8,
    0x80,
    0,
    0,
    0,
    0,
    0,
    255,
    255,
    255,
  ]);
  const frame = Buffer.from('21f90400010000002c0000000001000100000202440100', 'hex');
  return Buffer.concat([head, ...Array.from({ length: frames }, () => frame), Buffer.from([0x3b])]);
};

/** A progressive JPEG whose last scan is repeated. */
export function repeatedScan(jpeg: Uint8Array, times: number): Buffer {
  const bytes = Buffer.from(jpeg);
  const last = bytes.lastIndexOf(Buffer.from([0xff, 0xda]));
  const scan = bytes.subarray(last, bytes.length - 2);
  return Buffer.concat([
    bytes.subarray(0, -2),
    ...Array.from({ length: times }, () => scan),
    Buffer.from([0xff, 0xd9]),
  ]);
}
