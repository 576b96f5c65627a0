import type { Sprite } from './actors/sprite.ts';
import type { ShotPlan } from './scene/shot.ts';

/** All halving sizes of a picture together, against its largest. */
const levels = 4 / 3;
/** A sprite with the empty space around it, 1/24 of its height on each side. */
const withMargin = (13 / 12) ** 2;

/**
 * Bytes that a clip's own pictures take while it is made: every actor and the backdrop as they were read, and as the compositor
 * shows them. A backdrop is repeated with its mirror images, the whole of it four times and its ground at most as often again.
 */
export function pictureBytesOf({ cast, backdrop }: Pick<ShotPlan, 'cast' | 'backdrop'>): number {
  const actors = cast.reduce(
    (sum, member) => sum + (member.look === undefined ? 0 : bytesOf(member.sprite) * (1 + withMargin * levels)),
    0,
  );
  if (backdrop === undefined) return actors;
  const ground = 1 - backdrop.horizon;
  return actors + bytesOf(backdrop.sprite) * (1 + 4 * (1 + ground) * levels);
}

const bytesOf = ({ width, height, drawings }: Sprite): number => 4 * width * height * drawings.length;
