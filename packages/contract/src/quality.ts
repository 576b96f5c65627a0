import { z } from 'zod';

/** Number of denoising steps: `fast` the model's usual number, `best` more. */
export const qualities = ['fast', 'best'] as const;

/** Number of denoising steps by name. */
export type Quality = (typeof qualities)[number];

/** Names of version 0.1, in stored requests and plans. */
const formerQualities = { turbo: 'fast', teacher: 'best' } as const;

type FormerQuality = keyof typeof formerQualities;

/** Present name of a stored quality, of this version or of version 0.1; undefined for undefined. */
export const readQuality = (word: Quality | FormerQuality | undefined): Quality | undefined =>
  word !== undefined && word in formerQualities
    ? formerQualities[word as FormerQuality]
    : (word as Quality | undefined);

/** A quality; the names of version 0.1 (`turbo`, `teacher`) are read as `fast` and `best`. */
export const qualitySchema = z
  .enum([...qualities, ...(Object.keys(formerQualities) as FormerQuality[])])
  .transform((word): Quality => (word in formerQualities ? formerQualities[word as FormerQuality] : (word as Quality)))
  .pipe(z.enum(qualities));
