/** Sheets: drawings as planes of numbers, which materials work on. */
import type { Drawings } from '../compositor/picture.ts';
import { blurred, type Plane } from './blur.ts';

/** One drawing, straight colours and coverage in 0…1, that a material works on. */
export interface Sheet {
  readonly width: number;
  readonly height: number;
  /** Pixels of a 208th of the whole picture's height: of one pixel of a sprite. */
  readonly unit: number;
  readonly colours: readonly [Float32Array, Float32Array, Float32Array];
  readonly alpha: Float32Array;
}

/** A part of a picture; right and bottom are exclusive. */
export interface Part {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** What any of the drawings covers, and as much around it as a rim or a shadow needs: the rest stays empty. */
export function coveredPart({ width, height, data }: Drawings): Part {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let i = 3, pixel = 0; i < data.length; i += 4, pixel += 1) {
    if (data[i] === 0) continue;
    const x = pixel % width;
    const y = Math.floor(pixel / width) % height;
    if (x < left) left = x;
    if (x >= right) right = x + 1;
    if (y < top) top = y;
    if (y >= bottom) bottom = y + 1;
  }
  if (right <= left) return { left: 0, top: 0, right: 1, bottom: 1 };
  const around = Math.ceil(height / 16);
  return {
    left: Math.max(left - around, 0),
    top: Math.max(top - around, 0),
    right: Math.min(right + around, width),
    bottom: Math.min(bottom + around, height),
  };
}

/** A part of one drawing as a sheet. @param drawings what it is one of */
export function sheetOf(data: Uint8Array, { width: stride, height: tall }: Drawings, part: Part): Sheet {
  const [width, height] = [part.right - part.left, part.bottom - part.top];
  const plane = () => new Float32Array(width * height);
  const sheet: Sheet = { width, height, unit: tall / 208, colours: [plane(), plane(), plane()], alpha: plane() };
  for (let i = 0; i < width * height; i += 1) {
    const from = 4 * ((Math.floor(i / width) + part.top) * stride + part.left + (i % width));
    for (let c = 0; c < 3; c += 1) sheet.colours[c]![i] = data[from + c]! / 255;
    sheet.alpha[i] = data[from + 3]! / 255;
  }
  return sheet;
}

/** Writes a sheet into its part of a drawing whose rows have `stride` pixels. */
export function write({ width, colours, alpha }: Sheet, out: Uint8Array, stride: number, part: Part): void {
  for (let i = 0; i < alpha.length; i += 1) {
    if (alpha[i] === 0) continue;
    const to = 4 * ((Math.floor(i / width) + part.top) * stride + part.left + (i % width));
    for (let c = 0; c < 3; c += 1) out[to + c] = Math.round(255 * Math.min(Math.max(colours[c]![i]!, 0), 1));
    out[to + 3] = Math.round(255 * Math.min(Math.max(alpha[i]!, 0), 1));
  }
}

/** Values of a sheet as a plane. */
export const planeOf = ({ width, height }: Sheet, values: Float32Array): Plane => ({ width, height, values });

/** Colours of a sheet carried on beyond its edge, as far as a blur reaches. */
export function spread(sheet: Sheet, radius: number): Sheet['colours'] {
  const weight = blurred(planeOf(sheet, sheet.alpha), radius).values;
  return sheet.colours.map((values) => {
    const covered = blurred(
      planeOf(
        sheet,
        values.map((value, i) => value * sheet.alpha[i]!),
      ),
      radius,
    ).values;
    return values.map((value, i) => {
      const near = weight[i]! > 1e-4 ? covered[i]! / weight[i]! : value;
      return near + (value - near) * sheet.alpha[i]!;
    });
  }) as unknown as Sheet['colours'];
}
