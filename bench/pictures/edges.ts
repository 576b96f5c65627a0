/** Lines that should not be there: along the borders of the frame, and around subjects. All in levels of 255. */
import type { Frame } from '../../packages/engine/src/index.ts';
import { coloursIn, type Engine, lumaOf, size, windowOf } from './engine.ts';
import { portrait, type Sitter } from './scenes.ts';

/** Pixels from a border in which a line would lie, and those from which the picture there is continued. */
const [line, from, to] = [6, 8, 40];

/**
 * How far the outermost six rows or columns are from what the 8th to the 40th lead to: at every place along a border the line
 * through those, and of the distances from it the median, for what a picture shows there differs from place to place and a line does
 * not. The largest of them, of the four sides and three channels. `inside` is the same 200 pixels further in.
 */
export function borderLine(frame: Frame): { border: number; inside: number } {
  const all = coloursIn(frame, { left: 0, top: 0, right: size.width, bottom: size.height });
  const sides = [false, true].flatMap((rows) => [false, true].map((end) => ({ rows, end })));
  const at = (inset: number) =>
    Math.max(...[0, 1, 2].flatMap((c) => sides.map((side) => lineAlong(all, c, side, inset))));
  return { border: at(0), inside: at(200) };
}

/** The line in one channel along rows or columns, counted from the top or left, or from the end. */
function lineAlong(all: Float32Array, c: number, side: { rows: boolean; end: boolean }, inset: number): number {
  const [count, length] = side.rows ? [size.height, size.width] : [size.width, size.height];
  const values = Array.from({ length: length - 2 * inset }, (_, i) => {
    const across = Array.from({ length: to }, (_, d) => {
      const index = side.end ? count - 1 - inset - d : inset + d;
      const [x, y] = side.rows ? [inset + i, index] : [index, inset + i];
      return all[(y * size.width + x) * 3 + c]!;
    });
    return excess(across);
  });
  const medians = Array.from({ length: line }, (_, d) => {
    const sorted = values.map((one) => one[d]!).sort((a, b) => a - b);
    return Math.abs(sorted[sorted.length >> 1]!);
  });
  return Math.max(...medians);
}

/** Distances of the first values from the line through the later ones. */
function excess(values: readonly number[]): number[] {
  const n = to - from;
  let [x, y, xx, xy] = [0, 0, 0, 0];
  for (let d = from; d < to; d += 1) {
    x += d;
    y += values[d]!;
    xx += d * d;
    xy += d * values[d]!;
  }
  const slope = (n * xy - x * y) / (n * xx - x * x);
  const offset = (y - slope * x) / n;
  return values.slice(0, line).map((value, d) => value - offset - slope * d);
}

/**
 * Rims. `outside`: how much more a subject changes the luma of what is behind it 1 to 6 pixels from its outline than 16 to 28 pixels
 * from it (with it against without it, its shadow left out: the upper 70 % of its box); `inside`: how much brighter or darker it is
 * 1 to 5 pixels inside its outline than further in, against its art after the light's gain and offset. Signed: a pale rim is positive.
 */
export interface Rim {
  readonly name: string;
  readonly outside: number;
  readonly inside: number;
}

/** Measures the rims of up to three subjects. */
export async function measureRims(engine: Engine, time: 'day' | 'sunset', three: readonly Sitter[]): Promise<Rim[]> {
  const made = await engine.make(portrait(time, three), 12);
  const [shown, empty] = [await firstFrame(made), await firstFrame(await engine.make(portrait(time, []), 12))];
  const layers = made.layersAt(0).filter(({ group }) => group === 'subject');
  return layers.map((layer) => {
    const window = windowOf({ ...layer, height: layer.height * 0.7 }, 30);
    const width = window.right - window.left;
    const art = engine.draw([layer], made.pictures, window);
    const others = engine.draw(
      layers.filter((other) => other !== layer),
      made.pictures,
      window,
    );
    const [seen, behind] = [coloursIn(shown, window), coloursIn(empty, window)].map(lumaOf) as [
      Float32Array,
      Float32Array,
    ];
    const height = seen.length / width;
    // Rows below the box's upper 70 % are in the window's margin.
    const used = (i: number) => Math.floor(i / width) < height - 30 && others.coverage[i] === 0;
    const away = distances(width, seen.length, (i) => art.coverage[i]! > 0.02);
    const deep = distances(width, seen.length, (i) => art.coverage[i]! < 0.98);
    const mean = (value: (i: number) => number, wanted: (i: number) => boolean) => {
      let [sum, count] = [0, 0];
      for (let i = 0; i < seen.length; i += 1) {
        if (!used(i) || !wanted(i)) continue;
        sum += value(i);
        count += 1;
      }
      return count === 0 ? 0 : sum / count;
    };
    const change = (i: number) => seen[i]! - behind[i]!;
    const near = mean(change, (i) => away[i]! >= 1 && away[i]! <= 6);
    const outside = near - mean(change, (i) => away[i]! >= 16 && away[i]! <= 28);
    const luma = lumaOf(art.colours);
    const expected = lineThrough(luma, seen, (i) => used(i) && deep[i]! >= 1);
    const rest = (i: number) => seen[i]! - expected(luma[i]!);
    const inside = mean(rest, (i) => deep[i]! >= 1 && deep[i]! <= 5) - mean(rest, (i) => deep[i]! > 5);
    return { name: layer.texture.replace(/^actor:/, ''), outside, inside };
  });
}

async function firstFrame(made: { frames(): AsyncGenerator<Frame, void, void> }): Promise<Frame> {
  for await (const frame of made.frames()) return frame;
  throw new Error('the engine made no frame');
}

/** The line from one value to another, least squares over the wanted pixels. */
function lineThrough(a: Float32Array, b: Float32Array, wanted: (i: number) => boolean): (value: number) => number {
  let [n, x, y, xx, xy] = [0, 0, 0, 0, 0];
  for (let i = 0; i < a.length; i += 1) {
    if (!wanted(i)) continue;
    n += 1;
    x += a[i]!;
    y += b[i]!;
    xx += a[i]! ** 2;
    xy += a[i]! * b[i]!;
  }
  const slope = (n * xy - x * y) / Math.max(1e-9, n * xx - x * x);
  return (value) => (y - slope * x) / n + slope * value;
}

/** Distance in pixels to the nearest pixel of a set, 0 in it: steps along rows, columns and diagonals (5, 5, 7 fifths). */
function distances(width: number, length: number, within: (i: number) => boolean): Float32Array {
  const out = new Float32Array(length).fill(1e6);
  for (let i = 0; i < length; i += 1) if (within(i)) out[i] = 0;
  const relax = (i: number, way: 1 | -1) => {
    const x = i % width;
    const step = (dx: number, dy: number, far: number) => {
      const [other, column] = [i - way * (dx + dy * width), x - way * dx];
      if (column >= 0 && column < width && other >= 0 && other < length) out[i] = Math.min(out[i]!, out[other]! + far);
    };
    step(1, 0, 1);
    step(0, 1, 1);
    step(1, 1, 1.4);
    step(-1, 1, 1.4);
  };
  for (let i = 0; i < length; i += 1) relax(i, 1);
  for (let i = length - 1; i >= 0; i -= 1) relax(i, -1);
  return out;
}
