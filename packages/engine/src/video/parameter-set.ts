import { BitReader, writeBits } from './bit-reader.ts';
import { type ColourCodes, unspecified } from './colour.ts';
import { structureAfter } from './field-order.ts';
import { type NalCodec, withEscapes, withoutEscapes } from './nal.ts';

/** What a sequence parameter set says about the look of its pictures (ITU-T H.264 7.3.2.1, annex E; H.265 7.3.2.2). */
export interface ParameterSet {
  /** 0 grey, 1 4:2:0, 2 4:2:2, 3 4:4:4. */
  readonly chroma: number;
  /** Bits of a luma sample. */
  readonly bits: number;
  /** Size of the pictures, after cropping. */
  readonly width: number;
  readonly height: number;
  /** Width of a pixel over its height; `undefined` where nothing is said. */
  readonly pixelAspect: readonly [width: number, height: number] | undefined;
  readonly colour: ColourCodes;
  /** Whether pictures may be coded in fields, or be made of two. */
  readonly fields: boolean;
  /** Bits of a picture timing message (H.264 D.1.3) before the structure of the picture; `undefined` where none is said. */
  readonly structureAt: number | undefined;
  /** Bits of the unescaped unit at which range and matrix stand. */
  readonly places: { readonly range: number | undefined; readonly matrix: number | undefined };
}

/** Shapes of a pixel by their number (H.264, table E-1). */
const aspects: readonly (readonly [number, number])[] = [
  ...([
    [0, 0],
    [1, 1],
    [12, 11],
    [10, 11],
    [16, 11],
    [40, 33],
    [24, 11],
    [20, 11],
    [32, 11],
  ] as const),
  ...([
    [80, 33],
    [18, 11],
    [15, 11],
    [64, 33],
    [160, 99],
    [4, 3],
    [3, 2],
    [2, 1],
  ] as const),
];

/** Reads a sequence parameter set; `undefined` when it cannot be read. */
export function readParameterSet(codec: NalCodec, unit: Uint8Array): ParameterSet | undefined {
  try {
    const bits = new BitReader(withoutEscapes(unit));
    const samples = codec === 'avc' ? avcUpToVui(bits) : hevcUpToVui(bits);
    return { ...samples, ...(bits.flag() ? readVui(bits, codec) : saysNothing) };
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}

const saysNothing = {
  ...{ pixelAspect: undefined, colour: unspecified, places: { range: undefined, matrix: undefined } },
  structureAt: undefined,
};

/** Writes another range or matrix into a parameter set. */
export function rewritten(
  unit: Uint8Array,
  { places }: ParameterSet,
  values: { readonly range?: 0 | 1; readonly matrix?: number },
): Uint8Array {
  const plain = withoutEscapes(unit);
  if (places.range !== undefined && values.range !== undefined) writeBits(plain, places.range, 1, values.range);
  if (places.matrix !== undefined && values.matrix !== undefined) writeBits(plain, places.matrix, 8, values.matrix);
  return withEscapes(plain);
}

type Samples = Pick<ParameterSet, 'chroma' | 'bits' | 'width' | 'height' | 'fields'>;

function readVui(bits: BitReader, codec: NalCodec): Omit<ParameterSet, keyof Samples> {
  let pixelAspect: readonly [number, number] | undefined;
  if (bits.flag()) {
    const index = bits.bits(8);
    pixelAspect = index === 255 ? [bits.bits(16), bits.bits(16)] : aspects[index];
    if (pixelAspect === undefined || pixelAspect[0] === 0 || pixelAspect[1] === 0) pixelAspect = undefined;
  }
  if (bits.flag()) bits.skip(1);
  const signal = bits.flag() ? readSignal(bits) : saysNothing;
  return { ...signal, pixelAspect, structureAt: codec === 'avc' ? structureAfter(bits) : undefined };
}

/** Range and colours, and where they stand. */
function readSignal(bits: BitReader): Pick<ParameterSet, 'colour' | 'places'> {
  bits.skip(3);
  const range = bits.at;
  const fullRange = bits.flag();
  if (!bits.flag()) {
    return { colour: { ...unspecified, fullRange }, places: { range, matrix: undefined } };
  }
  const [primaries, transfer] = [bits.bits(8), bits.bits(8)];
  const places = { range, matrix: bits.at };
  return { colour: { primaries, transfer, matrix: bits.bits(8), fullRange }, places };
}

/**
 * Reads how much is cut off the sides of a picture, in samples of chroma, and of lines of a field (H.264 7.4.2.1.1). The decoder
 * cuts the left side only where its rows stay aligned to 32 bytes.
 */
function cropped(
  bits: BitReader,
  { width, height }: { readonly width: number; readonly height: number },
  chroma: number,
  fields: number,
): { width: number; height: number; cut: number } {
  if (!bits.flag()) return { width, height, cut: 0 };
  const [left, right, top, bottom] = [bits.golomb(), bits.golomb(), bits.golomb(), bits.golomb()];
  const across = chroma === 1 || chroma === 2 ? 2 : 1;
  const down = (chroma === 1 ? 2 : 1) * fields;
  return { width: width - right * across, height: height - (top + bottom) * down, cut: left * across };
}

/** The size that the decoder gives pictures of such samples. */
function sizeOf(
  { width, height, cut }: { readonly width: number; readonly height: number; readonly cut: number },
  chroma: number,
  depth: number,
): { width: number; height: number } {
  const step = (chroma === 1 || chroma === 2 ? 64 : 32) / (depth > 8 ? 2 : 1);
  return { width: width - (cut - (cut % step)), height };
}

/** Profiles whose sets say the chroma format (H.264 7.3.2.1.1). */
const highProfiles = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);

/** Passes over an H.264 set up to the flag of its VUI; returns what it says of samples. */
function avcUpToVui(bits: BitReader): Samples {
  bits.skip(8);
  const profile = bits.bits(8);
  bits.skip(16);
  bits.golomb();
  let chroma = 1;
  let depth = 8;
  if (highProfiles.has(profile)) {
    chroma = bits.golomb();
    if (chroma === 3) bits.skip(1);
    depth = 8 + bits.golomb();
    bits.golomb();
    bits.skip(1);
    if (bits.flag()) {
      for (let list = 0; list < (chroma === 3 ? 12 : 8); list++) if (bits.flag()) skipScaling(bits, list < 6 ? 16 : 64);
    }
  }
  bits.golomb();
  const order = bits.golomb();
  if (order === 0) bits.golomb();
  else if (order === 1) {
    bits.skip(1);
    bits.golomb();
    bits.golomb();
    for (let left = Math.min(bits.golomb(), 256); left > 0; left--) bits.golomb();
  }
  bits.golomb();
  bits.skip(1);
  const columns = bits.golomb() + 1;
  const rows = bits.golomb() + 1;
  const fields = bits.flag() ? 1 : 2;
  if (fields === 2) bits.skip(1);
  bits.skip(1);
  const coded = { width: columns * 16, height: rows * 16 * fields };
  return { chroma, bits: depth, fields: fields === 2, ...sizeOf(cropped(bits, coded, chroma, fields), chroma, depth) };
}

function skipScaling(bits: BitReader, size: number): void {
  let next = 8;
  for (let i = 0, last = 8; i < size && next !== 0; i++) {
    next = (last + bits.signedGolomb() + 256) % 256;
    if (next !== 0) last = next;
  }
}

/** Passes over an HEVC set up to the flag of its VUI; returns what it says of samples. */
function hevcUpToVui(bits: BitReader): Samples {
  bits.skip(16 + 4);
  const layers = bits.bits(3);
  bits.skip(1 + 96);
  const present = Array.from({ length: layers }, () => [bits.flag(), bits.flag()] as const);
  if (layers > 0) bits.skip((8 - layers) * 2);
  for (const [profile, level] of present) bits.skip((profile ? 88 : 0) + (level ? 8 : 0));
  bits.golomb();
  const chroma = bits.golomb();
  if (chroma === 3) bits.skip(1);
  const coded = { width: bits.golomb(), height: bits.golomb() };
  const cut = cropped(bits, coded, chroma, 1);
  const depth = 8 + bits.golomb();
  bits.golomb();
  const orderBits = bits.golomb() + 4;
  for (let layer = bits.flag() ? 0 : layers; layer <= layers; layer++) {
    for (let value = 0; value < 3; value++) bits.golomb();
  }
  for (let value = 0; value < 6; value++) bits.golomb();
  if (bits.flag() && bits.flag()) skipHevcScaling(bits);
  bits.skip(2);
  if (bits.flag()) {
    bits.skip(8);
    bits.golomb();
    bits.golomb();
    bits.skip(1);
  }
  skipReferenceSets(bits);
  if (bits.flag()) for (let left = Math.min(bits.golomb(), 33); left > 0; left--) bits.skip(orderBits + 1);
  bits.skip(2);
  return { chroma, bits: depth, fields: false, ...sizeOf(cut, chroma, depth) };
}

function skipHevcScaling(bits: BitReader): void {
  for (let size = 0; size < 4; size++) {
    for (let matrix = 0; matrix < 6; matrix += size === 3 ? 3 : 1) {
      if (!bits.flag()) {
        bits.golomb();
        continue;
      }
      const count = Math.min(64, 1 << (4 + (size << 1)));
      if (size > 1) bits.signedGolomb();
      for (let i = 0; i < count; i++) bits.signedGolomb();
    }
  }
}

/** Short-term reference picture sets (H.265 7.3.7); one may be told by the difference to the one before. */
function skipReferenceSets(bits: BitReader): void {
  const count = Math.min(bits.golomb(), 64);
  let pictures = 0;
  for (let set = 0; set < count; set++) {
    if (set > 0 && bits.flag()) {
      bits.skip(1);
      bits.golomb();
      let kept = 0;
      for (let i = 0; i <= pictures; i++) {
        const used = bits.flag();
        if (used || bits.flag()) kept += 1;
      }
      pictures = kept;
      continue;
    }
    const [before, after] = [bits.golomb(), bits.golomb()];
    if (before > 16 || after > 16) throw new RangeError('too many reference pictures');
    for (let i = 0; i < before + after; i++) {
      bits.golomb();
      bits.skip(1);
    }
    pictures = before + after;
  }
}
