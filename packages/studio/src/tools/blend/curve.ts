import type { Curve } from '@akezora/contract';

/** Ready-made curves: points of a fraction of the length and a value. */
const shapes = {
  cross: [
    [0, 0],
    [0.25, 0],
    [0.75, 1],
    [1, 1],
  ],
  mix: [
    [0, 0.5],
    [1, 0.5],
  ],
  visit: [
    [0, 0],
    [0.35, 1],
    [0.65, 1],
    [1, 0],
  ],
} as const;

/** A ready-made curve. */
export type Shape = keyof typeof shapes;

/** The ready-made curves: fade from one to the other, half and half, there and back. */
export const shapeNames = Object.keys(shapes) as Shape[];

/** A ready-made curve over a length. */
export const curveOf = (shape: Shape, seconds: number): Curve =>
  shapes[shape].map(([at, value]) => ({ at: at * seconds, value }));

/** The ready-made curve that a curve is; undefined for one that was drawn. */
export const shapeOf = (curve: Curve, seconds: number): Shape | undefined =>
  shapeNames.find((shape) => JSON.stringify(curveOf(shape, seconds)) === JSON.stringify(curve));

/** The same curve over another length. */
export const stretchCurve = (curve: Curve, from: number, to: number): Curve =>
  curve.map(({ at, value }) => ({ at: (at / from) * to, value }));

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/** Moves a point: its time stays between its neighbours', and the first and last stay at the ends. */
export function movePoint(curve: Curve, index: number, at: number, value: number, seconds: number): Curve {
  const low = curve[index - 1]?.at ?? 0;
  const high = curve[index + 1]?.at ?? seconds;
  const time = index === 0 ? 0 : index === curve.length - 1 ? seconds : clamp(at, low, high);
  return curve.map((point, i) => (i === index ? { at: time, value: clamp(value, 0, 1) } : point));
}

/** Adds a point in the order of time. */
export const addPoint = (curve: Curve, at: number, value: number): Curve =>
  [...curve, { at, value: clamp(value, 0, 1) }].sort((a, b) => a.at - b.at);

/** Removes a point, unless it is the first or the last. */
export const removePoint = (curve: Curve, index: number): Curve =>
  index === 0 || index === curve.length - 1 ? curve : curve.filter((_, i) => i !== index);
