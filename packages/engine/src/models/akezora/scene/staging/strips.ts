/** Strips of a shot: where roads, rivers and bridges of a brief run, and who is on a bridge. */
import type { Brief, BriefSubject, BriefThing, Scene } from '@akezora/contract';
import { round } from '../paths.ts';
import type { World } from '../world.ts';
import type { Blocking } from './blocking.ts';
import type { Figure } from './figures.ts';
import type { Setting } from './setting.ts';

/** The strips of a brief. */
export interface Laid {
  readonly strips: readonly Pick<BriefThing, 'name' | 'colour'>[];
  /** Names of those who are on a bridge. */
  readonly onBridge: ReadonlySet<string>;
}

/** Relations to a bridge of who is not on it. */
const offBridge: ReadonlySet<string> = new Set(['under', 'behind', 'next-to', 'left-of', 'right-of', 'away-from']);

/** Takes the strips out of a brief: nobody stands beside a road as beside a tree, and a bridge is no hill to climb. */
export function withoutStrips(world: World, brief: Brief): { readonly brief: Brief; readonly laid: Laid } {
  const { strips } = world.staging;
  const found = brief.things.filter(({ name }) => strips[name] !== undefined);
  const isBridge = (name: string) => strips[name]?.deck !== undefined;
  // 橋を渡る: the bridge is with who crosses it.
  const crossers = found.flatMap(({ name, relation }) => (isBridge(name) && relation !== null ? [relation.to] : []));
  const onBridge = brief.subjects.filter(
    ({ name, relation }) =>
      crossers.includes(name) || (relation !== null && isBridge(relation.to) && !offBridge.has(relation.kind)),
  );
  const free = <One extends BriefSubject | BriefThing>(one: One): One =>
    one.relation !== null && strips[one.relation.to] !== undefined ? { ...one, relation: null } : one;
  return {
    brief: {
      ...brief,
      // A bridge without a place crosses a valley.
      place: brief.place ?? (found.some(({ name }) => isBridge(name)) ? 'mountains' : null),
      subjects: brief.subjects.map(free),
      things: brief.things.filter((one) => !found.includes(one)).map(free),
    },
    laid: { strips: found, onBridge: new Set(onBridge.map(({ name }) => name)) },
  };
}

/** How far the deck of a bridge that somebody is on is above the horizon, and its feet below, in frame heights. */
const carrying = { deck: 0.05, feet: 0.32 } as const;
/** The same of a bridge in the middle ground. */
const distant = { size: 0.24, feet: 0.13 } as const;

/** The height in the frame that those on a bridge have their feet at; null: nobody is on one. */
export const deckOf = ({ onBridge }: Laid, { horizon }: Setting): number | null =>
  onBridge.size === 0 ? null : horizon - carrying.deck;

/** Height of a strip that runs across, in frame heights. */
const heights: Readonly<Record<string, number>> = { road: 0.2, 'gravel road': 0.19, path: 0.15, railway: 0.13 };
/** Strips that the ground of a place has by itself. */
const groundHas: Readonly<Record<string, readonly string[]>> = { road: ['road', 'path'], path: ['path'] };

/** What the strips of a shot depend on. */
export interface StripCase {
  readonly world: World;
  readonly setting: Setting;
  readonly figures: readonly Figure[];
  readonly blocking: Blocking;
  readonly camera: Scene['camera'];
}

/**
 * The strips as props of a scene. Where somebody or the camera goes sideways, a road runs across under their feet; else it leads
 * from the camera to the horizon. A river is behind everybody, and under a bridge.
 */
export function stripProps({ strips, onBridge }: Laid, how: StripCase): Scene['props'] {
  const { world, setting, blocking, camera } = how;
  const { horizon, info } = setting;
  const across = blocking.members.some(({ motion }) => motion === 'left' || motion === 'right') || pans(camera);
  const props: Scene['props'] = [];
  const lay = (name: string, y: number, size: number, x = 0, colour: BriefThing['colour'] = null) =>
    props.push({
      name,
      x: round(x),
      y: round(y),
      size: round(size),
      flip: false,
      ...(colour === null ? {} : { colour }),
    });
  for (const { name, colour } of strips) {
    const { deck } = world.staging.strips[name]!;
    if (groundHas[info.ground?.kind ?? '']?.includes(name) === true || info.ground === null) continue;
    if (deck !== undefined) {
      const feet = horizon + (onBridge.size > 0 ? carrying.feet : distant.feet);
      const size = onBridge.size > 0 ? (carrying.feet + carrying.deck) / deck : distant.size;
      lay(name, feet, size, 0, colour);
      if (info.ground.kind !== 'water' && !strips.some((other) => other.name === 'river'))
        lay('river', feet + 0.16 * size, 0.4 * size);
      continue;
    }
    if (name === 'river' && blocking.members.length > 0) lay(name, horizon + 0.155, 0.11, 0, colour);
    else if (across) {
      const height = heights[name] ?? 0.15;
      lay(name, Math.min(feetOf(how) + 0.36 * height, 1.02), height, 0, colour);
    } else lay(`${name} away`, 1.08, 1.08 - horizon, middleOf(blocking), colour);
  }
  return props;
}

/** Whether a camera goes sideways. */
function pans({ path }: Scene['camera']): boolean {
  const xs = path.map(({ x }) => x);
  return Math.max(...xs) - Math.min(...xs) > 0.12;
}

/** The nearest feet on the ground. */
function feetOf({ blocking, figures, setting }: StripCase): number {
  const feet = blocking.members.flatMap(({ figure, track }) =>
    figures[figure]!.medium === 'ground' && !figures[figure]!.onBridge ? [track.at(0)[1]] : [],
  );
  return feet.length === 0 ? setting.horizon + 0.22 : Math.max(...feet);
}

/** The middle of all at the start. */
function middleOf({ members }: Blocking): number {
  const xs = members.map(({ track }) => track.at(0)[0]);
  return xs.length === 0 ? 0 : (Math.min(...xs) + Math.max(...xs)) / 2;
}

/** Where nothing of the set grows: the band of a strip, and what a bridge would stand before. */
export interface Band {
  readonly top: number;
  readonly bottom: number;
  /** How far from x the band reaches at a height; undefined: all over the frame. */
  readonly reach: ((y: number) => { readonly x: number; readonly half: number }) | undefined;
}

/** The bands of strips. */
export function bandsOf({ staging: { strips } }: World, props: Scene['props'], horizon: number): Band[] {
  return props.map(({ name, x, y, size }) => {
    const { of, ratio, deck } = strips[name]!;
    const half = (at: number) => 0.5 * ratio * Math.max(at - (y - size), 0);
    return {
      top: deck === undefined ? y - size : horizon,
      bottom: y,
      reach: of === undefined ? undefined : (at: number) => ({ x, half: half(at) }),
    };
  });
}
