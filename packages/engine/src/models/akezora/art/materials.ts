/**
 * Materials: what a style makes things of, as functions from drawings to drawings, applied once when a picture is decoded. The nets
 * light the outcome as they light any picture.
 */
import type { Drawings } from '../compositor/picture.ts';
import type { Material } from '../scene/textures.ts';
import { smoothstep } from '../smoothstep.ts';
import { blurred, grainAt } from './blur.ts';
import { coveredPart, planeOf, type Sheet, sheetOf, spread, write } from './sheets.ts';

/** How a picture is to be made of a material. */
export interface MaterialOptions {
  /** Whether it is a panorama, which repeats along x and has no rim round it. Default: false. */
  readonly panorama?: boolean;
}

/** Drawings made of a material. They must have the empty margin of sprites already: rims go into it. */
export function madeOf(drawings: Drawings, material: Material, { panorama = false }: MaterialOptions = {}): Drawings {
  const { width, height, data } = drawings;
  const out = new Uint8Array(data.length);
  const part = panorama ? { left: 0, top: 0, right: width, bottom: height } : coveredPart(drawings);
  for (let from = 0, index = 0; from < data.length; from += 4 * width * height, index += 1) {
    const sheet = sheetOf(data.subarray(from), drawings, part);
    const made = panorama ? paperLand(sheet) : makers[material](sheet, index);
    write(made, out.subarray(from), width, part);
  }
  return { ...drawings, data: out };
}

/** Flat tones of printed card: shading in a few steps, with the grain of paper. */
function printed(sheet: Sheet, steps: number): Sheet['colours'] {
  const [r, g, b] = sheet.colours;
  const out = sheet.colours.map((values) => new Float32Array(values.length)) as unknown as Sheet['colours'];
  for (let i = 0; i < r.length; i += 1) {
    if (sheet.alpha[i] === 0) continue;
    const light = 0.3 * r[i]! + 0.59 * g[i]! + 0.11 * b[i]!;
    const step = light * steps;
    // A quarter of each step is the edge to the next, so that none is jagged.
    const flat = (Math.floor(step) + smoothstep(step - Math.floor(step), 0.375, 0.625)) / steps;
    const x = i % sheet.width;
    const y = (i - x) / sheet.width;
    const grain = 0.03 * (grainAt(x >> 1, y, 1) + grainAt(x, y >> 1, 2) - 1);
    const factor = (0.35 * light + 0.65 * flat + 0.02) / Math.max(light, 0.02);
    for (let c = 0; c < 3; c += 1) out[c]![i] = sheet.colours[c]![i]! * factor + grain;
  }
  return out;
}

const card = [0.985, 0.97, 0.94] as const;

/** A cut-out of printed card: a white rim all round, and the shadow that one sheet throws on the next. */
function paper(sheet: Sheet): Sheet {
  const { width, height, alpha, unit } = sheet;
  const colours = printed(sheet, 5);
  const rim = blurred(planeOf(sheet, alpha), Math.max(1, Math.round(3 * unit))).values.map((value) =>
    smoothstep(value, 0.05, 0.2),
  );
  const soft = blurred(planeOf(sheet, rim), Math.max(1, Math.round(1.6 * unit))).values;
  const [right, down] = [Math.round(1.6 * unit), Math.round(2.6 * unit)];
  const out: Sheet = {
    width,
    height,
    unit,
    colours: colours.map((values) => Float32Array.from(values)) as unknown as Sheet['colours'],
    alpha: new Float32Array(alpha.length),
  };
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const i = y * width + x;
      const shade = 0.42 * (x >= right && y >= down ? soft[i - down * width - right]! : 0);
      const cover = rim[i]! + shade * (1 - rim[i]!);
      if (cover <= 0) continue;
      out.alpha[i] = cover;
      const print = smoothstep(alpha[i]!, 0.35, 0.75);
      const grain = 0.03 * (grainAt(x, y, 3) - 0.5);
      // The rim is a little darker towards the light's far side, as the edge of thick card is.
      for (let c = 0; c < 3; c += 1) {
        const edge = card[c]! * (0.93 + 0.07 * soft[i]!) + grain;
        const face = colours[c]![i]! * print + edge * (1 - print);
        out.colours[c]![i] = (face * rim[i]! + 0.12 * shade * (1 - rim[i]!)) / cover;
      }
    }
  }
  return out;
}

/** Land of torn sheets: printed tones, and a white edge along its skyline. */
function paperLand(sheet: Sheet): Sheet {
  const { width, height, alpha } = sheet;
  const near = blurred(planeOf(sheet, alpha), Math.max(1, Math.round(height / 110)), true).values;
  const printedColours = printed(sheet, 7);
  const colours = printedColours.map((values, c) =>
    values.map((value, i) => {
      const y = Math.floor(i / width);
      // Only at a skyline: not where the picture itself ends.
      const skyline = y < height * 0.9 && alpha[i]! > 0 ? 1 - smoothstep(near[i]!, 0.72, 0.9) : 0;
      return value + (card[c]! - value) * skyline;
    }),
  ) as unknown as Sheet['colours'];
  return { ...sheet, colours };
}

/** Radii of the blurs that make up an inflated shape, in pixels of a sprite, and their shares: a broad bulge with firm edges. */
const inflation = [
  [4, 0.22],
  [11, 0.36],
  [22, 0.42],
] as const;

/** Slopes of an inflated shape: how it rises from its edge to its middle, as a picture of heights. */
function slopes(
  sheet: Sheet,
  alpha: Float32Array,
  unit: number,
): { readonly height: Float32Array; readonly nx: Float32Array; readonly ny: Float32Array } {
  const { width, height: rows } = sheet;
  const height = new Float32Array(alpha.length);
  for (const [radius, weight] of inflation) {
    const part = blurred(planeOf(sheet, alpha), Math.max(1, Math.round(radius * unit))).values;
    for (let i = 0; i < height.length; i += 1) height[i]! += weight * smoothstep(part[i]!, 0.15, 1.02);
  }
  const [nx, ny] = [new Float32Array(alpha.length), new Float32Array(alpha.length)];
  for (let y = 1; y < rows - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const i = y * width + x;
      const [dx, dy] = [height[i + 1]! - height[i - 1]!, height[i + width]! - height[i - width]!];
      const scale = 19 * unit;
      const length = Math.sqrt((dx * dx + dy * dy) * scale * scale + 1);
      nx[i] = (-dx * scale) / length;
      ny[i] = (-dy * scale) / length;
    }
  }
  return { height, nx, ny };
}

const lamp = { x: -0.42, y: -0.62, z: 0.66 } as const;
/** Length of the sum of the ways to the lamp and to the eye. */
const halfWay = Math.hypot(lamp.x, lamp.y, lamp.z + 1);

/** Foil blown up: thicker, rounder, in vivid colours, with a shine where the lamp is and light along the far rim. */
function balloon(sheet: Sheet): Sheet {
  const { width, height, alpha, unit } = sheet;
  const fat = blurred(planeOf(sheet, alpha), Math.max(1, Math.round(3.5 * unit))).values.map((value) =>
    smoothstep(value, 0.14, 0.34),
  );
  const colours = spread(sheet, Math.max(1, Math.round(3 * unit)));
  const { nx, ny } = slopes(sheet, fat, unit);
  const out: Sheet = {
    width,
    height,
    unit,
    colours: colours.map((values) => Float32Array.from(values)) as unknown as Sheet['colours'],
    alpha: fat,
  };
  for (let i = 0; i < fat.length; i += 1) {
    if (fat[i]! <= 0) continue;
    const nz = Math.sqrt(Math.max(1 - nx[i]! ** 2 - ny[i]! ** 2, 0));
    const lit = Math.max(nx[i]! * lamp.x + ny[i]! * lamp.y + nz * lamp.z, 0);
    // Blinn's highlight: towards the lamp and towards the eye alike.
    const facing = (nx[i]! * lamp.x + ny[i]! * lamp.y + nz * (lamp.z + 1)) / halfWay;
    const lean = Math.sqrt(nx[i]! * nx[i]! + ny[i]! * ny[i]!);
    const shine = facing < 0.95 ? 0 : 0.8 * smoothstep(facing ** 42, 0.3, 0.75) * smoothstep(lean, 0.1, 0.3);
    const rim = 0.3 * (1 - nz) ** 2 * Math.max(nx[i]! * 0.7 + ny[i]! * 0.7, 0);
    const grey = 0.3 * colours[0][i]! + 0.59 * colours[1][i]! + 0.11 * colours[2][i]!;
    for (let c = 0; c < 3; c += 1) {
      const vivid = grey + (colours[c]![i]! - grey) * 1.25;
      out.colours[c]![i] = vivid * (0.55 + 0.62 * lit) + rim + shine;
    }
  }
  return out;
}

/** Dents that thumbs have left, as shares of the picture: where, how large, and which way they lean. */
function dents(
  index: number,
): readonly { readonly x: number; readonly y: number; readonly size: number; readonly lean: number }[] {
  return Array.from({ length: 9 }, (_, i) => ({
    // Every second drawing is kneaded anew: clay does not change at each pose.
    x: 0.1 + 0.8 * grainAt(i, index >> 1, 11),
    y: 0.1 + 0.8 * grainAt(i, index >> 1, 12),
    size: 0.055 + 0.05 * grainAt(i, index >> 1, 13),
    lean: Math.PI * grainAt(i, index >> 1, 14),
  }));
}

/** How far a dent reaches, in its sizes. */
const dent = 1.15;

/** Clay: uneven, with the marks of thumbs, each light at one edge and dark at the other, and the ridges of skin in it. */
function clay(sheet: Sheet, index: number): Sheet {
  const { width, height, alpha, unit } = sheet;
  const { nx, ny } = slopes(sheet, alpha, unit);
  const colours = sheet.colours.map((values) => Float32Array.from(values)) as unknown as Sheet['colours'];
  const thumbs = dents(index);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const i = y * width + x;
      if (alpha[i]! <= 0) continue;
      const [u, v] = [x / width, y / height];
      let light = 0.05 * Math.sin(21 * u + 3 * Math.sin(9 * v)) * Math.sin(17 * v + 2 * Math.sin(11 * u));
      for (const { x: cx, y: cy, size, lean } of thumbs) {
        const [cos, sin] = [Math.cos(lean), Math.sin(lean)];
        const across = ((u - cx) * cos + (v - cy) * sin) / size;
        const along = (-(u - cx) * sin + (v - cy) * cos) / (1.5 * size);
        const square = across * across + along * along;
        if (square >= dent * dent) continue;
        const away = Math.sqrt(square);
        const bowl = smoothstep(dent - away, 0, 0.5);
        const slope = ((u - cx) * lamp.x + (v - cy) * lamp.y) / size;
        const ridges = 0.03 * Math.sin(26 * away + 3 * along);
        light += bowl * (-0.2 * slope * away + ridges - 0.04);
      }
      light += 0.22 * (nx[i]! * lamp.x + ny[i]! * lamp.y);
      for (let c = 0; c < 3; c += 1) colours[c]![i] = colours[c]![i]! * (1 + light) + 0.1 * Math.max(light, 0);
    }
  }
  return { ...sheet, colours };
}

const makers: Readonly<Record<Material, (sheet: Sheet, index: number) => Sheet>> = {
  papercraft: paper,
  'stop-motion': clay,
  balloon,
};
