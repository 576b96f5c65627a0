/**
 * The scene of an extension under another prompt: until the join it is the earlier scene; from there on the prompt changes what it
 * names, and everybody begins where they are, as fast as they are.
 */
import type { Brief, PathPoint, Scene, SceneSubject } from '@akezora/contract';
import { cameraFollowing } from './camera-following.ts';
import { isCalled } from './continuity.ts';
import { cameraAt, headingRight, subjectAt } from './motion.ts';
import { pointAt, shifted, speedsAt, type Timed, type Values } from './path-times.ts';
import { round } from './paths.ts';
import type { Shot } from './shot.ts';
import { aspectRatios } from './world.ts';

/** Seconds between the points of a way that begins at the join. */
const step = 1 / 8;
/** Seconds in which somebody comes from one speed to another, or the camera from one place to another. */
const ease = 0.4;
/** Seconds in which somebody new comes in. */
const entrance = 1.6;

/** What an extension is made of. */
export interface Join {
  /** The earlier scene, which goes on over the whole clip. */
  readonly earlier: Scene;
  /** The new part alone, staged from the prompt completed from the earlier scene. */
  readonly staged: Scene;
  /** Brief of the prompt alone. */
  readonly prompted: Brief;
  /** Seconds of the clip at which the new part begins. */
  readonly at: number;
}

/** The shots of an extension: one if the place and its light stay, else a second one from the join on. */
export function joinedShots(join: Join): Shot[] {
  const { earlier, staged, at } = join;
  const before: Shot = { from: 0, scene: earlier };
  if (staged.place !== earlier.place) return [before, { from: at, scene: staged }];
  const scene = goingOn(join);
  const { time, weather, style } = staged;
  const lit = (['time', 'weather', 'style'] as const).every((key) => staged[key] === earlier[key]);
  if (lit) return [{ from: 0, scene }];
  const later: Scene = { ...shiftedTo(scene, at), time, weather, style, sky: skyOf(staged, earlier) };
  return [before, { from: at, scene: later }];
}

/** The sky of another light: the clouds stay where they are. */
function skyOf(staged: Scene, earlier: Scene): Scene['sky'] {
  const isCloud = ({ name }: Scene['sky'][number]) => name === 'cloud';
  if (staged.weather !== earlier.weather) return staged.sky;
  return [...staged.sky.filter((thing) => !isCloud(thing)), ...earlier.sky.filter(isCloud)];
}

/** The part of a scene from a time on, as long as what is left. */
const shiftedTo = (scene: Scene, at: number): Scene => ({
  ...scene,
  seconds: round(scene.seconds - at, 3),
  clock: round((scene.clock ?? 0) + at, 3),
  camera: { ...scene.camera, path: shifted(scene.camera.path, at) },
  subjects: scene.subjects.map((subject) => ({ ...subject, path: shifted(subject.path, at) })),
});

function goingOn(join: Join): Scene {
  const { earlier, staged, prompted, at } = join;
  const left = [...staged.subjects];
  const take = (like: SceneSubject) => {
    const found = left.findIndex((one) => one.name === like.name && one.actor === like.actor);
    return found < 0 ? undefined : left.splice(found, 1)[0];
  };
  const subjects = earlier.subjects.map((subject) => {
    const asked = prompted.subjects.find(({ name }) => isCalled(subject, name));
    const part = take(subject);
    const moved = asked !== undefined && (asked.motion !== null || asked.action !== null || asked.relation !== null);
    const colour = asked?.colour == null ? {} : { colour: asked.colour };
    if (part === undefined || !moved) return { ...subject, ...colour };
    return { ...subject, ...colour, ...doing(part, headingRight(subject, at)), path: turnedTo(subject, part, join) };
  });
  const named = (one: SceneSubject) => prompted.subjects.some(({ name }) => isCalled(one, name));
  const newcomers = left.filter(named).map((one) => ({ ...one, path: comingIn(one, join) }));
  const scene = { ...earlier, subjects: [...subjects, ...newcomers] };
  const camera = prompted.camera === null ? cameraFollowing(scene, at, scene.seconds) : movedCamera(join);
  return { ...scene, camera };
}

const doing = ({ motion, action }: SceneSubject, flip: boolean) => ({
  motion,
  flip,
  ...(action === undefined ? {} : { action }),
});

/** The points of a path up to a time, which end there. */
function until<P extends Timed>(path: readonly P[], at: number, now: Values): P[] {
  const kept = path.filter((point) => point.at < at - 0.02);
  return [...kept, pointAt(path[0]!, at, now)];
}

/** A subject's way until the join, and from there on the way that is asked of it, from where it is and as fast as it is. */
function turnedTo(subject: SceneSubject, part: SceneSubject, { earlier, at }: Join): PathPoint[] {
  const now = subjectAt(subject, at);
  const pace = speedsAt(subject.path, at);
  const begin = startOf(part, now.lift);
  const from = subjectAt(part, begin);
  const its = speedsAt(part.path, begin + 0.02);
  // Who hops where it is staged hops on its way here.
  const hops = part.motion === 'jump';
  const like = subject.path[0]!;
  const points: PathPoint[] = until(subject.path, at, { ...now });
  points.push({ ...pointAt(like, at + 0.001, { ...now }), cut: true });
  for (let t = step; points.at(-1)!.at < earlier.seconds; t += step) {
    const asked = subjectAt(part, begin + t);
    const rest = ease * (1 - Math.exp(-t / ease));
    const moved = (key: 'x' | 'y') => now[key] + asked[key] - from[key] + (2 * pace[key]! - its[key]!) * rest;
    points.push(
      pointAt(like, at + t, {
        x: hops ? subjectAt(subject, at + t).x : moved('x'),
        y: moved('y'),
        size: (now.size * asked.size) / from.size,
        lift: Math.max(0, now.lift + asked.lift - from.lift),
      }),
    );
  }
  return points;
}

/** The time within a way's first second and a half at which its height is most like the one it begins from. */
function startOf(part: SceneSubject, lift: number): number {
  let best = 0;
  const off = (t: number) => Math.abs(subjectAt(part, t).lift - lift);
  for (let t = 0; t <= 1.5; t += 1 / 24) if (off(t) < off(best) - 1e-3) best = t;
  return best;
}

/** The way of somebody new: from beyond the edge that it comes from to where it was staged, and on from there. */
function comingIn(part: SceneSubject, { earlier, staged, at }: Join): PathPoint[] {
  // Where it is staged in the frame, whatever the camera goes along with.
  const inFrame = (t: number) => subjectAt(part, t).x - cameraAt(staged, t).x;
  const { zoom } = cameraAt(earlier, at);
  const [first, later] = [inFrame(0), inFrame(entrance)];
  const facing = headingRight(part, 0.5) ? 1 : -1;
  const way = Math.abs(later - first) > 0.1 ? Math.sign(later - first) : facing;
  const edge = -way * (aspectRatios[earlier.aspect] / 2 / zoom + subjectAt(part, 0).size / 2 + 0.15);
  const like = part.path[0]!;
  const points: PathPoint[] = [];
  for (let t = 0; points.length === 0 || points.at(-1)!.at < earlier.seconds; t += step) {
    // Slows down from the pace of its entrance to its own.
    const rest = Math.max(0, 1 - t / entrance) ** 2;
    const x = cameraAt(earlier, at + t).x + inFrame(t) + (edge - first) * rest;
    points.push(pointAt(like, at + t, { ...subjectAt(part, t), x }));
  }
  return points;
}

/** The camera until the join, and from there on the move that is asked of it, from where it is. */
function movedCamera({ earlier, staged, at }: Join): Scene['camera'] {
  const now = cameraAt(earlier, at);
  const from = cameraAt(staged, 0);
  const pace = speedsAt(earlier.camera.path, at);
  const like = earlier.camera.path[0]!;
  const path = until(earlier.camera.path, at, now);
  path.push({ ...pointAt(like, at + 0.001, now), cut: true });
  for (let t = step; path.at(-1)!.at < earlier.seconds; t += step) {
    const asked = cameraAt(staged, t);
    const rest = ease * (1 - Math.exp(-t / ease));
    const moved = (key: 'x' | 'y') => now[key] + asked[key] - from[key] + 2 * pace[key]! * rest;
    path.push(pointAt(like, at + t, { x: moved('x'), y: moved('y'), zoom: (now.zoom * asked.zoom) / from.zoom }));
  }
  return { ...staged.camera, path };
}
