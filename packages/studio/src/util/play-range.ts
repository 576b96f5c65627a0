/** The part of a clip that plays: from its in point to its out point, in seconds. A missing point is the clip's own end. */
export interface PlayRange {
  readonly from?: number;
  readonly to?: number;
}

/** A range with another in point; an out point that is not behind it goes. */
export const withIn = ({ to }: PlayRange, from: number): PlayRange =>
  to === undefined || to <= from ? { from } : { from, to };

/** A range with another out point; an in point that is not before it goes. */
export const withOut = ({ from }: PlayRange, to: number): PlayRange =>
  from === undefined || from >= to ? { to } : { from, to };

/** Where a range begins and ends in a clip of `seconds` seconds. */
export const endsOf = (
  { from = 0, to }: PlayRange,
  seconds: number,
): { readonly from: number; readonly to: number } => ({
  from,
  to: Math.min(to ?? seconds, seconds),
});

/** Whether a range is the whole clip. */
export const isWhole = ({ from, to }: PlayRange): boolean => from === undefined && to === undefined;

/** The frame that is shown at a time, from 0. A hundredth of a frame early counts: browsers round times. */
export const frameAt = (time: number, fps: number): number => Math.floor(time * fps + 0.01);
