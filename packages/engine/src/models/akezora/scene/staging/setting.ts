/** The setting of a shot: where and when it plays, and how high its horizon is. */
import { type Brief, type Scene, timesOfDay, weathers } from '@akezora/contract';
import type { Draw } from '../draw.ts';
import { round } from '../paths.ts';
import type { SubjectKind, World, WorldPlace } from '../world.ts';
import { clamp } from './values.ts';

/** Where and when a shot plays. */
export interface Setting {
  readonly place: string;
  readonly info: WorldPlace;
  readonly time: Scene['time'];
  readonly weather: Scene['weather'];
  readonly horizon: number;
}

const usualWeather = [0.7, 0.12, 0.07, 0.05, 0.06];
const seasonalWeather: Readonly<Record<string, readonly number[]>> = {
  snowfield: [0.35, 0.1, 0, 0.5, 0.05],
  desert: [0.9, 0.06, 0, 0, 0.04],
  volcano: [0.8, 0.14, 0, 0, 0.06],
};

/** Kind of places that an action needs. */
const actionKinds: Readonly<Record<string, readonly SubjectKind[]>> = {
  swim: ['sea', 'under'],
  sail: ['sea'],
  fly: ['fly'],
  walk: ['ground'],
  run: ['ground'],
  drive: ['ground'],
  roll: ['ground'],
};

/** Draws a setting; what the brief says is as it says. */
export function settingOf(world: World, brief: Brief, draw: Draw): Setting {
  const place = placeFor(world, brief, draw.uniform());
  const info = world.places.get(place)!;
  const drawnTime = timesOfDay[draw.weighted([0.14, 0.5, 0.2, 0.16])]!;
  const drawnWeather = weathers[draw.weighted(seasonalWeather[place] ?? usualWeather)]!;
  const dry = place === 'underwater' || place === 'space';
  return {
    place,
    info,
    time: brief.time ?? drawnTime,
    weather: brief.weather ?? (dry ? 'clear' : drawnWeather),
    horizon: round(horizonFor(info, brief.framing, draw)),
  };
}

/** A wide shot shows much land or much sky; other shots have the horizon where the place usually has it. */
function horizonFor({ horizon: [low, high], ground }: WorldPlace, framing: Brief['framing'], draw: Draw): number {
  const usual = draw.between(low, high);
  const muchSky = draw.uniform() < 0.5;
  if (framing !== 'wide' || ground === null || low === high) return usual;
  return clamp(usual + (muchSky ? 0.05 : -0.06), 0.5, 0.76);
}

/** Whether somebody would be at home in a place. */
const suits = (world: World, place: string, kind: SubjectKind) =>
  world.places.get(place)?.kinds.includes(kind) === true;

/** The place that is said, or one where all subjects can do what they do. */
function placeFor(world: World, brief: Brief, pick: number): string {
  const subjects = brief.subjects.flatMap(({ name, action }) => {
    const subject = world.subjects.get(name);
    return subject === undefined ? [] : [{ ...subject, action }];
  });
  if (brief.place !== null) return ashore(world, brief.place, subjects);
  const [first] = subjects;
  if (first === undefined) return [...world.places.keys()][Math.floor(pick * world.places.size)]!;
  const homes = first.homes.filter((home) => world.places.has(home));
  if (brief.weather === 'snow' && homes.includes('snowfield')) return 'snowfield';
  const kindsOf = ({ kind, action }: (typeof subjects)[number]): readonly SubjectKind[] =>
    action === 'leap' && (kind === 'under' || kind === 'sea') ? ['sea'] : (actionKinds[action ?? ''] ?? [kind]);
  const fits = (place: string) => subjects.every((one) => kindsOf(one).some((kind) => suits(world, place, kind)));
  const own = homes.filter(fits);
  const anywhere = own.length > 0 ? own : [...world.places.keys()].filter((place) => place !== 'space' && fits(place));
  const choices = anywhere.length > 0 ? anywhere : homes.length > 0 ? homes : [...world.places.keys()];
  return choices[Math.floor(pick * choices.length)]!;
}

/** Who cannot swim, and is not told to, is beside the sea on its beach. */
function ashore(
  world: World,
  place: string,
  subjects: readonly { readonly kind: SubjectKind; readonly action: string | null }[],
): string {
  const wet = ['swim', 'sail', 'float', 'leap'];
  const dry =
    subjects.length > 0 && subjects.every(({ kind, action }) => kind === 'ground' && !wet.includes(action ?? ''));
  const water = world.places.get(place)?.ground?.kind === 'water';
  return water && dry && world.places.has('beach') ? 'beach' : place;
}
