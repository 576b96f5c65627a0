/** How far apart tiles follow one another, so that neighbours do not play one after the other. */
const stride = 5;

/** How many tiles play at the same time. */
const together = 2;

/**
 * Which tiles play at a step of the wall: two at a time, each for two steps, every one in its turn.
 * @param step Counts up from 0; negative: none has begun.
 * @param count How many tiles there are. A multiple of 5 leaves tiles out.
 */
export function playingAt(step: number, count: number): readonly number[] {
  return Array.from({ length: together }, (_, back) => step - back)
    .filter((turn) => turn >= 0)
    .map((turn) => (turn * stride) % count);
}
