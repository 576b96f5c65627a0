/** Lag: how far things have moved in a frame since the light was made that falls on them. */

import type { Size } from '../frame-sizes.ts';
import type { Quad } from '../scene/view.ts';

/** Groups of layers whose lag nobody sees: they are soft, or far away. */
const soft: ReadonlySet<Quad['group']> = new Set(['sky', 'field', 'shadow']);

/** The largest way, in pixels of the output, that a picture in the frame has moved from one list of layers to another. */
export function lagOf(before: readonly Quad[], now: readonly Quad[], { width, height }: Size): number {
  // Things that passed each other have changed places in the list.
  const earlier = new Map<string, Quad[]>();
  for (const quad of before) earlier.set(quad.texture, [...(earlier.get(quad.texture) ?? []), quad]);
  let most = 0;
  for (const quad of now) {
    const outside = quad.x > 1 || quad.y > 1 || quad.x + quad.width < 0 || quad.y + quad.height < 0;
    if (soft.has(quad.group) || outside) continue;
    const shifts = (earlier.get(quad.texture) ?? []).map((one) =>
      Math.hypot((one.x - quad.x) * width, (one.y - quad.y) * height),
    );
    if (shifts.length > 0) most = Math.max(most, Math.min(...shifts));
  }
  return most;
}
