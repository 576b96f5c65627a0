/** Places of figures outside the row: by their relation to another, or in the set. */
import { heldBy } from '../held.ts';
import { leapsOver } from './between.ts';
import type { BlockingCase } from './cast.ts';
import type { Figure, RelationKind } from './figures.ts';
import { isInRow, type Mark } from './marks.ts';
import { relatedMark } from './relations.ts';

/** Marks a figure whose place is another's, once that one has its own. */
export function placeRelated(
  index: number,
  figures: readonly Figure[],
  marks: Map<number, Mark>,
  sizes: readonly number[],
  side: -1 | 1,
  { world, setting }: BlockingCase,
): void {
  const { relation, action, medium, motion, name } = figures[index]!;
  if (relation === null || marks.has(index) || isInRow(figures, index)) return;
  const target = marks.get(relation.to);
  if (target === undefined) return;
  const seated = figures[relation.to]!.name;
  const seat = world.staging.seats[world.subjects.get(seated)?.likeness ?? seated] ?? 0.55;
  const hides = action === 'hide';
  const roomy = relation.kind === 'under' && target.lift === 0 ? 1.7 : hides ? 1.02 : 0;
  const drawn = roomy > 0 ? Math.min(sizes[index]!, 0.78 / roomy) : sizes[index]!;
  const isThing = figures[relation.to]!.role === 'thing';
  const [cover, size] = isThing
    ? fitting(target, drawn, { roomy, seat, kind: relation.kind, above: motion === 'down' ? 0.3 : 0.06 })
    : [target, drawn];
  marks.set(relation.to, cover);
  const { horizon } = setting;
  const inwards = Math.abs(target.x) < 0.05 ? side : target.x > 0 ? -1 : 1;
  const aloft = medium === 'air' ? 0.55 * cover.size + 0.3 * size : 0;
  marks.set(
    index,
    relatedMark({
      ...{ kind: relation.kind, target: cover, size, horizon, seat, side: inwards, hides, aloft },
      leaps: leapsOver(figures[index]!),
      hold: heldBy(world.subjects.get(name)?.likeness ?? name),
      way: figures[relation.to]!.way === -1 ? -1 : 1,
    }),
  );
}

/** A thing that is large enough to cover somebody, or low enough for somebody on it to be in the frame; and the size of that one. */
function fitting(
  thing: Mark,
  size: number,
  {
    roomy,
    seat,
    kind,
    above,
  }: {
    readonly roomy: number;
    readonly seat: number;
    readonly kind: RelationKind;
    /** Room that stays free above whoever is on it. */
    readonly above: number;
  },
): readonly [thing: Mark, size: number] {
  const high = kind === 'on' ? seat : kind === 'above' ? 1.1 : 0;
  if (high === 0) return [{ ...thing, size: Math.max(thing.size, roomy * size) }, size];
  const room = thing.y - above;
  const fit = Math.min(1, room / (high * thing.size + size));
  const own = Math.max(fit * size, Math.min(size, 0.12));
  return [{ ...thing, size: Math.min(thing.size, Math.max((room - own) / high, 0.12)) }, own];
}

/** The side of a piece of the set, −1 left and 1 right: that which the first figure leaves free, and the other for every second piece. */
export function asideOf(piece: number, side: -1 | 1, hero: Mark | undefined): number {
  const free = hero === undefined || Math.abs(hero.x) < 0.02 ? side : hero.x > 0 ? -1 : 1;
  return piece % 2 === 0 ? free : -free;
}

/** A large thing that nothing is said of: in the middle ground, to one side. */
export function setPiece(
  figure: Figure,
  size: number,
  hero: Mark | undefined,
  { world, setting, shape }: BlockingCase,
  aside: number,
): Mark {
  const { horizon } = setting;
  const sky = world.staging.sky.includes(figure.name);
  const shown = Math.min(size, sky ? 0.3 : 0.74);
  const width = shown * (1 + 1.06 * (figure.count - 1));
  const apart = Math.max(shape.half - shown / 2 - 0.06, 0) * (hero === undefined ? 0.4 : 0.72);
  const x = aside * Math.min(apart, Math.max(shape.half - width / 2 - 0.04, 0));
  const y = sky ? 0.06 + 0.16 + shown / 2 : Math.min(horizon + 0.06, 0.9);
  return { x, y, size: shown, lift: 0, spacing: shown * 1.06 };
}
