/** Tracks: where a figure is at every time of a shot, seen from whatever it travels with. */
import { smoothstep } from '../../smoothstep.ts';
import { along } from '../motion.ts';
import { circling, hopSeconds, hopTimes, nearing, type Stance, vertical } from '../paths.ts';
import type { Action, Figure, Medium, Motion } from './figures.ts';
import { clamp, timesEvery } from './values.ts';

/** A figure over time, and the times that its path needs points at. */
export interface Track {
  readonly times: readonly number[];
  at(t: number): Stance;
}

/** What a track starts from. */
export interface TrackCase {
  readonly seconds: number;
  readonly stance: Stance;
  readonly medium: Medium;
  /** From 0 to 1; members of a group differ in it. */
  readonly phase: number;
  /** Which way it looks. */
  readonly way: -1 | 1;
  /** Whether its drawing looks at us: others turn round when they step aside. */
  readonly front: boolean;
  readonly horizon: number;
}

const still = (stance: Stance): Track => ({ times: [0], at: () => stance });

const turn = 2 * Math.PI;

/** What a figure does on the spot where it is, or where its travel has brought it. */
export function trackOf({ action, motion }: Pick<Figure, 'action' | 'motion'>, how: TrackCase): Track {
  if (action === 'leap') return leaping(how);
  if (action === 'jump' || motion === 'jump') return jumping(how);
  if (action === 'fall') return falling(how);
  const airborne = how.medium === 'air' || how.medium === 'under';
  return (
    (action === null ? undefined : places[action]?.(how)) ??
    (airborne && motion !== 'still' ? gliding(how) : still(how.stance))
  );
}

const places: Readonly<Partial<Record<Action, (how: TrackCase) => Track>>> = {
  fly: (how) => gliding(how),
  swim: (how) => (how.medium === 'under' ? gliding(how) : still(how.stance)),
  float: (how) => floating(how),
  dance: (how) => dancing(how),
  play: (how) => playing(how),
  race: (how) => racing(how),
};

/** Motions that are neither sideways nor on the spot: nearer and farther, up and down, round and round. */
export function mixed(
  motion: Motion,
  {
    seconds,
    stance,
    medium,
    phase,
    horizon,
    half,
    largest,
  }: TrackCase & {
    readonly half: number;
    /** Largest size of who comes near, before it is there. */
    readonly largest: number;
  },
): Track | undefined {
  const [x, y, size, lift] = stance;
  const free = medium === 'air' || medium === 'under';
  const path = () => {
    switch (motion) {
      case 'towards':
      case 'away': {
        const near: Stance = [x * 0.5, y, Math.min(size, largest), lift];
        return nearing(seconds, motion === 'towards', near, free ? y - 0.12 : Math.min(horizon + 0.05, y));
      }
      case 'up':
      case 'down':
        return vertical(seconds, motion === 'up', stance, free ? 0.04 : 0, Math.max(y - size - 0.06, 0.05));
      case 'circle':
        return circling(
          seconds,
          stance,
          Math.min(Math.max(half - size / 2 - Math.abs(x) - 0.04, 0.05), 0.34),
          free ? 0.1 : 0.05,
          phase,
        );
      default:
        return undefined;
    }
  };
  const points = path();
  if (points === undefined) return undefined;
  return {
    times: points.map(({ at }) => at),
    at: (t) => along(points, ['x', 'y', 'size', 'lift'], t) as [number, number, number, number],
  };
}

/** Hops, a parabola each, none of which leaves the frame. */
function jumping({ seconds, stance, phase }: TrackCase): Track {
  const [x, y, size, lift] = stance;
  const height = clamp(0.1 + size * 0.35, 0.05, Math.max(y - lift - size - 0.03, 0.05));
  const start = phase * hopSeconds;
  return {
    times: hopTimes(seconds, phase),
    at: (t) => {
      const u = ((t + start) / hopSeconds) % 1;
      return [x, y, size, lift + height * 4 * u * (1 - u)];
    },
  };
}

/** Seconds from one leap to the next, and of its arc. */
export const leapSeconds = { period: 2.4, arc: 1.2, first: 0.35 } as const;

/** Leaps: arcs through the line of the water, or over the ground, with a swim or a run between them. */
function leaping({ seconds, stance, phase, medium }: TrackCase): Track {
  const [x, y, size, lift] = stance;
  const { period, arc, first } = leapSeconds;
  const height = clamp(0.16 + 0.4 * size, 0.08, Math.max(y - lift - size - 0.02, 0.08));
  const wet = medium === 'water' || medium === 'under';
  const at = (t: number): Stance => {
    const u = (t - first - phase * 0.5 + period) % period;
    const v = u / arc;
    return [x, y, size, lift + (v < 1 ? height * 4 * v * (1 - v) : 0)];
  };
  const times = [0];
  for (let start = first + phase * 0.5 - period; start < seconds; start += period) {
    for (const v of wet ? [0, 0.12, 0.3, 0.5, 0.7, 0.88, 1, 1.2] : [0, 0.12, 0.3, 0.5, 0.7, 0.88, 1]) {
      if (start + v * arc > 0) times.push(start + v * arc);
    }
  }
  return { times, at };
}

/** Down from where it was with growing speed, and a small bounce. */
function falling({ stance, phase, medium, seconds }: TrackCase): Track {
  const [x, y, size, lift] = stance;
  const low = medium === 'air' || medium === 'under' ? 0.03 : 0;
  const high = medium === 'air' || medium === 'under' ? lift : clamp(y - size - 0.05, 0.05, 0.45);
  const begin = 0.25 + 0.4 * phase;
  const drop = Math.min(medium === 'ground' ? 0.55 + high * 0.7 : 2.2, seconds * 0.6);
  const bounce = 0.14 * high;
  const at = (t: number): Stance => {
    const u = (t - begin) / drop;
    if (u <= 0) return [x, y, size, high];
    if (u <= 1) return [x, y, size, high + (low - high) * u * u];
    const v = (u - 1) / 0.6;
    return [x, y, size, low + (v < 1 ? bounce * 4 * v * (1 - v) : 0)];
  };
  const shares = [0, 0.25, 0.5, 0.75, 0.9, 1, 1.15, 1.3, 1.45, 1.6, 1.8];
  return { times: [0, ...shares.map((u) => begin + u * drop)], at };
}

/** Through the air, or the water, in slow arcs. */
function gliding({ seconds, stance, phase }: TrackCase): Track {
  const [x, y, size, lift] = stance;
  const sway = Math.min(0.05, lift * 0.5, Math.max(y - lift - size - 0.02, 0));
  return {
    times: timesEvery(0.4, seconds),
    at: (t) => [
      x,
      y,
      size,
      lift + sway * Math.sin(turn * (t / 3.4 + phase)) + 0.3 * sway * Math.sin(turn * (t / 1.7 + phase)),
    ],
  };
}

/** Up and down on the spot. */
function floating({ seconds, stance, phase, medium }: TrackCase): Track {
  const [x, y, size, lift] = stance;
  const sway = medium === 'ground' ? 0 : 0.03;
  const base = medium === 'water' ? 0 : Math.max(lift, sway);
  return {
    times: timesEvery(0.8, seconds),
    at: (t) => [x, y, size, base + sway * (medium === 'water' ? 0.3 : 1) * Math.sin(turn * (t / 4.2 + phase))],
  };
}

const beat = 0.5;

/** Steps in place: four hops a bar, the third the highest, now nearer and now farther; who looks at us steps aside too. */
function dancing({ seconds, stance, phase, front }: TrackCase): Track {
  const [x, y, size, lift] = stance;
  const at = (t: number): Stance => {
    const beats = t / beat + Math.round(4 * phase);
    const hop = beats % 1;
    const swing = Math.sin((turn * beats) / 4);
    const height = Math.floor(beats % 4) === 2 ? 0.15 : 0.08;
    return [
      x + (front ? 0.14 * size * swing : 0),
      y + 0.03 * size * Math.cos((turn * beats) / 4),
      size,
      lift + height * size * 4 * hop * (1 - hop),
    ];
  };
  return { times: timesEvery(beat / 4, seconds), at };
}

/** Small dashes to and fro, with a hop before each. */
function playing({ seconds, stance, phase, way }: TrackCase): Track {
  const [x, y, size, lift] = stance;
  const dash = Math.min(0.5 * size, 0.2);
  const period = 3.6;
  const side = (u: number) =>
    u < 0.15
      ? -1
      : u < 0.4
        ? -1 + 2 * smoothstep((u - 0.15) / 0.25)
        : u < 0.65
          ? 1
          : u < 0.9
            ? 1 - 2 * smoothstep((u - 0.65) / 0.25)
            : -1;
  const hop = (u: number) => {
    const v = ((u + 0.5) % 0.5) / 0.14;
    return v < 1 ? 4 * v * (1 - v) : 0;
  };
  return {
    times: timesEvery(0.15, seconds),
    at: (t) => {
      const u = (t / period + phase) % 1;
      return [x + way * dash * side(u), y, size, lift + 0.16 * size * hop(u)];
    },
  };
}

/** Now a little before the others, now a little behind. */
function racing({ seconds, stance, phase }: TrackCase): Track {
  const [x, y, size, lift] = stance;
  return {
    times: timesEvery(0.6, seconds),
    at: (t) => [x + 0.12 * size * Math.sin(turn * (t / 4.4 + phase)), y, size, lift],
  };
}
