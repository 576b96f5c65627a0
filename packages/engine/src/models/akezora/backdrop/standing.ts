import type { Sprite } from '../actors/sprite.ts';

/** Columns that a picture is looked at in. */
const columns = 384;
/** The bands above and under the horizon, in heights of the picture: how far from it they begin, since it may be a little off, and how high they are. */
const bands = { gap: 0.015, height: 0.035 } as const;
/** Difference of colour (of 255) between the two sides of an edge, and how many columns it may be wide. */
const edge = { contrast: 26, width: 2 } as const;
/** Edges across the horizon from which something stands there: both sides of one thing. */
const leastEdges = 2;

/**
 * Whether something stands across a picture's horizon, such as a tree or a house: upright edges are at the same place just above the
 * horizon and just under it.
 * @param horizon 0 the top of the picture and 1 its bottom
 */
export function standsAcross(picture: Sprite, horizon: number): boolean {
  const { gap, height } = bands;
  const above = band(picture, horizon - gap - height, horizon - gap);
  const under = band(picture, horizon + gap, horizon + gap + height);
  if (above === undefined || under === undefined) return false;
  const [upper, lower] = [edgesOf(above), edgesOf(under)];
  const across = upper.filter((at) => lower.some((other) => Math.abs(other - at) <= 1));
  return across.length >= leastEdges;
}

/** The mean colour of each column between two heights; none where the picture ends before. */
function band({ width, height, drawings: [drawing] }: Sprite, from: number, to: number): Float64Array | undefined {
  const [top, bottom] = [Math.round(from * height), Math.round(to * height)];
  if (top < 0 || bottom > height || bottom <= top) return undefined;
  const count = Math.min(columns, width);
  const colours = new Float64Array(3 * count);
  for (let column = 0; column < count; column += 1) {
    const left = Math.floor((column * width) / count);
    const right = Math.max(left + 1, Math.floor(((column + 1) * width) / count));
    const share = 1 / ((right - left) * (bottom - top));
    for (let y = top; y < bottom; y += 1) {
      for (let at = 4 * (y * width + left); at < 4 * (y * width + right); at += 4) {
        const alpha = drawing![at + 3]! / 255;
        for (let c = 0; c < 3; c += 1) colours[3 * column + c]! += share * alpha * drawing![at + c]!;
      }
    }
  }
  return colours;
}

/** Columns of the strongest change of each edge. */
function edgesOf(colours: Float64Array): number[] {
  const count = colours.length / 3;
  const { width, contrast } = edge;
  const changes = Array.from({ length: count }, (_, column) => {
    const [left, right] = [column - width, column + width];
    if (left < 0 || right >= count) return 0;
    return Math.hypot(...[0, 1, 2].map((c) => colours[3 * right + c]! - colours[3 * left + c]!));
  });
  return changes.flatMap((change, column) => {
    if (change < contrast) return [];
    const near = changes.slice(Math.max(0, column - width), column + width + 1);
    return change >= Math.max(...near) ? [column] : [];
  });
}
