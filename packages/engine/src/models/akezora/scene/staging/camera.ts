/** Camera: how a shot is framed and what the camera does in it, so that all are in view all the time. */

import type { Brief, Scene } from '@akezora/contract';
import { smoothstep } from '../../smoothstep.ts';
import type { Draw } from '../draw.ts';
import { type CameraEnd, cameraEnds, legs, round, type Stance } from '../paths.ts';
import { aspectRatios } from '../world.ts';
import type { Member, PlacedThing } from './blocking.ts';
import { lens, type Shape } from './marks.ts';
import type { Travel } from './travel.ts';
import { clamp, timesEvery } from './values.ts';

type Move = Scene['camera']['move'];

/** A box in the world, in frame heights. */
interface Bounds {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** What a camera depends on. */
export interface CameraCase {
  readonly asked: Brief['camera'];
  readonly shape: Shape;
  readonly seconds: number;
  /** Travel that the camera goes along with. */
  readonly travel: Travel | null;
  readonly members: readonly Member[];
  /** Things that must be in view, too. */
  readonly things: readonly PlacedThing[];
  readonly draw: Draw;
}

/** Where a member is at a time, seen from the travel that the camera goes along with. */
function seen({ track, travel }: Member, t: number): Stance {
  const [x, y, size, lift] = track.at(t);
  return [x + (travel === null || travel.followed ? 0 : travel.at(t)), y, size, lift];
}

/** The box that all are in all the time; undefined if there are none. */
function boundsOf(
  { members, things, travel, seconds }: CameraCase,
  [begin, end]: readonly [number, number] = [0, seconds],
): Bounds | undefined {
  let bounds: Bounds | undefined;
  const add = (x: number, feet: number, size: number) => {
    const { left, right, top, bottom } = bounds ?? { left: x, right: x, top: feet, bottom: feet };
    bounds = {
      left: Math.min(left, x - size / 2),
      right: Math.max(right, x + size / 2),
      top: Math.min(top, feet - size),
      bottom: Math.max(bottom, feet),
    };
  };
  // What the camera passes is in view for a while anyway.
  for (const { x, y, size, lift } of travel === null ? things : []) add(x, y - lift, size);
  for (const member of members) {
    for (const t of timesEvery(Math.min(0.25, seconds / 4), seconds)) {
      if (t < begin || t > end) continue;
      const [x, y, size, lift] = seen(member, t);
      add(x, y - lift, size);
    }
  }
  return bounds;
}

/** Space between a subject and the edge of the frame, of the frame's height. */
const margin = 0.025;

/** The camera of a shot. */
export function cameraFor(how: CameraCase): Scene['camera'] {
  const { shape, seconds, travel } = how;
  const { asked } = how;
  const drawn = unasked[how.draw.weighted(unaskedOdds)]!;
  // What nobody asked for has no name: the camera drifts, or goes along.
  const move: Move = asked ?? (travel === null ? 'static' : 'follow');
  const bounds = boundsOf(how);
  // Who is near needs to be in view then only, and what is pulled back from is not all seen before.
  const leg = seconds / legs(seconds);
  const whole = boundsOf({ ...how, things: [] });
  const then = boundsOf({ ...how, things: [] }, asked === 'zoom-out' ? [0, leg / 3] : [(2 * leg) / 3, leg]);
  const nearBounds =
    whole === undefined || then === undefined ? whole : { ...whole, left: then.left, right: then.right };
  const nearEnd = asked === 'zoom-out' ? 0 : asked === 'zoom-in' ? 1 : -1;
  const [from, to] = endsOf(asked ?? (travel === null ? drawn : 'follow'), how).map((end, i) => {
    const shown = i === nearEnd && how.members.length > 0 ? nearBounds : bounds;
    return kept(framed(end, how, shown), shown, shape);
  }) as [CameraEnd, CameraEnd];
  const still = travel === null && from.every((value, i) => Math.abs(value - to[i]!) < 1e-6);
  // A move that nobody asked for takes the whole clip.
  const count = asked === null ? 1 : legs(seconds);
  const times = still ? [0] : travel !== null ? travel.times : timesEvery(seconds / count / 4, seconds);
  const path = times.map((t) => {
    const leg = Math.min(Math.floor((t * count) / seconds), count - 1);
    const u = smoothstep((t * count) / seconds - leg);
    const share = leg % 2 === 0 ? u : 1 - u;
    const value = (i: 0 | 1 | 2) => from[i] + (to[i] - from[i]) * share;
    return {
      at: round(t, 3),
      x: round(value(0) + (travel?.at(t) ?? 0)),
      y: round(value(1)),
      zoom: round(value(2)),
    };
  });
  return { move, path };
}

/** Moves that are made slowly when none is asked for, and how often. */
const unasked = ['zoom-in', 'pan-left', 'pan-right', 'zoom-out'] as const;
const unaskedOdds = [0.5, 0.17, 0.17, 0.16];

/** Both ends of the move, as if the subject were in the middle. A move that nobody asked for is a small one. */
function endsOf(move: Move, { asked, seconds, draw, travel }: CameraCase): readonly [CameraEnd, CameraEnd] {
  const speed = draw.between(0.75, 1.25);
  const [a, b] = cameraEnds(move, seconds, speed);
  if (move === 'follow' || (travel !== null && move.startsWith('pan'))) {
    const push = 0.05 * speed * Math.min(1, seconds / 6);
    return [
      [0, 0, 1],
      [0, 0, 1 + push],
    ];
  }
  if (asked !== null) return [a, b];
  const slow = (end: CameraEnd): CameraEnd => [end[0] * 0.45, end[1] * 0.45, 1 + (end[2] - 1) * 0.4];
  return [slow(a), slow(b)];
}

/** An end of a move in the framing of the shot: a close shot looks at its subject. */
function framed(
  [x, y, zoom]: CameraEnd,
  { shape, members, seconds }: CameraCase,
  bounds: Bounds | undefined,
): CameraEnd {
  const scale = lens[shape.framing];
  const [hero] = members;
  const grown = zoom * scale;
  if (hero === undefined || bounds === undefined) return [x, y, grown];
  const [heroX, heroY, size, lift] = seen(hero, seconds / 2);
  const middle = heroY - lift - size / 2;
  if (shape.framing === 'close') return [x + heroX * 0.35, y + clamp(middle - 0.5, -0.3, 0.3), grown];
  // Going nearer keeps the subject where it is in the frame.
  const stays = 1 - 1 / Math.max(zoom, 1);
  return [x + heroX * stays, y + (middle - 0.5) * stays, grown];
}

/** A framing in which the bounds are in view: nearer or farther by as little as it takes. */
function kept([x, y, zoom]: CameraEnd, bounds: Bounds | undefined, { aspect }: Shape): CameraEnd {
  if (bounds === undefined) return [x, y, zoom];
  const half = aspectRatios[aspect] / 2;
  const { left, right, top, bottom } = bounds;
  const widest = (2 * half - 2 * margin) / Math.max(right - left, 1e-3);
  const highest = (1 - 2 * margin) / Math.max(bottom - top, 1e-3);
  const nearest = Math.max(Math.min(zoom, widest, highest), 0.88);
  const across = (half - margin) / nearest;
  const along = (0.5 - margin) / nearest;
  return [within(x, right - across, left + across), within(y, bottom - along - 0.5, top + along - 0.5), nearest];
}

/** A value between two others; between both where they leave no room. */
const within = (value: number, low: number, high: number) => (low > high ? (low + high) / 2 : clamp(value, low, high));
