/**
 * Staging turns a brief and a seed into a scene: who stands where and does what, what the camera does, and what the set is.
 * The seed decides everything that the brief leaves open. The same brief and seed give the same scene; another hour, weather,
 * style or camera leaves the set as it is.
 */
import {
  type Aspect,
  type Brief,
  type PathPoint,
  type Scene,
  type SceneSubject,
  sceneVersion,
} from '@akezora/contract';
import { drawing } from './draw.ts';
import { point, round } from './paths.ts';
import { type Blocking, blockingOf, type Member } from './staging/blocking.ts';
import { cameraFor } from './staging/camera.ts';
import { type Figure, figuresOf } from './staging/figures.ts';
import { besides, clearOfLamp, heavensOf, partedBrief, risesBehind } from './staging/heavens.ts';
import { roomOf, type Shape, shapeOf } from './staging/marks.ts';
import { type Clearance, setProps, setSky } from './staging/set.ts';
import { settingOf } from './staging/setting.ts';
import { bandsOf, deckOf, stripProps, withoutStrips } from './staging/strips.ts';
import { hashOf } from './staging/values.ts';
import { aspectRatios, type World } from './world.ts';

/**
 * Stages a brief.
 * @param told the brief
 * @param seconds length of the shot
 */
export function stage(world: World, told: Brief, seed: number, seconds: number, aspect: Aspect): Scene {
  if (told.pace !== 'slow') return stagedAtPace(world, told, seed, seconds, aspect);
  return slowed(stagedAtPace(world, told, seed, Math.max(seconds * slowMotion, 1), aspect), seconds);
}

/** How much of its usual pace slow motion has. */
const slowMotion = 0.4;

/** A scene that takes longer: everybody and the camera go the same ways in more time. */
function slowed(scene: Scene, seconds: number): Scene {
  const times = seconds / scene.seconds;
  const slow = <P extends { readonly at: number }>(path: readonly P[]): P[] =>
    path.map((point) => ({ ...point, at: round(point.at * times, 3) }));
  return {
    ...scene,
    seconds,
    camera: { ...scene.camera, path: slow(scene.camera.path) },
    subjects: scene.subjects.map((subject) => ({ ...subject, path: slow(subject.path) })),
  };
}

/** Stages a brief at the usual pace. */
function stagedAtPace(world: World, told: Brief, seed: number, seconds: number, aspect: Aspect): Scene {
  // A size that is not said leaves the draws as they are.
  const hashed = told.things.map(({ size, ...thing }) => (size === null ? thing : { ...thing, size }));
  const said = hashOf(JSON.stringify([told.place, told.subjects, hashed]));
  const draw = (purpose: string) => drawing(seed, `stage ${purpose} ${said}`);
  const { brief, laid } = withoutStrips(world, told);
  const drawn = settingOf(world, brief, draw('setting'));
  const setting = { ...drawn, deck: deckOf(laid, drawn) };
  const shape = shapeOf(aspect, brief.framing);
  // Where nothing is far away the brief is as it was.
  const { far, near } = partedBrief(world, brief);
  const figures = figuresOf(world, near, { info: setting.info, onBridge: laid.onBridge }, draw('figures'));
  const blocking = blockingOf(figures, {
    world,
    setting,
    shape,
    seconds,
    camera: brief.camera,
    draw: draw('blocking'),
  });
  const { members, things: placed, travel } = blocking;
  const camera = cameraFor({
    asked: brief.camera,
    shape,
    seconds,
    travel,
    members,
    things: placed,
    draw: draw('camera'),
  });
  const things = thingsOf(figures, blocking, setting.place);
  const strips = stripProps(laid, { world, setting, figures, blocking, camera });
  const clear: Clearance = {
    ...clearanceOf(camera, blocking, figures, shape, aspectRatios[aspect] / 2),
    bands: bandsOf(world, strips, setting.horizon),
  };
  const set = setProps(world, brief, setting, clear, draw('set'));
  const half = aspectRatios[aspect] / 2;
  const hangs = heavensOf(far, setting, half, members[0]?.track.at(0)[0], draw('heavens'));
  const clearSky = besides(far, hangs, setSky(world, brief, setting, half, draw('sky')));
  const heavens = clearOfLamp(hangs, clearSky);
  const usual = besides(far, heavens, clearSky);
  const { place, time, weather, horizon } = setting;
  return {
    version: sceneVersion,
    place,
    time,
    weather,
    style: brief.style ?? 'none',
    aspect,
    seconds,
    seed,
    horizon,
    panorama: { offset: round(draw('panorama').uniform()) },
    camera,
    subjects: members.map((member) => subjectOf(member, figures, seconds)),
    props: [...set, ...things, ...strips].sort((a, b) => a.y - b.y),
    // Farther ones first: lights and mountains behind the clouds.
    sky: [...heavens, ...usual].sort((a, b) => depthOf(a.name) - depthOf(b.name)),
  };
}

/** A member as a subject of the scene. */
function subjectOf(
  { figure, track, travel, motion, action, flip, phase }: Member,
  figures: readonly Figure[],
  seconds: number,
): SceneSubject {
  const { name, colour } = figures[figure]!;
  const times = [...track.times, ...(travel?.times ?? [])].filter((t) => t >= 0 && t <= 1.5 * seconds + 1);
  const path: PathPoint[] = [];
  for (const t of [...new Set([0, ...times].map((one) => round(one, 3)))].sort((a, b) => a - b)) {
    const [x, y, size, lift] = track.at(t);
    // Points that nearly coincide would make the spline between them swing out.
    if (path.length === 0 || t - path.at(-1)!.at >= 0.04) path.push(point(t, x + (travel?.at(t) ?? 0), y, size, lift));
  }
  return {
    name,
    motion,
    ...(action === null ? {} : { action }),
    ...(colour === null ? {} : { colour }),
    flip,
    phase: round(phase),
    path,
  };
}

/** The things of the brief that are near, on the ground. */
function thingsOf(figures: readonly Figure[], { things }: Blocking, place: string): Scene['props'] {
  return things.map(({ figure, x, y, size, lift }) => {
    const { name, colour } = figures[figure]!;
    return {
      name: snowedOn(name, place),
      x: round(x),
      y: round(y - lift),
      size: round(size),
      flip: false,
      ...(colour === null ? {} : { colour }),
    };
  });
}

/** What has snow on it where a place has. */
const snowed: ReadonlyMap<string, string> = new Map([
  ['house', 'snowy house'],
  ['evergreen tree', 'snowy evergreen tree'],
]);
const snowedOn = (name: string, place: string): string =>
  place.startsWith('snowy ') ? (snowed.get(name) ?? name) : name;

/** Clouds are before everything in the sky, what rises behind the land before its lights. */
const depthOf = (name: string): number => (name === 'cloud' ? 2 : risesBehind(name) ? 1 : 0);

/** What the set must leave free. */
function clearanceOf(
  camera: Scene['camera'],
  { members, things, travel }: Blocking,
  figures: readonly Figure[],
  shape: Shape,
  half: number,
): Omit<Clearance, 'bands'> {
  const xs = camera.path.map(({ x }) => x);
  const zoom = Math.min(...camera.path.map((one) => one.zoom));
  const reach = half / zoom + 0.3;
  const actors = members.flatMap((member) => {
    const times = travel === null ? member.track.times : [0];
    const at = (t: number) => member.track.at(t)[0] + (member.travel?.at(t) ?? 0);
    const spots = [0, ...times, ...(travel === null ? (member.travel?.times ?? []) : [])].map(at);
    const [, feet, size, lift] = member.track.at(0);
    // Trees stand behind who flies.
    if (lift > 0.3 && figures[member.figure]!.medium === 'air') return [];
    return [{ left: Math.min(...spots) - size / 2, right: Math.max(...spots) + size / 2, feet }];
  });
  return {
    left: Math.min(...xs) - reach,
    right: Math.max(...xs) + reach,
    actors,
    things,
    passes: travel !== null,
    scale: (shape.framing === 'wide' ? 0.84 : 1) * Math.sqrt(roomOf(shape.aspect)),
  };
}
