/**
 * Staging turns a brief and a seed into a scene; the seed decides everything that the brief leaves open. Random values are
 * drawn in the same order as in `training/world/stage.py`, whose fixtures check it.
 */
import {
  type Aspect,
  type Brief,
  motions,
  type Scene,
  type SceneSubject,
  sceneVersion,
  subjectSizes,
  timesOfDay,
  weathers,
} from '@akezora/contract';
import { type Draw, drawing } from './draw.ts';
import { across, cameraPath, circling, jumping, nearing, point, round, type Stance, vertical } from './paths.ts';
import { stageProps, stageSky } from './scenery.ts';
import { aspectRatios, type SubjectKind, type World, type WorldPlace } from './world.ts';

const sizeOf = { small: 0.24, medium: 0.38, large: 0.54 } as const;
const defaultWeather = [0.7, 0.12, 0.07, 0.05, 0.06];
const seasonalWeather: Readonly<Record<string, readonly number[]>> = {
  snowfield: [0.35, 0.1, 0, 0.5, 0.05],
  desert: [0.9, 0.06, 0, 0, 0.04],
  volcano: [0.8, 0.14, 0, 0, 0.06],
};
/** Odds of each motion, in the order of `motions`, when the prompt names none. */
const motionOdds: Readonly<Record<SubjectKind, readonly number[]>> = {
  ground: [0.45, 0.45, 0.03, 0.01, 0, 0, 0, 0.06, 0],
  fly: [0.38, 0.38, 0.03, 0.01, 0.08, 0, 0, 0.12, 0],
  sea: [0.45, 0.45, 0.01, 0.01, 0, 0, 0, 0.08, 0],
  under: [0.4, 0.4, 0.03, 0.01, 0.04, 0.02, 0, 0.1, 0],
};

/**
 * Stages a brief.
 * @param seconds length of the shot
 */
export function stage(world: World, brief: Brief, seed: number, seconds: number, aspect: Aspect): Scene {
  const draw = drawing(seed);
  const placeDraw = draw.uniform();
  const homes =
    brief.subjects[0] === undefined ? [...world.places.keys()] : world.subjects.get(brief.subjects[0].name)!.homes;
  const snowy = brief.weather === 'snow' && homes.includes('snowfield');
  const place = brief.place ?? (snowy ? 'snowfield' : homes[Math.floor(placeDraw * homes.length)]!);
  const info = world.places.get(place)!;
  const time = brief.time ?? timesOfDay[draw.weighted([0.14, 0.5, 0.2, 0.16])]!;
  const drawnWeather = brief.weather ?? weathers[draw.weighted(seasonalWeather[place] ?? defaultWeather)]!;
  const dry = (place === 'underwater' || place === 'space') && brief.weather === null;
  const weather = dry ? 'clear' : drawnWeather;
  const horizon = round(draw.between(...info.horizon));
  const move = brief.camera ?? 'static';
  const half = aspectRatios[aspect] / 2;
  const offset = round(draw.uniform());
  const camera = { move, path: cameraPath(move, seconds, draw.between(0.75, 1.25)) };
  const subjects: SceneSubject[] = [];
  const setting = { horizon, seconds, half, info };
  for (const [index, entry] of brief.subjects.entries())
    subjects.push(...group(world, entry, index, brief.subjects.length, setting, draw));
  const props = stageProps(info, horizon, half, draw);
  const sky = stageSky({ place, time, weather, horizon }, info, half, draw);
  const style = brief.style ?? 'none';
  return {
    version: sceneVersion,
    place,
    time,
    weather,
    style,
    aspect,
    seconds,
    seed,
    horizon,
    panorama: { offset },
    camera,
    subjects,
    props,
    sky,
  };
}

interface Setting {
  readonly horizon: number;
  readonly seconds: number;
  readonly half: number;
  readonly info: WorldPlace;
}

/** The subjects of an entry: one to three, side by side, with the same motion. */
function group(
  world: World,
  entry: Brief['subjects'][number],
  index: number,
  groups: number,
  { horizon, seconds, half, info }: Setting,
  draw: Draw,
): SceneSubject[] {
  const subject = world.subjects.get(entry.name)!;
  const kind = kindIn(subject.kind, info);
  const drawnSize = entry.size ?? subjectSizes[draw.weighted([0.2, 0.55, 0.25])]!;
  const count = entry.count ?? 1;
  const drawnMotion = entry.motion ?? motions[draw.weighted(motionOdds[kind])]!;
  const motion = subject.gait === 'stand' && entry.motion === null ? 'still' : drawnMotion;
  const room = Math.min(1, half / 0.75);
  const crowd = (count > 1 || groups > 1 ? 0.86 : 1) * Math.sqrt(2 / Math.max(groups, 2));
  const size = Math.min(sizeOf[drawnSize] * subject.scale * draw.between(0.92, 1.08) * room * crowd, 0.72);
  const side = groups > 1 ? (2 * index) / (groups - 1) - 1 : 0;
  const centre = side * half * (groups > 2 ? 0.6 : 0.4) + draw.between(-0.08, 0.08) * half;
  const spread = Math.min(size * 1.02, ((1.5 * half) / Math.max(count, 2) / (groups > 1 ? 2 : 1)) * 1.25);
  const flip = draw.uniform() < 0.5;
  const phase = draw.uniform();
  const wobble = draw.uniform();
  const [ground, lift] = standing(horizon, kind, draw);
  return Array.from({ length: count }, (_, i) => {
    const x = centre + (i - (count - 1) / 2) * spread;
    const y = ground + (i % 2 === 1 ? 0.05 : 0);
    const reach = Math.max(half - size * 0.35 - (spread * (count - 1)) / 2, 0.12) * (groups > 1 ? 0.6 : 1);
    const path = motionPath(motion, seconds, [x, y, size, lift], reach, horizon, (wobble + i * 0.37) % 1);
    const right = motion === 'right' || (motion !== 'left' && flip);
    return { name: entry.name, motion, flip: right, phase: round((phase + i * 0.31) % 1), path };
  });
}

/** Kind of a subject in a place: a kind that does not fit becomes `ground`, or floats if there is none. */
function kindIn(kind: SubjectKind, info: WorldPlace): SubjectKind {
  const free = (): SubjectKind => {
    if (info.kinds.includes('ground')) return kind === 'fly' ? 'fly' : 'ground';
    if (info.kinds.includes('sea')) return kind === 'fly' ? 'fly' : 'sea';
    return info.kinds.includes('under') ? 'under' : 'fly';
  };
  const found = info.kinds.includes(kind) ? kind : free();
  return found === 'under' && info.ground?.kind === 'water' ? 'sea' : found;
}

function standing(horizon: number, kind: SubjectKind, draw: Draw): [y: number, lift: number] {
  const u = draw.uniform();
  if (kind === 'ground') return [Math.min(horizon + 0.16 + 0.1 * u, 0.93), 0];
  if (kind === 'sea') return [Math.min(horizon + 0.1 + 0.14 * u, 0.9), 0];
  if (kind === 'under') return [0.88, 0.12 + 0.28 * u];
  return [0.95, 0.22 + 0.3 * u];
}

function motionPath(
  motion: SceneSubject['motion'],
  seconds: number,
  at: Stance,
  reach: number,
  horizon: number,
  offset: number,
): SceneSubject['path'] {
  const [x, y, size, lift] = at;
  const airborne = lift > 0;
  switch (motion) {
    case 'left':
    case 'right':
      return across(seconds, motion === 'left' ? -1 : 1, at, reach);
    case 'towards':
    case 'away':
      return nearing(seconds, motion === 'towards', at, airborne ? y - 0.12 : Math.min(horizon + 0.05, y));
    case 'up':
    case 'down': {
      const high = 0.95 - size * 0.75 - 0.08;
      return vertical(seconds, motion === 'up', at, airborne ? 0.03 : 0, Math.max(high - (0.95 - y), 0.3));
    }
    case 'jump':
      return jumping(seconds, at, Math.min(0.22, 0.1 + size * 0.3), offset);
    case 'circle':
      return circling(seconds, at, Math.min(reach, 0.34), airborne ? 0.12 : 0.05, offset);
    case 'still':
      return [point(0, x, y, size, lift)];
  }
}
