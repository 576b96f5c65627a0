/**
 * Checks the elements of a Matroska or WebM file before anything reads them (RFC 9559): a few bytes can hold 256 laced frames,
 * and lists of seek and cue points that are searched again for each entry.
 */
import { atMost, type ContainerLimits, damaged } from './container-limits.ts';
import type { HeaderReader } from './header-reader.ts';

const ids = {
  segment: 0x18538067,
  seekHead: 0x114d9b74,
  seek: 0x4dbb,
  seekId: 0x53ab,
  seekPosition: 0x53ac,
  info: 0x1549a966,
  tracks: 0x1654ae6b,
  track: 0xae,
  cues: 0x1c53bb6b,
  cluster: 0x1f43b675,
  tags: 0x1254c367,
  attachments: 0x1941a469,
  chapters: 0x1043a770,
  simpleBlock: 0xa3,
  blockGroup: 0xa0,
  block: 0xa1,
  void: 0xec,
  checksum: 0xbf,
} as const;

/** Most bytes of an element of the segment: a film has 30 kB of seek points and 600 kB of cue points. */
const mostBytes: Readonly<Record<number, number>> = {
  [ids.seekHead]: 65_536,
  [ids.info]: 1e6,
  [ids.tracks]: 4e6,
  [ids.cues]: 1e6,
  [ids.tags]: 16e6,
  [ids.attachments]: 64e6,
  [ids.chapters]: 4e6,
};

const sections: ReadonlySet<number> = new Set([...Object.keys(mostBytes).map(Number), ids.cluster]);
const most = { tracks: 64, seekHeads: 8, sections: 500_000, framesOfCluster: 65_536 };
const words = {
  bytes: { en: 'bytes of one table', ja: '1つの表のバイト' },
  tracks: { en: 'tracks', ja: 'トラック' },
  tables: { en: 'tables', ja: '表' },
  frames: { en: 'frames', ja: 'フレーム' },
  clusterFrames: { en: 'frames in one cluster', ja: '1クラスター内のフレーム' },
};

/** An element: its identifier, and where its content begins and ends; without an end its size is unknown. */
export interface Element {
  readonly id: number;
  readonly from: number;
  readonly to: number | undefined;
}

/**
 * Throws when a file lists more than the limits.
 * @throws ContainerFault
 */
export function checkMatroska(reader: HeaderReader, limits: ContainerLimits): void {
  let count = 0;
  let frames = 0;
  let at = 0;
  let segmentAt = 0;
  let junk = 0;
  while (at + 2 <= reader.size) {
    const element = elementAt(reader, at);
    count += 1;
    atMost(words.tables, count, most.sections);
    if (element?.id === ids.segment) {
      at = element.from;
      segmentAt = at;
    } else if (element?.id === ids.cluster) {
      const cluster = checkCluster(reader, element);
      frames += cluster.frames;
      atMost(words.frames, frames, limits.frames * 4);
      at = cluster.end;
    } else if (element !== undefined && isKnown(element.id, at) && element.to !== undefined) {
      checkSection(reader, element, segmentAt);
      at = element.to;
    } else {
      // Damage: readers go on at the next thing that looks like a part of the segment.
      const next = nextSection(reader, at + 1);
      junk += next - at;
      if (junk > mostJunk) throw damaged();
      at = next;
    }
  }
}

/** The header of the file, parts of a segment, and fillings. */
const isKnown = (id: number, at: number): boolean =>
  at === 0 || sections.has(id) || id === ids.void || id === ids.checksum;

function checkSection(reader: HeaderReader, element: Element, segmentAt: number): void {
  const bytes = (element.to ?? reader.size) - element.from;
  atMost(words.bytes, bytes, mostBytes[element.id] ?? Number.POSITIVE_INFINITY);
  if (element.id === ids.seekHead) followSeekHead(reader, element, segmentAt, new Set());
  if (element.id !== ids.tracks) return;
  let tracks = 0;
  for (const child of childrenOf(reader, element)) if (child.id === ids.track) tracks += 1;
  atMost(words.tracks, tracks, most.tracks);
}

/** Seek heads may point to further ones, anywhere in the file. */
function followSeekHead(reader: HeaderReader, head: Element, segmentAt: number, seen: Set<number>): void {
  if (seen.has(head.from)) return;
  seen.add(head.from);
  atMost(words.tables, seen.size, most.seekHeads);
  atMost(words.bytes, (head.to ?? reader.size) - head.from, mostBytes[ids.seekHead] ?? 0);
  for (const seek of [...childrenOf(reader, head)].filter(({ id }) => id === ids.seek)) {
    const parts = [...childrenOf(reader, seek)];
    const number = (id: number) => {
      const part = parts.find((child) => child.id === id);
      const size = part?.to === undefined ? 0 : part.to - part.from;
      return part === undefined || size < 1 || size > 6 ? undefined : reader.read(part.from, size).readUIntBE(0, size);
    };
    const position = number(ids.seekPosition);
    const target = position === undefined ? undefined : elementAt(reader, segmentAt + position);
    if (target === undefined || !sections.has(target.id) || target.id === ids.cluster) continue;
    if (target.id === ids.seekHead) followSeekHead(reader, target, segmentAt, seen);
    else atMost(words.bytes, (target.to ?? reader.size) - target.from, mostBytes[target.id] ?? 0);
  }
}

/** Counts the frames of a cluster, laced ones included, and finds its end. */
function checkCluster(reader: HeaderReader, cluster: Element): { frames: number; end: number } {
  let frames = 0;
  const end = cluster.to ?? reader.size;
  let at = cluster.from;
  while (at + 2 <= end) {
    const child = elementAt(reader, at);
    if (child === undefined || (cluster.to === undefined && (sections.has(child.id) || child.id === ids.segment)))
      break;
    const to = child.to ?? end;
    if (child.id === ids.simpleBlock) frames += framesIn(reader, child);
    else if (child.id === ids.blockGroup)
      for (const inner of childrenOf(reader, child)) if (inner.id === ids.block) frames += framesIn(reader, inner);
    atMost(words.clusterFrames, frames, most.framesOfCluster);
    at = to;
  }
  return { frames, end: cluster.to === undefined ? at : end };
}

/** Frames of a block: one, or as many as its lacing says. */
function framesIn(reader: HeaderReader, { from }: Element): number {
  const head = reader.read(from, 16);
  const track = lengthOf(head[0] ?? 0);
  const flags = head[track + 2] ?? 0;
  return (flags & 0x06) === 0 ? 1 : (head[track + 3] ?? 0) + 1;
}

/** The elements directly inside another; those behind one of unknown size are left out. */
export function* childrenOf(reader: HeaderReader, parent: Element): Generator<Element, void, void> {
  const end = parent.to ?? reader.size;
  for (let at = parent.from; at + 2 <= end; ) {
    const child = elementAt(reader, at);
    if (child?.to === undefined) return;
    yield child;
    at = child.to;
  }
}

/** Bytes of a variable-length number by its first byte. */
const lengthOf = (first: number): number => Math.max(1, Math.clz32(first) - 23);

/** Reads the identifier and size at a place; undefined where there is none. */
export function elementAt(reader: HeaderReader, at: number): Element | undefined {
  const head = reader.read(at, 12);
  const idLength = lengthOf(head[0] ?? 0);
  if ((head[0] ?? 0) === 0 || idLength > 4 || head.length < idLength + 1) return undefined;
  const first = head[idLength] ?? 0;
  const sizeLength = lengthOf(first);
  if (first === 0 || head.length < idLength + sizeLength) return undefined;
  let size = first & (0xff >> sizeLength);
  let isUnknown = size === 0xff >> sizeLength;
  for (let i = 1; i < sizeLength; i += 1) {
    const byte = head[idLength + i] ?? 0;
    size = size * 256 + byte;
    isUnknown = isUnknown && byte === 0xff;
  }
  const from = at + idLength + sizeLength;
  const id = head.readUIntBE(0, idLength);
  return { id, from, to: isUnknown ? undefined : Math.min(from + size, reader.size) };
}

const sectionBytes = [...sections].map((id) => Buffer.from(id.toString(16), 'hex'));
/** Most bytes between sections that are none: readers search them byte by byte. */
const mostJunk = 1 << 20;

/** The next place that begins with the identifier of a section, not further than `mostJunk`; else the end of the search. */
function nextSection(reader: HeaderReader, from: number): number {
  const piece = reader.read(from, mostJunk + 4);
  const places = sectionBytes.map((bytes) => piece.indexOf(bytes)).filter((place) => place >= 0);
  return from + (places.length > 0 ? Math.min(...places) : piece.length);
}
