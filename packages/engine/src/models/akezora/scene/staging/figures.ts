/** Figures: the subjects and things of a brief with all that staging needs to know of them, in one form. */
import { type Brief, type BriefSubject, motions, type SceneSubject } from '@akezora/contract';
import type { Draw } from '../draw.ts';
import { heldBy } from '../held.ts';
import type { SubjectKind, World, WorldPlace, WorldSubject } from '../world.ts';
import { measureOf } from './sizes.ts';

/** What a subject does. */
export type Action = NonNullable<BriefSubject['action']>;
/** Where a subject goes. */
export type Motion = SceneSubject['motion'];
/** How a figure stands to another; `held`: it is a thing in the other's hand. */
export type RelationKind = NonNullable<BriefSubject['relation']>['kind'] | 'held';
/** What carries a figure. */
export type Medium = 'ground' | 'air' | 'water' | 'under';

/** Somebody or something that a shot places. */
export interface Figure {
  readonly role: 'subject' | 'thing';
  readonly name: string;
  readonly count: number;
  readonly colour: BriefSubject['colour'];
  readonly size: BriefSubject['size'];
  /** In the world; see `Measure`. */
  readonly metres: number;
  readonly scale: number;
  readonly medium: Medium;
  /** What the brief says that it does. */
  readonly action: Action | null;
  readonly motion: Motion;
  /** Way of its travel: −1 left, 1 right; 0: it stays, or goes another way than sideways. */
  readonly way: -1 | 0 | 1;
  /** Sizes a second. */
  readonly pace: number;
  readonly relation: { readonly kind: RelationKind; readonly to: number } | null;
  /** Whether a bridge carries it. */
  readonly onBridge: boolean;
}

/** Odds of each motion, in the order of `motions`, of who is told nothing. */
const motionOdds: Readonly<Record<SubjectKind, readonly number[]>> = {
  ground: [0.46, 0.46, 0.03, 0.01, 0, 0, 0, 0.04, 0],
  fly: [0.44, 0.44, 0.02, 0.01, 0.03, 0, 0, 0.06, 0],
  sea: [0.46, 0.46, 0.01, 0.01, 0, 0, 0, 0.06, 0],
  under: [0.44, 0.44, 0.02, 0.01, 0.02, 0.01, 0, 0.06, 0],
};

/** Actions that go somewhere. */
const going: ReadonlySet<Action> = new Set(['walk', 'run', 'fly', 'swim', 'drive', 'sail', 'race', 'roll', 'leap']);
/** Actions of who does not move what carries it. */
const resting: ReadonlySet<Action> = new Set(['stand', 'lie', 'sleep']);
/** Relations in which one goes where another is, or after it. */
const pursuing: ReadonlySet<RelationKind> = new Set(['chasing', 'following', 'with']);
/** Relations in which the two come together, or part. */
const nearing: ReadonlySet<RelationKind> = new Set(['meeting', 'towards', 'away-from']);
const grounded: ReadonlySet<Action> = new Set([
  'stand',
  'sit',
  'lie',
  'sleep',
  'walk',
  'run',
  'eat',
  'drink',
  'dance',
  'roll',
]);

const gaitActions: Readonly<Record<WorldSubject['gait'], Action>> = {
  run: 'run',
  walk: 'walk',
  fly: 'fly',
  drive: 'drive',
  sail: 'sail',
  swim: 'swim',
  roll: 'roll',
  stand: 'walk',
};

/** The figures of a brief, subjects before things. Names that a brief lacks make no relation. */
export function figuresOf(
  world: World,
  brief: Brief,
  { info, onBridge }: { readonly info: WorldPlace; readonly onBridge: ReadonlySet<string> },
  draw: Draw,
): Figure[] {
  const shotWay: -1 | 1 = draw.uniform() < 0.5 ? -1 : 1;
  const names = [...brief.subjects, ...brief.things].map(({ name }) => name);
  const isHeld = ({ name, relation }: BriefSubject) =>
    relation?.kind === 'with' && heldBy(world.subjects.get(name)?.likeness ?? name) !== undefined;
  // What somebody holds binds nobody to a place.
  const acting = brief.subjects.filter((one) => !isHeld(one));
  const related = new Set(acting.flatMap(({ relation }) => (relation === null ? [] : [relation.to])));
  const relationOf = (relation: BriefSubject['relation'], own: number): Figure['relation'] => {
    const to = relation === null ? -1 : names.findIndex((name, i) => name === relation.to && i !== own);
    const entry = brief.subjects[own];
    if (relation === null || to < 0) return null;
    return { kind: entry !== undefined && isHeld(entry) ? 'held' : relation.kind, to };
  };
  const subjects = brief.subjects.map((entry, index): Figure => {
    const subject = world.subjects.get(entry.name)!;
    const odds = draw.weighted(motionOdds[subject.kind]);
    const relation = relationOf(entry.relation, index);
    const pursued = acting.some(({ relation: one }) => one?.to === entry.name && pursuing.has(one.kind));
    const carried = brief.subjects.some(
      ({ relation: one, action }) =>
        one?.to === entry.name && one.kind === 'on' && !(action !== null && resting.has(action)),
    );
    const bound = related.has(entry.name) && !carried;
    const motion = motionOf(entry, subject, {
      drawn: motions[odds]!,
      way: shotWay,
      relation,
      pursued,
      bound,
      close: brief.framing === 'close',
    });
    const action = entry.action;
    const way =
      motion === 'left' ? -1 : motion === 'right' ? 1 : action === 'leap' && entry.motion !== 'jump' ? shotWay : 0;
    return {
      role: 'subject',
      name: entry.name,
      count: entry.count ?? 1,
      colour: entry.colour,
      size: entry.size,
      ...measureOf(world, entry.name),
      medium: mediumOf(subject.kind, action, info),
      action,
      motion,
      way,
      pace: paceOf(world, action, subject.gait, relation?.kind, pursued),
      relation,
      onBridge: onBridge.has(entry.name),
    };
  });
  const things = brief.things.map(
    (entry, i): Figure => ({
      role: 'thing',
      name: entry.name,
      count: entry.count ?? 1,
      colour: entry.colour,
      size: entry.size,
      ...measureOf(world, entry.name),
      medium: world.staging.sky.includes(entry.name) ? 'air' : 'ground',
      action: null,
      motion: 'still',
      way: 0,
      pace: 0,
      relation: relationOf(entry.relation, subjects.length + i),
      onBridge: false,
    }),
  );
  return withOneWay(withoutCircles([...subjects, ...things]));
}

interface MotionCase {
  readonly drawn: Motion;
  readonly way: -1 | 1;
  readonly relation: Figure['relation'];
  /** Whether another goes after it. */
  readonly pursued: boolean;
  /** Whether another is beside it. */
  readonly bound: boolean;
  readonly close: boolean;
}

/** Actions by which one goes over the ground. */
const onFoot: ReadonlySet<Action> = new Set(['walk', 'run', 'drive', 'roll', 'race']);

/** Where a subject goes: as the brief says, as its action or its relation has it, else as drawn. */
function motionOf(entry: BriefSubject, subject: WorldSubject, how: MotionCase): Motion {
  const { action, motion } = entry;
  const sideways = how.way < 0 ? 'left' : 'right';
  const told = action === 'stand' || action === 'sit' || action === 'lie' || action === 'sleep';
  // Who climbs on feet or wheels goes up the hill, not into the air.
  const climbs = subject.kind === 'ground' && entry.relation === null && action !== null && onFoot.has(action);
  if (climbs && motion === 'up') return 'away';
  if (climbs && motion === 'down') return 'towards';
  if (motion !== null) return told && motion !== 'up' && motion !== 'down' ? 'still' : motion;
  if (action === 'jump' || action === 'leap') return 'jump';
  if (action === 'fall') return 'down';
  if (action !== null) return going.has(action) ? sideways : 'still';
  const kind = how.relation?.kind;
  if (how.pursued || (kind !== undefined && (pursuing.has(kind) || nearing.has(kind)))) return sideways;
  if (how.bound || kind !== undefined || how.close || subject.gait === 'stand') return 'still';
  return how.drawn === 'left' || how.drawn === 'right' ? sideways : how.drawn;
}

/** What carries a subject in a place, by what it is and does. */
function mediumOf(kind: SubjectKind, action: Action | null, info: WorldPlace): Medium {
  const land = info.kinds.includes('ground');
  if (info.kinds.every((one) => one === 'under')) return 'under';
  if (info.ground === null) return 'air';
  if (action === 'fly') return 'air';
  if (info.ground.kind === 'water') return kind === 'fly' ? 'air' : 'water';
  if (kind === 'fly' && !(land && action !== null && grounded.has(action))) return 'air';
  return 'ground';
}

function paceOf(
  world: World,
  action: Action | null,
  gait: WorldSubject['gait'],
  relation: RelationKind | undefined,
  pursued: boolean,
) {
  const { paces } = world.staging;
  const said = action ?? (relation === 'chasing' ? 'run' : undefined);
  if (said !== undefined) return paces[said] ?? 0.5;
  // Who is told nothing is in no hurry.
  return (paces[gaitActions[gait]] ?? 0.5) * (pursued ? 1 : 0.7);
}

/** Relations that lead back to where they began hold up to there only. */
function withoutCircles(figures: readonly Figure[]): Figure[] {
  const kept: Figure[] = [];
  for (const [index, figure] of figures.entries()) {
    const seen = new Set([index]);
    let at = figure.relation?.to;
    while (at !== undefined && !seen.has(at)) {
      seen.add(at);
      at = (at < index ? kept[at]! : figures[at]!).relation?.to;
    }
    kept.push(at === index ? { ...figure, relation: null } : figure);
  }
  return kept;
}

/** Who goes after or with another goes its way, at one pace. */
function withOneWay(figures: readonly Figure[]): Figure[] {
  const out = [...figures];
  for (const [index, { relation }] of figures.entries()) {
    if (relation === null || !pursuing.has(relation.kind)) continue;
    const [own, other] = [out[index]!, out[relation.to]!];
    if (other.role === 'thing' || own.role === 'thing') continue;
    const chased = relation.kind === 'chasing';
    const way = other.way !== 0 ? other.way : chased || other.action === null ? own.way : 0;
    if (way === 0) continue;
    const pace = Math.max(chased ? own.pace : 0, other.pace);
    const motion = way < 0 ? ('left' as const) : ('right' as const);
    // Who is chased runs, and so does who chases.
    const act = (one: Figure): Action | null =>
      chased && one.medium === 'ground' ? (one.action ?? 'run') : one.action;
    const keeps = ({ action }: Figure) => action !== null && !going.has(action);
    if (!keeps(own))
      out[index] = { ...own, action: act(own), way, motion: own.motion === 'jump' ? 'jump' : motion, pace };
    if (!keeps(other))
      out[relation.to] = { ...other, action: act(other), way, motion: other.motion === 'jump' ? 'jump' : motion, pace };
  }
  return out;
}
