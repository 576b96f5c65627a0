/** Relations that put one figure on, under, above, in, behind or before another, or round it. */

import type { Hold } from '../held.ts';
import type { Stance } from '../paths.ts';
import type { RelationKind } from './figures.ts';
import type { Mark } from './marks.ts';
import type { Track, TrackCase } from './tracks.ts';
import { clamp, timesEvery } from './values.ts';

/** What a place beside another depends on. */
export interface RelationCase {
  readonly kind: RelationKind;
  readonly target: Mark;
  readonly size: number;
  readonly horizon: number;
  /** How high one sits on the target, in its sizes. */
  readonly seat: number;
  /** −1: to its left, 1: to its right. */
  readonly side: -1 | 1;
  readonly hides: boolean;
  /** Whether it leaps over the target. Default: no, it stays above it. */
  readonly leaps?: boolean;
  /** How high it is when nothing else carries it: 0 on the ground. */
  readonly aloft: number;
  /** Of a thing that is held: how, and the side that its holder goes to. */
  readonly hold?: Hold | undefined;
  readonly way?: -1 | 1;
}

/** How much larger things are at one height of the ground than at another. */
export function nearness(y: number, than: number, horizon: number): number {
  const scale = (at: number) => 0.6 + 0.75 * clamp((at - horizon) / Math.max(1 - horizon, 0.1), 0, 1);
  return scale(y) / scale(than);
}

const lowest = 0.94;
/** Least height of the top of anything in the frame. */
const top = 0.03;
/** Room that the lift of a figure has above its feet. */
const liftWithin = (lift: number, y: number, size: number) => clamp(lift, 0, Math.max(y - size - top, 0));

/** The mark of a figure that is related to another. */
export function relatedMark({
  kind,
  target,
  size,
  horizon,
  seat,
  side,
  hides,
  leaps = false,
  aloft,
  hold,
  way = side,
}: RelationCase): Mark {
  const { x, y, lift } = target;
  const mark = (values: Partial<Mark>): Mark => ({
    x,
    y,
    size,
    lift,
    spacing: (values.size ?? size) * 1.06,
    ...values,
  });
  const own = lift > 0 ? lift : liftWithin(aloft, y, size);
  switch (kind) {
    case 'held': {
      const { height, aside, size: most } = hold!;
      const held = Math.min(size, most * target.size);
      return mark({
        x: x + way * aside * target.size,
        y: y + 0.003,
        size: held,
        // One for each of a group.
        spacing: target.spacing,
        lift: liftWithin(lift + height * target.size, y, held),
      });
    }
    case 'on': {
      const onto = Math.min(size, Math.max(1.1 * target.size, 0.1));
      return mark({
        y: y + 0.002,
        size: onto,
        lift: liftWithin(lift + seat * target.size, y, onto),
        spacing: 0.6 * onto,
      });
    }
    case 'above':
      if (leaps) return mark({ y: y + 0.003 });
      return mark({ lift: liftWithin(lift + 1.08 * target.size + 0.02, y, size) });
    case 'under':
      if (lift > 0) return mark({ lift: 0, y: Math.min(y, lowest) });
      return mark({ x: x + side * 0.2 * target.size, y: Math.min(y + 0.025, lowest) });
    case 'in': {
      const inside = Math.min(size, 0.8 * target.size);
      return mark({ y: y - 0.004, size: inside, lift: lift + 0.28 * target.size });
    }
    case 'in-front-of': {
      const near = lift > 0 ? y : Math.min(y + 0.08, lowest);
      return mark({
        x: x + side * 0.4 * target.size,
        y: near + 0.002,
        size: size * nearness(near, y, horizon),
      });
    }
    default: {
      const far = lift > 0 ? y : Math.max(y - 0.06, horizon + 0.04);
      const small = size * nearness(far, y, horizon);
      const aside = hides ? 0.12 * target.size : 0.42 * target.size + 0.16 * small;
      return mark({ lift: own, x: x + side * aside, y: far - 0.002, size: small });
    }
  }
}

/** Seconds of a round. */
const roundSeconds = 5;

/**
 * Round another: nearer and larger before it, farther and smaller behind it, or round it in the air.
 * @param half half the width of the frame, which the round stays in
 */
export function circlingTrack(
  mark: Mark,
  target: Mark,
  { seconds, phase, horizon, half }: Pick<TrackCase, 'seconds' | 'phase' | 'horizon'> & { readonly half: number },
): Track {
  const { size } = mark;
  const room = Math.max(0.96 * half - Math.abs(target.x) - 0.56 * size, 0.08);
  const rx = Math.min(0.56 * target.size + 0.62 * size, room);
  const [ground, air] = target.lift > 0 || mark.lift > 0 ? [0, 0.1] : [Math.min(0.07, (target.y - horizon) * 0.5), 0];
  const at = (t: number): Stance => {
    const angle = 2 * Math.PI * (t / roundSeconds + phase);
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const y = target.y + ground * s + (s < 0 ? -0.003 : 0.003);
    return [target.x + rx * c, y, size * (1 + 0.12 * s), Math.max(mark.lift - air * s, 0)];
  };
  return { times: timesEvery(roundSeconds / 8, seconds), at };
}

/** How far out from behind its hiding place somebody comes, in its sizes, and how often. */
const peek = { out: 0.55, period: 3.6 } as const;

/** Behind something, and out for a look now and then. */
export function hidingTrack(mark: Mark, side: -1 | 1, seconds: number, phase: number): Track {
  const { x, y, size, lift } = mark;
  const out = (t: number) => {
    const u = (t / peek.period + 0.4 * phase) % 1;
    return u < 0.25 ? 0 : u < 0.4 ? (u - 0.25) / 0.15 : u < 0.8 ? 1 : 1 - (u - 0.8) / 0.2;
  };
  const times = [0];
  for (let t = 0.3; t < seconds; t += 0.3) times.push(t);
  return { times: [...times, seconds], at: (t) => [x + side * peek.out * size * out(t), y, size, lift] };
}
