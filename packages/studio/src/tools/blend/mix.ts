import type { Curve } from '@akezora/contract';

/** Seconds that a cut or a short transition is shown to take. */
const change = 0.4;

/** What is seen of two clips at a moment of their blend: seconds of each, undefined where it is not there, and how much of the second. */
export interface Mix {
  readonly first: number | undefined;
  readonly second: number | undefined;
  /** 0: the first alone, 1: the second alone. */
  readonly share: number;
}

/** The value of a curve at a time: linear between its points, and level before and after them. */
export function valueAt(curve: Curve, time: number): number {
  const after = curve.findIndex(({ at }) => at >= time);
  const right = curve[after === -1 ? curve.length - 1 : after];
  const left = curve[after - 1];
  if (right === undefined) return 0;
  if (left === undefined || after === -1 || right.at === left.at) return right.value;
  return left.value + ((time - left.at) / (right.at - left.at)) * (right.value - left.value);
}

/**
 * What is seen at a time of a blend. The first clip plays from its start, the second up to its end.
 * @param curve How much of the second is seen over time. Default: the picture changes in the middle of their overlap.
 */
export function mixAt(
  time: number,
  {
    seconds,
    first,
    second,
    curve,
  }: { readonly seconds: number; readonly first: number; readonly second: number; readonly curve?: Curve | undefined },
): Mix {
  const begins = seconds - second;
  const inFirst = time < first ? time : undefined;
  const inSecond = time >= begins - 1e-6 ? time - begins : undefined;
  if (inFirst === undefined || inSecond === undefined)
    return { first: inFirst, second: inSecond, share: inSecond === undefined ? 0 : 1 };
  const middle = (Math.max(0, begins) + Math.min(first, seconds)) / 2;
  const share = curve === undefined ? Math.min(1, Math.max(0, (time - middle) / change + 0.5)) : valueAt(curve, time);
  return { first: inFirst, second: inSecond, share };
}
