import type { Scene } from '@akezora/contract';
import { aspectRatios, cameraFrame } from './geometry.ts';

/** A place on the stage, in frame heights. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** How the stage lies on the canvas, in its pixels. */
export interface View {
  /** Pixels of one frame height. */
  readonly size: number;
  /** Pixels at which x = 0 and y = 0 of the stage are. */
  readonly left: number;
  readonly top: number;
  across(x: number): number;
  down(y: number): number;
  /** The place on the stage at a pixel. */
  spotAt(x: number, y: number): Spot;
}

/** What is seen beside the frame, as a share of it. */
const room = { across: 1.2, down: 1.22 } as const;
/** Least that is seen beside a frame that has left the middle, in frame heights. */
const edge = 0.06;

/** How far a span must be moved to lie between 0 and `length`: as little as possible; a longer one is put in the middle. */
function into(from: number, to: number, length: number): number {
  if (to - from > length) return (length - from - to) / 2;
  return from < 0 ? -from : to > length ? length - to : 0;
}

/**
 * The frame at rest in the middle of a canvas, with room around it for what comes in and for the camera's moves. Where the camera goes
 * further, the stage follows it.
 */
export function viewOf(scene: Scene, t: number, width: number, height: number): View {
  const size = Math.max(1, Math.min(width / (aspectRatios[scene.aspect] * room.across), height / room.down));
  const frame = cameraFrame(scene, t);
  const [middle, start] = [width / 2, (height - size) / 2];
  const across = (x: number) => middle + x * size;
  const down = (y: number) => start + y * size;
  const left = middle + into(across(frame.x - edge), across(frame.x + frame.width + edge), width);
  const top = start + into(down(frame.y - edge), down(frame.y + frame.height + edge), height);
  return {
    ...{ size, left, top },
    across: (x) => left + x * size,
    down: (y) => top + y * size,
    spotAt: (x, y) => ({ x: (x - left) / size, y: (y - top) / size }),
  };
}
