import type { Frame } from '../../../video/frame.ts';

/** One condition of a clip: the frames [start, end) that it covers, its weight over time, and its frames. */
export interface Track {
  readonly start: number;
  readonly end: number;
  /** @param at seconds of the clip */
  readonly weight: (at: number) => number;
  frame(number: number): Promise<Frame | undefined>;
  close(): Promise<void>;
}

/** Size, frames a second and seconds of a clip. */
export interface ClipShape {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly seconds: number;
}

/** Seconds in which a picture fades in before its time, and a picture of the world fades out after it. */
export const fadeSeconds = 0.75;
