/** Long prompts that tell a sequence come apart into shots: `a fox runs, then sleeps`, 「犬が走る。次に犬が眠る」. */
import { sentencesOf } from './brief-of-tags.ts';
import type { Tag } from './tags.ts';

/** A part of a prompt that is a shot of its own. */
export interface PromptPart {
  readonly start: number;
  readonly end: number;
  /** Its share of the clip's length, against other parts. */
  readonly weight: number;
}

/** More would be too short to see. */
const mostParts = 5;

/**
 * The shots of a prompt, in its order; one part that is all of it where the prompt tells no sequence. Parts begin at words as
 * `then` and 次に, and at sentences in which somebody does something else. Pure.
 */
export function shotsOfPrompt(prompt: string, tags: readonly Tag[]): readonly PromptPart[] {
  const starts = [0];
  let told: ReadonlySet<string> = new Set();
  for (const sentence of sentencesOf(tags)) {
    for (const [i, tag] of sentence.entries()) {
      const isFirst = i === 0;
      if (tag.sense.tag === 'sequence' && acts(sentence.slice(i)) && (told.size > 0 || acts(sentence.slice(0, i))))
        starts.push(tag.start);
      else if (isFirst && told.size > 0 && tag.sense.tag !== 'sequence' && tellsMore(sentence, told))
        starts.push(tag.start);
    }
    told = new Set([...told, ...deedsOf(sentence)]);
  }
  const kept = [...new Set(starts)].slice(0, mostParts);
  return kept.map((start, i) => ({ start, end: kept[i + 1] ?? prompt.length, weight: 1 }));
}

const deedsOf = (tags: readonly Tag[]): string[] =>
  tags.flatMap(({ sense }) => (sense.tag === 'deed' && sense.deed.action !== null ? [`${sense.deed.action}`] : []));

const acts = (tags: readonly Tag[]): boolean => deedsOf(tags).length > 0;

/** Whether a sentence has a deed that was not told yet, and somebody who does it. */
const tellsMore = (tags: readonly Tag[], told: ReadonlySet<string>): boolean =>
  tags.some(({ sense }) => sense.tag === 'subject' || sense.tag === 'pronoun') &&
  deedsOf(tags).some((deed) => !told.has(deed));
