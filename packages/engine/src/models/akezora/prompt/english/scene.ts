/** Words of the scene in an English sentence: where, when, in which weather, and how it is shot. */
import { type Entity, noDescription } from '../entity.ts';
import type { Sense, SenseOf, Tag } from '../tags.ts';
import { articles, type Clause, namesFollow } from './clause.ts';

/** Relations that a place may stand in: then it is where the scene is. */
const acrossGround = new Set([
  'across',
  'along',
  'through',
  'at',
  'throughout',
  'over the top of',
  'outside',
  'from',
  'off',
  'by',
  'near',
]);

/** Whether a place is only beside somebody: who is at the sea, goes to it, or looks at it. */
function isBeside(
  relation: { readonly tag: Tag; readonly object: boolean } | undefined,
  before: readonly Tag[],
  doers: readonly Entity[],
): boolean {
  if (relation === undefined) return before.findLast(({ word }) => !articles.has(word))?.word === 'to';
  const words = /^(?:at|by|from|near|beside|next to|along|alongside|close to|in front of|outside|before|towards?)$/;
  return words.test(relation.tag.word) || (relation.object && doers.some(({ action }) => action === 'look'));
}

/** A word of the scene; what described it goes on to no noun. */
export function sceneWord(clause: Clause, tag: Tag, sense: Sense, i: number): void {
  if (clause.negating) {
    clause.into.deny(tag);
    const next = clause.tags[i + 1];
    clause.negating = next?.word === 'or' || next?.word === 'and';
    clause.description = noDescription();
    return;
  }
  switch (sense.tag) {
    case 'place': {
      const modifies =
        clause.tags[i + 1] !== undefined &&
        ['subject', 'thing', 'unknown'].includes(clause.tags[i + 1]!.sense.tag) &&
        !clause.tags[i + 1]!.word.endsWith('ing');
      if (modifies) {
        clause.into.sayWeakly(sense.place, tag);
        return;
      }
      placeSaid(clause, tag, sense);
      break;
    }
    case 'snow':
      if (sense.lies === true && ['subject', 'thing'].includes(clause.tags[i + 1]?.sense.tag ?? ''))
        clause.into.unused.push(tag);
      if (clause.tags[i + 1]?.sense.tag === 'deed' && sense.lies !== true) clause.into.say('weather', 'snow', tag);
      else clause.into.sawSnow(tag);
      break;
    case 'time':
      clause.into.say('time', sense.time, tag);
      break;
    case 'weather':
      clause.into.say('weather', sense.weather, tag);
      break;
    case 'style':
      clause.into.say('style', sense.style, tag);
      break;
    case 'camera':
      clause.into.say('camera', sense.camera, tag);
      clause.cameraSaid = true;
      return;
    case 'framing':
      clause.into.say('framing', sense.framing, tag);
      return;
    case 'pace':
      clause.into.say('pace', sense.pace, tag);
      return;
  }
  if (namesFollow(clause, i)) return;
  // Snowy, city: colours go on to the noun; of a place itself they say nothing that the scene lacks.
  if (!['place', 'snow', 'time', 'weather'].includes(clause.tags[i + 1]?.sense.tag ?? '')) {
    if (sense.tag === 'place' || sense.tag === 'snow' || sense.tag === 'time') {
      const { size, colour } = clause.description;
      clause.into.tintScene(colour, tag);
      if (size !== null) clause.into.unused.push(size);
      clause.description = noDescription();
    }
  }
  clause.relation = undefined;
}

function placeSaid(clause: Clause, tag: Tag, said: SenseOf<'place'>): void {
  const relation = clause.relation;
  // By the sea: on its shore, who does not swim or sail.
  const dry = clause.actors.every(({ gait }) => gait !== 'sail' && gait !== 'swim' && gait !== 'fly');
  const ashore =
    said.place === 'sea' && dry && isBeside(relation, clause.tags.slice(0, clause.tags.indexOf(tag)), clause.doers);
  const sense = ashore ? { ...said, place: 'beach' } : said;
  // `drinks water`.
  const consumes = clause.doers.some(({ action }) => action === 'drink' || action === 'eat');
  if (relation?.object === true && sense.weak === true && consumes) return;
  const elsewhere = clause.into.place !== null && clause.into.place !== sense.place;
  if (elsewhere && sense.thing !== undefined) {
    const thing: Tag = { ...tag, sense: { tag: 'thing', name: sense.thing, plural: false } };
    const entity = clause.into.meet(thing, noDescription(), false);
    if (relation !== undefined && !acrossGround.has(relation.tag.word))
      clause.into.relate(relation.from, relation.kind, entity);
    return;
  }
  if (relation?.tag.word === 'with' || relation?.tag.word === 'holding') clause.into.unused.push(tag);
  else clause.into.sayPlace(sense, tag);
}
