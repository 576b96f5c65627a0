/** What a Matroska or WebM file says about the look of a video track (RFC 9559, 5.1.4.1.28). */
import { type ColourCodes, unspecified } from './colour.ts';
import type { Light, PixelAspect } from './container-look.ts';
import type { HeaderReader } from './header-reader.ts';
import { childrenOf, type Element, elementAt } from './matroska-limits.ts';

const ids = {
  ...{ segment: 0x18538067, tracks: 0x1654ae6b, track: 0xae, number: 0xd7, video: 0xe0, colour: 0x55b0 },
  ...{ matrix: 0x55b1, range: 0x55b9, transfer: 0x55ba, primaries: 0x55bb, brightest: 0x55bc },
  ...{ mastering: 0x55d0, peak: 0x55d9 },
  ...{ width: 0xb0, height: 0xba, shownWidth: 0x54b0, shownHeight: 0x54ba, shownUnit: 0x54b2 },
} as const;

/** Reads the look of the video track with this number; says nothing of a track that is not there. */
export function readMatroskaLook(
  reader: HeaderReader,
  trackId: number,
): { pixelAspect: PixelAspect; colour: ColourCodes; light: Light } {
  const find = (parent: Element | undefined, id: number): Element | undefined => {
    if (parent === undefined) return undefined;
    for (const child of childrenOf(reader, parent)) if (child.id === id) return child;
    return undefined;
  };
  const bytes = (element: Element | undefined) =>
    element?.to === undefined
      ? undefined
      : Buffer.from(reader.read(element.from, Math.min(8, element.to - element.from)));
  const number = (element: Element | undefined) => {
    const read = bytes(element);
    return read === undefined || read.length === 0 || read.length > 6 ? undefined : read.readUIntBE(0, read.length);
  };
  const decimal = (element: Element | undefined) => {
    const read = bytes(element);
    return read?.length === 8 ? read.readDoubleBE(0) : read?.length === 4 ? read.readFloatBE(0) : undefined;
  };
  const tracks = find(segmentOf(reader), ids.tracks);
  const entries = tracks === undefined ? [] : [...childrenOf(reader, tracks)].filter(({ id }) => id === ids.track);
  const entry = entries.find((one) => number(find(one, ids.number)) === trackId);
  const video = find(entry, ids.video);
  const side = (id: number) => number(find(video, id)) ?? 0;
  const pixelAspect = aspectOf(
    [side(ids.width), side(ids.height)],
    [side(ids.shownWidth), side(ids.shownHeight)],
    side(ids.shownUnit),
  );
  const colour = find(video, ids.colour);
  if (colour === undefined) return { pixelAspect, colour: unspecified, light: {} };
  const code = (id: number) => number(find(colour, id)) ?? 2;
  const range = number(find(colour, ids.range)) ?? 0;
  const [mastering, brightest] = [
    decimal(find(find(colour, ids.mastering), ids.peak)),
    number(find(colour, ids.brightest)),
  ];
  return {
    pixelAspect,
    colour: {
      ...{ primaries: code(ids.primaries), transfer: code(ids.transfer), matrix: code(ids.matrix) },
      fullRange: range === 1 || range === 2 ? range === 2 : undefined,
    },
    light: {
      ...(mastering === undefined ? {} : { mastering }),
      ...(brightest === undefined ? {} : { brightest }),
    },
  };
}

/** The segment behind the header of the file; it has no size in files that were written live. */
function segmentOf(reader: HeaderReader): Element | undefined {
  const header = elementAt(reader, 0);
  const segment = header?.to === undefined ? undefined : elementAt(reader, header.to);
  return segment?.id === ids.segment ? segment : undefined;
}

/** Display units from here on say nothing of the shape. */
const unknownUnit = 4;

/** A side that is not named is as long as the picture's own: Matroska always says the shape. */
function aspectOf(
  [width, height]: readonly [number, number],
  [shownWidth, shownHeight]: readonly [number, number],
  unit: number,
): PixelAspect {
  const [across, down] = [(shownWidth || width) * height, (shownHeight || height) * width];
  return unit < unknownUnit && across > 0 && down > 0 ? [across, down] : [1, 1];
}
