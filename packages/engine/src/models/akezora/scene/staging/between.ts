/** Tracks between one figure and another: after it, to it, from it, onto it, over it. */
import { smoothstep } from '../../smoothstep.ts';
import type { BlockingCase } from './cast.ts';
import type { Figure, Motion } from './figures.ts';
import type { Mark } from './marks.ts';
import type { Track } from './tracks.ts';
import { clamp, timesEvery } from './values.ts';

/** What a member of a group does. */
export interface Acted {
  readonly track: Track;
  readonly motion: Motion;
  readonly right: boolean | undefined;
}

/** Comes nearer to whom it goes after. */
export function gaining(track: Track, target: Mark, { x }: Mark, seconds: number, share: number): Track {
  const gap = target.x - x;
  const least = Math.sign(gap) * Math.max(Math.abs(gap) - target.size, 0);
  return {
    times: [...track.times, ...timesEvery(1, seconds)],
    at: (t) => {
      const [at, ...rest] = track.at(t);
      return [
        at + Math.min(Math.abs(least), share * Math.abs(gap)) * Math.sign(gap) * smoothstep(t / seconds),
        ...rest,
      ];
    },
  };
}

/** Comes to its mark beside another, and stays there. */
export function approaching(
  { pace }: Figure,
  mark: Mark,
  target: Mark,
  doing: Track,
  share: number,
  { seconds, shape }: BlockingCase,
): Acted {
  const way = target.x >= mark.x ? 1 : -1;
  const edge = shape.half * 0.95 - mark.size / 2;
  const room = Math.max(0, way > 0 ? mark.x + edge : edge - mark.x);
  const speed = Math.max(pace, 0.45) * mark.size;
  const distance = Math.min(room, speed * seconds * 0.7, share * 3);
  const arrives = clamp(distance / speed, 0.3 * seconds, 0.72 * seconds);
  return {
    motion: way > 0 ? 'right' : 'left',
    right: way > 0,
    track: {
      times: [...doing.times, ...[0, 0.25, 0.5, 0.75, 1, 1.2].map((u) => u * arrives)],
      at: (t) => {
        const [x, ...rest] = doing.at(t);
        const u = clamp(t / arrives, 0, 1);
        return [x - way * distance * (1 - u * (2 - u)), ...rest];
      },
    },
  };
}

/** Goes from beside another to the edge of the frame. */
export function leaving(
  { pace }: Figure,
  mark: Mark,
  target: Mark,
  doing: Track,
  { seconds, shape }: BlockingCase,
): Acted {
  const way = target.x > mark.x ? -1 : 1;
  const edge = shape.half * 0.95 - mark.size / 2;
  const room = Math.max(0, way > 0 ? edge - mark.x : mark.x + edge);
  const distance = Math.min(room, Math.max(pace, 0.4) * mark.size * seconds);
  return {
    motion: way > 0 ? 'right' : 'left',
    right: way > 0,
    track: {
      times: [...doing.times, ...timesEvery(1, seconds)],
      at: (t) => {
        const [x, ...rest] = doing.at(t);
        return [x + way * distance * smoothstep(t / seconds), ...rest];
      },
    },
  };
}

/** Comes down to where it sits, and stays. */
export function landing({ y, size, lift }: Mark, doing: Track, seconds: number): Track {
  const height = Math.min(0.5, Math.max(y - lift - size - 0.03, 0));
  const lands = 0.65 * seconds;
  return {
    times: [...timesEvery(lands / 6, lands), seconds],
    at: (t) => {
      const [x, feet, own] = doing.at(t);
      return [x, feet, own, lift + height * (1 - smoothstep(t / lands))];
    },
  };
}

/** Goes up from the ground to where it then is. */
export function climbing({ lift }: Mark, doing: Track, seconds: number): Track {
  const arrives = 0.8 * seconds;
  return {
    times: [...timesEvery(arrives / 8, arrives), seconds],
    at: (t) => {
      const [x, feet, own] = doing.at(t);
      return [x, feet, own, lift * smoothstep(t / arrives)];
    },
  };
}

/** Seconds that an arc over something takes, and how far it leads on either side, in sizes. */
const over = { seconds: 1.3, aside: 0.75 } as const;

/** Whether a figure jumps over what it is above, and does not hover there. */
export const leapsOver = ({ action, motion }: Pick<Figure, 'action' | 'motion'>): boolean =>
  action === 'leap' || action === 'jump' || (action === null && motion === 'jump');

/** Comes from one side, leaps over another in one arc, and goes on to the other side. */
export function leapingOver(
  { pace, way }: Figure,
  mark: Mark,
  target: Mark,
  side: -1 | 1,
  { seconds, shape }: BlockingCase,
): Acted {
  const { y, size } = mark;
  const to = way === 0 ? side : way;
  const reach = Math.min(over.aside * (target.size + size), Math.max(shape.half * 0.9 - size / 2, 0.2));
  const edge = Math.max(shape.half * 0.95 - size / 2 - to * target.x, reach);
  const [takesOff, lands] = [0.5 * seconds - over.seconds / 2, 0.5 * seconds + over.seconds / 2];
  const room = Math.max(Math.min(edge - reach, Math.max(pace, 0.6) * size * takesOff), 0);
  const height = clamp(0.85 * target.size + 0.25 * size, 0.1, Math.max(y - size - 0.03, 0.1));
  const along = (t: number) => {
    if (t <= takesOff) return -reach - room * (1 - t / Math.max(takesOff, 0.01));
    if (t >= lands) return reach + room * clamp((t - lands) / Math.max(seconds - lands, 0.01), 0, 1);
    return reach * (2 * ((t - takesOff) / over.seconds) - 1);
  };
  const arc = [0, 0.12, 0.3, 0.5, 0.7, 0.88, 1].map((u) => takesOff + u * over.seconds);
  return {
    motion: to > 0 ? 'right' : 'left',
    right: to > 0,
    track: {
      times: [0, takesOff / 2, ...arc, (lands + seconds) / 2, seconds].filter((t) => t >= 0),
      at: (t) => {
        const u = clamp((t - takesOff) / over.seconds, 0, 1);
        return [target.x + to * along(t), y, size, height * 4 * u * (1 - u)];
      },
    },
  };
}
