/** Changes of who and what is seen: replaced, added, removed, in another number, doing something else. */
import type { BriefSubject, BriefThing, Scene, SceneSubject } from '@akezora/contract';
import { cameraAt, subjectAt } from '../motion.ts';
import { round } from '../paths.ts';
import { isExcluded } from '../staging/set.ts';
import { aspectRatios, type World } from '../world.ts';
import { asInBrief, type ChangeStage, calledName, stagedIn } from './context.ts';

const kindOf = (world: World, { name }: SceneSubject) => world.subjects.get(name)?.kind;

/** Subjects of a scene's place that do what is asked, alone. */
const alone = (scene: Scene, asked: BriefSubject, how: ChangeStage): SceneSubject | undefined =>
  stagedIn(scene, { subjects: [{ ...asked, count: 1, relation: null }] }, how).subjects[0];

/** Somebody in the place of somebody else: on the same way, as large as it is beside it in the world. */
export function withReplaced(
  scene: Scene,
  { from, to, colour }: { readonly from: string; readonly to: string; readonly colour: BriefSubject['colour'] },
  how: ChangeStage,
): Scene {
  const subjects = scene.subjects.map((old) => {
    if (calledName(old) !== from) return old;
    const was = alone(scene, { ...asInBrief(old), colour: null }, how);
    const is = alone(scene, { ...asInBrief(old), name: to, colour }, how);
    if (is === undefined || was === undefined) return old;
    const { path, phase, flip, motion, action } = old;
    if (kindOf(how.world, is) !== kindOf(how.world, old)) return { ...is, phase, flip };
    const scale = subjectAt(is, 0).size / subjectAt(was, 0).size;
    const sized = path.map((point) => ({ ...point, size: round(Math.min(point.size * scale, 1.5)) }));
    return { ...is, motion, ...(action === undefined ? {} : { action }), phase, flip, path: sized };
  });
  const props = scene.props.map((prop) => (prop.name === from ? { ...prop, name: to } : prop));
  return { ...scene, subjects, props };
}

/** How far the camera has gone along at a time, if it goes along with somebody. */
function wentAlong(scene: Scene, t: number): number {
  const from = cameraAt(scene, 0).x;
  return Math.abs(cameraAt(scene, scene.seconds).x - from) > 0.3 ? cameraAt(scene, t).x - from : 0;
}

/**
 * The place in the frame that is farthest from everybody, for something as wide as `size`.
 * @param way how far it goes against the camera over the scene: it should still be in the frame then. Default 0.
 */
function freeSpot(scene: Scene, size: number, way = 0): number {
  const camera = cameraAt(scene, 0);
  const half = Math.max(0.05, aspectRatios[scene.aspect] / 2 / camera.zoom - size * 0.6);
  const taken = scene.subjects.map((subject) => subjectAt(subject, 0).x);
  const spots = Array.from({ length: 13 }, (_, i) => camera.x + half * (i / 6 - 1));
  const room = (x: number) => {
    const apart = Math.min(1, ...taken.map((other) => Math.abs(other - x)));
    const beyond = Math.max(0, Math.abs(x + way - camera.x) - half);
    return (apart < 0.2 ? apart - 1 : apart) - 0.15 * Math.abs(x - camera.x) - 2 * beyond;
  };
  return spots.reduce((best, x) => (room(x) > room(best) ? x : best));
}

/** A subject that is at `x` at first, and comes along with the camera where it would be left behind. */
function broughtTo(subject: SceneSubject, scene: Scene, x: number): SceneSubject {
  const now = subjectAt(subject, 0);
  const follows = wentAlong(scene, scene.seconds) !== 0;
  if (!follows) return { ...subject, path: subject.path.map((one) => ({ ...one, x: round(one.x - now.x + x) })) };
  const count = Math.ceil(scene.seconds * 4) + 1;
  const path = Array.from({ length: count }, (_, i) => {
    const { y, size, lift } = subjectAt(subject, i / 4);
    return { at: i / 4, x: round(x + wentAlong(scene, i / 4)), y, size, lift };
  });
  return { ...subject, path };
}

/** Somebody more: beside its like on the same way, or where there is room. */
export function withAdded(scene: Scene, asked: BriefSubject, how: ChangeStage): Scene {
  const like = scene.subjects.find((subject) => calledName(subject) === asked.name);
  const doing = withSomethingToDo(asked, scene);
  let now = scene;
  for (let i = 0; i < (asked.count ?? 1) && now.subjects.length < 16; i += 1) {
    const one = like === undefined ? alone(scene, doing, how) : undefined;
    if (like === undefined && one === undefined) return now;
    const more =
      one === undefined ? beside(like!, now, asked.colour) : broughtTo(one, now, freeSpot(now, subjectAt(one, 0).size));
    now = { ...now, subjects: [...now.subjects, more] };
  }
  return now;
}

/** Who comes without a word of what it does stands there, or goes along where the camera does. */
function withSomethingToDo(asked: BriefSubject, scene: Scene): BriefSubject {
  const [first] = scene.subjects;
  if (asked.action !== null || asked.motion !== null) return asked;
  if (first === undefined || wentAlong(scene, scene.seconds) === 0)
    return { ...asked, action: 'stand', motion: 'still' };
  return { ...asked, action: first.action ?? null, motion: first.motion };
}

function beside(like: SceneSubject, scene: Scene, colour: BriefSubject['colour']): SceneSubject {
  const { x, size } = subjectAt(like, 0);
  const against = (t: number) => subjectAt(like, t).x - cameraAt(scene, t).x;
  const off = freeSpot(scene, size, against(scene.seconds) - against(0)) - x;
  const twins = scene.subjects.filter((one) => calledName(one) === calledName(like)).length;
  const path = like.path.map((point) => ({
    ...point,
    x: round(point.x + off),
    y: round(point.y + 0.02 * (twins % 2)),
  }));
  return { ...like, ...(colour === null ? {} : { colour }), phase: round((like.phase + 0.31 * twins) % 1), path };
}

/** A thing more, where there is room. */
export function withThing(scene: Scene, thing: BriefThing, how: ChangeStage): Scene {
  const staged = stagedIn(scene, { things: [{ ...thing, relation: null }] }, how);
  const count = thing.count ?? 1;
  const { strips } = how.world.staging;
  const laid = staged.props.filter(
    ({ name }) => (strips[name]?.of ?? name) === thing.name && strips[name] !== undefined,
  );
  if (laid.length > 0) return { ...scene, props: [...scene.props, ...laid].sort((a, b) => a.y - b.y) };
  const props = staged.props.filter(({ name }) => name === thing.name).slice(0, count);
  const sky = staged.sky.filter(({ name }) => name === thing.name).slice(0, count);
  const placed = props.map((prop, i) => ({ ...prop, x: round(freeSpot(scene, prop.size) + 0.35 * i) }));
  return { ...scene, props: [...scene.props, ...placed].sort((a, b) => a.y - b.y), sky: [...scene.sky, ...sky] };
}

/** Nobody and nothing of a name any more, nor of the kind that it is the usual word for. */
export function without(scene: Scene, name: string, { world }: ChangeStage): Scene {
  const kind = name.split(' ').at(-1)!;
  const words = world.staging.kinds[kind]?.includes(name) === true ? [name, kind] : [name];
  const stays = (one: string) => !isExcluded(world, one, words);
  return {
    ...scene,
    subjects: scene.subjects.filter((subject) => stays(calledName(subject))),
    props: scene.props.filter((prop) => stays(prop.name)),
    sky: scene.sky.filter((thing) => stays(thing.name)),
  };
}

/** As many of somebody as asked. */
export function withCount(scene: Scene, name: string, count: number, how: ChangeStage): Scene {
  const all = scene.subjects.filter((subject) => calledName(subject) === name);
  const gone = new Set(all.slice(count));
  if (all.length >= count) return { ...scene, subjects: scene.subjects.filter((subject) => !gone.has(subject)) };
  return withAdded(scene, { ...asInBrief(all[0]!), name, count: count - all.length }, how);
}

/** Somebody, or something, changed by a rule. */
export const withEach = (
  scene: Scene,
  name: string,
  subject: (one: SceneSubject) => SceneSubject,
  prop: (one: Scene['props'][number]) => Scene['props'][number],
): Scene => ({
  ...scene,
  subjects: scene.subjects.map((one) => (calledName(one) === name ? subject(one) : one)),
  props: scene.props.map((one) => (one.name === name ? prop(one) : one)),
});

/** Somebody who does something else, from where it stands; the camera goes along with the first as it does. */
export function withAction(
  scene: Scene,
  name: string,
  { action, motion }: Pick<BriefSubject, 'action' | 'motion'>,
  how: ChangeStage,
): Scene {
  const [first] = scene.subjects;
  let camera = scene.camera;
  const subjects = scene.subjects.map((old) => {
    if (calledName(old) !== name) return old;
    const staged = stagedIn(scene, { subjects: [{ ...asInBrief(old), action, motion }] }, how);
    const [is] = staged.subjects;
    if (is === undefined) return old;
    const [from, now] = [subjectAt(is, 0), subjectAt(old, 0)];
    if (old === first) camera = movedBy(staged.camera, now.x - from.x);
    const path = is.path.map((point) => ({
      ...point,
      x: round(point.x - from.x + now.x),
      y: round(Math.min(point.y - from.y + now.y, 1.1)),
      size: round((point.size / from.size) * now.size),
    }));
    const colour = old.colour === undefined ? {} : { colour: old.colour };
    const turns = motion === 'left' || motion === 'right';
    return { ...is, ...colour, flip: turns ? is.flip : old.flip, phase: old.phase, path };
  });
  return { ...scene, subjects, camera };
}

const movedBy = (camera: Scene['camera'], x: number): Scene['camera'] => ({
  ...camera,
  path: camera.path.map((point) => ({ ...point, x: round(point.x + x) })),
});
