import type { Scene } from '@akezora/contract';

/** Moves of a camera. */
export type CameraMove = Scene['camera']['move'];

/** The part of a picture that shows: its middle, in frames off the picture's middle, and how many times larger it is than at first. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** How much of the frame a camera crosses in a second, and at most. */
const [aSecond, atMost] = [0.025, 0.12];

/** The largest zoom of a view. */
export const largestZoom = 1 / (1 - atMost);

/** Part of a move that a camera makes which is still, or has nobody to follow, so that a held picture lives. */
const breath = 0.25;

/**
 * A camera's gentle way over a held picture. Except for a zoom out it begins with the whole frame, so that a clip starts as its picture
 * is; it never shows what lies beyond the picture.
 * @param room width and height of the picture in frames, 1 or more
 * @param progress share of the way, 0 to 1
 * @param seconds that the whole way takes
 */
export function driftOf(
  move: CameraMove,
  room: { readonly width: number; readonly height: number },
  progress: number,
  seconds: number,
): View {
  const way = Math.min(aSecond * seconds, atMost);
  const zoomed = (amount: number): View => ({ x: 0, y: 0, zoom: 1 / (1 - amount) });
  if (move === 'static' || move === 'follow') return zoomed(breath * way * progress);
  if (move === 'zoom-in') return zoomed(way * progress);
  if (move === 'zoom-out') return zoomed(way * (1 - progress));
  const shift = (way / 2) * progress * (move === 'pan-left' || move === 'tilt-up' ? -1 : 1);
  const across = move === 'pan-left' || move === 'pan-right';
  const zoom = Math.max(1, 1 / ((across ? room.width : room.height) - 2 * Math.abs(shift)));
  return { x: across ? shift : 0, y: across ? 0 : shift, zoom };
}
