/**
 * The seam of a loop of a clip that exists: from its end everything goes on, without a jump and without turning back where it is on
 * its way, to where it was at its start.
 */
import type { PathPoint, Scene, SceneSubject } from '@akezora/contract';
import { periodOf } from './lengthened.ts';
import { keysOf, pointAt, speedsAt, type Timed, type Values, valuesAt } from './path-times.ts';
import { round } from './paths.ts';
import { aspectRatios } from './world.ts';

/** Seconds between points of a seam. */
const step = 1 / 8;
/** How far beyond the edge of the frame somebody goes who leaves it, in frame heights. */
const beyond = 0.12;
/** Way over the clip from which somebody is on its way, in frame heights. */
const leastWay = 0.08;

/** A scene whose first `end` seconds stay as they are, and which is after `seconds` as at 0. */
export function closedScene(scene: Scene, end: number, seconds: number): Scene {
  const camera = { ...scene.camera, path: straightBack(scene.camera.path, end, seconds) };
  const half = aspectRatios[scene.aspect] / 2 / Math.min(...camera.path.map(({ zoom }) => zoom));
  const swing = Math.max(...camera.path.map(({ x }) => Math.abs(x)));
  const subjects = scene.subjects.map((one) => ({ ...one, path: closedPath(one, end, seconds, half + swing) }));
  return { ...scene, seconds, loop: end, camera, subjects };
}

function closedPath({ path }: SceneSubject, end: number, seconds: number, half: number): PathPoint[] {
  if (path.length < 2) return path;
  const [from, to] = [valuesAt(path, 0), valuesAt(path, end)];
  const period = periodOf(path.filter(({ at }) => at <= end));
  if (period !== undefined) return hastened(path, period, end, seconds);
  const across = to.x! - from.x!;
  return Math.abs(across) > leastWay
    ? roundAbout(path, Math.sign(across), end, seconds, half + to.size! / 2 + beyond)
    : straightBack(path, end, seconds);
}

/** The value between two, of which each has its speed (a cubic Hermite spline). */
function between(a: number, speedA: number, b: number, speedB: number, u: number, length: number): number {
  const [s, t] = [u * u * (3 - 2 * u), u * (u - 1) ** 2];
  return a + (b - a) * s + length * (speedA * t + speedB * u * u * (u - 1));
}

const whole = <P extends Timed>(path: readonly P[], end: number): P[] => {
  const like = path[0]!;
  const now = valuesAt(path, end);
  const kept = path.filter(({ at }) => at < end - 0.02);
  return [...kept, pointAt(like, end, now), { ...pointAt(like, end + 0.001, now), cut: true }];
};

/** What lies after the loop's end is its start again: its speed there is right. */
const again = <P extends Timed>(path: readonly P[], seconds: number): P =>
  pointAt(path[0]!, seconds + step, valuesAt(path, step));

/** From the end back to the start, as fast as it was going at both. */
function straightBack<P extends Timed>(path: readonly P[], end: number, seconds: number): P[] {
  if (path.length < 2) return [...path];
  const [a, b] = [valuesAt(path, end), valuesAt(path, 0)];
  const [speedA, speedB] = [speedsAt(path, end), speedsAt(path, 0)];
  const length = seconds - end;
  const points = whole(path, end);
  const count = Math.max(2, Math.round(length / step));
  for (let i = 1; i <= count; i += 1) {
    const u = i / count;
    const values: Values = {};
    for (const key of keysOf(path)) values[key] = between(a[key]!, 2 * speedA[key]!, b[key]!, speedB[key]!, u, length);
    points.push(pointAt(path[0]!, end + u * length, values));
  }
  return [...points, again(path, seconds)];
}

/** On its way out of the frame, and in again on the other side. */
function roundAbout(path: PathPoint[], way: number, end: number, seconds: number, edge: number): PathPoint[] {
  const [a, b] = [valuesAt(path, end), valuesAt(path, 0)];
  const [speedA, speedB] = [speedsAt(path, end).x!, speedsAt(path, 0).x!];
  const [out, back] = [Math.max(0.05, edge - way * a.x!), Math.max(0.05, edge + way * b.x!)];
  const length = seconds - end;
  const first = (length * out) / (out + back);
  const pace = (way * (out + back)) / length;
  const points = whole(path, end);
  const piece = (values: Values, begin: number, took: number, x: (u: number) => number, cut: boolean) => {
    const count = Math.max(3, Math.round(took / step));
    for (let i = cut ? 0 : 1; i <= count; i += 1) {
      const at = begin + (took * i) / count + (i === 0 ? 0.001 : 0);
      points.push({ ...pointAt(path[0]!, at, { ...values, x: x(i / count) }), ...(i === 0 ? { cut: true } : {}) });
    }
  };
  piece(a, end, first, (u) => between(a.x!, 2 * speedA, way * edge, pace, u, first), false);
  const rest = length - first;
  piece(b, end + first, rest, (u) => between(-way * edge, pace, b.x!, speedB, u, rest), true);
  return [...points, again(path, seconds)];
}

/** A path that repeats by itself, from the end on a little quicker or slower, so that the start comes in time. */
function hastened(path: PathPoint[], period: number, end: number, seconds: number): PathPoint[] {
  const length = seconds - end;
  const turns = Math.max(1, Math.round(seconds / period), Math.ceil((end + 0.3 * length) / period));
  const pace = (turns * period - end) / length;
  const kept = path.filter(({ at }) => at <= end);
  const cycle = kept.filter(({ at }) => at > kept.at(-1)!.at - period + 1e-3);
  const points = [...kept];
  for (let turn = 1; points.at(-1)!.at < seconds; turn += 1) {
    for (const point of cycle) {
      const at = round(end + (point.at + turn * period - end) / pace, 3);
      if (at > points.at(-1)!.at) points.push({ ...point, at });
    }
  }
  return points;
}
