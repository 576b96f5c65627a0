/** The words of a prompt that are in no part of its brief, as whole phrases with their places. */
import type { UnknownWord } from '@akezora/contract';
import type { Nearest } from './nearest.ts';
import type { Tag } from './tags.ts';

/**
 * Phrases that were not understood, words of manner and mood among them, for no picture is sure to show those: adjacent words are one phrase.
 * @param nearest offers names of the box for a noun
 */
export function notUnderstood(
  prompt: string,
  tags: readonly Tag[],
  unused: readonly Tag[],
  nearest: Nearest,
): UnknownWord[] {
  const unusedAt = new Set(unused.map(({ start }) => start));
  const open = tags.filter(
    (tag) => tag.sense.tag === 'unknown' || tag.sense.tag === 'praise' || unusedAt.has(tag.start),
  );
  const phrases: { start: number; end: number; tags: Tag[] }[] = [];
  for (const tag of open) {
    const last = phrases.at(-1);
    if (last !== undefined && /^[\s'’-]*$/.test(prompt.slice(last.end, tag.start))) {
      last.end = tag.end;
      last.tags.push(tag);
    } else phrases.push({ start: tag.start, end: tag.end, tags: [tag] });
  }
  return phrases.map(({ start, end, tags: said }) => {
    const offers = nearest(said);
    return { word: prompt.slice(start, end), start, end, ...(offers.length === 0 ? {} : { nearest: [...offers] }) };
  });
}
