/** A clause of a Japanese sentence while it is read: nouns and verbs that wait for who does them. */

import type { Talk } from '../english/clause.ts';
import type { Collector } from '../entities.ts';
import { type Description, type Entity, noDescription } from '../entity.ts';
import type { SenseOf, Tag } from '../tags.ts';

type RelationKind = SenseOf<'relation'>['relation'];
type Motion = SenseOf<'motion'>['motion'];

/** A verb, its direction, object and relation, until it is known who does it. */
export interface Waiting {
  readonly deeds: Tag[];
  motion: Motion | null;
  readonly relations: { readonly kind: RelationKind; readonly to: Entity }[];
}

/** Nothing yet. */
export const nothingWaiting = (): Waiting => ({ deeds: [], motion: null, relations: [] });

/** Particles after whom a clause is about. */
export const topic = new Set(['が', 'は', 'も']);
/** What is known at a word of a sentence. */
export interface Clause {
  readonly tags: readonly Tag[];
  readonly into: Collector;
  readonly talk: Talk;
  description: Description;
  /** Nouns joined by と and や, of which the last was read last. */
  group: Entity[];
  groupEnd: number;
  actors: Entity[];
  /** The object of the coming verb, and what に marks. */
  object: Entity[];
  target: Entity[];
  waiting: Waiting;
  /** What the nouns of the group were said to do before they came. */
  shared: Waiting;
  lastScene: Tag | undefined;
  /** What is far away and was the topic last. */
  lights: Entity[];
}

/** The beginning of a sentence. */
export const clauseOf = (tags: readonly Tag[], into: Collector, talk: Talk): Clause => ({
  ...{ tags, into, talk, description: noDescription(), group: [], groupEnd: -1, actors: [], object: [], target: [] },
  ...{ waiting: nothingWaiting(), shared: nothingWaiting(), lastScene: undefined, lights: [] },
});

/** The tag after one. */
export function next(clause: Clause, i: number): Tag | undefined {
  return clause.tags[i + 1];
}

/** Whether a noun comes next, with no more than describing words before it. */
export function nounFollows(clause: Clause, i: number): boolean {
  const next = clause.tags
    .slice(i + 1)
    .find(
      ({ sense, word }) =>
        !(
          sense.tag === 'praise' ||
          sense.tag === 'size' ||
          sense.tag === 'colour' ||
          sense.tag === 'count' ||
          sense.tag === 'unknown' ||
          word === 'の' ||
          word === 'な' ||
          word === '色の'
        ),
    );
  return next !== undefined && ['subject', 'thing'].includes(next.sense.tag);
}

/** Gives what waited to who does it: deeds, direction, relations. */
export function give(clause: Clause, who: readonly Entity[], { deeds, motion, relations }: Waiting): void {
  if (who.length === 0) {
    clause.into.unused.push(...deeds);
    return;
  }
  for (const tag of deeds) {
    const each = (tag.sense as SenseOf<'deed'>).deed.relation;
    if (each !== undefined && who.length === 2 && relations.length === 0)
      clause.into.relate(who.slice(0, 1), each, who[1]!);
    if (each !== undefined && who.length === 1 && relations.length === 0) clause.into.part(who[0]!, each);
    const { deed, negated } = tag.sense as SenseOf<'deed'>;
    if (negated) clause.into.doesNot(who, tag);
    else clause.into.does(who, deed, tag);
  }
  for (const entity of who) if (motion !== null && (entity.motion === null || deeds.length > 0)) entity.motion = motion;
  for (const { kind, to } of relations) {
    if (
      to.kind === 'thing' &&
      (kind === 'with' || kind === 'in-front-of') &&
      who[0] !== undefined &&
      to.relation === null &&
      kind === 'with'
    )
      clause.into.relate([to], 'with', who[0]);
    else
      clause.into.relate(
        who.filter((one) => one !== to),
        kind,
        to,
      );
  }
}

/** Says what the last word of the scene means, now that no negation follows it. */
export function settleScene(clause: Clause): void {
  const tag = clause.lastScene;
  clause.lastScene = undefined;
  if (tag === undefined) return;
  const { sense } = tag;
  if (sense.tag === 'place') {
    if (clause.into.place !== null && clause.into.place !== sense.place && sense.thing !== undefined) {
      clause.into.meet({ ...tag, sense: { tag: 'thing', name: sense.thing, plural: false } }, noDescription(), false);
    } else clause.into.sayPlace(sense, tag);
  } else if (sense.tag === 'snow') clause.into.sawSnow(tag);
  else if (sense.tag === 'time') clause.into.say('time', sense.time, tag);
  else if (sense.tag === 'weather') clause.into.say('weather', sense.weather, tag);
}

/** A colour whose noun is not known is named. */
export function dropColour(clause: Clause): void {
  if (clause.description.colour !== null) clause.into.unused.push(clause.description.colour);
  clause.description = noDescription();
}
