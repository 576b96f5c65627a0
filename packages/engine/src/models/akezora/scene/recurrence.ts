/**
 * What comes again and again by itself: clouds, waves, weather, steps, wing beats. In the scene of a loop each of them repeats a
 * whole number of times, at a period near its own, so that the scene ends as it began. The same as `Clock` of
 * `training/world/recurrence.py`.
 */
import type { Scene } from '@akezora/contract';

/** The times of what recurs in a scene. */
export interface Clock {
  /** Whether the scene ends as it began. */
  readonly loops: boolean;
  /** Seconds by which what recurs is ahead of the scene's times. */
  readonly ahead: number;
  /** Seconds at which something with a period is, `t` seconds into the scene; never negative. */
  recurring(t: number, period: number): number;
  /** How far something has drifted that moves at `speed` and looks the same again after `length`. */
  drift(t: number, speed: number, length: number): number;
  /** How far something has drifted that never looks the same again: in a loop it comes back to its place. */
  sway(t: number, speed: number): number;
}

/** The clock of a scene. */
export function clockOf({ loop, seconds, clock = 0 }: Pick<Scene, 'loop' | 'seconds' | 'clock'>): Clock {
  return loop === undefined || loop >= seconds ? plain(clock) : closing(loop, seconds, clock);
}

const plain = (clock: number): Clock => ({
  loops: false,
  ahead: clock,
  recurring: (t, period) => notNegative(t + clock, period),
  drift: (t, speed) => speed * (t + clock),
  sway: (t, speed) => speed * (t + clock),
});

/** @param from seconds from which things hasten or slow a little, to be after `seconds` as at 0 */
function closing(from: number, seconds: number, clock: number): Clock {
  const rest = seconds - from;
  const cyclesOf = (period: number) =>
    Math.max(1, Math.round(seconds / period), Math.ceil((from + 0.3 * rest) / period));
  /** Seconds into the present turn of the loop, and the turn's number. */
  const turnAt = (t: number) => {
    const turns = Math.floor(t / seconds);
    return { turns, within: t - turns * seconds };
  };
  const recurring = (t: number, period: number) => {
    const { turns, within } = turnAt(t);
    const whole = cyclesOf(period) * period;
    const now = within <= from ? within : from + ((within - from) * (whole - from)) / rest;
    return notNegative(now + turns * whole + clock, period);
  };
  const sway = (t: number, speed: number) => {
    const { within } = turnAt(t);
    const u = Math.max(0, within - from) / rest;
    // A cubic from where it has come to back to its place, which it leaves as fast as it came (Hermite).
    const back = from * (1 + u * u * (2 * u - 3)) + rest * (u * (u - 1) ** 2 + u * u * (u - 1));
    return speed * ((within <= from ? within : back) + clock);
  };
  const drift = (t: number, speed: number, length: number) => {
    const period = length / Math.abs(speed);
    const hastens = (cyclesOf(period) * period - from) / rest;
    // Going all the way round would be more than twice as fast.
    return hastens > 2 ? sway(t, speed) : Math.sign(speed) * (recurring(t, period) / period) * length;
  };
  return { loops: true, ahead: clock, recurring, drift, sway };
}

const notNegative = (seconds: number, period: number) =>
  seconds < 0 ? seconds + Math.ceil(-seconds / period) * period : seconds;

/** The clock of a scene that neither loops nor goes on from another. */
export const plainClock = plain(0);
