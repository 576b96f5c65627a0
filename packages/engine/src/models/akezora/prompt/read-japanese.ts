/** Reads the tags of a Japanese sentence: describing words and verbs stand before their noun, particles after it. */

import type { Talk } from './english/clause.ts';
import type { Collector } from './entities.ts';
import { type Clause, clauseOf, dropColour, give, next, nounFollows, settleScene } from './japanese/clause.ts';
import { deed } from './japanese/deeds.ts';
import { deny, describe, noun, particle, relation } from './japanese/nouns.ts';
import type { Sense, Tag } from './tags.ts';

/** Reads one sentence into the collector. */
export function readJapanese(tags: readonly Tag[], into: Collector, talk: Talk): void {
  const clause = clauseOf(tags, into, talk);
  for (const [i, tag] of tags.entries()) readTag(clause, tag, i);
  const { actors, group } = clause;
  const who = actors.length > 0 ? actors : group.length > 0 ? group : [...talk.actors];
  give(clause, who, clause.waiting);
  if (who.length > 0) talk.actors = who;
  dropColour(clause);
}

function readTag(clause: Clause, tag: Tag, i: number): void {
  const { sense } = tag;
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
      // 家の前を: past it, all the way across.
      if (sense.relation === 'in-front-of' && next(clause, i)?.word === 'を') clause.waiting.motion ??= 'right';
      else relation(clause, sense.relation, tag);
      return;
    case 'motion':
      clause.waiting.motion ??= sense.motion;
      return;
    case 'negation':
      deny(clause);
      return;
    case 'function':
      particle(clause, tag, i);
      return;
    case 'unknown':
      clause.lights = [];
      clause.lastScene = undefined;
      if (!nounFollows(clause, i)) dropColour(clause);
      return;
    case 'sequence':
    case 'clause':
      return;
    case 'comma':
    case 'pronoun':
    case 'praise':
    case 'stop':
      return;
    default:
      sceneWord(clause, tag, sense, i);
      return;
  }
}

function sceneWord(clause: Clause, tag: Tag, sense: Sense, i: number): void {
  if (sense.tag === 'camera') {
    clause.into.say('camera', sense.camera, tag);
    return;
  }
  if (sense.tag === 'framing') {
    clause.into.say('framing', sense.framing, tag);
    return;
  }
  if (sense.tag === 'pace') {
    clause.into.say('pace', sense.pace, tag);
    return;
  }
  if (sense.tag === 'style') {
    clause.into.say('style', sense.style, tag);
    return;
  }
  settleScene(clause);
  // 海を眺める, 海のそば: on its shore.
  const [particle, verb] = clause.tags.slice(i + 1, i + 3);
  const watched =
    particle?.word === 'を' && verb?.sense.tag === 'deed' && verb.sense.deed.action === 'look' && !verb.sense.negated;
  const beside =
    particle?.word === 'へ' || (particle?.sense.tag === 'relation' && particle.sense.relation === 'next-to');
  clause.lastScene =
    sense.tag === 'place' && sense.place === 'sea' && (watched || beside)
      ? { ...tag, sense: { ...sense, place: 'beach' } }
      : tag;
  const next = clause.tags.slice(i + 1, i + 4);
  const mayBeDenied =
    (sense.tag === 'snow' && next.some(({ sense: after }) => after.tag === 'deed')) ||
    next.some(({ sense: after }) => after.tag === 'negation' || (after.tag === 'deed' && after.negated));
  if (!mayBeDenied) settleScene(clause);
  clause.into.tintScene(clause.description.colour, tag);
  clause.description = { ...clause.description, colour: null };
}
