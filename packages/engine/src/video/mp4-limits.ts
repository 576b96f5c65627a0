/**
 * Checks the tables of an MP4 or MOV before anything walks along them (ISO/IEC 14496-12): a table of some bytes can claim
 * thousands of millions of frames.
 */
import { atMost, beyond, type ContainerLimits, damaged } from './container-limits.ts';
import type { HeaderReader } from './header-reader.ts';
import { type Box, boxesOf } from './mp4-boxes.ts';

const most = {
  topBoxes: 200_000,
  movieBytes: 256e6,
  boxes: 2_000_000,
  depth: 12,
  tracks: 64,
  edits: 1000,
  descriptions: 64,
};

const boxWords = { en: 'boxes', ja: 'ボックス' };
const frameWords = { en: 'frames', ja: 'フレーム' };

/** Boxes that hold others. */
const parents = new Set(['moov', 'trak', 'mdia', 'minf', 'stbl', 'edts', 'mvex', 'moof', 'traf']);

/** Bytes of an entry of the tables with a counted list. */
const entryBytes: Readonly<Record<string, number>> = {
  stts: 8,
  ctts: 8,
  stsc: 12,
  stco: 4,
  co64: 8,
  stss: 4,
  elst: 12,
  stsd: 16,
};
/** Bytes before the first entry of such a table. */
const tableHead = 8;

/**
 * Throws when a file's tables name more than the file can hold, or more than the limits.
 * @throws ContainerFault
 */
export function checkMp4(reader: HeaderReader, limits: ContainerLimits): void {
  const walk = { boxes: 0, samples: 0, defaults: 0 };
  let count = 0;
  for (const box of boxesOf((at, length) => reader.read(at, length), 0, reader.size)) {
    count += 1;
    atMost(boxWords, count, most.topBoxes);
    if (box.type !== 'moov' && box.type !== 'moof') continue;
    const bytes = box.to - box.from;
    atMost({ en: 'bytes of tables', ja: '表のバイト' }, bytes, most.movieBytes);
    // Valid until the next read, which comes after the check.
    const content = reader.read(box.from, bytes);
    if (box.type === 'moov') checkMovie(content, walk, limits, reader.size);
    else checkFragment(content, walk, limits, reader.size);
  }
}

type Walk = { boxes: number; samples: number; defaults: number };

function checkMovie(movie: Buffer, walk: Walk, limits: ContainerLimits, size: number): void {
  let tracks = 0;
  const visit = (content: Buffer, depth: number): void => {
    atMost({ en: 'nested boxes', ja: '入れ子のボックス' }, depth, most.depth);
    const inside = childrenOf(content, walk);
    for (const { type, from, to } of inside) {
      const body = content.subarray(from, to);
      if (type === 'trak') tracks += 1;
      atMost({ en: 'tracks', ja: 'トラック' }, tracks, most.tracks);
      const entry = entryBytes[type];
      if (entry !== undefined) checkCount(type, body, entry);
      if (type === 'elst') atMost({ en: 'edits', ja: '編集項目' }, body.readUInt32BE(4), most.edits);
      if (type === 'stsd') atMost({ en: 'formats', ja: '形式' }, body.readUInt32BE(4), most.descriptions);
      if (type === 'trex' && body.length >= 24) walk.defaults = Math.max(walk.defaults, body.readUInt32BE(16));
      if (parents.has(type)) visit(body, depth + 1);
    }
    if (inside.some(({ type }) => /^(?:stts|stsc|stsz|stz2|stco|co64)$/.test(type)))
      checkSamples(
        inside.map((box) => ({ ...box, body: content.subarray(box.from, box.to) })),
        limits,
        size,
      );
  };
  visit(movie, 0);
}

/** Checks that the tables of one track agree with each other and with the bytes of the file. */
function checkSamples(boxes: readonly (Box & { body: Buffer })[], limits: ContainerLimits, size: number): void {
  const body = (type: string) => boxes.find((box) => box.type === type)?.body;
  const sizes = body('stsz') ?? body('stz2');
  const counted = [body('stts'), body('stsc'), body('stco') ?? body('co64')];
  // A reader that finds only some of the tables walks along those without an end.
  if (sizes !== undefined && sizes.length < 12) throw damaged();
  const hasEntries = [...counted.map((table) => table?.readUInt32BE(4)), sizes?.readUInt32BE(8)].some(Boolean);
  if (!hasEntries) return;
  if (sizes === undefined || counted.includes(undefined)) throw damaged();
  const constant = body('stsz') === undefined ? 0 : sizes.readUInt32BE(4);
  const samples = sizes.readUInt32BE(8);
  const bits = constant > 0 ? 0 : body('stsz') === undefined ? (sizes[7] ?? 0) : 32;
  if (constant > 0 ? samples * constant > size : (samples * bits) / 8 > sizes.length - 12 || bits === 0)
    throw samples === 0 ? damaged() : beyond(samples);
  // Uncompressed sound counts each of its samples; they are read in chunks. All else is walked one by one.
  const isWalked = constant === 0 || body('ctts') !== undefined || constant > 64;
  if (isWalked) atMost(frameWords, samples, limits.frames);
  for (const type of ['stts', 'ctts'] as const) {
    const table = body(type);
    if (table === undefined) continue;
    let sum = 0;
    for (let at = 8, left = table.readUInt32BE(4); left > 0; left -= 1, at += 8) sum += table.readUInt32BE(at);
    if (sum > samples) throw beyond(sum);
  }
  const chunks = body('stco') ?? body('co64');
  const perChunk = body('stsc');
  if (chunks === undefined || perChunk === undefined) return;
  const chunkCount = chunks.readUInt32BE(4);
  let last = 0;
  for (let at = 8, left = perChunk.readUInt32BE(4); left > 0; left -= 1, at += 12) {
    const first = perChunk.readUInt32BE(at);
    if (first <= last || first > chunkCount + 1) throw damaged();
    if (perChunk.readUInt32BE(at + 4) > samples) throw beyond(perChunk.readUInt32BE(at + 4));
    last = first;
  }
}

/** Checks the runs of a fragment: samples without bytes of their own in the table must fit into the file. */
function checkFragment(fragment: Buffer, walk: Walk, limits: ContainerLimits, size: number): void {
  const visit = (content: Buffer, depth: number, defaults: number): void => {
    atMost({ en: 'nested boxes', ja: '入れ子のボックス' }, depth, most.depth);
    let usual = defaults;
    for (const { type, from, to } of childrenOf(content, walk)) {
      const body = content.subarray(from, to);
      if (type === 'tfhd') usual = defaultSizeIn(body) ?? usual;
      else if (type === 'trun') checkRun(body, usual, walk, limits, size);
      else if (parents.has(type)) visit(body, depth + 1, usual);
    }
  };
  visit(fragment, 0, walk.defaults);
}

function checkRun(run: Buffer, usual: number, walk: Walk, limits: ContainerLimits, size: number): void {
  if (run.length < 8) throw damaged();
  const flags = run.readUIntBE(1, 3);
  const samples = run.readUInt32BE(4);
  const entry = [0x100, 0x200, 0x400, 0x800].filter((flag) => (flags & flag) !== 0).length * 4;
  const head = 8 + [0x1, 0x4].filter((flag) => (flags & flag) !== 0).length * 4;
  const fits = entry > 0 ? head + samples * entry <= run.length : samples * Math.max(1, usual) <= size;
  if (!fits) throw beyond(samples);
  walk.samples += samples;
  // Sound and pictures together.
  atMost(frameWords, walk.samples, limits.frames * 4);
}

/** Default sample size of a track fragment header, behind the optional fields before it. */
function defaultSizeIn(header: Buffer): number | undefined {
  if (header.length < 8) throw damaged();
  const flags = header.readUIntBE(1, 3);
  if ((flags & 0x10) === 0) return undefined;
  const at = 8 + ((flags & 1) !== 0 ? 8 : 0) + ((flags & 2) !== 0 ? 4 : 0) + ((flags & 8) !== 0 ? 4 : 0);
  if (header.length < at + 4) throw damaged();
  return header.readUInt32BE(at);
}

function checkCount(type: string, body: Buffer, entry: number): void {
  if (body.length < tableHead) throw damaged();
  const wide = type === 'elst' && body[0] === 1;
  const count = body.readUInt32BE(4);
  if (count * (wide ? 20 : entry) > body.length - tableHead) throw beyond(count);
}

function childrenOf(content: Buffer, walk: Walk): Box[] {
  const boxes: Box[] = [];
  for (const box of boxesOf((at, length) => content.subarray(at, at + length), 0, content.length)) {
    boxes.push(box);
    walk.boxes += 1;
    atMost(boxWords, walk.boxes, most.boxes);
  }
  return boxes;
}
