/**
 * Carriage: how a subject is held at a moment. Every subject turns round through its narrow side, and does what its action says; an
 * actor with one drawing also waddles, gallops, stretches and breathes. The same as `training/world/carriage.py`.
 */

import type { SceneSubject } from '@akezora/contract';
import { mixedPose, narrowest, type Pose, pose, restPose, secondsOf } from '../actors/life.ts';
import { smoothstep } from '../smoothstep.ts';
import { type Act, actingAt, isUpright, springAt } from './acting.ts';
import { stridesIn } from './loops.ts';
import { keepsRight, looksRight, meanSpeed, speedAt } from './pace.ts';
import { type Clock, plainClock } from './recurrence.ts';
import type { WorldSubject } from './world.ts';

/** What carriage depends on besides the subject itself. */
export interface Footing {
  readonly info: Pick<WorldSubject, 'faces' | 'gait'> & { readonly name?: string };
  /** Whether nothing carries it: it flies, or swims. */
  readonly afloat: boolean;
  /** Default: time goes as it does. */
  readonly clock?: Clock;
}

const halfTurn = secondsOf('turn') / 2;
/** Seconds of one turn of a subject that spins. */
const spinSeconds = 1.5;

/** What is done on the spot, or looking one way: small steps aside turn nobody round. */
const keepingSide: ReadonlySet<Act> = new Set([
  'stand',
  'sit',
  'lie',
  'sleep',
  'dance',
  'eat',
  'drink',
  'fall',
  'hide',
  'wave',
  'look',
  'float',
  'jump',
  'spin',
  'roll',
]);

/** How a subject is shown `t` seconds into a scene; `flip` says whether its drawing is mirrored. */
export function carriageAt(subject: SceneSubject, t: number, { info, afloat, clock = plainClock }: Footing): Pose {
  const faces = subject.faces ?? info.faces;
  const turning = turningAt(subject, t, faces, clock);
  const flip = turning.right !== (faces === 'right');
  const { action } = subject;
  if (subject.life !== true && action === undefined) return { ...withoutSide(turning), flip };
  const acting =
    action === undefined
      ? lifeAt(subject, t, info.gait, { afloat, clock })
      : actingAt(action, subject, t, {
          gait: info.gait,
          upright: isUpright(info.name),
          strides: stridesIn(subject, action),
          ...{ afloat, clock },
        });
  // A sheet of card that is seen from its edge leans to neither side.
  const lean = (turning.scaleX - narrowest) / (1 - narrowest);
  const side = (faces === 'front' && action !== 'roll') || turning.right ? 1 : -1;
  return {
    scaleX: turning.scaleX * acting.scaleX,
    scaleY: turning.scaleY * acting.scaleY,
    lift: turning.lift + acting.lift,
    turn: side * lean * acting.turn,
    shift: side * lean * (acting.shift ?? 0),
    flip,
  };
}

type Turning = Pose & { readonly right: boolean };

const withoutSide = ({ right: _, ...held }: Turning): Pose => held;

function turningAt(subject: SceneSubject, t: number, faces: WorldSubject['faces'], clock: Clock): Turning {
  const { action } = subject;
  if (action === 'spin') return spinning(subject, clock.recurring(t, spinSeconds) / spinSeconds, faces);
  if (faces === 'front') return { ...restPose, right: action === 'roll' ? keepsRight(subject) : subject.flip };
  if (action !== undefined && keepingSide.has(action)) return { ...restPose, right: keepsRight(subject) };
  return turnAt(subject, t);
}

/** Round and round through its narrow side. What looks at us shows us its face again instead of being mirrored. */
function spinning(subject: SceneSubject, round: number, faces: WorldSubject['faces']): Turning {
  const cos = Math.cos(2 * Math.PI * round);
  const right = faces === 'front' || cos >= 0 ? keepsRight(subject) : !keepsRight(subject);
  return { ...restPose, scaleX: narrowest + (1 - narrowest) * Math.abs(cos), right };
}

/** Which way a subject looks, and how narrow it is while it turns round. */
function turnAt(subject: SceneSubject, t: number): Turning {
  const [before, after] = [looksRight(subject, t - halfTurn), looksRight(subject, t + halfTurn)];
  if (before === after) return { ...restPose, right: before };
  let [early, late] = [t - halfTurn, t + halfTurn];
  for (let i = 0; i < 20; i += 1) {
    const middle = (early + late) / 2;
    if (looksRight(subject, middle) === before) early = middle;
    else late = middle;
  }
  const held = pose('turn', t - (late - halfTurn));
  return { ...held, right: held.flip ? after : before };
}

/** Speed in sizes a second at which a subject is fully under way. */
const underWay = 0.12;

/** What an actor does whose action is not said. */
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
  const amount = subject.path.length > 1 ? smoothstep(speedAt(subject, t) / underWay) : 0;
  if (amount === 0) return idle;
  if (gait === 'drive' || gait === 'roll') {
    const shake = 0.012 * Math.sin(2 * Math.PI * cycles(0.3));
    return mixedPose(idle, { ...restPose, scaleY: 1 + shake }, amount);
  }
  const action = gait === 'run' ? 'run' : 'walk';
  const pace = Math.min(Math.max(0.7 + 0.5 * meanSpeed(subject), 0.7), 1.4);
  return mixedPose(idle, pose(action, cycles(secondsOf(action, pace)) * secondsOf(action, pace), pace), amount);
}
