/** What the box has that is nearest to a noun it lacks. The names are offered, never put in. */
import type { Tag } from './tags.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Up to three names of the art for the words of a phrase; none where nothing is near. */
export type Nearest = (phrase: readonly Tag[]) => readonly string[];

/** Offers from the vocabulary. */
export const nearestNames =
  (_vocabulary: Vocabulary): Nearest =>
  () => [];
