/**
 * High dynamic range and wide gamut to BT.709 as ordinary screens show it: luminance above diffuse white is rolled off by
 * the curve of ITU-R BT.2390, the same for all three colours of a pixel, so that its hue stays.
 */
import type { Light } from './container-look.ts';
import { chromaPlaces, type PlanarPicture, type RgbCoefficients, rgbCoefficients } from './yuv.ts';

/** How samples stand for light. */
export interface LightCurve {
  readonly transfer: 'pq' | 'hlg' | 'sdr';
  readonly primaries: 'bt709' | 'bt2020' | 'p3';
  readonly light: Light;
}

/** Luminance in cd/m²: of diffuse white (ITU-R BT.2408), of content that says no peak, and the highest that is believed. */
const [white, usualPeak, highestPeak] = [203, 1000, 4000];

/** Exponent of a screen for BT.709 (ITU-R BT.1886). */
const screenGamma = 2.4;

/** Entries of the tables less one. */
const last = 4095;

/** Linear light of these primaries to that of BT.709, rows red, green, blue (from their chromaticities, white D65). */
const toBt709: Readonly<Record<LightCurve['primaries'], readonly number[]>> = {
  bt709: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  bt2020: [1.660491, -0.587641, -0.07285, -0.12455, 1.1329, -0.008349, -0.018151, -0.100579, 1.11873],
  p3: [1.22494, -0.22494, 0, -0.042057, 1.042057, 0, -0.019638, -0.078636, 1.098274],
};

/** Luminance in cd/m² of a PQ signal of 0 to 1 (SMPTE ST 2084). */
export function pqToLight(signal: number): number {
  const root = Math.max(0, signal) ** (1 / 78.84375);
  return 10_000 * (Math.max(0, root - 0.8359375) / (18.8515625 - 18.6875 * root)) ** (1 / 0.1593017578125);
}

/** PQ signal of a luminance in cd/m² (SMPTE ST 2084). */
export function lightToPq(light: number): number {
  const power = (Math.max(0, light) / 10_000) ** 0.1593017578125;
  return ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375;
}

/**
 * Luminance in cd/m² of an HLG signal of 0 to 1 on a screen of 1000 cd/m² (ITU-R BT.2100, table 5). The screen's gamma of 1.2
 * is applied to each colour by itself, as ffmpeg's zscale does; on grey it is the same as by luminance.
 */
export function hlgToLight(signal: number): number {
  const scene =
    signal <= 0.5 ? (signal * signal) / 3 : (Math.exp((signal - 0.55991073) / 0.17883277) + 0.28466892) / 12;
  return 1000 * scene ** 1.2;
}

/**
 * Luminance that a screen whose white is `white` shows for one of content that reaches `peak`: the same up to a knee, then
 * rolled off by a Hermite spline in PQ (ITU-R BT.2390, 5.4).
 */
export function rolledOff(light: number, peak: number): number {
  if (peak <= white) return light;
  const top = lightToPq(peak);
  const most = lightToPq(white) / top;
  const knee = 1.5 * most - 0.5;
  const signal = Math.min(1, lightToPq(light) / top);
  if (signal <= knee) return light;
  const t = (signal - knee) / (1 - knee);
  const bent =
    (2 * t ** 3 - 3 * t ** 2 + 1) * knee + (t ** 3 - 2 * t ** 2 + t) * (1 - knee) + (3 * t ** 2 - 2 * t ** 3) * most;
  return pqToLight(bent * top);
}

/** Peak of the content in cd/m²: its brightest pixel where it is named, else the screen that it was made on. */
export function peakOf({ mastering = 0, brightest = 0 }: Light): number {
  const named = brightest > 0 ? Math.min(brightest, mastering > 0 ? mastering : brightest) : mastering;
  return Math.max(white, Math.min(highestPeak, named > 0 ? named : usualPeak));
}

const table = (value: (at: number) => number) => Float32Array.from({ length: last + 1 }, (_, i) => value(i / last));

/** Tables of a curve; all light is in units of white. */
interface Tables {
  /** Light of a signal. */
  readonly linear: Float32Array;
  /** What a pixel is multiplied by, over the square root of its strongest colour as a part of `peak`. */
  readonly roll: Float32Array;
  readonly peak: number;
}

function tablesOf({ transfer, light }: LightCurve): Tables {
  const peak = transfer === 'sdr' ? white : transfer === 'hlg' ? usualPeak : peakOf(light);
  const lightOf = { pq: pqToLight, hlg: hlgToLight, sdr: (signal: number) => white * signal ** screenGamma }[transfer];
  const linear = table((signal) => lightOf(signal) / white);
  const roll = table((root) => (root === 0 ? 1 : rolledOff(root * root * peak, peak) / (root * root * peak)));
  return { linear, roll, peak: peak / white };
}

/** Bytes of BT.709 over the square root of light. */
const bytes = Uint8Array.from({ length: last + 1 }, (_, i) => Math.round(255 * (i / last) ** (2 / screenGamma)));

let known: { readonly key: string; readonly tables: Tables } | undefined;

/** Turns a picture of such light into RGBA bytes (opaque) of BT.709. */
export function toneMapped(picture: PlanarPicture, curve: LightCurve): Uint8Array {
  const key = JSON.stringify([curve.transfer, curve.light]);
  if (known?.key !== key) known = { key, tables: tablesOf(curve) };
  const out = new Uint8Array(picture.width * picture.height * 4);
  mapRows(picture, rgbCoefficients(picture, last), known.tables, toBt709[curve.primaries], out);
  return out;
}

function mapRows(
  picture: PlanarPicture,
  { offset, middle, scale, rv, gu, gv, bu }: RgbCoefficients,
  { linear, roll, peak }: Tables,
  matrix: readonly number[],
  out: Uint8Array,
): void {
  const { data, width, height, shift } = picture;
  const { luma, u: uPlane, v: vPlane, step } = chromaPlaces(picture);
  const [rr, rg, rb, gr, gg, gb, br, bg, bb] = matrix as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const rollScale = (last * last) / peak;
  let to = 0;
  for (let y = 0; y < height; y++) {
    const row = luma.offset + y * luma.stride;
    const uRow = uPlane.offset + (y >> shift[1]) * uPlane.stride;
    const vRow = vPlane.offset + (y >> shift[1]) * vPlane.stride;
    for (let x = 0; x < width; x++, to += 4) {
      const column = (x >> shift[0]) * step;
      const signal = (data[row + x]! - offset) * scale + 0.5;
      const u = data[uRow + column]! - middle;
      const v = data[vRow + column]! - middle;
      const red = linear[inTable(signal + rv * v)]!;
      const green = linear[inTable(signal - gu * u - gv * v)]!;
      const blue = linear[inTable(signal + bu * u)]!;
      const factor = roll[inTable(Math.sqrt(Math.max(red, green, blue) * rollScale))]!;
      const r = Math.max(0, (rr * red + rg * green + rb * blue) * factor);
      const g = Math.max(0, (gr * red + gg * green + gb * blue) * factor);
      const b = Math.max(0, (br * red + bg * green + bb * blue) * factor);
      // A colour brighter than BT.709 can show comes towards grey of the same luminance until it can.
      const high = Math.max(r, g, b);
      const grey = Math.min(1, 0.2126 * r + 0.7152 * g + 0.0722 * b);
      const kept = high > 1 ? (1 - grey) / (high - grey) : 1;
      out[to] = bytes[rootInTable(grey + (r - grey) * kept)]!;
      out[to + 1] = bytes[rootInTable(grey + (g - grey) * kept)]!;
      out[to + 2] = bytes[rootInTable(grey + (b - grey) * kept)]!;
      out[to + 3] = 255;
    }
  }
}

const inTable = (at: number): number => (at <= 0 ? 0 : at >= last ? last : at | 0);
const rootInTable = (light: number): number => inTable(Math.sqrt(Math.max(light, 0)) * last + 0.5);
