import type { Sprite } from '../actors/sprite.ts';

/** Rows and columns that a picture is looked at in. */
const grid = { rows: 96, columns: 48 };
/** Rows next to a horizon that its two sides are told by. */
const near = 5;
/** Where horizons of pictures usually are, and how far they stray. */
const usual = { at: 0.56, spread: 0.26 };
/** Where the horizon of a picture without one is taken to be, and the contrast (of 255) below which there is none. */
const none = { at: 0.62, contrast: 4 };

/**
 * The height of the horizon in a picture, 0 its top and 1 its bottom: the row that best parts it into an upper and a lower half
 * of different colours, with a change at the row itself, and not far from where horizons usually are. See-through parts are sky.
 */
export function horizonOf(picture: Sprite): number {
  const rows = rowColours(picture);
  let best = { score: 0, row: -1 };
  for (let row = Math.round(0.08 * grid.rows); row <= Math.round(0.92 * grid.rows); row += 1) {
    const apart = distance(mean(rows.slice(0, row)), mean(rows.slice(row)));
    const step = distance(mean(rows.slice(Math.max(0, row - near), row)), mean(rows.slice(row, row + near)));
    const share = row / grid.rows;
    const contrast = 2 * Math.sqrt(share * (1 - share)) * apart + 0.8 * step;
    if (contrast < none.contrast) continue;
    const score = contrast * Math.exp(-0.5 * ((share - usual.at) / usual.spread) ** 2);
    if (score > best.score) best = { score, row };
  }
  return best.row < 0 ? none.at : best.row / grid.rows;
}

type Colour = readonly number[];

/** Colour of a clear sky behind what can be seen through. */
const behind: Colour = [150, 200, 255];

/** The mean colour of each row of the grid. */
function rowColours({ width, height, drawings: [drawing] }: Sprite): Colour[] {
  return Array.from({ length: grid.rows }, (_, row) => {
    const from = Math.floor((row * height) / grid.rows);
    const to = Math.max(from + 1, Math.floor(((row + 1) * height) / grid.rows));
    const sum = [0, 0, 0];
    let count = 0;
    for (let y = from; y < to; y += 1) {
      for (let column = 0; column < grid.columns; column += 1) {
        const at = 4 * (y * width + Math.floor(((column + 0.5) * width) / grid.columns));
        const alpha = drawing![at + 3]! / 255;
        for (let c = 0; c < 3; c += 1) sum[c] = sum[c]! + alpha * drawing![at + c]! + (1 - alpha) * behind[c]!;
        count += 1;
      }
    }
    return sum.map((value) => value / count);
  });
}

const mean = (colours: readonly Colour[]): Colour =>
  [0, 1, 2].map((c) => colours.reduce((sum, colour) => sum + colour[c]!, 0) / Math.max(1, colours.length));

const distance = (a: Colour, b: Colour): number => Math.hypot(...a.map((value, c) => value - b[c]!));
