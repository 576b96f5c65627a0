/** Nouns of a Japanese sentence, what describes them, and the particles after them. */
import { noDescription } from '../entity.ts';
import { groupOf, isWorn } from '../groups.ts';
import type { SenseOf, Tag } from '../tags.ts';
import { farAway } from '../words/sky-words.ts';
import { type Clause, give, next, nothingWaiting, nounFollows, topic } from './clause.ts';

type RelationKind = SenseOf<'relation'>['relation'];

/** Particles between nouns that do the same. */
const joins = new Set(['と', 'や', 'とか', '、', ',', '・', 'に']);

/** Furniture that one is on: ソファで寝る. */
const seats = new Set(['couch and lamp', 'bed', 'chair', 'house']);

/** A noun: what waited is said of it, unless it is an object or a place. */
export function noun(clause: Clause, tag: Tag, i: number): void {
  const entity = clause.into.meet(tag, clause.description, clause.description.colour !== null);
  clause.description = noDescription();
  const after = next(clause, i);
  entity.lead ||= after === undefined || topic.has(after.word) || after.sense.tag === 'comma';
  const joined = clause.groupEnd >= 0 && joinsGroup(clause, i);
  const own = clause.waiting;
  if (!joined) clause.group = [];
  clause.group.push(entity);
  clause.groupEnd = i;
  if (joined && own.deeds.length === 0 && own.motion === null) {
    give(clause, [entity], clause.shared);
    const chase = clause.shared.deeds
      .map(({ sense }) => (sense as SenseOf<'deed'>).deed.relation)
      .find((kind) => kind !== undefined);
    if (chase !== undefined && clause.group.length === 2 && clause.shared.relations.length === 0)
      clause.into.relate(clause.group.slice(0, 1), chase, entity);
  } else if (clause.actors.length === 0 || own.deeds.length > 0 || own.relations.length > 0) {
    if (clause.actors.length === 0) {
      give(clause, [entity], own);
      clause.shared = own;
      clause.waiting = nothingWaiting();
    }
  }
  // 「が」 after a clause's verb begins another.
  if (topic.has(next(clause, i)?.word ?? '')) {
    if (clause.actors.length > 0 && !joined) give(clause, clause.actors, clause.waiting);
    if (clause.actors.length > 0 && !joined) clause.waiting = nothingWaiting();
  }
}

function joinsGroup(clause: Clause, i: number): boolean {
  const between = clause.tags
    .slice(clause.groupEnd + 1, i)
    .filter(
      ({ sense }) =>
        !['colour', 'size', 'count', 'praise', 'deed', 'motion', 'unknown'].includes(sense.tag) &&
        !['の', 'な'].includes(sense.tag === 'function' ? '' : ''),
    );
  const words = between.filter(({ word }) => word !== 'の' && word !== 'な');
  return words.length > 0 && words.length <= 2 && words.every(({ word }) => joins.has(word)) && words[0]!.word !== 'に';
}

/** Describing words before a noun; counts also after it: 猫が三匹. */
export function describe(clause: Clause, tag: Tag, sense: SenseOf<'colour' | 'size' | 'count'>, i: number): void {
  // 羊の群れ: said of the noun before, which stays the last one.
  const flock = sense.tag === 'count' && tag.word.startsWith('の') ? clause.group.at(-1) : undefined;
  if (flock !== undefined && sense.tag === 'count') {
    flock.count = Math.min(5, sense.count);
    clause.groupEnd = i;
    return;
  }
  if (!nounFollows(clause, i) || (sense.tag === 'count' && afterTopic(clause, i))) {
    const last = clause.group.at(-1);
    if (last !== undefined && sense.tag === 'count') last.count ??= Math.min(5, sense.count);
    else if (last !== undefined && sense.tag === 'colour' && clause.tags[i - 1]?.word === 'は')
      last.colour ??= sense.colour;
    else if (sense.tag === 'colour') {
      const said = clause.tags.slice(i + 1).find(({ word }) => word !== 'の');
      const ofScene = said !== undefined && ['place', 'time', 'weather', 'snow'].includes(said.sense.tag);
      if (ofScene) clause.into.tintScene(tag, said);
      else clause.into.unused.push(tag);
    }
    if (last !== undefined && sense.tag === 'count' && sense.count > 5) clause.into.limited.push(tag);
    return;
  }
  if (clause.description[sense.tag] === null) clause.description[sense.tag] = tag;
  else if (sense.tag === 'colour') clause.into.unused.push(tag);
}

function afterTopic(clause: Clause, i: number): boolean {
  const before = clause.tags[i - 1]?.word ?? '';
  return (topic.has(before) || before === 'を') && clause.tags[i + 1]?.word !== 'の';
}

/** 「木の下」, 「傘をさして」: how whoever comes, or has come, stands to the noun before. */
export function relation(clause: Clause, kind: RelationKind, tag: Tag): void {
  const to = clause.group.at(-1);
  if (to === undefined || clause.groupEnd < 0) return;
  if (clause.actors.includes(to)) return;
  if (kind === 'with' && to.kind === 'thing' && isWorn(to.name)) {
    clause.into.wears(to, tag);
  } else if (kind === 'with' && to.kind === 'thing') {
    const holder = clause.actors[0];
    if (holder !== undefined) clause.into.relate([to], 'with', holder);
    else clause.waiting.relations.push({ kind, to });
  } else clause.waiting.relations.push({ kind, to });
  if (clause.actors.length > 0) {
    give(clause, clause.actors, { deeds: [], motion: null, relations: clause.waiting.relations.splice(0) });
  }
  clause.group = [];
  clause.groupEnd = -1;
}

/** What a negation says of the word of the scene, or the noun, before it. */
export function deny(clause: Clause): void {
  if (clause.lastScene !== undefined) {
    clause.into.deny(clause.lastScene);
    clause.lastScene = undefined;
    return;
  }
  const denied = clause.group.at(-1);
  if (denied === undefined) return;
  denied.without = true;
  clause.into.exclude(groupOf(denied.tag));
  clause.group.pop();
  clause.actors = clause.actors.filter((one) => one !== denied);
}

/** A particle: it says whom the clause is about, or what the coming verb is done to. */
export function particle(clause: Clause, { word }: Tag, i: number): void {
  const marksGroup = clause.groupEnd === i - 1 && clause.group.length > 0;
  if (!marksGroup) return;
  if (topic.has(word) && clause.group.every(({ name }) => farAway.has(name))) {
    // What the moon does says nothing of whoever comes then.
    clause.lights = [...clause.group];
    clause.group = [];
  } else if (topic.has(word)) {
    clause.actors = [...clause.group];
    give(clause, clause.actors, clause.waiting);
    clause.waiting = nothingWaiting();
  } else if (word === 'を') clause.object = [...clause.group];
  else if (word === 'で' && (clause.group.at(-1)?.kind === 'subject' || seats.has(clause.group.at(-1)!.name)))
    clause.target = [...clause.group];
  else if (word === 'に' || word === 'へ' || word === 'から') clause.target = [...clause.group];
  else if ((word === 'と' || word === 'と一緒に') && clause.actors.length > 0) clause.target = [...clause.group];
}
