/** How far and how fast a subject goes along its path, measured in its own sizes. The same as `training/world/pace.py`. */
import type { SceneSubject } from '@akezora/contract';
import { along, headingRight } from './motion.ts';
import type { Clock } from './recurrence.ts';

/** Reach in seconds over which speeds are taken. */
const step = 0.05;

type Point = readonly [x: number, y: number, size: number];

/** What brings a subject nearer counts as way, too. */
const way = (a: Point, b: Point): number => Math.hypot(b[0] - a[0], b[1] - a[1], 1.5 * (b[2] - a[2]));

const at = ({ path }: SceneSubject, t: number) => along(path, ['x', 'y', 'size'], t) as [number, number, number];

/** The time nearest to `t` at which the path still moves. */
export function within({ path }: SceneSubject, t: number): number {
  const first = path[0]!.at + step;
  return Math.min(Math.max(t, first), Math.max(first, path.at(-1)!.at - step));
}

/** Speed of a subject in its own sizes a second: sideways, up the ground, and by growing. */
export function speedAt(subject: SceneSubject, t: number): number {
  const now = within(subject, t);
  const [a, b] = [at(subject, now - step), at(subject, now + step)];
  return way(a, b) / (2 * step) / ((a[2] + b[2]) / 2);
}

/** How fast it rises (positive) and goes on sideways, in frame heights a second. */
export function courseAt(subject: SceneSubject, t: number): { readonly up: number; readonly across: number } {
  const now = within(subject, t);
  const values = (seconds: number) => along(subject.path, ['x', 'y', 'lift'], seconds) as [number, number, number];
  const [a, b] = [values(now - step), values(now + step)];
  return { up: (b[2] - b[1] - a[2] + a[1]) / (2 * step), across: Math.abs(b[0] - a[0]) / (2 * step) };
}

/** Mean speed over the whole path: the pace of its steps must not change while it goes. */
export function meanSpeed({ path }: SceneSubject): number {
  let [length, size] = [0, 0];
  for (const [i, point] of path.entries()) {
    size += point.size / path.length;
    const last = path[i - 1];
    if (last !== undefined && point.cut !== true)
      length += way([last.x, last.y, last.size], [point.x, point.y, point.size]);
  }
  return length / Math.max(path.at(-1)!.at - path[0]!.at, 0.1) / size;
}

/** The way that it has gone by `t` seconds, in its own sizes. */
export function distanceAt(subject: SceneSubject, t: number): number {
  const { path } = subject;
  let gone = 0;
  for (const [i, point] of path.entries()) {
    const next = path[i + 1];
    if (next === undefined || point.at >= t) break;
    if (next.cut === true) continue;
    const end: Point = next.at <= t ? [next.x, next.y, next.size] : at(subject, t);
    gone += way([point.x, point.y, point.size], end) / ((point.size + end[2]) / 2);
  }
  return gone;
}

/**
 * The way that counts for its steps, in its own sizes: what it has gone, or in a loop, which must end as it began, what it goes on
 * the whole in the time that has passed.
 */
export function wayAt(subject: SceneSubject, t: number, clock: Clock): number {
  const mean = meanSpeed(subject);
  if (clock.loops) return mean < 1e-6 ? 0 : clock.recurring(t, 1 / mean) * mean;
  return distanceAt(subject, t) - distanceAt(subject, 0) + clock.ahead * mean;
}

/** Which way a subject looks that keeps its side: where its path leads on the whole, or by `flip`. */
export function keepsRight(subject: SceneSubject): boolean {
  const led = subject.path.at(-1)!.x - subject.path[0]!.x;
  return Math.abs(led) > 0.25 ? led > 0 : subject.flip;
}

/** Which way a subject looks at `t` seconds: where it goes, and after it has come to rest where it went. */
export const looksRight = (subject: SceneSubject, t: number): boolean => headingRight(subject, within(subject, t));
