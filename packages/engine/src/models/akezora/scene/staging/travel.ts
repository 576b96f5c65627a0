/** Travel: how far figures have come at a time of a shot, by themselves, together, or with the camera. */
import { smoothstep } from '../../smoothstep.ts';
import { legs } from '../paths.ts';
import { timesEvery } from './values.ts';

/** Displacement over time, in frame heights. */
export interface Travel {
  readonly way: -1 | 1;
  /** Whether the camera goes along. */
  readonly followed: boolean;
  readonly times: readonly number[];
  at(t: number): number;
}

/** Longest way that a camera goes along, in frame heights: scenes cannot be wider than their props last. */
const farthest = 24;
const slowest = 0.1;
/** Faster, the set goes by in a blur. */
const fastest = 0.8;

/** A pace that the set can go by at, in frame heights a second. */
export const followedPace = (pace: number, seconds: number): number =>
  Math.min(Math.max(pace, slowest), fastest, farthest / seconds);

/** Times of an even travel: the last is after the end, for a path slows down to its last point. */
const evenTimes = (step: number, seconds: number): number[] => [...timesEvery(step, seconds), seconds + step];

/** Travel that the camera goes along with, half of it on either side of 0. */
export function followed(way: -1 | 1, pace: number, seconds: number): Travel {
  const speed = followedPace(pace, seconds);
  return { way, followed: true, times: evenTimes(0.5, seconds), at: (t) => way * speed * (t - seconds / 2) };
}

/** How much of the room a figure crosses in a leg of a clip. */
export const crossingSpan = (pace: number, seconds: number, room: number): number =>
  Math.max(0, Math.min(room, (pace * seconds) / legs(seconds)));

/** Travel through the frame: across, and back in long clips, for the camera does not go along. */
export function crossing(way: -1 | 1, pace: number, seconds: number, room: number): Travel {
  const span = crossingSpan(pace, seconds, room);
  const count = legs(seconds);
  const leg = seconds / count;
  return {
    way,
    followed: false,
    times: count > 1 ? timesEvery(leg / 8, seconds) : evenTimes(seconds / 3, seconds),
    at: (t) => {
      const index = Math.min(Math.floor(t / leg), count - 1);
      const u = t / leg - index;
      // Who has to turn slows down before.
      const gone = count > 1 ? smoothstep(u) : u;
      return way * span * ((index % 2 === 0 ? gone : 1 - gone) - 0.5);
    },
  };
}
