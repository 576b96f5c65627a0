/** Verbs of a Japanese sentence: who does what, and to whom. */
import type { SenseOf, Tag } from '../tags.ts';
import { type Clause, dropColour, give, nothingWaiting, settleScene, topic } from './clause.ts';

type RelationKind = SenseOf<'relation'>['relation'];

/** A verb: it is given to the topic, or waits for the noun that it describes. */
export function deed(clause: Clause, tag: Tag, sense: SenseOf<'deed'>, i: number): void {
  dropColour(clause);
  if (clause.lights.length > 0 && !sense.negated) {
    clause.into.does(clause.lights, sense.deed, tag);
    clause.lights = [];
    return;
  }
  if (sense.negated) {
    if (clause.lastScene !== undefined && sense.deed.action === null) {
      clause.into.deny(clause.lastScene);
      clause.lastScene = undefined;
      return;
    }
    clause.waiting.deeds.push(tag);
    if (clause.actors.length > 0) {
      give(clause, clause.actors, clause.waiting);
      clause.waiting = nothingWaiting();
    }
    return;
  }
  // 雪が舞う, 雪が降る: it falls.
  if (
    clause.lastScene?.sense.tag === 'snow' &&
    clause.tags[i - 2] === clause.lastScene &&
    topic.has(clause.tags[i - 1]!.word)
  ) {
    clause.into.say('weather', 'snow', clause.lastScene);
    clause.lastScene = undefined;
    return;
  }
  settleScene(clause);
  if (sense.deed.action === null && sense.deed.motion === null && sense.deed.relation === undefined) {
    clause.object = [];
    return;
  }
  const targets = clause.object.length > 0 ? clause.object : clause.target;
  const { deed } = sense;
  const ridden =
    deed.action !== 'play' &&
    clause.target.some(
      ({ gait, name }) => gait === 'drive' || gait === 'sail' || gait === 'roll' || name === 'bicycle',
    );
  const kind =
    deed.relation ??
    (ridden && clause.object.length === 0
      ? 'on'
      : clause.object.length > 0
        ? objectRelation(deed.action)
        : clause.target.length > 0
          ? targetRelation(deed.action)
          : undefined);
  for (const to of targets) if (kind !== undefined) clause.waiting.relations.push({ kind, to });
  clause.object = [];
  clause.target = [];
  clause.waiting.deeds.push(tag);
  if (clause.actors.length > 0) {
    give(clause, clause.actors, clause.waiting);
    clause.waiting = nothingWaiting();
    // 「犬が走る。」 the next が has verbs of its own.
    if (sense.form === 'joined' || clause.tags[i + 1]?.sense.tag === 'comma') clause.group = [];
  }
}

const objectRelation = (action: string | null): RelationKind | undefined =>
  action === 'walk'
    ? 'with'
    : action === 'drive' || action === 'sail' || action === 'sit'
      ? 'on'
      : action === null
        ? undefined
        : 'in-front-of';

const targetRelation = (action: string | null): RelationKind =>
  action === 'walk' || action === 'run' || action === 'fly' || action === 'swim'
    ? 'towards'
    : action === 'hide' || action === 'look'
      ? 'next-to'
      : action === 'play' || action === 'dance'
        ? 'with'
        : 'on';
