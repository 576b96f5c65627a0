import { readFileSync } from 'node:fs';
import { ffmpeg } from './media.ts';

const number = (value: number, bytes: number): Buffer => {
  const out = Buffer.alloc(bytes);
  out.writeUIntBE(value, 0, bytes);
  return out;
};
const box = (type: string, ...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([number(body.length + 8, 4), Buffer.from(type, 'latin1'), body]);
};
const fullBox = (type: string, version: number, ...parts: readonly Uint8Array[]): Buffer =>
  box(type, number(version * 2 ** 24, 4), ...parts);

/** A picture coded as HEVC: its decoder configuration and its bytes. */
export interface CodedPicture {
  readonly hvcC: Buffer;
  readonly data: Buffer;
  /** The MP4 that ffmpeg made of it. */
  readonly mp4: string;
}

/** Codes the first frame of a source of ffmpeg. */
export function hevcPicture(mp4: string, source: string, ...how: string[]): CodedPicture {
  const x265 = ['-c:v', 'libx265', '-x265-params', 'log-level=error:info=0:lossless=1', '-tag:v', 'hvc1'];
  ffmpeg('-f', 'lavfi', '-i', source, '-frames:v', '1', ...x265, ...how, mp4);
  const bytes = readFileSync(mp4);
  const contentOf = (type: string) => {
    const at = bytes.indexOf(type, 0, 'latin1');
    return bytes.subarray(at + 4, at - 4 + bytes.readUInt32BE(at - 4));
  };
  return { hvcC: contentOf('hvcC'), data: contentOf('mdat'), mp4 };
}

/** Properties of the picture as a whole, besides its size. */
export const property = {
  /** Quarter turns against the clock. */
  turn: (quarters: number) => box('irot', number(quarters, 1)),
  /** 0 exchanges top and bottom, 1 left and right. */
  mirror: (axis: 0 | 1) => box('imir', number(axis, 1)),
  colours: (primaries: number, transfer: number, matrix: number, fullRange: boolean) =>
    box(
      'colr',
      Buffer.from('nclx'),
      ...[primaries, transfer, matrix].map((code) => number(code, 2)),
      number(fullRange ? 128 : 0, 1),
    ),
  profile: (icc: Uint8Array) => box('colr', Buffer.from('prof'), icc),
  /** What is left of a picture, from its middle. */
  crop: (width: number, height: number) =>
    box('clap', ...[width, 1, height, 1, 0, 1, 0, 1].map((value) => number(value, 4))),
};

/**
 * A HEIC file (ISO/IEC 23008-12): a grid of tiles of one size, or one picture alone.
 * @param size of the whole and of a tile
 */
export function heicFile(
  tiles: readonly CodedPicture[],
  {
    width,
    height,
    columns = 1,
    tile = { width, height },
  }: {
    width: number;
    height: number;
    columns?: number;
    tile?: { width: number; height: number };
  },
  properties: readonly Buffer[] = [],
): Buffer {
  const isGrid = tiles.length > 1;
  const grid = Buffer.concat([
    Buffer.from([0, 0, Math.ceil(tiles.length / columns) - 1, columns - 1]),
    number(width, 2),
    number(height, 2),
  ]);
  const ids = tiles.map((_, index) => index + 1);
  const main = isGrid ? ids.length + 1 : 1;
  const extent = (side: { width: number; height: number }) =>
    fullBox('ispe', 0, number(side.width, 4), number(side.height, 4));
  const shared = [box('hvcC', tiles[0]!.hvcC), extent(tile), extent({ width, height }), ...properties];
  const ofMain = properties.map((_, index) => index + 4);
  const links = (id: number, indices: readonly number[]) =>
    Buffer.concat([number(id, 2), number(indices.length, 1), Buffer.from(indices)]);
  const entry = (id: number, type: string) =>
    fullBox('infe', 2, number(id, 2), number(0, 2), Buffer.from(`${type}\0`, 'latin1'));
  const metaWith = (from: number): Buffer => {
    let at = from;
    const places = tiles.map(({ data }, index) => {
      const place = [
        number(ids[index]!, 2),
        number(0, 2),
        number(0, 2),
        number(1, 2),
        number(at, 4),
        number(data.length, 4),
      ];
      at += data.length;
      return Buffer.concat(place);
    });
    if (isGrid)
      places.push(
        Buffer.concat([
          number(main, 2),
          number(1, 2),
          number(0, 2),
          number(1, 2),
          number(0, 4),
          number(grid.length, 4),
        ]),
      );
    return fullBox(
      'meta',
      0,
      fullBox('hdlr', 0, number(0, 4), Buffer.from('pict'), Buffer.alloc(13)),
      fullBox('pitm', 0, number(main, 2)),
      fullBox(
        'iinf',
        0,
        number(ids.length + (isGrid ? 1 : 0), 2),
        ...ids.map((id) => entry(id, 'hvc1')),
        ...(isGrid ? [entry(main, 'grid')] : []),
      ),
      ...(isGrid
        ? [fullBox('iref', 0, box('dimg', number(main, 2), number(ids.length, 2), ...ids.map((id) => number(id, 2))))]
        : []),
      box(
        'iprp',
        box('ipco', ...shared),
        fullBox(
          'ipma',
          0,
          number(ids.length + (isGrid ? 1 : 0), 4),
          ...ids.map((id) => links(id, isGrid ? [1, 2] : [1, 3, ...ofMain])),
          ...(isGrid ? [links(main, [3, ...ofMain])] : []),
        ),
      ),
      fullBox('iloc', 1, number(0x4400, 2), number(places.length, 2), ...places),
      ...(isGrid ? [box('idat', grid)] : []),
    );
  };
  const head = box('ftyp', Buffer.from('heic\0\0\0\0mif1heic', 'latin1'));
  const from = head.length + metaWith(0).length + 8;
  return Buffer.concat([head, metaWith(from), box('mdat', ...tiles.map(({ data }) => data))]);
}
