import { type Acted, approaching, climbing, gaining, landing, leapingOver, leapsOver, leaving } from './between.ts';
import type { BlockingCase, Casting } from './cast.ts';
import type { Figure } from './figures.ts';
import type { Mark } from './marks.ts';
import { circlingTrack, hidingTrack } from './relations.ts';
import { mixed, trackOf } from './tracks.ts';

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
