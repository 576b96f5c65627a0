/** What an MP4 or MOV says about the look of a video track (ISO/IEC 14496-12, QuickTime File Format). */
import { type ColourCodes, unspecified } from './colour.ts';
import type { ContainerLook, Light, PixelAspect } from './container-look.ts';
import type { HeaderReader } from './header-reader.ts';
import { type Box, boxesOf } from './mp4-boxes.ts';

/** Reads the look of the video track with this number; says nothing of a track that is not there. */
export function readMp4Look(reader: HeaderReader, trackId: number): ContainerLook {
  const inside = (box: Box) => [...boxesOf((at, length) => reader.read(at, length), box.from, box.to)];
  const child = (box: Box | undefined, ...path: string[]): Box | undefined =>
    path.reduce<Box | undefined>((at, type) => at && inside(at).find((one) => one.type === type), box);
  const content = (box: Box) => Buffer.from(reader.read(box.from, Math.min(box.to - box.from, mostBytes)));
  const movie = child({ type: 'file', from: 0, to: reader.size }, 'moov');
  for (const track of movie === undefined ? [] : inside(movie)) {
    const header = track.type === 'trak' ? child(track, 'tkhd') : undefined;
    const shown = header === undefined ? undefined : trackHeaderOf(content(header));
    if (shown?.id !== trackId) continue;
    const list = child(track, 'mdia', 'minf', 'stbl', 'stsd');
    const entry = list === undefined ? undefined : inside({ ...list, from: list.from + listHead })[0];
    if (entry === undefined || entry.to - entry.from < entryHead) break;
    const coded = content(entry);
    const size = { width: coded.readUInt16BE(24), height: coded.readUInt16BE(26) };
    const parts = inside({ ...entry, from: entry.from + entryHead });
    const found = (type: string): Buffer | undefined => {
      const part = parts.find((one) => one.type === type);
      return part === undefined ? undefined : content(part);
    };
    const pixelAspect = stretchOf(shown.matrix) ?? aspectIn(found('pasp')) ?? aspectOfTrack(shown, size);
    return {
      ...(pixelAspect === undefined ? {} : { pixelAspect }),
      colour: colourIn(found('colr')),
      light: { ...lightIn(found('mdcv'), found('clli')), ...lightOfVp9(found('SmDm'), found('CoLL')) },
    };
  }
  return { colour: unspecified, light: {} };
}

/** Bytes of a list of sample entries before the first, of a video sample entry before the boxes in it, and of a box that is read. */
const [listHead, entryHead, mostBytes] = [8, 78, 4096];

interface TrackHeader {
  readonly id: number;
  readonly matrix: readonly number[];
  readonly width: number;
  readonly height: number;
}

function trackHeaderOf(bytes: Buffer): TrackHeader | undefined {
  const wide = bytes[0] === 1;
  const matrix = wide ? 52 : 40;
  if (bytes.length < matrix + 44) return undefined;
  const fixed = (at: number) => bytes.readInt32BE(at) / 65536;
  return {
    id: bytes.readUInt32BE(wide ? 20 : 12),
    matrix: Array.from({ length: 9 }, (_, index) => fixed(matrix + index * 4)),
    width: fixed(matrix + 36),
    height: fixed(matrix + 40),
  };
}

/** A matrix that stretches one side more than the other; below one in a hundred it is rounding. */
function stretchOf(matrix: readonly number[]): PixelAspect | undefined {
  const across = Math.hypot(matrix[0]!, matrix[3]!);
  const down = Math.hypot(matrix[1]!, matrix[4]!);
  if (!(across > 0 && down > 0) || Math.abs(across / down - 1) <= 0.01) return undefined;
  return [across, down];
}

function aspectIn(box: Buffer | undefined): PixelAspect | undefined {
  if (box === undefined || box.length < 8) return undefined;
  const [width, height] = [box.readUInt32BE(0), box.readUInt32BE(4)];
  return width > 0 && height > 0 ? [width, height] : undefined;
}

/** QuickTime files without `pasp` say the shape by a track of another size than its pictures. */
function aspectOfTrack(track: TrackHeader, coded: { width: number; height: number }): PixelAspect | undefined {
  const { width, height } = track;
  if (!(width >= 1 && height >= 1) || coded.width === 0 || coded.height === 0) return undefined;
  if (width === coded.width && height === coded.height) return undefined;
  return [width * coded.height, height * coded.width];
}

/** `colr` with numbers (`nclx` of ISO, `nclc` of QuickTime, which says no range). */
function colourIn(box: Buffer | undefined): ColourCodes {
  const kind = box?.toString('latin1', 0, 4);
  if (box === undefined || box.length < 10 || (kind !== 'nclx' && kind !== 'nclc')) return unspecified;
  const [primaries, transfer, matrix] = [box.readUInt16BE(4), box.readUInt16BE(6), box.readUInt16BE(8)];
  const fullRange = kind === 'nclx' && box.length > 10 ? (box[10]! & 128) !== 0 : undefined;
  return { primaries, transfer, matrix, fullRange };
}

/** Mastering display and content light level: peak in 1/10000 cd/m², brightest pixel in cd/m². */
function lightIn(mastering: Buffer | undefined, content: Buffer | undefined): Light {
  return {
    ...(mastering !== undefined && mastering.length >= 20 ? { mastering: mastering.readUInt32BE(16) / 10_000 } : {}),
    ...(content !== undefined && content.length >= 2 ? { brightest: content.readUInt16BE(0) } : {}),
  };
}

/** The same of VP9 (VP Codec ISO Media File Format Binding): with a version before it, and a peak of 24.8 bits. */
function lightOfVp9(mastering: Buffer | undefined, content: Buffer | undefined): Light {
  return {
    ...(mastering !== undefined && mastering.length >= 24 ? { mastering: mastering.readUInt32BE(20) / 256 } : {}),
    ...(content !== undefined && content.length >= 6 ? { brightest: content.readUInt16BE(4) } : {}),
  };
}
