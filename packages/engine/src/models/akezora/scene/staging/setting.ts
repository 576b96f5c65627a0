/** The setting of a shot: where and when it plays, and how high its horizon is. */
import { type Brief, type Scene, timesOfDay, weathers } from '@akezora/contract';
import type { Draw } from '../draw.ts';
import { round } from '../paths.ts';
import type { SubjectKind, World, WorldPlace } from '../world.ts';
import { hourOdds, impliedPlaces, inWeather, openPlaces } from './usual.ts';
import { clamp } from './values.ts';

/** Where and when a shot plays. */
export interface Setting {
  readonly place: string;
  readonly info: WorldPlace;
  readonly time: Scene['time'];
  readonly weather: Scene['weather'];
  readonly horizon: number;
  /** Where feet on a bridge are in the frame. Default: nobody is on one. */
  readonly deck?: number | null;
}

/** What nobody asked for neither rains nor snows. */
const usualWeather = [0.84, 0.13, 0, 0, 0.03];
/** Of an hour that was asked for: sunrises, sunsets and stars are seen in clear weather. */
const lightWeather = [0.9, 0.1, 0, 0, 0];
const seasonalWeather: Readonly<Record<string, readonly number[]>> = {
  snowfield: [0.6, 0.1, 0, 0.25, 0.05],
  'snowy forest': [0.7, 0.1, 0, 0.15, 0.05],
  'snowy town': [0.7, 0.1, 0, 0.15, 0.05],
  'snowy city': [0.7, 0.1, 0, 0.15, 0.05],
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
  const drawnTime = timesOfDay[draw.weighted(hourOdds(world, brief))]!;
  const drawnWeather =
    weathers[draw.weighted(brief.time === null ? (seasonalWeather[place] ?? usualWeather) : lightWeather)]!;
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
  const subjects = brief.subjects.flatMap(({ name, action, motion }) => {
    const subject = world.subjects.get(name);
    return subject === undefined ? [] : [{ ...subject, action, motion }];
  });
  if (brief.place !== null) return brief.place;
  const [first] = subjects;
  if (isInSpace(world, brief)) return 'space';
  const implied = impliedPlaces(world, brief);
  const among = (some: readonly string[]) => {
    const usual = inWeather(world, brief, some);
    return usual[Math.floor(pick * usual.length)]!;
  };
  if (first === undefined) {
    const open = openPlaces.filter((one) => world.places.has(one));
    if (implied !== undefined) return among(implied);
    return brief.weather === 'snow' && world.places.has('snowfield') ? 'snowfield' : among(open);
  }
  // Who rides a whale is above the water.
  const breathes = subjects.some(({ kind, action }) => kind === 'ground' && action !== 'swim');
  const homes = first.homes.filter(
    (home) =>
      world.places.has(home) &&
      !(home === 'desert' && onRails.test(first.likeness ?? first.name)) &&
      !(home === 'underwater' && breathes),
  );
  if (brief.weather === 'snow' && homes.includes('snowfield')) return 'snowfield';
  const kindsOf = ({ kind, action }: (typeof subjects)[number]): readonly SubjectKind[] =>
    action === 'leap' && (kind === 'under' || kind === 'sea') ? ['sea'] : (actionKinds[action ?? ''] ?? [kind]);
  // Who lands, or takes off, needs a ground; ponds of parks have no room for ships.
  const hasRoom = (place: string, { action, motion, gait }: (typeof subjects)[number]) =>
    !(action === 'fly' && (motion === 'down' || motion === 'up') && world.places.get(place)!.ground === null) &&
    !(gait === 'sail' && world.places.get(place)!.ground?.kind !== 'water');
  const fits = (place: string) =>
    subjects.every((one) => hasRoom(place, one) && kindsOf(one).some((kind) => suits(world, place, kind)));
  // What stands there goes before where somebody is usually at home.
  const said = (implied ?? []).filter(fits);
  if (said.length > 0) return among(said);
  const own = homes.filter(fits);
  const anywhere = own.length > 0 ? own : [...world.places.keys()].filter((place) => place !== 'space' && fits(place));
  const choices = anywhere.length > 0 ? anywhere : homes.length > 0 ? homes : [...world.places.keys()];
  return among(choices);
}

/** Trains: their rails lead through towns and mountains. */
const onRails = /locomotive|train|railway|tram|metro|light rail/;
const spacefarers: ReadonlySet<string> = new Set(['astronaut', 'man astronaut', 'woman astronaut', 'satellite']);
const heavenly: ReadonlySet<string> = new Set(['earth', 'ringed planet', 'satellite', 'milky way']);

/** Whether a scene that says no place is in space: of an astronaut, or of what flies by a planet or above the earth. */
function isInSpace(world: World, { subjects, things }: Brief): boolean {
  if (!world.places.has('space')) return false;
  const known = subjects.flatMap(({ name }) => world.subjects.get(name) ?? []);
  const [first] = known;
  if (first !== undefined && spacefarers.has(first.likeness ?? first.name)) return true;
  const planets = things.some(({ name }) => heavenly.has(name));
  return planets && known.every(({ kind }) => kind === 'fly');
}
