/** A clause of an English sentence while it is read: who was said, and who does what. */
import type { Collector } from '../entities.ts';
import { type Description, type Entity, noDescription } from '../entity.ts';
import type { SenseOf, Tag } from '../tags.ts';

type RelationKind = SenseOf<'relation'>['relation'];

/** Subjects of earlier sentences, which pronouns and verbs without a subject take up. */
export interface Talk {
  /** Who the last clause was about. */
  actors: readonly Entity[];
}

/** Words that begin a noun phrase. */
export const articles = new Set([
  'a',
  'an',
  'another',
  'the',
  'this',
  'that',
  'these',
  'those',
  'his',
  'her',
  'its',
  'their',
  'some',
  'of',
  'own',
  'my',
  'your',
  'our',
]);
/** Functions that a noun phrase or a verb may have inside. */
export const copulas = new Set(['is', 'are', 'was', 'were', 'be', 'been']);
/** What is known at a word of a sentence. */
export interface Clause {
  readonly tags: readonly Tag[];
  readonly into: Collector;
  readonly talk: Talk;
  /** Who the clause is about, and the noun phrases that were read last, joined by `and` and commas. */
  actors: Entity[];
  last: Entity[];
  lastEnd: number;
  /** Whom the last verb was said of. */
  doers: readonly Entity[];
  description: Description;
  fresh: boolean;
  /** Deeds before their noun: `a running horse`. */
  waiting: Tag[];
  relation:
    | { readonly kind: RelationKind; readonly from: readonly Entity[]; readonly tag: Tag; readonly object: boolean }
    | undefined;
  negating: boolean;
  /** Whether the camera was spoken of last. */
  cameraSaid: boolean;
  /** In what something is only compared with: `as if they were birds`. */
  simile: boolean;
  before: readonly Entity[];
}

/** The beginning of a sentence. */
export const clauseOf = (tags: readonly Tag[], into: Collector, talk: Talk): Clause => ({
  ...{ tags, into, talk, actors: [], last: [], lastEnd: -1, doers: [], description: noDescription(), fresh: false },
  ...{ waiting: [], relation: undefined, negating: false, cameraSaid: false, simile: false, before: talk.actors },
});

/** Whether a noun comes next, with no more than describing words before it. */
export function namesFollow(clause: Clause, i: number): boolean {
  for (let j = i + 1; j < clause.tags.length; j += 1) {
    const { tag } = clause.tags[j]!.sense;
    // `the park feeding pigeons`: a verb that is not known.
    if (tag === 'unknown' && clause.tags[j]!.word.endsWith('ing') && clause.tags[i]!.sense.tag === 'place')
      return false;
    if (tag === 'subject' || tag === 'thing') return true;
    if (!['colour', 'size', 'count', 'praise', 'unknown'].includes(tag)) return false;
  }
  return false;
}

/** Participles are said of the noun before them, finite verbs of whom the clause is about. */
export function whoDoes(clause: Clause, sense: SenseOf<'deed'>, i: number): readonly Entity[] {
  const acting = clause.last.filter(({ kind }) => kind === 'subject');
  const between = clause.tags.slice(clause.lastEnd + 1, i);
  const close =
    clause.lastEnd >= 0 &&
    between.every(
      ({ sense: { tag }, word }) =>
        (tag === 'function' && !copulas.has(word)) ||
        tag === 'praise' ||
        tag === 'unknown' ||
        tag === 'pronoun' ||
        tag === 'negation' ||
        tag === 'place' ||
        tag === 'snow',
    );
  const own = clause.actors.length > 0 ? clause.actors : clause.before;
  if (sense.form === 'participle' && close && acting.length > 0) {
    // `a cat and a dog running`: all that are joined.
    return acting;
  }
  if (own.length > 0) return own;
  return clause.last;
}

/** Whom a direction is said of: those of the last verb, else the noun before. */
export function movers(clause: Clause): readonly Entity[] {
  if (clause.doers.length > 0) return clause.doers;
  if (clause.last.length > 0) return clause.last;
  return clause.actors.length > 0 ? clause.actors : clause.before;
}

/** Whether `with` is said of somebody: not in `afternoon light with wispy clouds`. */
export function withSomebody(clause: Clause, i: number): boolean {
  const before = clause.tags.slice(0, i).findLast(({ sense }) => sense.tag !== 'comma' && sense.tag !== 'praise');
  return (
    before !== undefined &&
    !['time', 'weather', 'snow', 'place', 'framing', 'pace', 'style', 'function'].includes(before.sense.tag)
  );
}

/** Whom a preposition is said of: the doers of the verb before it, else the noun before it. */
export function fromOf(clause: Clause, i: number): readonly Entity[] {
  const direct = clause.lastEnd >= 0 && clause.lastEnd === i - 1 ? clause.last : [];
  const lastActs = direct.some(({ kind }) => kind === 'subject');
  if (lastActs && clause.doers.length === 0) return direct;
  if (clause.tags[i]!.word === 'with' && direct.length > 0 && !lastActs) return direct;
  if (clause.doers.length > 0) return clause.doers;
  if (direct.length > 0) return direct;
  return clause.actors.length > 0 ? clause.actors : clause.last;
}

/** Whether a noun belongs to the ones before it: `a cat, a dog and a rabbit`. */
export function joinsLast(clause: Clause, i: number): boolean {
  if (clause.lastEnd < 0) return false;
  const between = clause.tags.slice(clause.lastEnd + 1, i);
  const inside = between.every(
    ({ sense, word }) =>
      sense.tag === 'comma' ||
      ['colour', 'size', 'count', 'praise', 'unknown'].includes(sense.tag) ||
      word === 'and' ||
      word === 'or' ||
      word === '&' ||
      articles.has(word),
  );
  return (
    inside &&
    between.some(({ sense, word }) => sense.tag === 'comma' || word === 'and' || word === 'or' || word === '&')
  );
}

/** Describing words whose noun is not known are named with it. */
export function dropDescription(clause: Clause, really = true): void {
  if (!really) return;
  const { colour, size, count } = clause.description;
  for (const tag of [colour, size, count])
    if (tag !== null && !(tag === count && (tag.sense as SenseOf<'count'>).count === 1)) clause.into.unused.push(tag);
  clause.description = noDescription();
}
