import { acted } from './acts.ts';
import type { BlockingCase, Casting } from './cast.ts';
import type { Action, Figure, Motion } from './figures.ts';
import { columnsOf, isInRow, type Mark, marksOf } from './marks.ts';
import { asideOf, placeRelated, setPiece } from './placing.ts';
import { nearness } from './relations.ts';
import type { Track } from './tracks.ts';
import { crossing, followed, type Travel } from './travel.ts';
import { clamp } from './values.ts';

/** One of a figure's group, over time. */
export interface Member {
  readonly figure: number;
  readonly track: Track;
  /** What its track comes along with. */
  readonly travel: Travel | null;
  readonly motion: Motion;
  readonly action: Action | null;
  readonly flip: boolean;
  readonly phase: number;
}

/** A thing of the brief on its place. */
export interface PlacedThing extends Mark {
  readonly figure: number;
}

/** A blocked shot. */
export interface Blocking {
  readonly members: readonly Member[];
  readonly things: readonly PlacedThing[];
  /** Travel that the camera goes along with. */
  readonly travel: Travel | null;
}

const closing = new Set(['meeting', 'towards', 'away-from']);
const hasty: ReadonlySet<Action | null> = new Set<Action | null>(['run', 'race', 'drive']);

/** Blocks the figures of a shot. */
export function blockingOf(figures: readonly Figure[], how: BlockingCase): Blocking {
  const { setting, shape, draw } = how;
  const row = marksOf(figures, shape, setting, draw);
  const marks = new Map(row.marks);
  const side = draw.uniform() < 0.5 ? -1 : 1;
  for (let rounds = 0; rounds < figures.length; rounds += 1)
    for (const [index] of figures.entries()) placeRelated(index, figures, marks, row.sizes, side, how);
  const phases = figures.map(() => ({ phase: draw.uniform(), wobble: draw.uniform(), flip: draw.uniform() < 0.5 }));
  const block = blockTravel(figures, row, how);
  const travels = figures.map((_, index) => travelOf(index, figures, marks, block, how));
  const members: Member[] = [];
  const things: PlacedThing[] = [];
  // Large things of the set stand on one side and the other.
  let pieces = 0;
  for (const [index, figure] of figures.entries()) {
    let mark = marks.get(index);
    if (mark === undefined) {
      mark = setPiece(figure, row.sizes[index]!, marks.get(0), how, asideOf(pieces, side, marks.get(0)));
      pieces += 1;
    }
    if (figure.role === 'thing') {
      for (const x of spread(figure.count, mark)) things.push({ ...mark, figure: index, x });
      marks.set(index, mark);
      continue;
    }
    members.push(...membersOf(index, figures, { mark, marks, travels, block, phases, side }, how));
  }
  return { members, things, travel: block?.followed === true ? block : null };
}

/** Places of the members of a group, in a row. */
const spread = (count: number, { x, spacing }: Mark): number[] =>
  Array.from({ length: count }, (_, i) => x + (i - (count - 1) / 2) * spacing);

/** Who travels by itself in the row: not who comes to another or is met by it, and not who rides. */
function travelsInRow(figures: readonly Figure[], index: number): boolean {
  const { way, relation } = figures[index]!;
  const met = figures.some((other) => other.relation?.to === index && other.relation.kind === 'meeting');
  return isInRow(figures, index) && way !== 0 && !met && !closing.has(relation?.kind ?? '');
}

/** The travel of all who travel, if all go one way and nobody stays. */
function blockTravel(
  figures: readonly Figure[],
  { width, centre, sizes }: { readonly width: number; readonly centre: number; readonly sizes: readonly number[] },
  { shape, seconds, camera }: BlockingCase,
): Travel | null {
  const subjects = figures.map((_, i) => i).filter((i) => figures[i]!.role === 'subject' && isInRow(figures, i));
  const goers = subjects.filter((i) => travelsInRow(figures, i));
  const [first] = goers;
  if (first === undefined || goers.length < subjects.length) return null;
  const way = figures[first]!.way as -1 | 1;
  if (goers.some((i) => figures[i]!.way !== way)) return null;
  const paces = goers.map((i) => figures[i]!.pace * sizes[i]!);
  const pace = Math.max(...paces);
  // A bus drives past a person who walks, if neither is with the other.
  const bound = goers.some((i) => figures[i]!.relation !== null || figures[i]!.action === null);
  const alike = new Set(goers.map((i) => figures[i]!.action)).size === 1;
  if (!bound && !alike && pace > 1.8 * Math.min(...paces)) return null;
  const room = Math.max(0, 2 * shape.half * 0.94 - width);
  const panned = camera === (way < 0 ? 'pan-left' : 'pan-right');
  const free = camera === null || camera === 'follow' || panned;
  const far = pace * seconds > room || goers.some((i) => hasty.has(figures[i]!.action));
  if (free && (camera === 'follow' || far)) return followed(way, pace, seconds);
  const across = crossing(way, pace, seconds, room);
  return { ...across, at: (t) => across.at(t) - centre };
}

/** Whether somebody goes across behind or before another that stays. */
function passes(figures: readonly Figure[], index: number): boolean {
  const { way, relation, count, action } = figures[index]!;
  if (way === 0 || count > 1 || action === 'hide' || relation === null) return false;
  return (relation.kind === 'behind' || relation.kind === 'in-front-of') && figures[relation.to]!.way === 0;
}

/** The travel of a figure: the block's, its own through the frame, or that of the one it is with. */
function travelOf(
  index: number,
  figures: readonly Figure[],
  marks: ReadonlyMap<number, Mark>,
  block: Travel | null,
  { shape, seconds }: BlockingCase,
): Travel | null {
  const { way, relation, pace, count, role } = figures[index]!;
  if (role === 'thing') return null;
  if (passes(figures, index)) {
    const mark = marks.get(index);
    if (mark === undefined) return null;
    const across = crossing(way as -1 | 1, pace * mark.size, seconds, Math.max(0, 2 * shape.half * 0.94 - mark.size));
    const { x } = mark;
    return { ...across, at: (t) => across.at(t) - x };
  }
  if (!isInRow(figures, index))
    return relation === null ? null : travelOf(relation.to, figures, marks, block, { shape, seconds } as BlockingCase);
  if (way === 0 || !travelsInRow(figures, index)) return null;
  if (block !== null) return block;
  const mark = marks.get(index)!;
  const own = mark.size + (columnsOf(count, shape.aspect) - 1) * mark.spacing;
  const across = crossing(way, pace * mark.size, seconds, Math.max(0, 2 * shape.half * 0.94 - own));
  return { ...across, at: (t) => across.at(t) - mark.x };
}

/** The members of a figure's group. */
function membersOf(index: number, figures: readonly Figure[], cast: Casting, how: BlockingCase): Member[] {
  const figure = figures[index]!;
  const { mark, travels } = cast;
  const phases = cast.phases[index]!;
  const travel = travels[index] ?? null;
  const lane = travel !== null && travel !== cast.block ? laneOf(index, figures) : 0;
  const { horizon } = how.setting;
  const columns = columnsOf(figure.count, how.shape.aspect);
  return Array.from({ length: figure.count }, (_, i): Member => {
    // The second row is behind the first, in its gaps.
    const row = i < columns ? 0 : 1;
    const inRow = row === 0 ? columns : figure.count - columns;
    const edge = Math.max(how.shape.half * 0.95 - mark.size / 2, 0);
    const placed = spread(inRow, mark)[i - row * columns]!;
    const x = isInRow(figures, index) ? placed : clamp(placed, -edge, edge);
    const back = row * Math.min(0.62 * mark.size, Math.max(mark.y - horizon - 0.04, 0));
    const grounded = figure.medium === 'ground' || figure.medium === 'water';
    const y = figure.onBridge
      ? mark.y
      : grounded
        ? Math.min(mark.y + (i % 2) * (columns < figure.count ? 0 : 0.03) + lane - back, lowestFeet(index, figures))
        : mark.y;
    const size = mark.size * nearness(y, mark.y, horizon);
    const lift = mark.lift + (grounded ? 0 : (i % 2) * 0.05 + row * mark.size);
    const own: Mark = { ...mark, x, y, size, lift };
    const phase = (phases.phase + i * 0.31) % 1;
    const wobble = (phases.wobble + i * 0.37) % 1;
    const { track, motion, right } = acted(index, figures, own, wobble, cast, how);
    const way = travel?.way ?? 0;
    return {
      figure: index,
      track,
      travel,
      motion,
      action: figure.action,
      flip: right ?? (way !== 0 ? way > 0 : phases.flip),
      phase,
    };
  });
}

/** The lowest feet in the frame; a rider's are drawn after its mount's. */
const lowestFeet = (index: number, figures: readonly Figure[]) => (isInRow(figures, index) ? 0.965 : 0.967);

/** Who goes where others stand passes before them; who goes the other way has a lane of its own. */
function laneOf(index: number, figures: readonly Figure[]): number {
  const { relation } = figures[index]!;
  // Who rides is where its mount is.
  if (!isInRow(figures, index)) return relation === null ? 0 : laneOf(relation.to, figures);
  const row = figures.map((_, i) => i).filter((i) => figures[i]!.role === 'subject' && isInRow(figures, i));
  if (!row.includes(index) || row.length < 2) return 0;
  const stands = row.some((i) => !travelsInRow(figures, i));
  return stands || row.indexOf(index) % 2 === 1 ? 0.08 : -0.04;
}
