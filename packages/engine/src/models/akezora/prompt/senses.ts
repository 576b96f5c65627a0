/** Chooses the sense of a word that can mean several things by the words beside it. */

import type { Meaning, Sense, Tag, Word } from './tags.ts';

const determiner =
  /^(?:a|an|the|this|that|these|those|his|her|its|their|my|your|our|some|any|each|every|another|no|of)$/;
/** Words after which a verb stands: `is running`, `happily plays`. */
const beforeVerb =
  /^(?:is|are|was|were|be|been|being|to|can|could|will|would|should|may|might|must|who|that|which|it|he|she|they|i|we|you|starts?|begins?|continues?|keeps?|seen|playfully|happily|slowly|quickly|gently|quietly|softly|suddenly|gracefully|then|joyfully|just|also|still|not|don't|doesn't|didn't|isn't|aren't|never|let)$/;

/** Sense kinds that stand before a noun and describe it. */
const describing = new Set<Sense['tag']>(['colour', 'size', 'count', 'praise']);
const nouns = new Set<Sense['tag']>(['subject', 'thing', 'place']);

/** The order in which senses go where nothing else decides. */
const order: readonly Sense['tag'][] = [
  'subject',
  'thing',
  'camera',
  'framing',
  'pace',
  'style',
  'motion',
  'negation',
  'deed',
  'place',
  'snow',
  'time',
  'weather',
  'count',
  'colour',
  'size',
  'clause',
  'sequence',
  'relation',
  'pronoun',
  'unknown',
  'praise',
  'function',
  'comma',
  'stop',
];

const first = (senses: readonly Meaning[]): Meaning =>
  [...senses].sort((a, b) => order.indexOf(a.tag) - order.indexOf(b.tag))[0]!;

/** The sense of word `i`, with the tags of the words before it. */
export function senseInContext(words: readonly Word[], i: number, tags: readonly Tag[]): Meaning {
  const { senses, language, word } = words[i]!;
  const usual = first(senses);
  // Doughnut-shaped, red-faced: said of the shape or a part of something.
  const next = words[i + 1];
  const shaped =
    words[i]!.hyphen === true &&
    next !== undefined &&
    /^(?:\w+ed|like|style)$/.test(next.word) &&
    next.senses[0]!.tag === 'unknown';
  if (shaped && language === 'en') return { tag: 'unknown' };
  // `is painting`, `a bear painting`: a deed that is not known.
  const doing = /^(?:is|are|was|were)$/.test(tags[i - 1]?.word ?? '') || tags[i - 1]?.sense.tag === 'subject';
  if (usual.tag === 'thing' && word.endsWith('ing') && doing) return { tag: 'unknown' };
  // A big wave is of the sea.
  const before = tags[i - 1];
  if (
    /^waves?$/.test(word) &&
    before !== undefined &&
    (determiner.test(before.word) || describing.has(before.sense.tag))
  )
    return { tag: 'unknown' };
  if (senses.length === 1) return usual;
  const of = (kind: Sense['tag']) => senses.find(({ tag }) => tag === kind);
  const noun = of('subject') ?? of('thing') ?? of('place') ?? of('time');
  const deed = of('deed');
  const colour = of('colour');
  const nextNames = describesNext(words, i);
  const [place, thing] = [of('place'), of('thing')];
  // 山: the place, which keeps the thing for a scene that is elsewhere.
  if (language === 'ja' && place?.tag === 'place' && place.thing !== undefined && thing !== undefined) return place;
  if (language === 'ja') return colour !== undefined && nextNames ? colour : usual;
  if (word === 'like' || word === 'as') return of('function') ?? usual;
  if (deed !== undefined && deed.tag === 'deed' && noun !== undefined)
    return isVerb(words, i, tags, deed.form) ? deed : noun;
  if (place?.tag === 'place' && thing?.tag === 'thing') return { ...place, thing: place.thing ?? thing.name };
  if (colour !== undefined && noun !== undefined) return nextNames ? colour : noun;
  if (deed !== undefined && of('function') !== undefined) return deed;
  if (deed !== undefined && of('praise') !== undefined) return deed;
  if (of('time') !== undefined && noun?.tag === 'place') return noun;
  return usual;
}

/** Whether what follows can be described: a noun, or another describing word before one. */
function describesNext(words: readonly Word[], i: number): boolean {
  const next = words[i + 1];
  if (next === undefined) return false;
  return (
    next.senses.some(({ tag }) => nouns.has(tag) || describing.has(tag) || tag === 'unknown') ||
    (next.word === 'and' && words[i + 2]?.senses.some(({ tag }) => tag === 'colour') === true)
  );
}

function isVerb(words: readonly Word[], i: number, tags: readonly Tag[], form: string): boolean {
  const before = tags[i - 1];
  const next = words[i + 1];
  const nextIsNoun = next?.senses.some(({ tag }) => nouns.has(tag)) === true;
  if (before === undefined)
    return form === 'participle' || form === 'base'
      ? nextIsNoun || next?.senses.some(({ tag }) => tag === 'relation') === true
      : false;
  if (determiner.test(before.word))
    return before.word === 'that' && form !== 'participle' ? true : form === 'participle' && nextIsNoun;
  if (describing.has(before.sense.tag) && !beforeVerb.test(before.word)) return false;
  if (beforeVerb.test(before.word) || before.sense.tag === 'pronoun') return true;
  if (before.sense.tag === 'subject')
    return form !== 'base' || before.sense.plural || next === undefined || !nouns.has(next.senses[0]!.tag);
  if (before.sense.tag === 'relation') return false;
  if (form === 'participle') return true;
  // After `and` or a comma a verb goes on if one stands before.
  if (before.word === 'and' || before.sense.tag === 'comma' || before.sense.tag === 'sequence')
    return tags.some(({ sense }) => sense.tag === 'deed' && sense.form === form);
  return (
    before.sense.tag === 'unknown' &&
    form === 'finite' &&
    next?.senses.some(({ tag }) => tag === 'relation' || tag === 'function') === true
  );
}
