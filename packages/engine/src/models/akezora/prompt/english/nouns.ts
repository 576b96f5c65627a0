/** Nouns of an English sentence: who or what they are, what describes them, and how they stand to those before. */
import { type Entity, noDescription } from '../entity.ts';
import { groupOf, isWorn } from '../groups.ts';
import type { SenseOf, Tag } from '../tags.ts';
import { articles, type Clause, copulas, joinsLast, namesFollow } from './clause.ts';

type RelationKind = SenseOf<'relation'>['relation'];

/** Nouns whose plural is the same. */
const sameInPlural = /^(?:.* )?(?:fish|sheep|deer|salmon|trout|bison|moose|shrimp)$/;

/** A noun: somebody or something new or named before, described and related by the words before it. */
export function noun(clause: Clause, tag: Tag, i: number): void {
  clause.cameraSaid = false;
  if (clause.negating) {
    denied(clause, tag, i);
    return;
  }
  const entity = clause.into.meet(numbered(clause, tag, i), clause.description, clause.fresh, joinsLast(clause, i));
  entity.lead ||= clause.relation === undefined;
  clause.description = noDescription();
  clause.fresh = false;
  const joins = joinsLast(clause, i);
  if (!joins) clause.last = [];
  clause.last.push(entity);
  clause.lastEnd = i;
  for (const waiting of clause.waiting) clause.into.does([entity], (waiting.sense as SenseOf<'deed'>).deed, waiting);
  clause.waiting = [];
  if (clause.relation !== undefined) {
    related(clause, entity);
    return;
  }
  if (entity.kind === 'subject' || clause.actors.length === 0) {
    if (joins && clause.actors.length > 0) clause.actors.push(entity);
    else if (clause.actors.length === 0 || clause.doers.length > 0) {
      if (clause.doers.length > 0 && clause.actors.length > 0) clause.before = clause.actors;
      clause.actors = [entity];
      clause.doers = [];
    } else clause.actors.push(entity);
  }
}

/** Fish without an article are several: `fish swim`, and not `a fish`, `the fish`. */
function numbered(clause: Clause, tag: Tag, i: number): Tag {
  if (clause.tags.length < 2 || !sameInPlural.test(tag.word) || clause.description.count !== null) return tag;
  const isDescribing = ({ sense }: Tag) => ['colour', 'size', 'praise', 'unknown'].includes(sense.tag);
  const before = clause.tags.slice(0, i).findLast((one) => !isDescribing(one));
  const next = clause.tags[i + 1];
  const single = articles.has(before?.word ?? '') && !/^(?:of|these|those|some)$/.test(before?.word ?? '');
  if (single || (next?.sense.tag === 'deed' && next.sense.form === 'finite')) return tag;
  return { ...tag, sense: { ...(tag.sense as SenseOf<'subject'>), plural: true } };
}

function related(clause: Clause, entity: Entity): void {
  const { kind, from, object, tag } = clause.relation!;
  const others = from.filter((one) => one !== entity);
  const worn = entity.kind === 'thing' && isWorn(entity.name) && others.some((one) => one.kind === 'subject');
  if (worn && (kind === 'in' || kind === 'with')) clause.into.wears(entity, tag);
  else if (object) asObject(clause, others, kind, entity);
  else if (entity.kind === 'thing' && (kind === 'with' || others.length === 0)) {
    if (others[0] !== undefined) clause.into.relate([entity], 'with', others[0]);
  } else clause.into.relate(others, kind, entity);
  if (clause.actors.length === 0) clause.actors = [entity];
  const next = clause.tags[clause.lastEnd + 1];
  if (!(next?.word === 'and' || next?.sense.tag === 'comma')) clause.relation = undefined;
  else clause.relation = { ...clause.relation!, from: kind === 'with' ? from : [] };
  if (clause.relation?.from.length === 0) clause.relation = undefined;
}

/** What a verb is done to: who is chased, ridden, walked, eaten. */
function asObject(clause: Clause, who: readonly Entity[], kind: RelationKind, object: Entity): void {
  const passes = kind === 'in-front-of' && who.some(({ motion }) => motion === 'right' || motion === 'left');
  if (object.kind === 'thing' && kind !== 'on' && !passes) {
    if (who[0] !== undefined) clause.into.relate([object], kind === 'with' ? 'with' : kind, who[0]);
    return;
  }
  // Who flies a kite stands and has it on its string.
  if (object.name === 'kite' && who[0]?.action === 'fly') {
    for (const one of who) Object.assign(one, { action: 'stand', motion: 'still' });
    clause.into.relate([object], 'with', who[0]);
    return;
  }
  clause.into.relate(who, kind, object);
  // Who is walked walks, too.
  if (kind === 'with' && who[0]?.action === 'walk') object.action ??= 'walk';
}

function denied(clause: Clause, tag: Tag, i: number): void {
  clause.into.exclude(groupOf(tag));
  clause.description = noDescription();
  const next = clause.tags[i + 1];
  clause.negating = next?.word === 'or' || next?.word === 'and';
  clause.relation = undefined;
}

/** A colour, size or number: of the noun that comes, or of the one before `is`. */
export function describe(clause: Clause, tag: Tag, sense: SenseOf<'colour' | 'size' | 'count'>, i: number): void {
  const before = clause.tags[i - 1];
  const last = clause.last.at(-1);
  const predicate =
    before !== undefined && (copulas.has(before.word) || (sense.tag === 'count' && false)) && !namesFollow(clause, i);
  if (predicate && last !== undefined) {
    if (sense.tag === 'colour') last.colour ??= sense.colour;
    if (sense.tag === 'size') last.size ??= sense.size;
    return;
  }
  if (clause.description[sense.tag] === null) clause.description[sense.tag] = tag;
  else if (sense.tag === 'colour') clause.into.unused.push(tag);
}
