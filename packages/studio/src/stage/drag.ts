/** What a drag does to a scene. */
import type { PathPoint, Scene } from '@akezora/contract';
import { along, moveThing, round, subjectAt, type Thing } from './geometry.ts';
import { depthOf, projectionAt } from './layers.ts';

/** Paths with more points than this (hops, circles) are bent as a whole: no single point is pulled out of them. */
export const handleLimit = 16;

/** The number of the path point that is nearest in time. */
export function nearestPoint(path: readonly PathPoint[], t: number): number {
  let nearest = 0;
  for (const [i, { at }] of path.entries()) if (Math.abs(at - t) < Math.abs((path[nearest]?.at ?? 0) - t)) nearest = i;
  return nearest;
}

/** How far a path at `t` goes along with its point `index`. */
function weightOf(path: readonly PathPoint[], index: number, t: number): number {
  const bent = path.map(({ at, cut }, i) => ({ at, x: i === index ? 1 : 0, ...(cut === undefined ? {} : { cut }) }));
  return along(bent, ['x'], t)[0] ?? 1;
}

/** How much of a drag each point of a path takes part in. */
function shares(path: readonly PathPoint[], t: number, seconds: number): readonly number[] {
  if (path.length > handleLimit) {
    const reach = Math.max(1, 0.25 * seconds);
    return path.map(({ at }) => Math.cos(Math.min(1, Math.abs(at - t) / reach) * (Math.PI / 2)) ** 2);
  }
  const nearest = nearestPoint(path, t);
  // Halfway between two points the nearest moves further, so that what is dragged stays under the pointer.
  const share = 1 / Math.max(0.4, weightOf(path, nearest, t));
  return path.map((_, i) => (i === nearest ? share : 0));
}

/**
 * A thing dragged at a moment. Of a subject the path's nearest point moves; with `whole` the whole path. What was dragged is then
 * where the pointer has taken it.
 * @param dx, dy in frame heights on the stage
 */
export function dragThing(
  scene: Scene,
  thing: Thing,
  t: number,
  { dx, dy, whole = false }: { readonly dx: number; readonly dy: number; readonly whole?: boolean },
): Scene {
  const { scale } = projectionAt(scene, t, depthOf(thing));
  const subject = thing.kind === 'subjects' ? scene.subjects[thing.index] : undefined;
  if (subject === undefined || whole || subject.path.length === 1)
    return moveThing(scene, thing, dx / scale, dy / scale);
  const share = shares(subject.path, t, scene.seconds);
  const path = subject.path.map((point, i) => ({
    ...point,
    x: round(point.x + dx * (share[i] ?? 0)),
    y: round(point.y + dy * (share[i] ?? 0)),
  }));
  return { ...scene, subjects: scene.subjects.map((one, i) => (i === thing.index ? { ...one, path } : one)) };
}

/** Where a thing stands on the stage at a moment: the middle of its foot (in the sky its middle), and its height. */
export function standOf(
  scene: Scene,
  thing: Thing,
  t: number,
): { readonly x: number; readonly y: number; readonly size: number } {
  const to = projectionAt(scene, t, depthOf(thing));
  if (thing.kind === 'subjects') {
    const subject = scene.subjects[thing.index];
    if (subject === undefined) return { x: 0, y: 0, size: 1 };
    const { x, y, size, lift } = subjectAt(subject, t);
    return { x, y: y - lift, size };
  }
  const one = scene[thing.kind][thing.index];
  return one === undefined ? { x: 0, y: 0, size: 1 } : { x: to.x(one.x), y: to.y(one.y), size: one.size * to.scale };
}
