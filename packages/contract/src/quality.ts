import { z } from 'zod';

/** How carefully a model computes: `fast` takes its usual steps, `best` more of them. */
export const qualities = ['fast', 'best'] as const;

/** How carefully a model computes. */
export type Quality = (typeof qualities)[number];

/** Words of version 0.1, in stored requests and plans. */
const formerQualities = { turbo: 'fast', teacher: 'best' } as const;

type FormerQuality = keyof typeof formerQualities;

/** A word for a quality as version 0.1 or this one stores it, as the present word; undefined stays undefined. */
export const readQuality = (word: Quality | FormerQuality | undefined): Quality | undefined =>
  word !== undefined && word in formerQualities
    ? formerQualities[word as FormerQuality]
    : (word as Quality | undefined);

/** A quality; the words of version 0.1 (`turbo`, `teacher`) are read as `fast` and `best`. */
export const qualitySchema = z
  .enum([...qualities, ...(Object.keys(formerQualities) as FormerQuality[])])
  .transform((word): Quality => (word in formerQualities ? formerQualities[word as FormerQuality] : (word as Quality)))
  .pipe(z.enum(qualities));
