/** The words of a prompt that are in no part of its brief, as whole phrases with their places. */
import type { UnknownWord } from '@akezora/contract';
import type { Nearest } from './nearest.ts';
import type { Tag } from './tags.ts';

/**
 * Phrases that were not understood, words of manner and mood among them, for no picture is sure to show those: adjacent words are one phrase.
 * A word that the box shows by something near (a corgi by a dog) is one of its own. What an unknown subject does is understood, and only
 * has nobody to do it: the subject alone is named.
 * @param nearest offers names of the box for a noun
 */
export function notUnderstood(
  prompt: string,
  tags: readonly Tag[],
  unused: readonly Tag[],
  nearest: Nearest,
): UnknownWord[] {
  const unusedAt = new Set(unused.map(({ start }) => start));
  const isOpen = ({ sense, start }: Tag) => sense.tag === 'unknown' || sense.tag === 'praise' || unusedAt.has(start);
  const phrases: { start: number; end: number; tags: Tag[]; near: boolean }[] = [];
  let isLost = false;
  for (const [at, tag] of tags.entries()) {
    isLost = subjectIsLost(tag, tags.slice(0, at), isLost);
    if (isLost && tag.sense.tag === 'deed') continue;
    const near = tag.sense.near === true;
    if (!isOpen(tag) && !near) continue;
    const last = phrases.at(-1);
    if (
      last !== undefined &&
      !near &&
      !last.near &&
      !beginsPhrase(tag, last.tags) &&
      inPhrase.test(prompt.slice(last.end, tag.start))
    ) {
      last.end = tag.end;
      last.tags.push(tag);
    } else phrases.push({ start: tag.start, end: tag.end, tags: [tag], near });
  }
  return phrases.map(({ start, end, tags: said, near }) => {
    const offers = near ? nearest.shown(said[0]!) : nearest.of(said);
    const word = prompt.slice(start, end).replace(/\s+of$/, '');
    return { word, start, end: start + word.length, ...(offers.length === 0 ? {} : { nearest: [...offers] }) };
  });
}

/** Senses that name another actor or end a clause. */
const actorOrEnd: ReadonlySet<string> = new Set(['subject', 'thing', 'clause', 'sequence', 'stop']);

/** Senses that say what role a noun behind them has. */
const holders: ReadonlySet<string> = new Set([...actorOrEnd, 'relation', 'deed']);

/**
 * Whether whoever acts at a tag is not known: from an unknown noun to the next known one, or to the end of the clause. What somebody is
 * on or in does not act ("a sloth on a round swim ring").
 */
function subjectIsLost({ sense, word }: Tag, before: readonly Tag[], wasLost: boolean): boolean {
  if (sense.tag !== 'unknown') return wasLost && !actorOrEnd.has(sense.tag);
  const isPlaced = before.findLast((tag) => holders.has(tag.sense.tag))?.sense.tag === 'relation';
  return wasLost || !(isPlaced || isOfFilm(sense) || /(?:ing|ly)$/.test(word));
}

/** Whether a tag is not said of the phrase before it: prepositions, verbs, and how the film is made. */
function beginsPhrase({ sense, word }: Tag, before: readonly Tag[]): boolean {
  const last = before.at(-1)!;
  if (sense.tag === 'relation' || isOfFilm(sense) !== isOfFilm(last.sense)) return true;
  const isNoun = last.sense.tag === 'unknown' && !isOfFilm(last.sense) && !last.word.endsWith('ing');
  return isNoun && (sense.tag === 'deed' || (sense.tag === 'unknown' && /\wing$/.test(word)));
}

const isOfFilm = (sense: Tag['sense']): boolean => sense.tag === 'unknown' && sense.of === 'film';

/** What may stand between the words of a phrase: spaces, hyphens, articles. */
const inPhrase = /^[\s'’-]*(?:(?:an?|the|its|his|her|their|of)\s+)*$/i;
