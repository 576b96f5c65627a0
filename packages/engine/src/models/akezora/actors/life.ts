/** Life for a picture without drawings: how a still is bent, lifted and turned while it walks, runs, jumps, waits or turns round. */

/** What an actor does. */
export type Action = 'idle' | 'walk' | 'run' | 'jump' | 'turn';

/** How a still is shown at a moment. It is scaled and turned about its feet. */
export interface Pose {
  /** Width and height against the drawing's own. */
  readonly scaleX: number;
  readonly scaleY: number;
  /** Height above the ground, in heights of the actor. */
  readonly lift: number;
  /** Turned by so many radians; positive is clockwise on the screen for an actor that looks right: it leans forward. */
  readonly turn: number;
  /** Sideways from its place, in heights of the actor; positive is forward. Default: 0. */
  readonly shift?: number;
  /** Whether the drawing is mirrored against how the action began. */
  readonly flip: boolean;
}

/** The drawing as it is. */
export const restPose: Pose = { scaleX: 1, scaleY: 1, lift: 0, turn: 0, flip: false };

/** Seconds of one cycle of an action at pace 1: two steps, one leap of a gallop, one jump, one breath, half a turn. */
const cycleSeconds: Readonly<Record<Action, number>> = { idle: 3, walk: 0.8, run: 0.46, jump: 0.9, turn: 0.5 };

/** Paces that an action can have; others are brought to the nearer end. */
export const paces = { least: 0.25, most: 2 } as const;

/** Seconds of one cycle. Every cycle starts and ends at rest. */
export const secondsOf = (action: Action, pace = 1): number => cycleSeconds[action] / paceWithin(pace);

const paceWithin = (pace: number) => Math.min(paces.most, Math.max(paces.least, pace));

const tau = 2 * Math.PI;

/** 0 at 0, 1 at 1, with no speed at either end. */
const smooth = (t: number) => t * t * (3 - 2 * t);

/** A bump over from…to in 0…1, smooth at its ends. */
const bump = (t: number, from: number, to: number) =>
  t <= from || t >= to ? 0 : Math.sin((Math.PI * (t - from)) / (to - from)) ** 2;

/** Squashed (below 1) or stretched; the width gives way so that about the same area shows. */
const stretched = (height: number): Pick<Pose, 'scaleX' | 'scaleY'> => ({
  scaleX: 1 / Math.sqrt(height),
  scaleY: height,
});

/**
 * The pose of an action after `seconds`. Walking, running and waiting repeat; a jump repeats as a row of jumps; a turn is made
 * once and then stays turned (`flip`). A quicker pace makes larger leaps, not only more of them.
 */
export function pose(action: Action, seconds: number, pace = 1): Pose {
  const cycles = Math.max(0, seconds) / secondsOf(action, pace);
  return poses[action](action === 'turn' ? Math.min(1, cycles) : cycles % 1, paceWithin(pace));
}

const poses: Readonly<Record<Action, (t: number, pace: number) => Pose>> = {
  // Breathing: in for two fifths of the time, out for the rest.
  idle: (t) => {
    const air = t < 0.4 ? smooth(t / 0.4) : smooth((1 - t) / 0.6);
    return { ...restPose, scaleX: 1 + 0.008 * air, scaleY: 1 + 0.024 * air };
  },
  // A waddle: a small hop with each of two steps, leaning to one side and the other.
  walk: (t, pace) => {
    const step = Math.sin(tau * t) ** 2;
    const strength = Math.min(1.3, 0.7 + 0.3 * pace);
    return {
      ...restPose,
      ...stretched(1 + 0.03 * step),
      lift: 0.035 * strength * step,
      turn: 0.075 * strength * Math.sin(tau * t),
    };
  },
  // A gallop: down, a long leap with the nose up and then down, down again.
  run: (t, pace) => {
    const leap = bump(t, 0.12, 0.92);
    const strength = Math.min(1.3, 0.6 + 0.4 * pace);
    const push = bump(t, 0, 0.26) + 0.8 * bump(t, 0.8, 1);
    const height = 1 - 0.1 * push * strength + 0.05 * leap;
    return {
      ...restPose,
      ...stretched(height),
      lift: 0.13 * strength * leap,
      turn: -0.1 * strength * Math.sin(tau * t),
    };
  },
  // Crouch, stretch up, fly, land softly.
  jump: (t, pace) => {
    const crouch = bump(t, 0, 0.34);
    const land = bump(t, 0.76, 1);
    const rise = bump(t, 0.2, 0.46);
    const air = t < 0.24 || t > 0.84 ? 0 : Math.sin((Math.PI * (t - 0.24)) / 0.6);
    const strength = Math.min(1.2, 0.7 + 0.3 * pace);
    const height = 1 - 0.17 * crouch + 0.08 * rise - 0.15 * land;
    return {
      ...restPose,
      ...stretched(height),
      lift: 0.5 * strength * air ** 1.5,
      turn: -0.07 * Math.sin(tau * t) * Math.sin(Math.PI * t),
    };
  },
  // Round through the narrow side, a little taller on the way, mirrored where it is narrowest.
  turn: (t) => {
    const round = Math.sin(Math.PI * t) ** 2;
    return {
      scaleX: narrowest + (1 - narrowest) * Math.abs(Math.cos(Math.PI * t)),
      scaleY: 1 + 0.05 * round,
      lift: 0.04 * round,
      turn: 0,
      flip: t >= 0.5,
    };
  },
};

/** Width of an actor in the middle of a turn: a sheet of card seen from its edge. */
export const narrowest = 0.07;

/** Between two poses, for an action that begins or ends slowly: `amount` 0 gives `from`, 1 gives `to`; `flip` is that of `to`. */
export function mixedPose(from: Pose, to: Pose, amount: number): Pose {
  const mix = (a: number, b: number) => a + (b - a) * amount;
  return {
    scaleX: mix(from.scaleX, to.scaleX),
    scaleY: mix(from.scaleY, to.scaleY),
    lift: mix(from.lift, to.lift),
    turn: mix(from.turn, to.turn),
    shift: mix(from.shift ?? 0, to.shift ?? 0),
    flip: to.flip,
  };
}
