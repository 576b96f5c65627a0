/** Marks: where every figure stands, side by side, before anybody moves. Relations that are not beside another come after. */
import type { Aspect, Brief } from '@akezora/contract';
import type { Draw } from '../draw.ts';
import { aspectRatios } from '../world.ts';
import type { Figure, RelationKind } from './figures.ts';
import type { Setting } from './setting.ts';
import { saidSize, shownSize, sizeOfHero } from './sizes.ts';
import { clamp } from './values.ts';

/** Where a figure stands: the feet of the middle of its group, its size, and how far its members are apart, in frame heights. */
export interface Mark {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly lift: number;
  readonly spacing: number;
}

/** The shape of a shot. */
export interface Shape {
  readonly aspect: Aspect;
  /** Half the width that the camera sees, in frame heights. */
  readonly half: number;
  readonly framing: NonNullable<Brief['framing']>;
}

/** Zoom of the camera by framing. */
export const lens = { wide: 1, medium: 1.04, close: 1.7 } as const;
const share = { wide: 0.66, medium: 1, close: 0.98 } as const;

/** The shape of a shot of a brief. */
export function shapeOf(aspect: Aspect, framing: Brief['framing']): Shape {
  const shown = framing ?? 'medium';
  return { aspect, half: aspectRatios[aspect] / 2 / lens[shown], framing: shown };
}

/** Relations in which one has a place of its own in the row of figures. */
const inRow: ReadonlySet<RelationKind> = new Set([
  'with',
  'next-to',
  'left-of',
  'right-of',
  'chasing',
  'following',
  'meeting',
  'towards',
  'away-from',
]);

/** Whether a figure has its place in the row. Large things that nothing is said of stand in the set. */
export function isInRow(figures: readonly Figure[], index: number): boolean {
  const { role, relation, metres, medium } = figures[index]!;
  if (relation !== null) return inRow.has(relation.kind);
  if (role === 'subject' || figures.some((other) => other.relation?.to === index)) return true;
  const goes = figures.some(({ way }) => way !== 0);
  return medium === 'ground' && (figures.every((other) => other.role === 'thing') || (metres < 1.2 && !goes));
}

/** How large everything is in a frame against one that is 16:9: smaller where it is narrow. */
export const roomOf = (aspect: Aspect): number => Math.min(1, (aspectRatios[aspect] / 2 / 0.8) ** 0.7);

const largest = 0.6;
/** Anything smaller is not seen. */
const leastSize = 0.04;
const highestThing = 0.78;

/** Sizes of all figures, in frame heights, at the depth of the first. */
export function sizesOf(figures: readonly Figure[], { half, framing, aspect }: Shape): number[] {
  const hero = figures.find(({ role }) => role === 'subject') ?? figures[0];
  if (hero === undefined) return [];
  const room = roomOf(aspect);
  const crowd = figures.filter(({ role }) => role === 'subject').length > 2 ? 0.88 : 1;
  const unit = (sizeOfHero(hero.metres) / shownSize(hero.metres)) * share[framing] * room * crowd;
  const sizes = figures.map((figure) => unit * shownSize(figure.metres) * figure.scale * saidSize(figure.size));
  const most = Math.max(0, ...sizes.filter((_, i) => figures[i]!.role === 'subject'));
  const limit = Math.min(largest * share[framing], 1.5 * half);
  const scale = most > limit ? limit / most : 1;
  return sizes.map((size, i) => {
    const { role } = figures[i]!;
    return role === 'thing' ? clamp(size * scale, 0.08, highestThing) : Math.max(size * scale, 0.07);
  });
}

/** Order of the row from left to right, as indices of figures. */
function orderOf(figures: readonly Figure[]): number[] {
  const order: number[] = [];
  const waiting = figures.map((_, i) => i).filter((i) => isInRow(figures, i));
  for (let round = 0; round <= figures.length; round += 1) {
    for (const index of [...waiting]) {
      const { relation, way } = figures[index]!;
      const at = relation === null ? order.length : order.indexOf(relation.to);
      // Beside somebody who has no place in the row: at its end.
      const last = round === figures.length;
      if (at < 0 && !last) continue;
      waiting.splice(waiting.indexOf(index), 1);
      if (at < 0 || relation === null) order.push(index);
      else order.splice(isLeft(relation.kind, way, order, figures) ? at : at + 1, 0, index);
    }
  }
  return order;
}

/** Whether a figure is to the left of the one it is related to. */
function isLeft(kind: RelationKind, way: Figure['way'], order: readonly number[], figures: readonly Figure[]): boolean {
  if (kind === 'left-of') return true;
  if (kind === 'right-of') return false;
  // Who goes to or after another is behind it, seen along the way.
  if (kind === 'chasing' || kind === 'following' || kind === 'meeting' || kind === 'towards') return way >= 0;
  if (kind === 'away-from') return way < 0;
  return order.length % 2 === 0 && figures[order[0]!]!.way < 0;
}

/** Space between two neighbours, against the mean of their sizes. */
function gapOf(a: Figure, b: Figure, ia: number, ib: number): number {
  const kind = a.relation?.to === ib ? a.relation.kind : b.relation?.to === ia ? b.relation.kind : undefined;
  if (kind === 'chasing' || kind === 'following') return 0.75;
  if (kind === 'meeting' || kind === 'towards' || kind === 'away-from') return 0.3;
  return kind === undefined ? 0.45 : 0.14;
}

/** Members of a group beside each other: in a narrow frame many stand in two rows. */
export const columnsOf = (count: number, aspect: Aspect): number =>
  aspectRatios[aspect] < 1 && count > 3 ? Math.ceil(count / 2) : count;

/** Width of a group of a figure. */
const widthOf = (count: number, size: number, aspect: Aspect) =>
  size * (1 + (columnsOf(count, aspect) - 1) * groupStep);
/** From one member of a group to the next, in sizes. */
const groupStep = 1.06;

/** Marks of all figures that are in the row (others have none), the sizes of all, and the width and middle of the row. */
export function marksOf(
  figures: readonly Figure[],
  shape: Shape,
  { info, horizon, deck = null }: Setting,
  draw: Draw,
): {
  readonly marks: ReadonlyMap<number, Mark>;
  readonly sizes: readonly number[];
  readonly width: number;
  readonly centre: number;
} {
  const order = orderOf(figures);
  const drawn = sizesOf(figures, shape);
  const gap = (at: number) => {
    const [ia, ib] = [order[at]!, order[at + 1]!];
    return (gapOf(figures[ia]!, figures[ib]!, ia, ib) * (drawn[ia]! + drawn[ib]!)) / 2;
  };
  const gaps = order.slice(1).map((_, at) => gap(at));
  const whole = order.reduce(
    (sum, i, at) => sum + widthOf(figures[i]!.count, drawn[i]!, shape.aspect) + (gaps[at] ?? 0),
    0,
  );
  const room = 2 * shape.half * 0.88;
  const fit = Math.min(1, room / Math.max(whole, 1e-6));
  const sizes = drawn.map((size) => Math.max(size * fit, leastSize));
  const width = whole * fit;
  const slack = Math.max(0, room - width);
  const centre = centreOf(
    order.map((i) => figures[i]!),
    slack,
    draw,
  );
  const u = draw.uniform();
  const marks = new Map<number, Mark>();
  let x = centre - width / 2;
  for (const [at, index] of order.entries()) {
    const figure = figures[index]!;
    const own = widthOf(figure.count, sizes[index]!, shape.aspect);
    const size = sizes[index]!;
    const [y, lift] = standing(figure, size, { horizon, deck, shape, u: clamp(u + 0.12 * (at % 2), 0, 1) });
    marks.set(index, { x: x + own / 2, y: info.ground === null ? 0.95 : y, size, lift, spacing: size * groupStep });
    x += own + (gaps[at] ?? 0) * fit;
  }
  return { marks, sizes, width, centre };
}

/** The middle of the row: by the rule of thirds, with room before whoever goes or looks. */
function centreOf(row: readonly Figure[], slack: number, draw: Draw): number {
  const side = draw.uniform() < 0.5 ? -1 : 1;
  const amount = draw.between(0.24, 0.36);
  const kinds = row.map(({ relation }) => relation?.kind);
  const ways = new Set(row.map(({ way }) => way).filter((way) => way !== 0));
  const [way = side] = ways;
  // Who comes to another needs the room behind it.
  const turned = ways.size > 1 || kinds.includes('meeting') ? 0 : kinds.includes('towards') ? -way : way;
  return row.length > 0 ? -turned * Math.min(slack / 2, slack * amount * 1.35) : 0;
}

/** Where the feet of a figure are, and its height above there. */
function standing(
  { medium, role, onBridge }: Figure,
  size: number,
  {
    horizon,
    deck,
    shape,
    u,
  }: { readonly horizon: number; readonly deck: number | null; readonly shape: Shape; readonly u: number },
): readonly [y: number, lift: number] {
  const wide = shape.framing === 'wide' ? -0.03 : 0;
  if (onBridge && deck !== null && medium === 'ground') return [deck, 0];
  switch (medium) {
    case 'ground':
      return [Math.min(horizon + (role === 'thing' ? 0.12 : 0.17) + 0.09 * u + wide, 0.92), 0];
    case 'water':
      return [Math.min(horizon + 0.14 + 0.12 * u + wide, 0.9), 0];
    case 'under':
      return [0.88, clamp(0.14 + 0.24 * u, 0, 0.88 - size - 0.05)];
    case 'air':
      return [0.95, clamp(0.95 - (0.36 + 0.14 * u) - size / 2, 0.04, 0.95 - size - 0.05)];
  }
}
