/** Pictures of phones: HEIF with HEVC (HEIC). A picture is one HEVC frame, or a grid of tiles, each one a frame. */
import type { Text } from '@akezora/contract';
import { type ColourCodes, firstSaid } from './colour.ts';
import { ContainerFault } from './container-limits.ts';
import type { Frame } from './frame.ts';
import { type HeaderReader, openHeaders } from './header-reader.ts';
import { numbersOf } from './heif-boxes.ts';
import { type HeifFile, type HeifItem, readHeif } from './heif-items.ts';
import { checkSize, type SniffedInput } from './input.ts';
import { unreadable } from './input-faults.ts';
import { loadCoders } from './libraries.ts';
import { readConfiguration } from './nal.ts';
import { frameToRgba } from './native-picture.ts';
import { plainUnits } from './plain-stream.ts';
import { primariesOfProfile } from './profile.ts';
import { crop, mirrorFrame, rotateFrame } from './resample.ts';
import { firstParameterSet, type TrackLook } from './track-look.ts';
import { notRead } from './unread-formats.ts';

/** Most tiles of a picture. */
const mostTiles = 4096;

/** A main picture: its size as coded, and the tiles that it is made of, row by row. */
interface Layout {
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly tiles: readonly HeifItem[];
}

/**
 * Size of a HEIC picture as it is shown, without decoding it.
 * @throws AkezoraError `input_unreadable`, `input_too_large`.
 */
export function readHeicSize(input: SniffedInput): { width: number; height: number } {
  return opened(input, (file) => {
    const { width, height } = layoutOf(input, file);
    return file.primary.changes.reduce(
      (size, change) => {
        if (change.kind === 'crop') return { width: change.width, height: change.height };
        const isTurned = change.kind === 'turn' && change.degrees % 180 !== 0;
        return isTurned ? { width: size.height, height: size.width } : size;
      },
      { width, height },
    );
  });
}

/**
 * Decodes a HEIC picture to RGBA in sRGB, cropped, turned and mirrored as it says.
 * @throws AkezoraError `input_unreadable`, `input_too_large`.
 */
export async function decodeHeic(input: SniffedInput): Promise<Frame> {
  const { primary, layout, tiles } = opened(input, (file) => {
    const found = layoutOf(input, file);
    return { primary: file.primary, layout: found, tiles: found.tiles.map(({ id }) => file.bytes(id)) };
  });
  const data = new Uint8Array(layout.width * layout.height * 4);
  const whole: Frame = { width: layout.width, height: layout.height, data, at: 0 };
  let index = 0;
  try {
    for await (const tile of decodedTiles(input, primary, layout, tiles)) {
      const [column, row] = [index % layout.columns, Math.floor(index / layout.columns)];
      place(whole, tile, column * tile.width, row * tile.height);
      index += 1;
    }
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === 'AkezoraError') throw thrown;
    throw unreadable(input, broken, thrown);
  }
  if (index !== tiles.length) throw unreadable(input, broken);
  return primary.changes.reduce((frame, change) => {
    if (change.kind === 'crop') return crop(frame, change);
    if (change.kind === 'turn') return rotateFrame(frame, change.degrees);
    const mirrored = mirrorFrame(frame);
    return change.exchanges === 'left and right' ? mirrored : rotateFrame(mirrored, 180);
  }, whole);
}

const broken: Text = { en: 'its picture is damaged', ja: '画像が壊れています' };

function opened<T>(input: SniffedInput, use: (file: HeifFile) => T): T {
  const reader: HeaderReader = openHeaders(input.file);
  try {
    return use(readHeif(reader));
  } catch (thrown) {
    if (thrown instanceof ContainerFault) throw unreadable(input, thrown.text, thrown);
    throw thrown;
  } finally {
    reader.close();
  }
}

function layoutOf(input: SniffedInput, file: HeifFile): Layout {
  const { primary } = file;
  const layout = primary.type === 'grid' ? gridOf(file) : { ...primary, columns: 1, tiles: [primary] };
  const { tiles, columns } = layout;
  const coded = tiles.find(({ type, hvcC }) => type !== 'hvc1' || hvcC === undefined);
  if (coded !== undefined || tiles.length === 0) {
    const unread = notRead(
      { en: `HEIF with ${(coded ?? primary).type}`, ja: `${(coded ?? primary).type} の HEIF` },
      { picture: 'heic' },
    );
    throw unreadable(input, unread.reason, undefined, unread.way);
  }
  checkSize(input, layout.width, layout.height);
  const [first] = tiles;
  const isCovered =
    first!.width * columns >= layout.width && first!.height * Math.ceil(tiles.length / columns) >= layout.height;
  if (!isCovered || tiles.length > mostTiles) throw unreadable(input, broken);
  return layout;
}

/** A grid (ISO/IEC 23008-12, 6.6.2.3.2): rows and columns less one, then the size of the whole. */
function gridOf(file: HeifFile): Layout {
  const bytes = file.bytes(file.primary.id);
  const next = numbersOf(bytes.subarray(1));
  const size = (next(1) & 1) === 1 ? 4 : 2;
  const [rows, columns] = [next(1) + 1, next(1) + 1];
  const [width, height] = [next(size), next(size)];
  const parts = file.partsOf(file.primary.id).slice(0, rows * columns);
  return { width, height, columns, tiles: parts.length < rows * columns ? [] : parts.map((id) => file.item(id)) };
}

/** The tiles in order, each decoded and in sRGB. */
async function* decodedTiles(
  input: SniffedInput,
  primary: HeifItem,
  { tiles }: Layout,
  bytes: readonly Buffer[],
): AsyncGenerator<Frame, void, void> {
  const { EncodedVideoChunk, VideoDecoder } = await loadCoders();
  const hvcC = Uint8Array.from(tiles[0]!.hvcC!);
  const look = lookOf(primary, tiles[0]!, hvcC);
  if (look.parameters?.chroma === 0) {
    const unread = notRead({ en: 'HEIC without colour (4:0:0)', ja: '色のない HEIC（4:0:0）' }, { picture: 'heic' });
    throw unreadable(input, unread.reason, undefined, unread.way);
  }
  const { description, packet } = plainUnits('hevc', hvcC, look.parameters);
  // One decoder a tile: a decoder holds frames back for reordering, and tiles are whole pictures.
  for (const data of bytes) {
    const frames: import('@napi-rs/webcodecs').VideoFrame[] = [];
    let failure: unknown;
    const decoder = new VideoDecoder({
      output: (frame) => frames.push(frame),
      error: (error) => {
        failure = error;
      },
    });
    try {
      decoder.configure({
        ...{ codec: 'hvc1.1.6.L93.B0', hardwareAcceleration: 'prefer-software' },
        ...(description === undefined ? {} : { description }),
      });
      const plain = packet(data) as Uint8Array<ArrayBuffer>;
      decoder.decode(new EncodedVideoChunk({ type: 'key', data: plain, timestamp: 0 }));
      await decoder.flush();
      const [frame] = frames;
      if (frame === undefined) throw failure ?? new Error('no frame came');
      frames.shift();
      yield await frameToRgba(frame, look, 0);
    } finally {
      for (const frame of frames) frame.close();
      if (decoder.state !== 'closed') decoder.close();
    }
  }
}

/** Where nothing else is said (ISO/IEC 23000-22, 7.3.6.4): full range, the matrix of BT.601, and sRGB. */
const usual: ColourCodes = { primaries: 1, transfer: 13, matrix: 6, fullRange: true };

/** In HEIF the file's word on colours counts before the stream's, and an ICC profile names the primaries. */
function lookOf(primary: HeifItem, tile: HeifItem, hvcC: Uint8Array): TrackLook {
  const set = firstParameterSet('hevc', readConfiguration('hevc', hvcC).units);
  const profile = primary.profile ?? tile.profile;
  const byProfile = profile === undefined ? 2 : primariesOfProfile(profile);
  const said = firstSaid(primary.colour, tile.colour, ...(set === undefined ? [] : [set.colour]), usual);
  const colour = byProfile === 2 ? said : { ...said, primaries: byProfile };
  return {
    ...{
      coded: { width: tile.width, height: tile.height },
      pixelAspect: [1, 1],
      rotation: 0,
      flip: false,
      fields: undefined,
    },
    ...{ colour, light: {}, parameters: set === undefined ? undefined : { ...set, colour } },
  };
}

/** Copies a tile to its place; what hangs over the edge is left out. */
function place(whole: Frame, tile: Frame, x: number, y: number): void {
  const width = Math.min(tile.width, whole.width - x);
  const height = Math.min(tile.height, whole.height - y);
  for (let row = 0; row < height && width > 0; row++) {
    const from = row * tile.width * 4;
    whole.data.set(tile.data.subarray(from, from + width * 4), ((y + row) * whole.width + x) * 4);
  }
}
