/** Puppets: what moves in stop motion is set anew twelve times a second, never quite where it was. The same as `training/world/puppets.py`. */
import type { Scene } from '@akezora/contract';

const posesASecond = 12;
/** Most that a hand misses, in sizes of the subject and in radians. */
const misses = { x: 0.004, turn: 0.014 } as const;

/** The time things are at. */
export function puppetMoment({ style }: Pick<Scene, 'style'>, t: number): number {
  return style === 'stop-motion' ? Math.floor(t * posesASecond + 1e-6) / posesASecond : t;
}

/** How a puppet stands off from where it should: another way at each pose, the same for the same pose. */
export function puppetShake(
  { style }: Pick<Scene, 'style'>,
  index: number,
  t: number,
): { readonly x: number; readonly turn: number } {
  if (style !== 'stop-motion') return { x: 0, turn: 0 };
  const at = Math.floor(t * posesASecond + 1e-6);
  return { x: misses.x * hash(at, 2 * index), turn: misses.turn * hash(at, 2 * index + 1) };
}

/** A value from −1 to 1 that two whole numbers give, by arithmetic that all languages do alike. */
function hash(a: number, b: number): number {
  return ((((a * 7919 + b * 104729 + 12345) % 65537) * 31) % 2048) / 1024 - 1;
}
