/** The heavens: what hangs in the sky of a shot, and the mountains behind its land. Nobody stands beside those or is as near as they are. */
import type { Brief, BriefThing, Scene } from '@akezora/contract';
import type { Draw } from '../draw.ts';
import { round } from '../paths.ts';
import type { World } from '../world.ts';
import type { Setting } from './setting.ts';

/** How something looks in the sky: its size, the least and largest height of its middle (0 the top of the frame, 1 the horizon), and how many there are if no count is said. */
interface Hung {
  readonly size: number;
  readonly from: number;
  readonly to: number;
  readonly many?: number;
}

const moon: Hung = { size: 0.17, from: 0.2, to: 0.42 };
const crescent: Hung = { ...moon, size: 0.14 };
const planet: Hung = { size: 0.15, from: 0.2, to: 0.45 };
const cloud: Hung = { size: 0.3, from: 0.14, to: 0.4 };

const hung: Readonly<Record<string, Hung>> = {
  moon,
  'full moon face': moon,
  'crescent moon': crescent,
  'first quarter moon': crescent,
  'last quarter moon': crescent,
  'new moon face': moon,
  'bright sun': { size: 0.2, from: 0.2, to: 0.4 },
  'sun with face': { size: 0.2, from: 0.2, to: 0.4 },
  star: { size: 0.06, from: 0.12, to: 0.6 },
  'glowing star': { size: 0.08, from: 0.12, to: 0.5 },
  'shooting star': { size: 0.5, from: 0.2, to: 0.34 },
  comet: { size: 0.24, from: 0.25, to: 0.45 },
  'ringed planet': planet,
  earth: planet,
  'globe showing Americas': planet,
  'globe showing Europe-Africa': planet,
  satellite: { size: 0.1, from: 0.2, to: 0.4 },
  'milky way': { size: 1.3, from: 0.42, to: 0.42 },
  aurora: { size: 1.7, from: 0.36, to: 0.36 },
  lightning: { size: 0.6, from: 0.5, to: 0.54 },
  fireworks: { size: 0.42, from: 0.3, to: 0.5, many: 3 },
  cloud,
  'cloud with rain': cloud,
  'cloud with snow': cloud,
  'cloud with lightning': cloud,
  'cloud with lightning and rain': cloud,
  'sun behind cloud': cloud,
};

/** What rises behind the land: its size in frame heights. */
const rising: Readonly<Record<string, number>> = {
  'mount fuji': 0.62,
  'snow-capped mountain': 0.5,
  mountain: 0.46,
  volcano: 0.46,
  rainbow: 1.15,
};

/** Pictures that take turns where there are several. */
const kindsOf: Readonly<Record<string, readonly string[]>> = {
  fireworks: ['fireworks', 'golden fireworks', 'blue fireworks'],
};

/** Whether a thing in the sky of a scene rises behind the land. */
export const risesBehind = (name: string): boolean => rising[name] !== undefined;

/** A brief in two: what is far away, and the rest, in which nobody stands to that. */
export interface Parted {
  readonly far: readonly BriefThing[];
  readonly near: Brief;
}

/** Parts what hangs in the sky, or rises behind the land, from what is near. Who sits on the moon has it near. */
export function partedBrief(world: World, brief: Brief): Parted {
  const touched = new Set(
    [...brief.subjects, ...brief.things].flatMap(({ relation }) =>
      relation !== null && (relation.kind === 'on' || relation.kind === 'in') ? [relation.to] : [],
    ),
  );
  const held = (thing: BriefThing) =>
    thing.relation !== null && ['on', 'in', 'with', 'in-front-of'].includes(thing.relation.kind);
  const far = brief.things.filter(
    (thing) =>
      !touched.has(thing.name) &&
      (rising[thing.name] !== undefined ||
        ((hung[thing.name] !== undefined || world.staging.sky.includes(thing.name)) &&
          !(held(thing) && thing.name !== 'fireworks'))),
  );
  if (far.length === 0) return { far, near: brief };
  const gone = new Set(far.map(({ name }) => name));
  const near = <One extends BriefThing>(one: One): One =>
    one.relation !== null && gone.has(one.relation.to) ? { ...one, relation: null } : one;
  const subjects = brief.subjects.map(near);
  return { far, near: { ...brief, subjects, things: brief.things.filter((thing) => !far.includes(thing)).map(near) } };
}

/** Names of the sky that are the same light: where one is said, the other is not drawn. */
const isMoon = (name: string): boolean => /\bmoon\b/.test(name);

/**
 * What is far away, in the sky of the scene.
 * @param half half the width of the frame, in frame heights
 * @param busy x of the first subject, which mountains do not stand behind; undefined: there is none
 */
export function heavensOf(
  far: readonly BriefThing[],
  { horizon }: Setting,
  half: number,
  busy: number | undefined,
  draw: Draw,
): Scene['sky'] {
  const top = Math.min(horizon, 0.95);
  const room = Math.min(1, half / 0.85);
  return far.flatMap(({ name, count }) => {
    const high = rising[name];
    const side = busy === undefined || Math.abs(busy) < 0.05 ? (draw.uniform() < 0.5 ? -1 : 1) : busy > 0 ? -1 : 1;
    if (high !== undefined) {
      const size = high * room;
      return [
        {
          name,
          x: round(side * (name === 'rainbow' ? 0.1 : 0.28) * half),
          y: round(top - size / 2 + 0.03),
          size: round(size),
        },
      ];
    }
    const { size, from, to, many = 1 } = hung[name] ?? cloud;
    const number = count ?? many;
    const wide = size > 0.8;
    const kinds = kindsOf[name] ?? [name];
    return Array.from({ length: number }, (_, i) => {
      const slot =
        number === 1
          ? side * (0.2 + 0.35 * draw.uniform())
          : ((i + 0.5) / number - 0.5) * 1.5 + 0.12 * (draw.uniform() - 0.5);
      const shown = size * (wide ? 1 : room) * (number > 1 ? 0.8 + 0.3 * draw.uniform() : 1);
      const y = (from + (to - from) * draw.uniform()) * top;
      return {
        name: kinds[i % kinds.length]!,
        x: round(wide ? 0.1 * slot * half : slot * half),
        y: round(y),
        size: round(shown),
      };
    });
  });
}

/** The usual sky without what is said to be in it, without a second moon, and without clouds before what is said. */
export function besides(far: readonly BriefThing[], hangs: Scene['sky'], usual: Scene['sky']): Scene['sky'] {
  const said = new Set(far.map(({ name }) => name));
  const moonSaid = far.some(({ name }) => isMoon(name));
  // Bursts are wherever a moon could be.
  const burst = said.has('fireworks');
  const sunSaid = far.some(({ name }) => /\bsun\b/.test(name));
  const covers = (one: Scene['sky'][number]) =>
    hangs.some(
      ({ name, x, y, size }) =>
        name !== 'cloud' &&
        size < 0.8 &&
        Math.abs(x - one.x) < (risesBehind(name) ? 0.2 : 0.45) * (size + one.size) &&
        Math.abs(y - one.y) < 0.45 * (size + one.size),
    );
  return usual.filter(
    (one) =>
      (!said.has(one.name) || one.name === 'cloud') &&
      !((moonSaid || burst) && one.name === 'moon') &&
      !(sunSaid && one.name === 'sun') &&
      !(one.name === 'cloud' && covers(one)),
  );
}

/** What hangs in the sky, clear of its sun or moon: on the other side of the frame where it would be before that. */
export function clearOfLamp(hangs: Scene['sky'], usual: Scene['sky']): Scene['sky'] {
  const lamp = usual.find(({ name }) => name === 'moon' || name === 'sun');
  if (lamp === undefined) return hangs;
  const size = Math.min(lamp.size, 0.16);
  const meets = hangs.some(
    (one) =>
      one.size < 0.8 &&
      !risesBehind(one.name) &&
      Math.abs(one.x - lamp.x) < 0.5 * (one.size + size) &&
      Math.abs(one.y - lamp.y) < 0.5 * (one.size + size),
  );
  return meets ? hangs.map((one) => ({ ...one, x: round(-one.x) })) : hangs;
}
