import { boundsOf, type Faces, type Sprite } from './sprite.ts';

/** Share of the widest row that a row must cover to be something to stand on: less is a drip, a shadow's end, a stray hair. */
const footing = 0.03;
/** Alpha that stands on the ground; less is a drawn shadow. */
const solid = 96;

/** Where the feet are, 0 the top and 1 the bottom of the sprite: under the lowest row of any drawing with real coverage. */
export function feetOf({ width, height, drawings }: Sprite): number {
  const rows = new Array<number>(height).fill(0);
  for (const drawing of drawings) {
    for (let y = 0; y < height; y += 1) {
      let count = 0;
      for (let at = y * width * 4 + 3, end = at + width * 4; at < end; at += 4) if (drawing[at]! >= solid) count += 1;
      rows[y] = Math.max(rows[y]!, count);
    }
  }
  const widest = Math.max(...rows);
  const lowest = rows.findLastIndex((count) => count >= Math.max(2, footing * widest));
  return lowest < 0 ? 1 : (lowest + 1) / height;
}

/** Rows and columns that a drawing is seen in, and how many drawings of a loop are looked at. */
const grid = { rows: 12, columns: 24, drawings: 3 };

/**
 * Fitted to the 164 subjects of the world, each left out once. A side is said only above `sure`, and never of a drawing that
 * its mirror image nearly covers (`alike`).
 */
const weights = { dark: 0.936, light: -1.552, sure: 0.25, alike: 0.2 };

/**
 * Which way a sprite looks: dark spots of the upper half (eyes, noses, windscreens) are on its front side, the light mass of
 * the lower half (tail, haunches, boot) behind. `front` when it looks at us or when there is little to tell by. It says the
 * right thing of three in four of the world's subjects, the wrong side of one in twenty; a person can always say better.
 */
export function facesOf(sprite: Sprite): Faces {
  const sums = gridOf(sprite);
  const centre = (channel: Float64Array, from: number, to: number) => {
    let [moment, mass] = [0, 1e-6];
    for (let i = from * grid.columns; i < to * grid.columns; i += 1) {
      const x = ((i % grid.columns) + 0.5) / (grid.columns / 2) - 1;
      moment += channel[i]! * x;
      mass += channel[i]!;
    }
    return moment / mass;
  };
  const half = grid.rows / 2;
  const side = weights.dark * centre(sums.dark, 0, half) + weights.light * centre(sums.light, half, grid.rows);
  if (Math.abs(side) < weights.sure || unlikeness([sums.alpha, sums.light]) < weights.alike) return 'front';
  return side > 0 ? 'right' : 'left';
}

/** Coverage, light and darkness in the cells of the grid, summed over some drawings, each in its own box. */
function gridOf(sprite: Sprite): { alpha: Float64Array; light: Float64Array; dark: Float64Array } {
  const make = () => new Float64Array(grid.rows * grid.columns);
  const sums = { alpha: make(), light: make(), dark: make() };
  const count = Math.min(grid.drawings, sprite.drawings.length);
  for (let index = 0; index < count; index += 1) {
    const drawing = sprite.drawings[Math.floor((index * sprite.drawings.length) / count)]!;
    const box = boundsOf({ ...sprite, drawings: [drawing] });
    if (box === undefined) continue;
    const cell = (grid.rows * grid.columns) / (box.width * box.height);
    for (let y = 0; y < box.height; y += 1) {
      const row = Math.floor((y * grid.rows) / box.height) * grid.columns;
      for (let x = 0, at = ((box.top + y) * sprite.width + box.left) * 4; x < box.width; x += 1, at += 4) {
        const alpha = (drawing[at + 3]! / 255) * cell;
        if (alpha === 0) continue;
        const light = (0.3 * drawing[at]! + 0.59 * drawing[at + 1]! + 0.11 * drawing[at + 2]!) / 255;
        const i = row + Math.floor((x * grid.columns) / box.width);
        sums.alpha[i] = sums.alpha[i]! + alpha;
        sums.light[i] = sums.light[i]! + alpha * light;
        if (light < 0.25) sums.dark[i] = sums.dark[i]! + alpha;
      }
    }
  }
  return sums;
}

/** How far the mirror image differs: 0 for a symmetric drawing. */
function unlikeness(channels: readonly Float64Array[]): number {
  let [apart, mass] = [0, 1e-6];
  for (const channel of channels) {
    for (let i = 0; i < channel.length; i += 1) {
      const mirrored = i - (i % grid.columns) + grid.columns - 1 - (i % grid.columns);
      apart += Math.abs(channel[i]! - channel[mirrored]!);
      mass += channel[i]!;
    }
  }
  return apart / mass;
}
