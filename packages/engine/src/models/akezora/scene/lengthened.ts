/** Paths that go on after their end. */
import { keysOf, pointAt, speedsAt, type Timed, type Values, valuesAt } from './path-times.ts';
import { round } from './paths.ts';

/** Seconds between the points of a way that goes on. */
const step = 1 / 4;
/** Seconds in which a speed comes to the one that lasts. */
const ease = 0.4;
/** Speed sideways from which something is on its way, in frame heights a second. */
const underWay = 0.02;
/** How far things can come and go: the nearest and the farthest. */
const bounds = { size: [0.03, 0.95], lift: [0, 0.75], zoom: [0.8, 2.2] } as const;
/** Lowest point of the ground that feet stand on in the frame, and how near they come to the horizon. */
const [nearest, farthest] = [0.97, 0.03];

/**
 * A path that goes on to `until` seconds. One that comes back to where it was does so again and again; sideways the way goes on at
 * its mean speed; towards and away, up and down, it arrives. What has come to rest before `end` stays at rest.
 * @param end seconds at which the scene of the path ended
 */
export function lengthened<P extends Timed>(path: readonly P[], end: number, until: number, horizon: number): P[] {
  const last = path.at(-1)!;
  if (path.length < 2 || last.at >= until || last.at < end - 0.3) return [...path];
  const period = periodOf(path);
  if (period !== undefined) return repeated(path, period, until);
  return [...path, ...(evenly(path, end, until) ?? wayOn(path, until, horizon))];
}

/** Differences of values, in frame heights, that nobody sees. */
const unseen = 0.002;

/** The points of a path that goes on as it went in its last two steps, if those are alike and the last is after the scene's end. */
function evenly<P extends Timed>(path: readonly P[], end: number, until: number): P[] | undefined {
  const [before, from, last] = path.slice(-3);
  if (before === undefined || from === undefined || last === undefined || from.at < end - 1e-3) return undefined;
  const seconds = last.at - from.at;
  const [a, b, c] = [before, from, last].map((point) => valuesAt(path, point.at)) as [Values, Values, Values];
  const even = keysOf(path).every((key) => Math.abs(c[key]! - 2 * b[key]! + a[key]!) < unseen);
  if (!even || Math.abs(seconds - (from.at - before.at)) > 0.01) return undefined;
  const count = Math.ceil((until - last.at) / seconds) + 1;
  return Array.from({ length: count }, (_, i) => {
    const values = Object.fromEntries(keysOf(path).map((key) => [key, c[key]! + (i + 1) * (c[key]! - b[key]!)]));
    return pointAt(last, last.at + (i + 1) * seconds, values);
  });
}

/** After how many seconds a path comes to the same point again in the same direction, as it does at its end. */
export function periodOf(path: readonly Timed[]): number | undefined {
  const last = path.at(-1)!;
  const first = path[0]!.at;
  const near = (a: Values, b: Values, most: number) =>
    Object.keys(a).every((key) => Math.abs(a[key]! - b[key]!) < most);
  const ends = path.slice(0, -1).reverse();
  for (const { at } of ends) {
    const period = last.at - at;
    if (!near(valuesAt(path, at), valuesAt(path, last.at), 0.004)) continue;
    const half = valuesAt(path, last.at - period / 2);
    const quarter = valuesAt(path, last.at - period / 4);
    const moves = !near(half, valuesAt(path, last.at), 0.01) || !near(quarter, valuesAt(path, last.at), 0.01);
    const before = at - Math.min(0.25 * period, at - first);
    const repeats = near(valuesAt(path, before), valuesAt(path, before + period), 0.03);
    if (moves && repeats) return period;
  }
  return undefined;
}

/** A path whose last `period` seconds come again. */
function repeated<P extends Timed>(path: readonly P[], period: number, until: number): P[] {
  const last = path.at(-1)!.at;
  const cycle = path.filter(({ at }) => at > last - period + 1e-3);
  const points = [...path];
  for (let turn = 1; points.at(-1)!.at < until; turn += 1)
    points.push(...cycle.map((point) => ({ ...point, at: round(point.at + turn * period, 3) })));
  return points;
}

/** The points of a way from a path's end on. They begin a piece of their own, so that what has been seen stays as it was. */
function wayOn<P extends Timed>(path: readonly P[], until: number, horizon: number): P[] {
  const last = path.at(-1)!;
  const [from, now] = [valuesAt(path, last.at), speedsAt(path, last.at)];
  const half = (last.at + path[0]!.at) / 2;
  const middle = valuesAt(path, half);
  const ways = keysOf(path).map((key) => {
    // A spline ends at half its speed, and begins at half of it again.
    const speed = 2 * now[key]!;
    const mean = (from[key]! - middle[key]!) / (last.at - half);
    const sideways = key === 'x' && Math.abs(mean) > underWay;
    return [key, sideways ? cruising(from[key]!, speed, mean) : arriving(key, from[key]!, speed, horizon)] as const;
  });
  const points: P[] = [{ ...pointAt(last, last.at + 0.001, from), cut: true }];
  for (let at = last.at + step; points.at(-1)!.at < until; at += step) {
    const values = Object.fromEntries(ways.map(([key, way]) => [key, way(at - last.at)]));
    points.push(pointAt(last, at, values));
  }
  return points;
}

/** A way at a speed that comes to a lasting one. */
const cruising = (from: number, speed: number, lasting: number) => (t: number) =>
  from + lasting * t + (speed - lasting) * ease * (1 - Math.exp(-t / ease));

/** A way that slows down, and ends where there is no farther. */
function arriving(key: string, from: number, speed: number, horizon: number): (t: number) => number {
  const range = rangeOf(key, from, horizon);
  if (range === undefined || Math.abs(speed) < 1e-4) return (t) => from + speed * ease * (1 - Math.exp(-t / ease));
  const to = speed > 0 ? Math.max(range[1], from) : Math.min(range[0], from);
  if (Math.abs(to - from) < 1e-3) return () => from;
  return (t) => to - (to - from) * Math.exp((-speed * t) / (to - from));
}

function rangeOf(key: string, from: number, horizon: number): readonly [number, number] | undefined {
  if (key === 'size' || key === 'lift' || key === 'zoom') return bounds[key];
  if (key !== 'y') return undefined;
  return [Math.min(horizon + farthest, from), Math.max(nearest, from)];
}
