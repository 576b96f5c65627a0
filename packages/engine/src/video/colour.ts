/** Colour of video by the code points of ITU-T H.273, which MP4, Matroska, H.264, HEVC and AV1 share. */

/** Code points; 2 is "unspecified". */
export interface ColourCodes {
  readonly primaries: number;
  readonly transfer: number;
  readonly matrix: number;
  /** Whether samples use all values; `undefined` where nothing is said. */
  readonly fullRange: boolean | undefined;
}

/** What is said of nothing. */
export const unspecified: ColourCodes = { primaries: 2, transfer: 2, matrix: 2, fullRange: undefined };

const primaries: Readonly<Record<string, number>> = { bt709: 1, bt470bg: 5, smpte170m: 6, bt2020: 9, smpte432: 12 };
const transfers: Readonly<Record<string, number>> = {
  ...{ bt709: 1, smpte170m: 6, linear: 8, 'iec61966-2-1': 13, srgb: 13, pq: 16, hlg: 18 },
};
const matrices: Readonly<Record<string, number>> = { rgb: 0, bt709: 1, bt470bg: 5, smpte170m: 6, 'bt2020-ncl': 9 };

/** Code points of a colour space as WebCodecs names it. */
export function codesOf(space: {
  readonly primaries?: string | null;
  readonly transfer?: string | null;
  readonly matrix?: string | null;
  readonly fullRange?: boolean | null;
}): ColourCodes {
  return {
    primaries: primaries[space.primaries ?? ''] ?? 2,
    transfer: transfers[space.transfer ?? ''] ?? 2,
    matrix: matrices[space.matrix ?? ''] ?? 2,
    fullRange: space.fullRange ?? undefined,
  };
}

/**
 * Joins what several places say of one video; the first that specifies a value wins. ffmpeg believes the stream before the
 * container.
 */
export function firstSaid(...said: readonly ColourCodes[]): ColourCodes {
  const first = (pick: (codes: ColourCodes) => number) => said.map(pick).find((code) => code !== 2) ?? 2;
  return {
    primaries: first((codes) => codes.primaries),
    transfer: first((codes) => codes.transfer),
    matrix: first((codes) => codes.matrix),
    fullRange: said.find((codes) => codes.fullRange !== undefined)?.fullRange,
  };
}
