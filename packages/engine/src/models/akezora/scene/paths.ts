/**
 * Paths of subjects and cameras: a few points for each motion, for clips of any length. Long clips consist of legs: who comes
 * nearer goes away again and comes back, so that it stays in view. What `training/world/paths.py` has under the same names is
 * the same.
 */
import type { PathPoint, Scene } from '@akezora/contract';

const legSeconds = 10;
/** Seconds of a hop. */
export const hopSeconds = 0.8;
const turnSeconds = 5;

/** Rounds a value as scenes are written. */
export const round = (value: number, digits = 4) => Math.round(value * 10 ** digits) / 10 ** digits;

/** A point of a path, rounded as scenes are written. */
export function point(at: number, x: number, y: number, size: number, lift = 0): PathPoint {
  return { at: round(at, 3), x: round(x), y: round(y), size: round(size), lift: round(lift) };
}

/** How many legs a clip of some length has. */
export const legs = (seconds: number) => Math.max(1, Math.ceil(seconds / legSeconds));

/** Position and size of a subject at one time. */
export type Stance = readonly [x: number, y: number, size: number, lift: number];

function swing(seconds: number, start: Stance, end: Stance): PathPoint[] {
  const count = legs(seconds);
  return Array.from({ length: count + 1 }, (_, i) => point((i * seconds) / count, ...(i % 2 === 0 ? start : end)));
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

/** Shares of a hop at which its parabola needs points. */
const hopShares = [0, 0.12, 0.3, 0.5, 0.7, 0.88];

/** Times at which a path of hops needs points. `offset`: how far into a hop it starts, 0 to 1. */
export function hopTimes(seconds: number, offset: number): number[] {
  const times = [0];
  for (let start = -offset * hopSeconds; start < seconds; start += hopSeconds) {
    for (const u of hopShares) if (start + u * hopSeconds > 0) times.push(start + u * hopSeconds);
  }
  return times;
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

/** A view of the camera. */
export type CameraEnd = readonly [x: number, y: number, zoom: number];

/** Both ends of a camera's move in a leg of a clip. `speed` is about 1. */
export function cameraEnds(
  move: Scene['camera']['move'],
  seconds: number,
  speed: number,
): readonly [CameraEnd, CameraEnd] {
  const leg = seconds / legs(seconds);
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
  return ends[move];
}
