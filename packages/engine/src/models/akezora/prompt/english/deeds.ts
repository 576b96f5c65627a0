/** Verbs of an English sentence: who does what, and to whom. */
import type { SenseOf, Tag } from '../tags.ts';
import { articles, type Clause, copulas, dropDescription, namesFollow, whoDoes } from './clause.ts';

type RelationKind = SenseOf<'relation'>['relation'];

/** A verb: it is given to who does it, and waits for whom it is done to. */
export function deed(clause: Clause, tag: Tag, sense: SenseOf<'deed'>, i: number): void {
  const previous = clause.tags[i - 1];
  dropDescription(clause, sense.form !== 'participle' && sense.form !== 'past');
  if (clause.negating) {
    clause.negating = false;
    clause.into.doesNot(whoDoes(clause, sense, i), tag);
    return;
  }
  const attributive =
    (sense.form === 'participle' || sense.form === 'past') &&
    namesFollow(clause, i) &&
    (previous === undefined ||
      articles.has(previous.word) ||
      ['comma', 'colour', 'size', 'count', 'praise', 'sequence', 'relation', 'unknown'].includes(previous.sense.tag) ||
      previous.word === 'and');
  const takesObject = sense.deed.relation !== undefined || previous?.sense.tag === 'comma';
  if (attributive && !takesObject) {
    clause.waiting.push(tag);
    return;
  }
  // `a swimming ring`: of a thing that is not known.
  const next = clause.tags[i + 1];
  if (
    (sense.form === 'participle' || sense.form === 'base') &&
    next?.sense.tag === 'unknown' &&
    !next.word.endsWith('ly') &&
    /^(?:function|praise|unknown|colour|size)$/.test(previous?.sense.tag ?? '') &&
    previous?.word !== 'to' &&
    !copulas.has(previous?.word ?? '') &&
    clause.lastEnd < i - 1
  ) {
    clause.into.unused.push(tag);
    return;
  }
  // Of somebody or something that the box lacks: `smoke rising`.
  if (
    previous?.sense.tag === 'unknown' &&
    !previous.word.endsWith('ly') &&
    (sense.form === 'participle' || sense.form === 'finite')
  ) {
    clause.into.unused.push(tag);
    clause.relation = undefined;
    return;
  }
  const who = whoDoes(clause, sense, i);
  const ofScene = ['snow', 'weather', 'time', 'place', 'unknown'].includes(previous?.sense.tag ?? '');
  if (who.length === 0 && !ofScene) clause.into.unused.push(tag);
  if (ofScene && previous?.sense.tag !== 'unknown' && clause.lastEnd < i - 3 && sense.form !== 'participle') return;
  clause.into.does(who, sense.deed, tag);
  clause.doers = who;
  const mutual = sense.deed.relation === 'meeting' || /each other|one another/.test(next?.word ?? '');
  if (mutual && sense.deed.relation !== undefined && who.length > 1)
    clause.into.relate(who.slice(0, 1), sense.deed.relation, who[1]!);
  if (mutual && sense.deed.relation !== undefined && who.length === 1) clause.into.part(who[0]!, sense.deed.relation);
  const kind = sense.deed.relation ?? objectRelation(sense);
  clause.relation = { kind, from: who, tag, object: true };
}

/** How the object of a verb without a relation of its own stands to whom it is said of. */
function objectRelation({ deed: { action, motion } }: SenseOf<'deed'>): RelationKind {
  // Passes somebody, crosses before it.
  if (action === 'walk' && motion === 'right') return 'in-front-of';
  if (action === 'walk' || action === 'play' || action === 'dance' || action === 'run') return 'with';
  return action === 'drive' || action === 'sail' || action === 'roll' ? 'on' : 'in-front-of';
}
