/** Reads the tags of an English sentence: who does what, where, how it is described, and how one stands to another. */
import {
  articles,
  type Clause,
  clauseOf,
  copulas,
  dropDescription,
  fromOf,
  movers,
  namesFollow,
  type Talk,
  withSomebody,
} from './english/clause.ts';
import { deed } from './english/deeds.ts';
import { describe, noun } from './english/nouns.ts';
import { sceneWord } from './english/scene.ts';
import type { Collector } from './entities.ts';
import { groupOfWord } from './groups.ts';
import type { Tag } from './tags.ts';

/** Reads one sentence into the collector. */
export function readEnglish(tags: readonly Tag[], into: Collector, talk: Talk): void {
  const clause = clauseOf(tags, into, talk);
  for (const [i, tag] of tags.entries()) readTag(clause, tag, i);
  dropDescription(clause);
  if (clause.actors.length > 0) talk.actors = clause.actors;
}

function readTag(clause: Clause, tag: Tag, i: number): void {
  const { sense } = tag;
  if (clause.simile) {
    if (sense.tag === 'comma' || sense.tag === 'clause') clause.simile = false;
    else {
      if (!['function', 'pronoun', 'unknown', 'praise', 'relation'].includes(sense.tag)) clause.into.unused.push(tag);
      return;
    }
  }
  switch (sense.tag) {
    case 'subject':
    case 'thing':
      noun(clause, tag, i);
      return;
    case 'colour':
    case 'size':
    case 'count':
      describe(clause, tag, sense, i);
      return;
    case 'deed':
      deed(clause, tag, sense, i);
      return;
    case 'relation':
      dropDescription(clause);
      if (clause.negating && tag.word !== 'with') clause.negating = false;
      clause.relation = {
        kind: sense.relation,
        from: sense.relation === 'with' && !withSomebody(clause, i) ? [] : fromOf(clause, i),
        tag,
        object: false,
      };
      return;
    case 'motion':
      clause.relation = undefined;
      if (clause.cameraSaid && clause.into.turnsCamera(sense.motion)) return;
      for (const entity of movers(clause)) entity.motion = sense.motion;
      if (movers(clause).length === 0) clause.into.unused.push(tag);
      return;
    case 'pronoun':
      pronoun(clause, tag, i);
      return;
    case 'negation':
      clause.negating = true;
      return;
    case 'clause':
      nextClause(clause);
      return;
    case 'sequence':
    case 'comma':
      if (sense.tag === 'comma' && inList(clause, i)) return;
      dropDescription(clause);
      clause.negating = false;
      if (clause.relation !== undefined && clause.lastEnd < clause.tags.indexOf(clause.relation.tag))
        clause.relation = undefined;
      return;
    case 'function':
      functionWord(clause, tag, i);
      return;
    case 'unknown':
      unknown(clause, i);
      return;
    case 'praise':
      return;
    default:
      sceneWord(clause, tag, sense, i);
      return;
  }
}

/** Whether a comma stands in a list of nouns or describing words. */
function inList(clause: Clause, i: number): boolean {
  return clause.description.colour !== null && clause.tags[i + 1]?.sense.tag === 'colour';
}

function pronoun(clause: Clause, tag: Tag, i: number): void {
  if (/^(?:who|that|which)$/.test(tag.word)) {
    if (clause.last.some(({ kind }) => kind === 'subject') && clause.lastEnd === i - 1)
      clause.actors = [...clause.last];
    clause.doers = [];
    return;
  }
  const meant = clause.before.length > 0 && clause.relation !== undefined ? clause.before : clause.actors;
  if (clause.relation !== undefined && /^(?:it|him|her|them)$/.test(tag.word) && meant[0] !== undefined) {
    clause.into.relate(
      clause.relation.from.filter((one) => !meant.includes(one)),
      clause.relation.kind,
      meant[0],
    );
    clause.relation = undefined;
  } else if (/^(?:it|he|she|they)$/.test(tag.word)) {
    if (clause.actors.length === 0) clause.actors = [...clause.before];
    clause.doers = [];
  }
}

function nextClause(clause: Clause): void {
  dropDescription(clause);
  if (clause.actors.length > 0) clause.before = clause.actors;
  clause.actors = [];
  clause.last = [];
  clause.lastEnd = -1;
  clause.doers = [];
  clause.relation = undefined;
  clause.negating = false;
}

function functionWord(clause: Clause, tag: Tag, i: number): void {
  if (articles.has(tag.word)) {
    if (/^(?:a|an|another)$/.test(tag.word)) clause.fresh = true;
    return;
  }
  if (tag.word === 'and' || tag.word === 'or') {
    if (clause.relation !== undefined && clause.lastEnd < clause.tags.indexOf(clause.relation.tag))
      clause.relation = undefined;
    return;
  }
  if (tag.word === 'as if' || tag.word === 'as though' || tag.word === 'like') {
    clause.simile = true;
    return;
  }
  // Past a house: all the way across.
  if (tag.word === 'past') {
    for (const mover of movers(clause)) mover.motion ??= 'right';
    clause.relation = undefined;
    return;
  }
  if (copulas.has(tag.word)) clause.doers = [];
  // What is left of a noun phrase whose head is no name: `in the red light`.
  if (!namesFollow(clause, i)) dropDescription(clause);
  if (clause.relation?.object === true && !namesFollow(clause, i)) clause.relation = undefined;
}

function unknown(clause: Clause, i: number): void {
  if (namesFollow(clause, i)) return;
  dropDescription(clause);
  if (clause.negating) clause.into.exclude(groupOfWord(clause.tags[i]!.word));
  clause.negating = false;
  // `on a surfboard`: the preposition says nothing without its noun.
  if (clause.relation !== undefined && !clause.relation.object && clause.relation.from.length > 0)
    clause.into.unused.push(clause.relation.tag);
  const next = clause.tags[i + 1];
  if (next === undefined || next.sense.tag !== 'unknown') clause.relation = undefined;
  // A subject that no name is known for: its verbs are not said of others.
  if (next?.sense.tag === 'deed' && clause.last.length === 0) clause.actors = [];
}
