import type { Frame } from './frame.ts';

/**
 * Converts frames of any (also varying) rate to a constant one: at each moment the frame on show is taken, so that
 * frames repeat or are left out but never mix. Starts at `from` (else at the first frame); the last frame holds until `to`,
 * or without it for as long as the one before.
 */
export async function* resampleRate(
  frames: AsyncIterable<Frame>,
  fps: number,
  span: { readonly from?: number; readonly to?: number } = {},
): AsyncGenerator<Frame, void, void> {
  const to = span.to ?? Number.POSITIVE_INFINITY;
  let origin = span.from;
  let index = 0;
  let shown: Frame | undefined;
  let gap = 1 / fps;
  const moment = () => (origin ?? 0) + index / fps;
  for await (const frame of frames) {
    origin ??= frame.at;
    if (shown !== undefined) {
      gap = frame.at - shown.at;
      while (moment() < Math.min(frame.at, to) - tolerance) {
        yield { ...shown, at: moment() };
        index += 1;
      }
    }
    shown = frame;
  }
  if (shown === undefined) return;
  // A rest of less than half a frame is dropped, so that 48 frames at 23.976 a second stay 48 at 24.
  const end = (Number.isFinite(to) ? to : shown.at + gap) - 0.5 / fps;
  while (index === 0 || moment() < end) {
    yield { ...shown, at: moment() };
    index += 1;
  }
}

/** Half a millisecond: time stamps are rounded to microseconds or milliseconds by their containers. */
const tolerance = 5e-4;
