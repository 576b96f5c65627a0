/** Frames per second as a fraction: 24000/1001 is what is called 23.976. */
export interface Rate {
  readonly numerator: number;
  readonly denominator: number;
}

/**
 * The rate that a number stands for. Those of television (23.976, 29.97, 59.94 …) are a thousandth below a whole number, others as they
 * are to the thousandth.
 * @param fps frames per second, above 0
 */
export function rateOf(fps: number): Rate {
  const whole = Math.round(fps);
  if (Math.abs(fps - whole) < 0.001) return { numerator: whole, denominator: 1 };
  const near = Math.ceil(fps);
  if (Math.abs(fps - (near * 1000) / 1001) < 0.005) return { numerator: near * 1000, denominator: 1001 };
  return { numerator: Math.round(fps * 1000), denominator: 1000 };
}

/** The frame that begins nearest to a time in seconds. */
export const frameAt = (seconds: number, { numerator, denominator }: Rate): number =>
  Math.round((seconds * numerator) / denominator);

/** Whole frames of one rate that fit into some frames of another. */
export const framesWithin = (frames: number, from: Rate, to: Rate): number =>
  Math.floor((frames * from.denominator * to.numerator) / (from.numerator * to.denominator));

/** The frame of another rate that begins nearest to one. */
export const frameOf = (frame: number, from: Rate, to: Rate): number =>
  Math.round((frame * from.denominator * to.numerator) / (from.numerator * to.denominator));

/** Frames per second as a number. */
export const fpsOf = ({ numerator, denominator }: Rate): number => numerator / denominator;
