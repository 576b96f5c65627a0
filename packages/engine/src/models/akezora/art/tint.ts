/**
 * Tint: another colour for what a picture mostly shows. Its coat (the hues that cover most of it) takes the hue, strength and lightness
 * of the colour and keeps its shading; outlines, eyes, windows, tyres and whites stay as they are. Computed in Oklab
 * (https://bottosson.github.io/posts/oklab/), in which equal steps look equal.
 */
import type { SceneSubject } from '@akezora/contract';
import type { Drawings } from '../compositor/picture.ts';
import { type Lab, labOf, rgbOf } from './oklab.ts';

/** A colour that things can be tinted. */
export type Colour = NonNullable<SceneSubject['colour']>;

/** Lightness, chroma and hue (degrees) that a coat has in the mean, and how much of its shading is kept. */
interface Paint {
  readonly lightness: number;
  readonly chroma: number;
  readonly hue: number;
  readonly contrast: number;
}

const paints: Readonly<Record<Colour, Paint>> = {
  red: { lightness: 0.58, chroma: 0.215, hue: 27, contrast: 0.9 },
  orange: { lightness: 0.73, chroma: 0.175, hue: 57, contrast: 0.9 },
  yellow: { lightness: 0.87, chroma: 0.165, hue: 95, contrast: 0.75 },
  green: { lightness: 0.64, chroma: 0.17, hue: 145, contrast: 0.9 },
  blue: { lightness: 0.56, chroma: 0.18, hue: 257, contrast: 0.9 },
  purple: { lightness: 0.52, chroma: 0.19, hue: 304, contrast: 0.9 },
  pink: { lightness: 0.77, chroma: 0.13, hue: 356, contrast: 0.8 },
  brown: { lightness: 0.46, chroma: 0.085, hue: 52, contrast: 0.9 },
  black: { lightness: 0.28, chroma: 0.012, hue: 280, contrast: 0.6 },
  white: { lightness: 0.93, chroma: 0.006, hue: 250, contrast: 0.5 },
  grey: { lightness: 0.64, chroma: 0.008, hue: 260, contrast: 0.9 },
  gold: { lightness: 0.78, chroma: 0.145, hue: 84, contrast: 1.5 },
  turquoise: { lightness: 0.78, chroma: 0.12, hue: 192, contrast: 0.85 },
  silver: { lightness: 0.77, chroma: 0.012, hue: 250, contrast: 1.6 },
};

/** What a picture is mostly covered with: one or a few hues that lie near each other, or greys. */
interface Coat {
  /** Hues in degrees; empty: greys. */
  readonly hues: readonly number[];
  readonly lightness: number;
  readonly chroma: number;
  /** Whether the greys are mostly black. */
  readonly dark: boolean;
}

/** Chroma below which a colour counts as grey. */
const grey = 0.045;
/** Lightness below which a colour is an outline, an eye or a tyre. */
const outline = 0.3;
/** The skin of people in the art, degrees of hue. */
const skin = { from: 74, to: 96 } as const;
const bins = 24;

/**
 * Drawings in another colour, all alike.
 * @param keepSkin whether hues of skin stay: only what people wear is tinted. Default: false.
 */
export function tinted(drawings: Drawings, colour: Colour, keepSkin = false): Drawings {
  const coat = coatOf(drawings, keepSkin);
  const paint = paints[colour];
  const { data } = drawings;
  const out = new Uint8Array(data.length);
  let [last, mixed] = [-1, 0];
  for (let i = 0; i < data.length; i += 4) {
    const alpha = data[i + 3]!;
    out[i + 3] = alpha;
    const rgb = (data[i]! << 16) | (data[i + 1]! << 8) | data[i + 2]!;
    if (alpha === 0) continue;
    if (rgb !== last) [last, mixed] = [rgb, painted(rgb, coat, paint, keepSkin)];
    out[i] = mixed >> 16;
    out[i + 1] = (mixed >> 8) & 255;
    out[i + 2] = mixed & 255;
  }
  return { ...drawings, data: out };
}

/** One colour (0xRRGGBB) in another paint. */
function painted(rgb: number, coat: Coat, paint: Paint, keepSkin: boolean): number {
  const lab = labOf(rgb);
  const share = membership(lab, coat, keepSkin);
  if (share <= 0) return rgb;
  const [lightness, a, b] = lab;
  const chroma = Math.hypot(a, b);
  const light = soft(paint.lightness + (lightness - coat.lightness) * paint.contrast);
  // Highlights and pale bellies stay paler than the coat, and deep shades are never vivid.
  const pale = coat.hues.length === 0 ? 1 : Math.min(Math.max(chroma / coat.chroma, 0.3), 1.1);
  const away = 1 - 0.9 * Math.abs(light - paint.lightness);
  const strength = paint.chroma * pale * Math.max(away, 0.2);
  const hue = (paint.hue * Math.PI) / 180;
  const target: Lab = [light, strength * Math.cos(hue), strength * Math.sin(hue)];
  return rgbOf([0, 1, 2].map((c) => lab[c]! + (target[c]! - lab[c]!) * share) as unknown as Lab);
}

/** Keeps a lightness between black and white, with a soft shoulder at both. */
function soft(value: number): number {
  if (value > 0.9) return 0.9 + 0.1 * Math.tanh((value - 0.9) / 0.1);
  return value < 0.15 ? 0.15 - 0.1 * Math.tanh((0.15 - value) / 0.1) : value;
}

const ramp = (value: number, from: number, to: number) => Math.min(Math.max((value - from) / (to - from), 0), 1);
const hueOf = ([, a, b]: Lab) => ((Math.atan2(b, a) * 180) / Math.PI + 360) % 360;
const between = (a: number, b: number) => Math.abs(((a - b + 540) % 360) - 180);
/** Whether a colour is the light blue of panes: of a bus they may cover more than its paint. */
const isGlass = (lab: Lab) => lab[0] > 0.62 && between(hueOf(lab), 235) < 30;
const glassCounts = 0.3;
const isSkin = (hue: number) => hue > skin.from && hue < skin.to;

/** How much a colour belongs to the coat, 0 to 1. */
function membership(lab: Lab, coat: Coat, keepSkin: boolean): number {
  const [lightness, a, b] = lab;
  const chroma = Math.hypot(a, b);
  if (coat.hues.length === 0) {
    const greys = 1 - ramp(chroma, grey, 2 * grey);
    return greys * (coat.dark ? 1 - ramp(lightness, 0.6, 0.75) : ramp(lightness, outline, outline + 0.14));
  }
  const hue = hueOf(lab);
  if (keepSkin && isSkin(hue)) return 0;
  const off = Math.min(...coat.hues.map((one) => between(hue, one)));
  // Dark lines within a dark coat are part of it; those in a light one are outlines.
  const deep = Math.min(outline, coat.lightness - 0.22);
  return (1 - ramp(off, 38, 62)) * ramp(chroma, 0.02, grey) * ramp(lightness, deep - 0.06, deep + 0.06);
}

/** The coat of drawings: what covers most of their first. */
function coatOf({ width, height, data }: Drawings, keepSkin: boolean): Coat {
  const colours: { lab: Lab; weight: number }[] = [];
  for (let i = 0; i < 4 * width * height; i += 8) {
    if (data[i + 3]! < 128) continue;
    const lab = labOf((data[i]! << 16) | (data[i + 1]! << 8) | data[i + 2]!);
    colours.push({ lab, weight: 1 });
  }
  const coloured = colours.filter(({ lab }) => Math.hypot(lab[1], lab[2]) >= grey && lab[0] > 0.2);
  const wanted = keepSkin ? coloured.filter(({ lab }) => !isSkin(hueOf(lab))) : coloured;
  const light = colours.filter(({ lab }) => Math.hypot(lab[1], lab[2]) < grey && lab[0] > outline);
  const dark = colours.filter(({ lab }) => Math.hypot(lab[1], lab[2]) < 2 * grey && lab[0] <= outline + 0.1);
  const greys = dark.length > 2 * Math.max(light.length, wanted.length) ? dark : light;
  if (greys === dark || light.length > 1.6 * wanted.length)
    return { hues: [], chroma: grey, lightness: mean(greys.map(({ lab }) => lab[0])), dark: greys === dark };
  const area = new Float64Array(bins);
  for (const { lab } of wanted)
    area[Math.floor((hueOf(lab) / 360) * bins) % bins]! +=
      Math.hypot(lab[1], lab[2]) * (isGlass(lab) ? glassCounts : 1);
  // Each bin with its neighbours: a hue between two bins counts as one.
  const wide = area.map((own, i) => own + area[(i + 1) % bins]! + area[(i + bins - 1) % bins]!);
  const most = wide.indexOf(Math.max(...wide));
  const hueAt = (bin: number) => ((bin + 0.5) * 360) / bins;
  const hues = Array.from({ length: bins }, (_, bin) => bin)
    .filter((bin) => wide[bin]! > 0.3 * wide[most]! && between(hueAt(bin), hueAt(most)) <= 60)
    .map(hueAt);
  const coat = wanted.filter(({ lab }) => hues.some((hue) => between(hueOf(lab), hue) < 30));
  return {
    hues: hues.length === 0 ? [hueAt(Math.max(most, 0))] : hues,
    lightness: mean(coat.map(({ lab }) => lab[0])),
    chroma: Math.max(mean(coat.map(({ lab }) => Math.hypot(lab[1], lab[2]))), grey),
    dark: false,
  };
}

const mean = (values: readonly number[]) =>
  values.length === 0 ? 0.6 : values.reduce((sum, value) => sum + value, 0) / values.length;
