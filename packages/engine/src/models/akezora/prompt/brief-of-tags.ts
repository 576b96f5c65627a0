/** From token tags to a brief, by rules of grammar: each sentence is read by its language's rules into one collector. */

import type { Talk } from './english/clause.ts';
import { Collector } from './entities.ts';
import { type BriefOfTags, noDescription } from './entity.ts';
import { readEnglish } from './read-english.ts';
import { readJapanese } from './read-japanese.ts';
import type { Tag } from './tags.ts';
import { takeTools } from './tools.ts';

/**
 * The brief that tags come to. Pure.
 * @param present names of who is on the stage already: they do what the tags say if those name no subject
 */
export function briefOfTags(tags: readonly Tag[], present: readonly string[] = []): BriefOfTags {
  const into = new Collector();
  // English says who before what: `it sleeps beside a cat` is about somebody said before.
  const first = tags.find(
    ({ sense, language }) => sense.tag === 'subject' || (sense.tag === 'deed' && language === 'en'),
  );
  const silent = first?.sense.tag !== 'subject';
  const talk: Talk = { actors: silent ? present.map((name) => into.meet(onStage(name), noDescription(), false)) : [] };
  for (const sentence of sentencesOf(tags)) {
    if (sentence.some(({ language }) => language === 'ja')) readJapanese(sentence, into, talk);
    else readEnglish(sentence, into, talk);
  }
  takeTools(tags, into);
  return into.finish();
}

/** A tag of somebody whom the prompt does not name; it has no place in it. */
const onStage = (name: string): Tag => ({
  start: -1,
  end: -1,
  word: name,
  language: 'en',
  sense: { tag: 'subject', name, plural: false },
});

/** Tags in sentences, without the stops between them. */
export function sentencesOf(tags: readonly Tag[]): readonly (readonly Tag[])[] {
  const sentences: Tag[][] = [[]];
  for (const tag of tags) {
    if (tag.sense.tag === 'stop') sentences.push([]);
    else sentences.at(-1)!.push(tag);
  }
  return sentences.filter((sentence) => sentence.length > 0);
}
