/**
 * Acting: how a subject is held while it does what its scene says: how it leans, bobs and is squashed, about its feet or its middle.
 * Where it is meanwhile is its path's affair. The same as `training/world/acting.py`.
 */

import type { SceneSubject } from '@akezora/contract';
import { mixedPose, type Pose, pose, restPose, secondsOf } from '../actors/life.ts';
import { smoothstep } from '../smoothstep.ts';
import { along } from './motion.ts';
import { courseAt, meanSpeed, speedAt, wayAt } from './pace.ts';
import type { Clock } from './recurrence.ts';
import type { WorldSubject } from './world.ts';

/** What a subject does. */
export type Act = NonNullable<SceneSubject['action']>;

/** What acting depends on besides the subject itself. */
export interface Stage {
  readonly gait: WorldSubject['gait'];
  /** Whether it stands on two legs, as people do: such lie on their backs. */
  readonly upright: boolean;
  /** Whether its own drawings go through the steps of a walk or run. */
  readonly strides: boolean;
  /** Whether nothing carries it: it flies, or swims. */
  readonly afloat: boolean;
  readonly clock: Clock;
}

/** A subject at a time, and what its acting depends on. */
interface Moment extends Stage {
  readonly subject: SceneSubject;
  readonly t: number;
}

/** Whether a subject stands on two legs, as people do. */
export const isUpright = (name = ''): boolean => /^(person|man|woman)\b/.test(name);

const tau = 2 * Math.PI;
/** How far on a subject is in something that takes `seconds`, in cycles. */
const cycles = ({ subject, t, clock }: Moment, seconds: number) =>
  clock.recurring(t, seconds) / seconds + subject.phase;
/** A wave of so many seconds, −1 to 1. */
const wave = (now: Moment, seconds: number) => Math.sin(tau * cycles(now, seconds));
const squashed = (height: number): Pose => ({ ...restPose, scaleX: 1 / Math.sqrt(height), scaleY: height });

/** Turned about a point `height` above the feet, in heights of the subject, instead of about the feet. */
function turnedAbout(turn: number, height: number): Pose {
  return { ...restPose, turn, shift: -height * Math.sin(turn), lift: height * (1 - Math.cos(turn)) };
}

/** Breathing, slower the calmer it is. */
function breath(now: Moment, slow = 1): Pose {
  const seconds = secondsOf('idle');
  return pose('idle', cycles(now, seconds * slow) * seconds);
}

/** Speed in sizes a second at which a subject is fully under way. */
const underWay = 0.12;

/** The pose of an action at `t` seconds, as of a subject that looks to the right. */
export function actingAt(action: Act, subject: SceneSubject, t: number, stage: Stage): Pose {
  return acts[action]({ ...stage, subject, t });
}

const acts: Readonly<Record<Act, (now: Moment) => Pose>> = {
  stand: (now) => breath(now),
  sit: (now) => breath(now, 1.3),
  lie: (now) => lying(now, 1.5),
  sleep: (now) => lying(now, 1.8),
  walk: (now) => going('walk', now),
  run: (now) => going('run', now),
  race: (now) => going('run', now),
  drive: (now) => shaken(now),
  roll: (now) => rolling(now),
  // Into the way that it climbs or sinks.
  fly: (now) => ({ ...restPose, turn: -0.6 * climb(now, 0.25) + 0.035 * wave(now, 1.9) }),
  swim: (now) => turnedAbout(-0.5 * climb(now, 0.25) + 0.08 * wave(now, 1.3), 0.4),
  float: (now) => ({ ...restPose, turn: 0.06 * wave(now, 3.4) }),
  sail: (now) => ({ ...restPose, turn: 0.045 * wave(now, 3.1), lift: 0.012 * wave(now, 2.3) }),
  jump: ({ subject, t }) => springAt(subject, t),
  // Along its arc about its middle: nose up as it rises, down as it dives.
  leap: (now) => turnedAbout(-0.85 * climb(now, 0.45), 0.45),
  // Down with every beat, leaning to one side and the other.
  dance: (now) => {
    const beat = cycles(now, 1);
    return { ...squashed(1 - 0.1 * Math.abs(Math.cos(tau * beat)) ** 3), turn: 0.15 * Math.sin(tau * beat) };
  },
  play: (now) => ({ ...springAt(now.subject, now.t), turn: 0.1 * wave(now, 0.9) }),
  eat: (now) => nodding(now, 0.75),
  drink: (now) => nodding(now, 0.5),
  fall: (now) => falling(now),
  hide: (now) => ({ ...breath(now), turn: 0.05 * wave(now, 2.6) ** 3 }),
  wave: (now) => ({ ...restPose, turn: 0.12 * wave(now, 0.9) }),
  look: (now) => {
    const aside = wave(now, 3);
    return { ...breath(now), scaleX: 1 - 0.14 * aside * aside, turn: 0.04 * aside };
  },
  // Round its upright axis: the carriage turns it.
  spin: () => restPose,
};

/** The angle at which it climbs; `slack` in frame heights a second keeps one on the spot from standing on its tail. */
function climb({ subject, t }: Moment, slack: number): number {
  const { up, across } = courseAt(subject, t);
  return Math.atan2(up, across + slack);
}

/** Steps that its drawings do not make: a gallop or a waddle, as quick as it goes, that begins and ends softly. */
function going(action: 'walk' | 'run', now: Moment): Pose {
  const { subject, t, gait } = now;
  if (now.afloat) return { ...restPose, turn: 0.06 * wave(now, 2.6) };
  if (gait === 'drive') return shaken(now);
  if (gait === 'roll') return rolling(now);
  const speed = meanSpeed(subject);
  const amount = speed < underWay / 2 ? 1 : smoothstep(speedAt(subject, t) / underWay);
  const idle = breath(now);
  if (now.strides) return mixedPose(idle, restPose, amount);
  const pace = Math.min(Math.max(0.7 + 0.3 * speed, 0.7), 1.3);
  const seconds = secondsOf(action, pace);
  return mixedPose(idle, pose(action, cycles(now, seconds) * seconds, pace), amount);
}

/** As a ball: once round by its own girth. */
const rolling = ({ subject, t, clock }: Moment): Pose => turnedAbout(2 * wayAt(subject, t, clock), 0.5);

/** Low on folded legs, or on its back, breathing slowly. */
function lying(now: Moment, slow: number): Pose {
  const air = (breath(now, slow).scaleY - 1) * 1.6;
  // On its back it breathes across its drawing.
  if (now.upright) return { ...restPose, scaleX: 1 + air, turn: -1.5, lift: 0.16 };
  return { ...restPose, scaleX: 1 + air / 4, scaleY: 1 + air };
}

function shaken(now: Moment): Pose {
  const amount = now.subject.path.length > 1 ? smoothstep(speedAt(now.subject, now.t) / underWay) : 0;
  return { ...restPose, scaleY: 1 + amount * 0.012 * wave(now, 0.3), turn: amount * 0.006 * wave(now, 0.47) };
}

/** Bites or sips: some quick nods, then a rest. */
function nodding(now: Moment, seconds: number): Pose {
  const busy = smoothstep(1.6 * (0.6 + wave(now, 6 * seconds)));
  const nod = busy * (0.5 - 0.5 * Math.cos(tau * cycles(now, seconds)));
  return { ...restPose, scaleX: 1 + 0.015 * nod, scaleY: 1 - 0.04 * nod, turn: 0.1 * nod };
}

/** Tumbling the more the higher it is, and flat where it lands. */
function falling(now: Moment): Pose {
  const [size, lift] = along(now.subject.path, ['size', 'lift'], now.t) as [number, number];
  const high = smoothstep(Math.max(lift, 0) / size);
  const tumble = turnedAbout(high * 0.5 * wave(now, 0.8), 0.5);
  return { ...tumble, ...springAt(now.subject, now.t), turn: tumble.turn, lift: tumble.lift };
}

/** A jump follows the path: flat where it lands and takes off, stretched in the air. */
export function springAt(subject: SceneSubject, t: number): Pose {
  const [size, lift] = along(subject.path, ['size', 'lift'], t) as [number, number];
  const near = Math.max(0, 1 - Math.max(lift, 0) / (0.3 * size));
  return squashed(1.06 - 0.22 * near * near);
}
