/**
 * Paths of subjects and cameras: a few points for each motion, for clips of any length. Long clips consist of legs: a
 * subject that runs left turns, runs back and runs left again, so that it stays in view. The same as
 * `training/world/paths.py`.
 */
import type { PathPoint, Scene } from '@akezora/contract';

const legSeconds = 10;
const hopSeconds = 0.8;
const turnSeconds = 5;

/** Rounds a value as scenes are written. */
export const round = (value: number, digits = 4) => Math.round(value * 10 ** digits) / 10 ** digits;

/** A point of a path, rounded as scenes are written. */
export function point(at: number, x: number, y: number, size: number, lift = 0): PathPoint {
  return { at: round(at, 3), x: round(x), y: round(y), size: round(size), lift: round(lift) };
}

const legs = (seconds: number) => Math.max(1, Math.ceil(seconds / legSeconds));

/** Position and size of a subject at one time. */
export type Stance = readonly [x: number, y: number, size: number, lift: number];

function swing(seconds: number, start: Stance, end: Stance): PathPoint[] {
  const count = legs(seconds);
  return Array.from({ length: count + 1 }, (_, i) => point((i * seconds) / count, ...(i % 2 === 0 ? start : end)));
}

/** Sideways through the frame (`sign` −1 to the left): at a walking pace in short clips, from side to side in long ones. */
export function across(seconds: number, sign: number, at: Stance, reach: number): PathPoint[] {
  const [x, y, size, lift] = at;
  const span = Math.min(2 * reach, (0.17 * seconds) / legs(seconds) + 0.1);
  return swing(seconds, [x - (sign * span) / 2, y, size, lift], [x + (sign * span) / 2, y, size, lift]);
}

/** Towards the camera, which makes a subject larger and lower in the frame, or away from it. */
export function nearing(seconds: number, towards: boolean, at: Stance, farY: number): PathPoint[] {
  const [x, y, size, lift] = at;
  const far: Stance = [x * 0.6, farY, size * 0.45, lift * 0.6];
  const near: Stance = [x, y + 0.04, size * 1.25, lift];
  return towards ? swing(seconds, far, near) : swing(seconds, near, far);
}

/** Up or down between two lifts. */
export function vertical(seconds: number, up: boolean, at: Stance, low: number, high: number): PathPoint[] {
  const [x, y, size] = at;
  const bottom: Stance = [x, y, size, low];
  const top: Stance = [x, y, size, high];
  return up ? swing(seconds, bottom, top) : swing(seconds, top, bottom);
}

const hop: readonly (readonly [u: number, height: number])[] = [
  [0, 0],
  [0.12, 0.42],
  [0.3, 0.84],
  [0.5, 1],
  [0.7, 0.84],
  [0.88, 0.42],
];

/** Hops on the spot; a hop is a parabola through a few points. */
export function jumping(seconds: number, at: Stance, height: number, offset: number): PathPoint[] {
  const [x, y, size, lift] = at;
  const points: PathPoint[] = [];
  let start = -offset * hopSeconds;
  while (start < seconds) {
    for (const [u, h] of hop) {
      const time = start + u * hopSeconds;
      if (time >= 0) points.push(point(time, x, y, size, lift + h * height));
    }
    start += hopSeconds;
  }
  points.push(point(start, x, y, size, lift));
  return points;
}

// biome-ignore lint/suspicious/noApproximativeNumericConstant: the recipe stages with four digits, and scenes must be the same
const diagonal = 0.7071;
const corners: readonly (readonly [number, number])[] = [
  [1, 0],
  [diagonal, diagonal],
  [0, 1],
  [-diagonal, diagonal],
  [-1, 0],
  [-diagonal, -diagonal],
  [0, -1],
  [diagonal, -diagonal],
];

/** Round an ellipse, on the ground or in the air, where `ry` is its height. */
export function circling(seconds: number, at: Stance, rx: number, ry: number, offset: number): PathPoint[] {
  const [x, y, size, lift] = at;
  const first = Math.floor(offset * 8);
  const points: PathPoint[] = [];
  for (let i = 0; ; i += 1) {
    const [c, s] = corners[(i + first) % 8]!;
    const time = (i * turnSeconds) / 8;
    const near = lift === 0 ? 1 + 0.12 * s : 1;
    points.push(point(time, x + rx * c, y + (lift === 0 ? ry * s : 0), size * near, lift - (lift > 0 ? ry * s : 0)));
    if (time >= seconds) return points;
  }
}

type CameraPath = Scene['camera']['path'];
type CameraEnd = readonly [x: number, y: number, zoom: number];

/** The camera's move, back and forth in clips longer than a leg. `speed` is about 1. */
export function cameraPath(move: Scene['camera']['move'], seconds: number, speed: number): CameraPath {
  const count = legs(seconds);
  const leg = seconds / count;
  const span = Math.min(0.055 * leg, 0.5) * speed;
  const zoomed = 1 + 0.3 * speed * Math.min(1, leg / 6);
  const ends: Readonly<Record<typeof move, readonly [CameraEnd, CameraEnd]>> = {
    static: [
      [0, 0, 1.04],
      [0, 0, 1.04],
    ],
    'pan-left': [
      [span / 2, 0, 1.04],
      [-span / 2, 0, 1.04],
    ],
    'pan-right': [
      [-span / 2, 0, 1.04],
      [span / 2, 0, 1.04],
    ],
    'zoom-in': [
      [0, 0, 1],
      [0, 0.02, zoomed],
    ],
    'zoom-out': [
      [0, 0.02, zoomed],
      [0, 0, 1],
    ],
    'tilt-up': [
      [0, 0.04, 1.06],
      [0, -0.11 * speed, 1.06],
    ],
    'tilt-down': [
      [0, -0.11 * speed, 1.06],
      [0, 0.04, 1.06],
    ],
    follow: [
      [0, 0, 1.04],
      [0, 0, 1.04],
    ],
    orbit: [
      [-span, 0, 1.08],
      [span, 0, 1.08],
    ],
    'crane-up': [
      [0, 0.05, 1.08],
      [0, -0.12 * speed, 1.04],
    ],
    'crane-down': [
      [0, -0.12 * speed, 1.04],
      [0, 0.05, 1.08],
    ],
  };
  if (move === 'static') return [{ at: 0, x: 0, y: 0, zoom: 1.04 }];
  return Array.from({ length: count + 1 }, (_, i) => {
    const [x, y, zoom] = ends[move][i % 2 === 0 ? 0 : 1];
    return { at: round(i * leg, 3), x: round(x), y: round(y), zoom: round(zoom) };
  });
}
