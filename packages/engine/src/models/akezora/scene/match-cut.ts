/**
 * Match cuts: in the last moments of a scene the camera brings its subject to where the next scene's subject stands, as large as that
 * one; the cut comes when they agree. What the camera cannot do in time, the subject's own path does.
 */

import type { PathPoint, Scene, SceneSubject } from '@akezora/contract';
import { smoothstep } from '../smoothstep.ts';
import { cameraAt, subjectAt } from './motion.ts';
import { pointAt, type Timed, type Values } from './path-times.ts';
import { aspectRatios, type World } from './world.ts';

/** Seconds in which the camera brings the subject to its place. */
export const matchSeconds = 1.25;
/** Seconds before them from which on the path is written point by point, so that it is the same until they begin. */
const lead = 0.5;
const step = 1 / 24;
/** How far the camera goes at most for it, sideways and up, in frame heights, and its zooms. */
const reach = { x: 0.9, up: [-0.12, 0.06], zoom: [1, 1.7] } as const;
/** What is left to the subject: how far up or down, in frame heights, and how many times as large. */
const own = { y: 0.12, size: [0.7, 1.4] } as const;
/** How many times as large a subject is that the eye rests on among others. */
const clearlyLarger = 1.25;
/** Speed sideways, in frame heights a second, from which one sees which way somebody goes. */
const underWay = 0.05;

/** A subject in the frame: its feet from the middle, in frame heights, its height, and its speed sideways over the ground. */
export interface Standing {
  readonly subject: SceneSubject;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly speed: number;
}

const clamp = (value: number, [low, high]: readonly [number, number]) => Math.min(Math.max(value, low), high);

/** Where a subject stands in the frame at `t` seconds. */
export function standingAt(scene: Scene, subject: SceneSubject, t: number): Standing {
  const [{ x, y, size, lift }, camera] = [subjectAt(subject, t), cameraAt(scene, t)];
  const around = Math.max(0, t - 0.25);
  const speed = 2 * (subjectAt(subject, around + 0.5).x - subjectAt(subject, around).x);
  const { zoom } = camera;
  return { subject, x: (x - camera.x) * zoom, y: (y - lift - 0.5 - camera.y) * zoom, size: size * zoom, speed };
}

/** The largest subject that is whole in the frame at `t` seconds, if there is one. */
export const leadAt = (scene: Scene, t: number): Standing | undefined => wholeAt(scene, t)[0];

/** Whether the eye rests on one subject at `t` seconds: it is alone, or clearly larger than the next, and not hidden. */
export function hasClearLead(scene: Scene, t: number): boolean {
  const [first, next] = wholeAt(scene, t);
  return first !== undefined && first.subject.action !== 'hide' && first.size > clearlyLarger * (next?.size ?? 0);
}

/** Subjects that are whole in the frame, the largest first. */
function wholeAt(scene: Scene, t: number): Standing[] {
  const half = aspectRatios[scene.aspect] / 2;
  const all = scene.subjects.map((subject) => standingAt(scene, subject, t));
  const inside = all.filter(
    ({ x, y, size }) => Math.abs(x) < half - 0.3 * size && y < 0.55 && y - size > -0.6 && size > 0.08,
  );
  return inside.sort((a, b) => b.size - a.size);
}

/**
 * A scene whose subject comes to the place and size of the next scene's.
 * @param first the scene before the cut, with its own time
 * @param cut seconds of the first scene
 * @param second the scene after the cut, which begins there
 * @returns undefined where no two subjects can stand at the same place: other media, other ways, or too far
 */
export function matched(first: Scene, cut: number, second: Scene, world: World): Scene | undefined {
  const [a, b] = [leadAt(first, cut), leadAt(second, 0)];
  if (a === undefined || b === undefined || cut < matchSeconds + lead || first.aspect !== second.aspect)
    return undefined;
  if (mediumOf(first, a.subject, world) !== mediumOf(second, b.subject, world)) return undefined;
  if (Math.min(Math.abs(a.speed), Math.abs(b.speed)) > underWay && a.speed * b.speed < 0) return undefined;
  const [now, camera] = [subjectAt(a.subject, cut), cameraAt(first, cut)];
  const zoom = clamp(b.size / now.size, reach.zoom);
  const size = b.size / (now.size * zoom);
  const feet = now.y - now.lift - 0.5;
  const y = clamp(feet - b.y / zoom, reach.up);
  const down = b.y / zoom + y - feet;
  const aside = now.x - b.x / zoom - camera.x;
  if (Math.abs(aside) > reach.x || Math.abs(down) > own.y || size < own.size[0] || size > own.size[1]) return undefined;
  const from = cut - matchSeconds;
  const share = (t: number) => smoothstep((t - from) / matchSeconds);
  const eased = <P extends Timed>(path: readonly P[], value: (t: number) => Values): P[] =>
    rewritten(path, from, cut, value);
  const path = eased(first.camera.path, (t) => {
    const [held, w] = [cameraAt(first, t), share(t)];
    // The camera goes along with the subject while it comes to it.
    const target = subjectAt(a.subject, t).x - b.x / zoom;
    const mix = (one: number, other: number) => one + (other - one) * w;
    return { x: mix(held.x, target), y: mix(held.y, y), zoom: mix(held.zoom, zoom) };
  });
  const subjects = first.subjects.map((subject) =>
    subject !== a.subject
      ? subject
      : {
          ...subject,
          path: eased<PathPoint>(subject.path, (t) => {
            const [at, w] = [subjectAt(subject, t), share(t)];
            return { ...at, y: at.y + down * w, size: at.size * (1 + (size - 1) * w) };
          }),
        },
  );
  return { ...first, camera: { ...first.camera, path }, subjects };
}

/** Where a subject is at home, and whether that is in water: a duck that swims has no feet to match a hen's. */
function mediumOf(scene: Scene, { name }: SceneSubject, world: World): string {
  const wet = world.places.get(scene.place)?.ground?.kind === 'water';
  return `${world.subjects.get(name)?.kind ?? 'ground'} ${wet}`;
}

/** A path with points of its own from a little before `from` until a little after `cut`. */
function rewritten<P extends Timed>(path: readonly P[], from: number, cut: number, value: (t: number) => Values): P[] {
  const begin = from - lead;
  const like = path[0]!;
  const kept = path.filter(({ at }) => at < begin - 0.02);
  const points: P[] = [...kept, pointAt(like, begin, value(begin))];
  points.push({ ...pointAt(like, begin + 0.001, value(begin)), cut: true });
  for (let t = begin + step; t < cut + 2 * step; t += step) points.push(pointAt(like, t, value(t)));
  return points;
}
