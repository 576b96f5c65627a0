/**
 * Carriage: how a subject is held at a moment. Every subject turns round through its narrow side; an actor with one drawing
 * also waddles, gallops, stretches and breathes. The same as `training/world/carriage.py`.
 */
import type { SceneSubject } from '@akezora/contract';
import { mixedPose, narrowest, type Pose, pose, restPose, secondsOf } from '../actors/life.ts';
import { along, headingRight } from './motion.ts';
import { type Clock, plainClock } from './recurrence.ts';
import type { WorldSubject } from './world.ts';

/** What carriage depends on besides the subject itself. */
export interface Footing {
  readonly info: Pick<WorldSubject, 'faces' | 'gait'>;
  /** Whether nothing carries it: it flies, or swims. */
  readonly afloat: boolean;
  /** Default: time goes as it does. */
  readonly clock?: Clock;
}

const halfTurn = secondsOf('turn') / 2;
/** Reach in seconds over which speeds are taken. */
const step = 0.05;

/** How a subject is shown `t` seconds into a scene; `flip` says whether its drawing is mirrored. */
export function carriageAt(subject: SceneSubject, t: number, { info, afloat, clock = plainClock }: Footing): Pose {
  const faces = subject.faces ?? info.faces;
  const turning = faces === 'front' ? { ...restPose, right: subject.flip } : turnAt(subject, t);
  const flip = turning.right !== (faces === 'right');
  if (subject.life !== true) return { ...withoutSide(turning), flip };
  const { scaleX, scaleY, lift, turn } = lifeAt(subject, t, info.gait, { afloat, clock });
  // A sheet of card that is seen from its edge leans to neither side.
  const lean = (turning.scaleX - narrowest) / (1 - narrowest);
  const side = faces === 'front' || turning.right ? 1 : -1;
  return {
    scaleX: turning.scaleX * scaleX,
    scaleY: turning.scaleY * scaleY,
    lift: turning.lift + lift,
    turn: side * lean * turn,
    flip,
  };
}

type Turning = Pose & { readonly right: boolean };

const withoutSide = ({ right: _, ...held }: Turning): Pose => held;

/** Times at which the path still moves. */
function within({ path }: SceneSubject, t: number): number {
  const first = path[0]!.at + step;
  return Math.min(Math.max(t, first), Math.max(first, path.at(-1)!.at - step));
}

/** Which way a subject looks, and how narrow it is while it turns round. */
function turnAt(subject: SceneSubject, t: number): Turning {
  const right = (at: number) => headingRight(subject, within(subject, at));
  const [before, after] = [right(t - halfTurn), right(t + halfTurn)];
  if (before === after) return { ...restPose, right: before };
  let [early, late] = [t - halfTurn, t + halfTurn];
  for (let i = 0; i < 20; i += 1) {
    const middle = (early + late) / 2;
    if (right(middle) === before) early = middle;
    else late = middle;
  }
  const held = pose('turn', t - (late - halfTurn));
  return { ...held, right: held.flip ? after : before };
}

/** Speed of a subject in its own sizes a second: sideways, up the ground, and by growing. */
function speedAt(subject: SceneSubject, t: number): number {
  const at = within(subject, t);
  const values = (seconds: number) => along(subject.path, ['x', 'y', 'size'], seconds) as [number, number, number];
  const [a, b] = [values(at - step), values(at + step)];
  return Math.hypot(b[0] - a[0], b[1] - a[1], 1.5 * (b[2] - a[2])) / (2 * step) / ((a[2] + b[2]) / 2);
}

/** Mean speed over the whole path: the pace of its steps must not change while it goes. */
function meanSpeed({ path }: SceneSubject): number {
  let [length, size] = [0, 0];
  for (const [i, point] of path.entries()) {
    size += point.size / path.length;
    const last = path[i - 1];
    if (last !== undefined && point.cut !== true)
      length += Math.hypot(point.x - last.x, point.y - last.y, 1.5 * (point.size - last.size));
  }
  return length / Math.max(path.at(-1)!.at - path[0]!.at, 0.1) / size;
}

const smooth = (value: number) => {
  const held = Math.min(Math.max(value, 0), 1);
  return held * held * (3 - 2 * held);
};

/** Speed in sizes a second at which a subject is fully under way. */
const underWay = 0.12;

function lifeAt(
  subject: SceneSubject,
  t: number,
  gait: WorldSubject['gait'],
  { afloat, clock }: Required<Pick<Footing, 'afloat' | 'clock'>>,
): Pose {
  /** How far on the subject is in something that takes `seconds`, in cycles. */
  const cycles = (seconds: number) => clock.recurring(t, seconds) / seconds + subject.phase;
  if (subject.motion === 'jump') return springAt(subject, t);
  if (afloat) return { ...restPose, turn: 0.06 * Math.sin(2 * Math.PI * cycles(2.6)) };
  const idle = pose('idle', cycles(secondsOf('idle')) * secondsOf('idle'));
  const amount = subject.path.length > 1 ? smooth(speedAt(subject, t) / underWay) : 0;
  if (amount === 0) return idle;
  if (gait === 'drive' || gait === 'roll') {
    const shake = 0.012 * Math.sin(2 * Math.PI * cycles(0.3));
    return mixedPose(idle, { ...restPose, scaleY: 1 + shake }, amount);
  }
  const action = gait === 'run' ? 'run' : 'walk';
  const pace = Math.min(Math.max(0.7 + 0.5 * meanSpeed(subject), 0.7), 1.4);
  return mixedPose(idle, pose(action, cycles(secondsOf(action, pace)) * secondsOf(action, pace), pace), amount);
}

/** A jump follows the path: flat where it lands and takes off, stretched in the air. */
function springAt(subject: SceneSubject, t: number): Pose {
  const [size, lift] = along(subject.path, ['size', 'lift'], t) as [number, number];
  const near = Math.max(0, 1 - Math.max(lift, 0) / (0.3 * size));
  const height = 1.06 - 0.22 * near * near;
  return { ...restPose, scaleX: 1 / Math.sqrt(height), scaleY: height };
}
