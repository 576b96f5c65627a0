/** Changes of the set and the camera: hour, weather, place, camera, framing, pace. */
import type { Scene } from '@akezora/contract';
import { continuedScene } from '../continued.ts';
import { cameraAt, subjectAt } from '../motion.ts';
import { round } from '../paths.ts';
import { placeOf, type World } from '../world.ts';
import { asInBrief, type ChangeStage, calledName, stagedIn } from './context.ts';

/** Another hour or weather: sun, moon and the number of clouds are those of it, and what clouds there were stay where they are. */
export function inLight(scene: Scene, light: Partial<Pick<Scene, 'time' | 'weather'>>, how: ChangeStage): Scene {
  const lit = { ...scene, ...light };
  const staged = stagedIn(lit, {}, how).sky;
  const isLamp = ({ name }: Scene['sky'][number]) => name === 'sun' || name === 'moon';
  const isCloud = ({ name }: Scene['sky'][number]) => name === 'cloud';
  const clouds = scene.sky.filter(isCloud);
  const wanted = staged.filter(isCloud);
  const before = scene.sky.find(isLamp);
  const lamps = staged.filter(isLamp).map((lamp) => ({ ...lamp, x: before?.x ?? lamp.x }));
  const kept = [...clouds, ...wanted.slice(clouds.length)].slice(0, wanted.length);
  return { ...lit, sky: [...scene.sky.filter((one) => !isLamp(one) && !isCloud(one)), ...lamps, ...kept] };
}

/** Another place: its set, with everybody where they are if they can stand there, else as they would be there. */
export function inPlace(scene: Scene, place: string, how: ChangeStage): Scene {
  const { world } = how;
  const names = new Map(scene.subjects.map((subject) => [calledName(subject), subject]));
  const subjects = [...names].slice(0, 6).map(([name, subject]) => ({
    ...asInBrief(subject),
    count: Math.min(5, scene.subjects.filter((one) => calledName(one) === name).length),
  }));
  const staged = stagedIn({ ...scene, place }, { subjects }, how);
  const own = new Set(placeOf(world, scene).props.map(([name]) => name));
  const things = scene.props.filter(({ name }) => !own.has(name));
  const { horizon, panorama, props, sky } = staged;
  const set = { ...scene, place: staged.place, horizon, panorama, sky };
  const all = [...props, ...things].sort((a, b) => a.y - b.y);
  if (!isAlike(world, scene, staged)) return { ...set, props: all, camera: staged.camera, subjects: staged.subjects };
  const down = horizon - scene.horizon;
  const moved = (path: Scene['subjects'][number]['path']) =>
    path.map((point) => ({ ...point, y: round(Math.min(point.y + down, Math.max(point.y, 0.97))) }));
  return { ...set, props: all, subjects: scene.subjects.map((one) => ({ ...one, path: moved(one.path) })) };
}

/** Whether whoever stands in one place can stand in the other. */
function isAlike(world: World, a: Scene, b: Scene): boolean {
  const [one, other] = [placeOf(world, a), placeOf(world, b)];
  const water = one.ground?.kind === 'water' || other.ground?.kind === 'water';
  return !water && one.kinds.includes('ground') && other.kinds.includes('ground');
}

/** Another move of the camera, from where it is. */
export function withCamera(scene: Scene, camera: Scene['camera']['move'], how: ChangeStage): Scene {
  const staged = stagedIn(scene, { camera, subjects: scene.subjects.slice(0, 6).map(asInBrief) }, how);
  const [from, now] = [cameraAt(staged, 0), cameraAt(scene, 0)];
  const path = staged.camera.path.map((point) => ({
    ...point,
    x: round(now.x + point.x - from.x),
    y: round(now.y + point.y - from.y),
    zoom: round((now.zoom * point.zoom) / from.zoom),
  }));
  return { ...scene, camera: { ...staged.camera, path } };
}

/** How much larger than it is a scene is shown. */
const zooms = { close: 1.6, medium: 1.15, wide: 0.82 } as const;

/** Nearer to the first subject, or farther from it. */
export function framed(scene: Scene, framing: keyof typeof zooms): Scene {
  const [first] = scene.subjects;
  const share = { close: 0.85, medium: 0.4, wide: 0 }[framing];
  const path = scene.camera.path.map((point) => {
    const at = first === undefined ? undefined : subjectAt(first, point.at);
    const middle = at === undefined ? point.y : at.y - at.lift - at.size * 0.55 - 0.5;
    return {
      ...point,
      x: round(point.x + ((at?.x ?? point.x) - point.x) * share),
      y: round(point.y + (middle - point.y) * share * 0.7),
      zoom: round(Math.max(point.zoom * zooms[framing], 1)),
    };
  });
  return { ...scene, camera: { ...scene.camera, path } };
}

/** How quickly things go after a change of pace. */
const paces = { slower: 0.6, faster: 1.6 } as const;

/** Slower or faster, subjects and camera. */
export function paced(scene: Scene, pace: keyof typeof paces): Scene {
  const slow = <P extends { readonly at: number }>(path: readonly P[]): P[] =>
    path.map((point) => ({ ...point, at: round(point.at / paces[pace], 3) }));
  const whole: Scene = {
    ...scene,
    seconds: round(scene.seconds / paces[pace], 3),
    camera: { ...scene.camera, path: slow(scene.camera.path) },
    subjects: scene.subjects.map((subject) => ({ ...subject, path: slow(subject.path) })),
  };
  return continuedScene(whole, 0, scene.seconds);
}
