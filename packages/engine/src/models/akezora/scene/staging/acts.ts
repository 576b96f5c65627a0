/** Acts: what a member of a group does, by its action and by its relation to another. */
import { smoothstep } from '../../smoothstep.ts';
import type { BlockingCase, Casting } from './cast.ts';
import type { Figure, Motion } from './figures.ts';
import type { Mark } from './marks.ts';
import { circlingTrack, hidingTrack } from './relations.ts';
import { mixed, type Track, trackOf } from './tracks.ts';
import { clamp, timesEvery } from './values.ts';

/** What a member of a group does. */
interface Acted {
  readonly track: Track;
  readonly motion: Motion;
  readonly right: boolean | undefined;
}

/** What a member does: its action on the spot, or what its relation makes of it. */
export function acted(
  index: number,
  figures: readonly Figure[],
  mark: Mark,
  wobble: number,
  cast: Casting,
  how: BlockingCase,
): Acted {
  const figure = figures[index]!;
  const { relation } = figure;
  const { seconds, setting, world } = how;
  const target = relation === null ? undefined : cast.marks.get(relation.to);
  const toRight = target === undefined ? undefined : target.x > mark.x;
  const way: -1 | 1 = figure.way === 0 ? (toRight === false ? -1 : 1) : figure.way;
  const stance = [mark.x, mark.y, mark.size, mark.lift] as const;
  const doing = trackOf(figure, {
    seconds,
    stance,
    medium: figure.medium,
    phase: wobble,
    way,
    front: world.subjects.get(figure.name)?.faces === 'front',
    horizon: setting.horizon,
  });
  const plain: Acted = { track: doing, motion: figure.motion, right: undefined };
  if (relation !== null && target !== undefined) {
    const { kind } = relation;
    const other = figures[relation.to]!;
    if (figure.action === 'hide')
      return { track: hidingTrack(mark, cast.side, seconds, wobble), motion: 'still', right: cast.side > 0 };
    if (kind === 'around')
      return {
        track: circlingTrack(mark, target, { seconds, phase: wobble, horizon: setting.horizon, half: how.shape.half }),
        motion: 'circle',
        right: undefined,
      };
    if (kind === 'chasing' || kind === 'following')
      return cast.travels[index] === null
        ? { ...plain, right: toRight }
        : { ...plain, track: gaining(doing, target, mark, seconds, kind === 'chasing' ? 0.35 : 0.12) };
    if (kind === 'meeting' || kind === 'towards')
      return approaching(figure, mark, target, doing, kind === 'meeting' ? 0.5 : 1, how);
    if (kind === 'away-from') return leaving(figure, mark, target, doing, how);
    if (kind === 'above' && leapsOver(figure)) return leapingOver(figure, mark, target, cast.side, how);
    if (kind === 'on' || kind === 'above' || kind === 'in' || kind === 'held')
      return riding(relation.to, figures, plain, target, cast, how);
    if (figure.motion === 'still' && figure.way === 0)
      return {
        ...plain,
        right:
          kind === 'with' && other.role === 'subject'
            ? undefined
            : kind === 'behind' || kind === 'under'
              ? undefined
              : toRight,
      };
  }
  const partner = figures.findIndex(({ relation: one, role }) => one?.to === index && role === 'subject');
  const mate = cast.marks.get(partner);
  if (partner >= 0 && mate !== undefined) {
    const kind = figures[partner]!.relation!.kind;
    if (kind === 'meeting' && (figure.action === null || figure.action === 'walk' || figure.action === 'run'))
      return approaching(figure, mark, mate, doing, 0.5, how);
    if (figure.motion === 'still' && kind !== 'on') return { ...plain, right: mate.x > mark.x };
  }
  if (figure.motion === 'still') return { ...plain, right: looksAt(index, figures, mark, cast) };
  return elsewhere(figure, mark, plain, wobble, how);
}

/** Which side somebody looks to who stands: to a thing beside it, else into the frame; undefined with others, for any side will do. */
function looksAt(index: number, figures: readonly Figure[], mark: Mark, cast: Casting): boolean | undefined {
  const thing = figures.findIndex(
    ({ role, relation }) => role === 'thing' && (relation === null || relation.to === index),
  );
  const seen = cast.marks.get(thing);
  if (seen !== undefined && Math.abs(seen.x - mark.x) > 0.1) return seen.x > mark.x;
  const alone = figures.filter(({ role }) => role === 'subject').length === 1;
  return alone && Math.abs(mark.x) > 0.02 ? mark.x < 0 : undefined;
}

/** Motions that are neither sideways nor on the spot. */
function elsewhere(
  figure: Figure,
  mark: Mark,
  plain: Acted,
  wobble: number,
  { seconds, setting, shape }: BlockingCase,
): Acted {
  const stance = [mark.x, mark.y, mark.size, mark.lift] as const;
  const { motion, medium } = figure;
  if (figure.action === 'fall') return plain;
  const track = mixed(motion, {
    seconds,
    stance,
    medium,
    phase: wobble,
    way: 1,
    front: true,
    horizon: setting.horizon,
    half: shape.half,
    largest: figure.size === 'large' ? 0.56 : 0.46,
  });
  return track === undefined ? plain : { ...plain, track };
}

/** Comes nearer to whom it goes after. */
function gaining(track: Track, target: Mark, { x }: Mark, seconds: number, share: number): Track {
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
function approaching(
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
function leaving({ pace }: Figure, mark: Mark, target: Mark, doing: Track, { seconds, shape }: BlockingCase): Acted {
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
function landing({ y, size, lift }: Mark, doing: Track, seconds: number): Track {
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
function climbing({ lift }: Mark, doing: Track, seconds: number): Track {
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
function leapingOver(
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

/** Is carried by another: every move of that one is its own. */
function riding(
  to: number,
  figures: readonly Figure[],
  plain: Acted,
  target: Mark,
  cast: Casting,
  how: BlockingCase,
): Acted {
  const mount = figures[to]!;
  const own =
    plain.motion === 'down'
      ? landing(cast.mark, plain.track, how.seconds)
      : plain.motion === 'up' && mount.role === 'thing'
        ? climbing(cast.mark, plain.track, how.seconds)
        : plain.track;
  if (mount.role === 'thing') return { ...plain, track: own };
  const carrier = acted(to, figures, target, cast.phases[to]!.wobble, cast, how);
  return {
    motion: carrier.motion === 'jump' ? 'still' : carrier.motion,
    right: carrier.right,
    track: {
      times: [...own.times, ...carrier.track.times],
      at: (t) => {
        const [x, y, size, lift] = own.at(t);
        const now = carrier.track.at(t);
        const grown = now[2] / target.size;
        return [x + now[0] - target.x, y + now[1] - target.y, size * grown, (lift - target.lift) * grown + now[3]];
      },
    },
  };
}
