/** The set: props of the place, foreground, and sky, out of the subjects' way. */
import type { Brief, Scene } from '@akezora/contract';
import type { Draw } from '../draw.ts';
import { round } from '../paths.ts';
import type { World } from '../world.ts';
import type { Setting } from './setting.ts';
import type { Band } from './strips.ts';
import { clamp } from './values.ts';

/** Where the camera sees, and where the subjects are. */
export interface Clearance {
  /** Least and largest x that the camera sees. */
  readonly left: number;
  readonly right: number;
  /** The boxes of subjects at the start, and how near they are to the camera (y of their feet). */
  readonly actors: readonly { readonly left: number; readonly right: number; readonly feet: number }[];
  /** x, width and feet of the things of the brief. */
  readonly things: readonly { readonly x: number; readonly size: number; readonly y: number }[];
  /** Where roads and the like are. */
  readonly bands: readonly Band[];
  /** Whether the set goes by. */
  readonly passes: boolean;
  /** How large the set is against its usual size. */
  readonly scale: number;
}

/** Whether a name is one of those that must not be seen, by itself or by a general word for it. */
export function isExcluded(world: World, name: string, without: readonly string[]): boolean {
  const plain = (text: string) => text.toLowerCase().replace(/(?<=[a-z]{2})(?<!s)s$/, '');
  const own = plain(world.staging.strips[name]?.of ?? name);
  return without.some((word) => {
    const said = plain(word);
    const kind = world.staging.kinds[said] ?? [];
    return own === said || own.endsWith(` ${said}`) || kind.includes(name);
  });
}

const mostProps = 52;

/** Props on the ground: smaller towards the horizon, evenly over the width, never before a subject at the start. */
export function setProps(
  world: World,
  brief: Brief,
  { info, horizon }: Setting,
  clear: Clearance,
  draw: Draw,
): Scene['props'] {
  const floats = info.floatProps === true;
  const choices = info.props.filter(([name]) => !isExcluded(world, name, brief.without));
  if (choices.length === 0) return [];
  const width = clear.right - clear.left;
  const usual = floats
    ? draw.below(3) + (clear.passes ? Math.round(width / 4) : 0)
    : Math.round(width * (2.6 + 1.6 * draw.uniform()) * (info.dense ?? 1));
  const count = Math.min(usual, mostProps);
  const props: Scene['props'] = [];
  for (let i = 0; i < count; i += 1) {
    const [name, size] = choices[draw.weighted(choices.map((choice) => choice[2]))]!;
    const near = draw.uniform();
    const x = clear.left + ((i + 0.5 + draw.between(-0.42, 0.42)) / count) * width;
    const flip = draw.uniform() < 0.5;
    const vary = draw.between(0.82, 1.18);
    const low = world.staging.near.includes(name);
    const depth = floats ? 0 : near * near * (low ? 0.75 : 0.42);
    const lane = clear.passes ? farthestFeet(clear) - 0.03 : 1;
    const wanted = floats
      ? horizon + 0.012
      : Math.min(horizon + 0.025 + (1 - horizon - 0.06) * depth, Math.max(lane, horizon + 0.01));
    const shown = size * (floats ? 0.7 : 0.6 + 0.75 * depth) * vary * clear.scale;
    const y = besideBands(clear.bands, { x, y: wanted, size: shown }, horizon);
    const prop = { name, x, y: y ?? wanted, size: shown };
    if (y !== undefined && !blocks(prop, clear))
      props.push({ name, x: round(x), y: round(y), size: round(shown), flip });
  }
  return [...props, ...foreground(world, brief, { choices, clear, draw })].sort((a, b) => a.y - b.y);
}

/** The height that something can stand at which is wanted in a band: there, or behind the band; undefined: nowhere. */
function besideBands(
  bands: readonly Band[],
  { x, y, size }: { readonly x: number; readonly y: number; readonly size: number },
  horizon: number,
): number | undefined {
  const isIn = (at: number) =>
    bands.some(({ top, bottom, reach }) => {
      if (at < top - 0.004 || at > bottom + 0.012) return false;
      const part = reach?.(at);
      return part === undefined || Math.abs(x - part.x) < part.half + 0.3 * size;
    });
  if (!isIn(y)) return y;
  return [...bands.map(({ top }) => top - 0.01), ...bands.map(({ bottom }) => bottom + 0.02)].find(
    (at) => at > horizon + 0.008 && at < 0.93 && !isIn(at),
  );
}

/** The feet of the one who is farthest from the camera: what goes by is behind it. */
const farthestFeet = ({ actors }: Clearance) => Math.min(1, ...actors.map(({ feet }) => feet));

/** Whether a prop would cover a subject at the start, or stand in a thing of the brief. */
function blocks(
  { x, y, size }: { readonly x: number; readonly y: number; readonly size: number },
  { actors, things, passes }: Clearance,
): boolean {
  const covers = actors.some(({ left, right, feet }) => {
    const reach = passes ? 0.02 : 0.05;
    return y > feet - 0.015 && x + size / 2 > left - reach && x - size / 2 < right + reach;
  });
  // In a shot that stays, nothing grows out of the head of one who stands.
  const grows = (actor: Clearance['actors'][number]) =>
    !passes &&
    actor.right - actor.left < 0.5 &&
    Math.abs(x - (actor.left + actor.right) / 2) < 0.34 * (size + actor.right - actor.left) * 0.8;
  return (
    covers ||
    actors.some(grows) ||
    things.some((thing) => Math.abs(thing.x - x) < (thing.size + size) * 0.42 && Math.abs(thing.y - y) < 0.12)
  );
}

interface ForegroundCase {
  readonly choices: readonly (readonly [name: string, size: number, weight: number])[];
  readonly clear: Clearance;
  readonly draw: Draw;
}

/** Low props near the camera: at the sides of the frame, or passing by before a set that goes by. */
function foreground(world: World, _brief: Brief, { choices, clear, draw }: ForegroundCase): Scene['props'] {
  const low = choices.filter(([name]) => world.staging.near.includes(name));
  const { left, right, passes, actors, scale } = clear;
  if (low.length === 0) return [];
  const width = right - left;
  const nearestFeet = Math.max(0.8, ...actors.map(({ feet }) => feet));
  const count = passes ? Math.min(Math.round(width / 0.9), 10) : 1 + draw.below(3);
  const props: Scene['props'] = [];
  for (let i = 0; i < count; i += 1) {
    // Not twice the same in a row, where there is another: what goes by would look like a pattern.
    const others = low.filter(([one]) => one !== props.at(-1)?.name);
    const from = others.length > 0 ? others : low;
    const [name, size] = from[draw.weighted(from.map((choice) => choice[2]))]!;
    const y = 1.02 + 0.06 * draw.uniform();
    // Nothing that goes by covers more than feet.
    const highest = passes ? y - nearestFeet + 0.05 : 1;
    const shown = Math.min(size * draw.between(1.25, 1.65) * scale, highest);
    const u = draw.uniform();
    const aside = i % 2 === 0 ? left + 0.3 + 0.16 * u : right - 0.3 - 0.16 * u;
    const x = passes ? left + ((i + 0.2 + 0.6 * u) / count) * width : aside;
    const free = actors.every((actor) => x + shown / 2 < actor.left - 0.04 || x - shown / 2 > actor.right + 0.04);
    if (free) props.push({ name, x: round(x), y: round(y), size: round(shown), flip: draw.uniform() < 0.5 });
  }
  return props;
}

/** Sun or moon, clouds, planets, and what the brief hangs there. */
export function setSky(world: World, brief: Brief, setting: Setting, half: number, draw: Draw): Scene['sky'] {
  const { place, info, time, weather, horizon } = setting;
  const left = (name: string) => !isExcluded(world, name, brief.without);
  const x = draw.between(-0.75, 0.75) * half;
  const up = draw.uniform();
  const many = draw.uniform();
  const spots = Array.from({ length: 7 }, () => ({
    x: draw.between(-1.15, 1.15) * half,
    y: draw.uniform(),
    size: draw.uniform(),
  }));
  if (place === 'underwater') return [];
  const sky: Scene['sky'] = [];
  if (place === 'space') {
    for (const [i, [name, size]] of (info.skyProps ?? []).entries()) {
      const spot = spots[i]!;
      if (spot.size < 0.7 && left(name))
        sky.push({
          name,
          x: round(spot.x * 0.8),
          y: round(0.2 + 0.4 * spot.y),
          size: round(size * (0.8 + 0.5 * spots[(i + 3) % 7]!.size)),
        });
    }
    return sky;
  }
  const top = Math.min(horizon, 0.95);
  // Clouds and what falls from them veil sun and moon, unless the brief says one.
  const shines = weather === 'clear';
  const lamp = time === 'night' ? 'moon' : 'sun';
  if (shines && left(lamp)) {
    const low = time === 'dawn' || time === 'sunset';
    const y = low ? top - 0.14 - 0.06 * up : 0.14 + 0.14 * up;
    sky.push({ name: lamp, x: round(x), y: round(y), size: lamp === 'moon' ? 0.13 : 0.34 });
  }
  const clouds = {
    clear: 1 + Math.floor(many * 4),
    cloudy: 6 + Math.floor(many * 2),
    rain: 4 + Math.floor(many * 3),
    snow: 2 + Math.floor(many * 3),
    fog: 0,
  }[weather];
  for (const [i, spot] of spots.slice(0, left('cloud') ? clouds : 0).entries()) {
    // Each cloud has a part of the width to itself.
    const spread = ((i + 0.5) / Math.max(clouds, 1) - 0.5) * 2.3 * half;
    const at = clamp(0.35 * spot.x + 0.75 * spread, -1.2 * half, 1.2 * half);
    const y = 0.06 + 0.3 * spot.y * Math.min(top / 0.62, 1.6);
    sky.push({ name: 'cloud', x: round(at), y: round(y), size: round(0.14 + 0.2 * spot.size) });
  }
  return sky;
}
