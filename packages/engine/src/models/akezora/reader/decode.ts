/** Turns the reader's logits into subjects and motions, by the rules of `training/reader/read.py`. */
import type { Size } from '../frame-sizes.ts';

/** A subject in a frame: centre and height of its box in fractions of the frame; `score` is the probability of its name. */
export interface Found {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly height: number;
  readonly score: number;
}

/** Logits on a grid, `[channels, rows, columns]`. */
export interface Grid {
  readonly values: Float32Array;
  readonly channels: number;
  readonly rows: number;
  readonly columns: number;
}

/** Least probability of a subject. */
const threshold = 0.4;
const lookStride = 4;
const moveStride = 8;
const maxLogHeight = 0.3;
/** Least distance of two subjects, in heights of the taller one. */
const minDistance = 0.45;
const maxSubjects = 6;

/** Log-probabilities of logits. */
export function logSoftmax(logits: ArrayLike<number>): number[] {
  const values = Array.from(logits);
  const top = Math.max(...values);
  const total = top + Math.log(values.reduce((sum, value) => sum + Math.exp(value - top), 0));
  return values.map((value) => value - total);
}

const column = ({ values, channels, rows, columns }: Grid, cell: number): number[] =>
  Array.from({ length: channels }, (_, channel) => values[channel * rows * columns + cell]!);

/** Index of the largest value. */
export const largestOf = (values: readonly number[]): number =>
  values.reduce((best, value, i) => (value > values[best]! ? i : best), 0);

/** Subjects of one frame from the grids of names and boxes, the most certain first. */
export function subjectsIn(
  names: Grid,
  boxes: Grid,
  words: readonly (string | null)[],
  { width, height }: Size,
): Found[] {
  const { rows, columns } = names;
  const chances = Array.from({ length: rows * columns }, (_, cell) => logSoftmax(column(names, cell)).map(Math.exp));
  const certainties = chances.map((chance) => 1 - chance[0]!);
  const peaks = certainties
    .map((certainty, cell) => ({ certainty, cell }))
    .filter(({ certainty, cell }) => certainty > threshold && isPeak(certainties, rows, columns, cell))
    .sort((a, b) => b.certainty - a.certainty);
  const found: Found[] = [];
  for (const { cell } of peaks) {
    const [dx, dy, logHeight] = column(boxes, cell) as [number, number, number];
    const x = (((cell % columns) + 0.5 + dx) * lookStride) / width;
    const y = ((Math.floor(cell / columns) + 0.5 + dy) * lookStride) / height;
    const boxHeight = Math.exp(Math.min(logHeight, maxLogHeight));
    const overlaps = (other: Found) =>
      Math.hypot(((x - other.x) * width) / height, y - other.y) < minDistance * Math.max(other.height, boxHeight);
    if (found.some(overlaps)) continue;
    const best = 1 + largestOf(chances[cell]!.slice(1));
    found.push({ name: words[best]!, x, y, height: boxHeight, score: chances[cell]![best]! });
  }
  return found.slice(0, maxSubjects);
}

/** Whether no neighbour of a cell has a larger value. */
function isPeak(values: readonly number[], rows: number, columns: number, cell: number): boolean {
  const [row, at] = [Math.floor(cell / columns), cell % columns];
  for (let r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r += 1) {
    for (let c = Math.max(0, at - 1); c <= Math.min(columns - 1, at + 1); c += 1) {
      if (values[r * columns + c]! > values[cell]!) return false;
    }
  }
  return true;
}

/** The most likely motion at the centres of subjects, other than "none". */
export function motionAt(
  motions: Grid,
  words: readonly (string | null)[],
  spots: readonly Found[],
  size: Size,
): string {
  const total = new Array<number>(motions.channels - 1).fill(0);
  const within = (at: number, length: number) => Math.min(Math.max(Math.trunc(at / moveStride), 0), length - 1);
  for (const { x, y } of spots) {
    const cell = within(y * size.height, motions.rows) * motions.columns + within(x * size.width, motions.columns);
    for (const [i, value] of logSoftmax(column(motions, cell).slice(1)).entries()) total[i]! += value;
  }
  return words[1 + largestOf(total)]!;
}
