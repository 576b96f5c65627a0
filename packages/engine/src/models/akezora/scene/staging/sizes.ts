/** Sizes: how large things are against each other in the frame, from how large they are in the world. */
import type { Brief } from '@akezora/contract';
import type { World } from '../world.ts';
import { clamp } from './values.ts';

/** A person, against whom sizes are compared, in metres. */
const person = 1.75;
/** Length of things that no table knows, in metres. */
const usualMetres = 1;
/** A mouse is 1/55 of an elephant, and in the frame 1/4. */
const exponent = 0.38;
/** Size of a person in a medium shot, in frame heights. */
const heroSize = 0.36;
/** Sizes of a hero: a mouse alone is not as small as beside a cat. */
const heroExponent = 0.4;
const said = { small: 0.68, medium: 1, large: 1.38 } as const;

/** How large something is: in the world, and against that by its own options. */
export interface Measure {
  /** Length of the longer side of its drawing in the world, in metres. */
  readonly metres: number;
  readonly scale: number;
}

/** The measure of a subject or thing. What no table knows, such as an actor of the user's, has its scale instead. */
export function measureOf(world: World, name: string): Measure {
  const subject = world.subjects.get(name);
  const metres = world.staging.metres[subject?.likeness ?? name];
  return metres === undefined ? { metres: usualMetres, scale: subject?.scale ?? 1 } : { metres, scale: 1 };
}

/** Size of something in the frame against a person's: grows with its size in the world, and less. */
export const shownSize = (metres: number): number => ((metres + 0.02) / (person + 0.02)) ** exponent;

/** Size of the first of a scene, in frame heights, in a medium shot of a frame 16:9. */
export const sizeOfHero = (metres: number): number => clamp(heroSize * shownSize(metres) ** heroExponent, 0.2, 0.46);

/** What a size that was said does to a size. */
export const saidSize = (size: Brief['subjects'][number]['size']): number => (size === null ? 1 : said[size]);
