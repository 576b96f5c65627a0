/** What goes without saying: where things are seen and by what hour, where the brief does not say it. */
import type { Brief } from '@akezora/contract';
import type { World } from '../world.ts';

/** Places that what stands in them implies. The first of a brief that is here decides. */
const places: Readonly<Record<string, readonly string[]>> = {
  ...each(['mount fuji', 'snow-capped mountain', 'mountain'], ['meadow']),
  ...each(['lighthouse', 'beach umbrella', 'shell', 'water wave', 'palm tree', 'ring buoy'], ['beach']),
  ...each(
    ['sailboat', 'ship', 'ferry', 'island', 'canoe', 'speedboat', 'motor boat', 'passenger ship', 'surfing'],
    ['sea'],
  ),
  ...each(['coral'], ['underwater']),
  ...each(['cactus'], ['desert']),
  ...each(['acacia'], ['savanna']),
  ...each(['snowman', 'snowman without snow', 'sled', 'skis', 'skier', 'snowboarder', 'ice skate'], ['snowfield']),
  ...each(['tent', 'circus tent', 'camping', 'campfire', 'fire'], ['meadow', 'forest']),
  ...each(
    ['cherry tree', 'fountain', 'ferris wheel', 'roller coaster', 'carousel horse', 'playground slide'],
    ['park'],
  ),
  ...each(['sunflower', 'tulip', 'blossom', 'bouquet', 'windmill', 'kite', 'hot air balloon', 'rainbow'], ['meadow']),
  ...each(['evergreen tree', 'mushroom', 'log', 'maple leaf', 'fallen leaf', 'waterfall'], ['forest']),
  ...each(['deciduous tree'], ['meadow', 'park']),
  ...each(
    ['house', 'house with garden', 'church', 'hut', 'shinto shrine', 'torii', 'Japanese castle', 'castle', 'mosque'],
    ['town', 'meadow'],
  ),
  ...each(
    ['office building', 'hotel', 'department store', 'convenience store', 'traffic light', 'neon sign', 'street lamp'],
    ['city'],
  ),
  ...each(
    ['tower', 'Tokyo tower', 'Statue of Liberty', 'fireworks', 'stadium', 'hospital', 'school', 'station'],
    ['city', 'town'],
  ),
  ...each(['sheaf'], ['farm']),
  ...each(['couch and lamp', 'bed', 'television', 'chair', 'bathtub', 'door', 'alarm clock', 'teddy bear'], ['room']),
  ...each(['pot of food', 'teapot'], ['kitchen']),
};

function each<T>(names: readonly string[], value: T): Record<string, T> {
  return Object.fromEntries(names.map((name) => [name, value]));
}

/** Where a scene plays that says nothing of it and is about nobody. */
export const openPlaces: readonly string[] = ['meadow', 'park', 'forest', 'beach', 'mountains', 'town'];
/** Places where it snows as a matter of course. */
const snowy: ReadonlySet<string> = new Set(['snowfield', 'mountains', 'forest', 'town', 'city']);
/** Places where it does not rain. */
const rainless: ReadonlySet<string> = new Set(['snowfield', 'desert', 'volcano', 'savanna']);
const umbrellas: ReadonlySet<string> = new Set(['umbrella', 'umbrella with rain drops', 'closed umbrella']);

/** Names of all that a brief shows, as the box has them, subjects last. */
function namesIn(world: World, { subjects, things }: Brief): readonly string[] {
  return [...things, ...subjects].map(({ name }) => world.subjects.get(name)?.likeness ?? name);
}

/** Places that what a brief shows implies; undefined: nothing of it does. */
export function impliedPlaces(world: World, brief: Brief): readonly string[] | undefined {
  const found = namesIn(world, brief).find((name) => places[name] !== undefined);
  return found === undefined ? undefined : places[found]!.filter((place) => world.places.has(place));
}

/** The places among some in which the weather of a brief is usual; all of them if it is in none. */
export function inWeather(world: World, brief: Brief, choices: readonly string[]): readonly string[] {
  const wet = brief.weather === 'rain' || namesIn(world, brief).some((name) => umbrellas.has(name));
  const usual = choices.filter((place) => (brief.weather === 'snow' ? snowy.has(place) : !wet || !rainless.has(place)));
  return usual.length > 0 ? usual : choices;
}

/** Who is about at night, and what is lit then. */
const nocturnal: ReadonlySet<string> = new Set([
  'owl',
  'bat',
  'ghost',
  'vampire',
  'zombie',
  'fireworks',
  'sparkler',
  'moon',
  'full moon face',
  'crescent moon',
  'star',
  'glowing star',
  'shooting star',
  'milky way',
  'aurora',
  'jack-o-lantern',
  'campfire',
  'neon sign',
  'comet',
  'lightning',
]);

/** Odds of dawn, day, sunset and night of a brief that does not say when: it is night only where something of the night is in it. */
export const hourOdds = (world: World, brief: Brief): readonly number[] =>
  namesIn(world, brief).some((name) => nocturnal.has(name)) ? [0.05, 0.15, 0.15, 0.65] : [0.16, 0.62, 0.22, 0];
