import type { PointerEvent, RefObject } from 'react';
import { lastFrame, magnet, type Scale, timeOf } from './geometry.ts';

/** Pixels within which a mark draws what is moved along a line. */
export const draws = 6;

/**
 * Moves the playhead of a line to where it is pressed, and with the pointer while it is.
 * @param marks Seconds that draw the playhead. Default: none, and it stands at the nearest frame.
 */
export function scrubbing({
  box,
  scale,
  seconds,
  fps,
  marks = [],
  onTime,
}: {
  /** The line. */
  readonly box: RefObject<HTMLElement | null>;
  readonly scale: Scale;
  /** Length of the line. */
  readonly seconds: number;
  readonly fps: number;
  readonly marks?: readonly number[];
  readonly onTime: (time: number) => void;
}) {
  const seek = (clientX: number) => {
    const to = timeOf(scale, clientX - (box.current?.getBoundingClientRect().left ?? 0));
    onTime(Math.min(lastFrame(seconds, fps), Math.max(0, magnet(to, fps, marks, draws / scale.perSecond))));
  };
  return {
    /** Moves it to a place of the window, in pixels. */
    seek,
    /** Handler of the pointer where it is pressed and moved. */
    scrub: (event: PointerEvent<HTMLElement>) => {
      if (event.type === 'pointerdown' && event.button === 0) event.currentTarget.setPointerCapture(event.pointerId);
      if (event.currentTarget.hasPointerCapture(event.pointerId)) seek(event.clientX);
    },
  };
}
